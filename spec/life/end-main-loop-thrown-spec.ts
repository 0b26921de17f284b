import { expect } from 'chai';
import { Subject } from 'rxjs';
import { EndMainLoop, isActorError } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';
import { gate } from './support/gate.js';
import { lifeOf, record, rejectionOf } from './support/log.js';
import { act, puppet, raise } from './support/puppet.js';

const ENDED = ['starting', 'started', 'stopping ended', 'stopped ended', 'complete'];

describe('EndMainLoop', () => {
  onBothLanes((newSystem) => {
    const waysToThrow = [
      ['a handler throws', raise(new EndMainLoop())],
      ['a handler rejects with', act(async () => Promise.reject(new EndMainLoop()))],
      [
        'a handler throws after an await',
        act(() => Promise.resolve().then(raise(new EndMainLoop()) as never)),
      ],
    ] as const;
    for (const [what, deed] of waysToThrow) {
      it(`ends the actor which ${what} it, and is no failure`, async () => {
        const clock = new TestClock();
        await using system = newSystem({ clock });
        const ref = system.spawn(puppet());
        const life = lifeOf(ref);

        ref.tell(deed);
        await clock.settle();

        expect(life).to.deep.equal(ENDED);
      });
    }

    for (const kind of ['sync', 'async'] as const) {
      it(`ends the actor from the handler of an input (${kind})`, async () => {
        const clock = new TestClock();
        await using system = newSystem({ clock });
        const source = new Subject<number>();
        const ref = system.spawn(
          puppet({
            setup: (self) => {
              const end = () => {
                throw new EndMainLoop();
              };
              self.registerInputTask(source, kind === 'sync' ? end : async () => end());
            },
          }),
        );
        const life = lifeOf(ref);
        await clock.settle();

        source.next(1);
        await clock.settle();

        expect(life).to.deep.equal(ENDED);
        expect(source.observed).to.equal(false);
      });

      it(`ends the actor from its setup (${kind}), and tears down`, async () => {
        const clock = new TestClock();
        await using system = newSystem({ clock });
        const log: string[] = [];
        const ref = system.spawn(
          puppet({
            setup: () => {
              if (kind === 'async') return Promise.reject(new EndMainLoop());
              throw new EndMainLoop();
            },
            teardown: (reason) => void log.push(reason.kind),
          }),
        );
        const life = lifeOf(ref);

        await clock.settle();

        expect(life).to.deep.equal(['starting', 'stopping ended', 'stopped ended', 'complete']);
        expect(log).to.deep.equal(['ended']);
      });
    }

    it('ends the actor from the notice of a child', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const parent = system.spawn(
        puppet({
          setup: (self) => void self.spawn(puppet({ setup: (child) => child.endMainLoop() })),
          childStopped: () => {
            throw new EndMainLoop();
          },
        }),
      );
      const life = lifeOf(parent);

      await clock.settle();

      expect(life).to.deep.equal(ENDED);
    });

    it('rejects the ask that its handler had not answered', async () => {
      await using system = newSystem();
      const ref = system.spawn(puppet());
      const message = raise(new EndMainLoop());

      const error = await rejectionOf(ref.ask(message));

      expect(isActorError(error, 'actor-stopped')).to.equal(true);
      expect(error).to.include({ path: ref.path });
      expect(await ref.stopped).to.deep.equal({ kind: 'ended' });
    });

    it('leaves an answer that was given before as it is', async () => {
      await using system = newSystem();
      const ref = system.spawn(puppet());

      const answer = await ref.ask(
        act((_, turn) => {
          turn.reply('answered');
          throw new EndMainLoop();
        }),
      );

      expect(answer).to.equal('answered');
      expect(await ref.stopped).to.deep.equal({ kind: 'ended' });
    });

    it('is known by its brand, so that one of another copy of the package ends the actor too', async () => {
      await using system = newSystem();
      const foreign = Object.assign(new Error('foreign'), { [Symbol.for('rxactors.EndMainLoop')]: true });
      const ref = system.spawn(puppet());

      ref.tell(raise(foreign));

      expect(await ref.stopped).to.deep.equal({ kind: 'ended' });
    });

    it('rejects the asks that wait, and makes dead letters of the rest', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const letters = record(system.deadLetters, ({ message }) => message);
      const turn = gate();
      const ref = system.spawn(puppet());

      ref.tell(act(() => turn.passed));
      ref.tell('told');
      const asked = rejectionOf(ref.ask('asked'));
      turn.fail(new EndMainLoop());
      const error = await asked;
      await clock.settle();

      expect(error).to.include({ code: 'actor-stopped', undelivered: 'asked' });
      expect(letters).to.deep.equal(['told']);
    });
  });
});
