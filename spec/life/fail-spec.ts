import { expect } from 'chai';
import { Subject } from 'rxjs';
import type { ActorContext } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';
import { gate } from './support/gate.js';
import { lifeOf, record, rejectionOf, thrownBy } from './support/log.js';
import { act, puppet } from './support/puppet.js';

const FAILED = ['starting', 'started', 'failed boom', 'stopping failed', 'stopped failed', 'complete'];

describe('fail', () => {
  onBothLanes((newSystem) => {
    it('fails the actor with the very object', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const error = new Error('boom');
      const ref = system.spawn(puppet());
      const life = lifeOf(ref);

      ref.tell(act((self) => self.fail(error)));
      const reason = await ref.stopped;
      await clock.settle();

      expect(reason).to.include({ kind: 'failed', error });
      expect(life).to.deep.equal(FAILED);
    });

    it('ends the handler', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const log: string[] = [];
      const ref = system.spawn(puppet());

      ref.tell(
        act((self) => {
          log.push('before');
          self.fail(new Error('boom'));
          log.push('after');
        }),
      );
      await clock.settle();

      expect(log).to.deep.equal(['before']);
    });

    it('fails the actor though the handler catches what is thrown', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const error = new Error('boom');
      const caught: unknown[] = [];
      const ref = system.spawn(puppet());
      const life = lifeOf(ref);

      ref.tell(act((self) => void caught.push(thrownBy(() => self.fail(error)))));
      await clock.settle();

      expect(caught[0]).to.equal(error);
      expect(life).to.deep.equal(FAILED);
    });

    it('rejects the ask of its turn, and fails the actor', async () => {
      await using system = newSystem();
      const error = new Error('boom');
      const ref = system.spawn(puppet());

      const rejection = await rejectionOf(ref.ask(act((self) => self.fail(error))));

      expect(rejection).to.equal(error);
      expect(await ref.stopped).to.include({ kind: 'failed', error });
    });

    it('rejects the ask of its turn though the handler catches, and returns something', async () => {
      await using system = newSystem();
      const error = new Error('boom');
      const ref = system.spawn(puppet());

      const rejection = await rejectionOf(
        ref.ask(
          act(async (self) => {
            thrownBy(() => self.fail(error));
            await Promise.resolve();
            return 'fine';
          }),
        ),
      );

      expect(rejection).to.equal(error);
      expect(await ref.stopped).to.include({ kind: 'failed', error });
    });

    it('fails the actor after an await, when the turn has settled', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const error = new Error('boom');
      const [called, done] = [gate(), gate()];
      const ref = system.spawn(puppet());
      ref.tell(
        act(async (self) => {
          await called.passed;
          thrownBy(() => self.fail(error));
          await done.passed;
        }),
      );
      await clock.settle();

      called.open();
      await clock.settle();
      const during = ref.state;
      done.open();
      await clock.settle();

      expect(during).to.equal('running');
      expect(await ref.stopped).to.include({ kind: 'failed', error });
    });

    it('fails the actor after an answer, which stays', async () => {
      await using system = newSystem();
      const error = new Error('boom');
      const ref = system.spawn(puppet());

      const answer = await ref.ask(
        act((self, turn) => {
          turn.reply('answered');
          self.fail(error);
        }),
      );

      expect(answer).to.equal('answered');
      expect(await ref.stopped).to.include({ kind: 'failed', error });
    });

    it('makes dead letters of what waits', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const letters = record(system.deadLetters, ({ message, reason }) => `${message} ${reason}`);
      const ref = system.spawn(puppet());

      ref.tell(act((self) => self.fail(new Error('boom'))));
      ref.tell('one');
      ref.tell('two');
      await clock.settle();

      expect(letters).to.deep.equal(['one actor-stopped', 'two actor-stopped']);
    });

    const turns: [string, (self: ActorContext, trigger: Subject<number>, error: Error) => void][] = [
      ['its setup', (self, _, error) => self.fail(error)],
      [
        'the handler of an input',
        (self, trigger, error) => self.registerInputTask(trigger, () => self.fail(error)),
      ],
      [
        'outside any turn',
        (self, trigger, error) => trigger.subscribe(() => thrownBy(() => self.fail(error))),
      ],
    ];
    for (const [where, prepare] of turns) {
      it(`fails the actor from ${where}`, async () => {
        const clock = new TestClock();
        await using system = newSystem({ clock });
        const error = new Error('boom');
        const trigger = new Subject<number>();
        const ref = system.spawn(puppet({ setup: (self) => prepare(self, trigger, error) }));
        await clock.settle();

        trigger.next(1);
        await clock.settle();

        expect(ref.state).to.equal('stopped');
        expect(await ref.stopped).to.include({ kind: 'failed', error });
      });
    }

    it('changes no reason where the actor stops already', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const turn = gate();
      const ref = system.spawn(puppet());
      const life = lifeOf(ref);
      ref.tell(
        act(async (self) => {
          await turn.passed;
          self.fail(new Error('boom'));
        }),
      );
      await clock.settle();

      const stopped = ref.stop();
      turn.open();
      const reason = await stopped;
      await clock.settle();

      expect(reason).to.deep.equal({ kind: 'requested' });
      expect(life.slice(2)).to.deep.equal(['stopping requested', 'stopped requested', 'complete']);
    });
  });
});
