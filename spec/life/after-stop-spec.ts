import { expect } from 'chai';
import { finalize, Subject } from 'rxjs';
import { isActorError, Message } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';
import { gate } from './support/gate.js';
import { record, rejectionOf } from './support/log.js';
import { act, puppet } from './support/puppet.js';

describe('an actor that has stopped', () => {
  onBothLanes((newSystem) => {
    it('runs no handler any more, for nothing that still comes', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const log: unknown[] = [];
      const source = new Subject<string>();
      const pulled = gate<string>();
      const ref = system.spawn(
        puppet({
          setup: (self) => {
            self.registerInputTask(source, {
              next: () => log.push('input'),
              complete: () => log.push('end'),
            });
            self.registerInputTask(
              () => pulled.passed,
              () => log.push('pulled'),
            );
          },
          message: () => log.push('message'),
          childStopped: () => void log.push('notice'),
        }),
      );
      await clock.settle();
      await ref.stop();

      ref.tell('late');
      source.next('late');
      source.complete();
      pulled.open('late');
      const error = await rejectionOf(ref.ask('late'));
      await clock.settle();

      expect(log).to.deep.equal([]);
      expect(isActorError(error, 'actor-stopped')).to.equal(true);
    });

    it('makes a dead letter of the value that a pull source was waiting for', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const pulled = gate<string>();
      let pulls = 0;
      const letters = record(system.deadLetters, ({ message, reason }) => `${message} ${reason}`);
      const pull = () => {
        pulls += 1;
        return pulled.passed;
      };
      const ref = system.spawn(
        puppet({ setup: (self) => void self.registerInputTask(pull, () => undefined) }),
      );
      await clock.settle();

      await ref.stop();
      pulled.open('late');
      await clock.settle();

      expect(letters).to.deep.equal(['late actor-stopped']);
      expect(pulls).to.equal(1);
    });

    it('has left its inputs, though a finalizer throws', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const failed: unknown[] = [];
      const sources = [new Subject<number>(), new Subject<number>(), new Subject<number>()];
      system.events.subscribe((event) => {
        if (event.type === 'teardown-failed') failed.push(event.error);
      });
      const throwing = finalize<number>(() => {
        throw new Error('finalizer');
      });
      const ref = system.spawn(
        puppet({
          setup: (self) => {
            for (const source of sources) self.registerInputTask(source.pipe(throwing), () => undefined);
          },
        }),
      );
      await clock.settle();
      const before = sources.map(({ observed }) => observed);

      const reason = await ref.stop();
      await clock.settle();

      expect(before).to.deep.equal([true, true, true]);
      expect(sources.map(({ observed }) => observed)).to.deep.equal([false, false, false]);
      expect(failed).to.have.lengthOf(3);
      expect(reason).to.deep.equal({ kind: 'requested' });
    });

    it('has its own asks rejected, and leaves no unhandled rejection', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const turn = gate();
      const asks: Promise<unknown>[] = [];
      const signals: AbortSignal[] = [];
      const other = system.spawn(puppet());
      const ref = system.spawn(puppet());
      const long = act((_, { signal }) => {
        signals.push(signal);
        return turn.passed;
      });
      ref.tell(act((self) => void asks.push(self.ask(other, long), self.ask(other, 'waits'))));
      await clock.settle();

      await ref.stop();
      const errors = await Promise.all(asks.map(rejectionOf));
      turn.open();
      await clock.settle();

      expect(errors.map((error) => isActorError(error, 'actor-stopped'))).to.deep.equal([true, true]);
      expect(signals[0]?.aborted).to.equal(true);
    });

    it('has the asks of its teardown rejected too', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const asks: Promise<unknown>[] = [];
      const outcomes: string[] = [];
      const silent = system.spawn(puppet());
      const ref = system.spawn(
        puppet({ teardown: (_, self) => void asks.push(self.ask(silent, 'anyone there?')) }),
      );
      await clock.settle();

      await ref.stop();
      for (const ask of asks)
        ask.then(
          () => outcomes.push('answered'),
          (error) => outcomes.push(error.code),
        );
      await clock.settle();

      expect(outcomes).to.deep.equal(['actor-stopped']);
    });

    it('has rejected the asks that it never answered', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const saved = gate();
      const ref = system.spawn(puppet({ teardown: () => saved.passed }));
      const outcomes: string[] = [];
      const error = rejectionOf(ref.ask(act(() => undefined)));
      void error.then(() => outcomes.push('rejected'));
      await clock.settle();

      const stopped = ref.stop();
      await clock.settle();
      const during = [...outcomes];
      saved.open();
      await stopped;

      expect(during).to.deep.equal([]);
      expect(await error).to.include({ code: 'actor-stopped', path: ref.path });
    });

    it('may have answered them until then', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const open: Message[] = [];
      const ref = system.spawn(
        puppet({
          message: (message) => void open.push(message as Message),
          teardown: () => {
            for (const message of open) message.reply('in the end');
          },
        }),
      );
      const answer = ref.ask(new Message());
      await clock.settle();

      await ref.stop();

      expect(await answer).to.equal('in the end');
    });

    it('leaves no timer', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const other = system.spawn(puppet());
      const ref = system.spawn(puppet());
      ref.tell(act((self) => void self.ask(other, 'never answered', { timeout: 1_000 })));
      const asked = rejectionOf(ref.ask(act(() => undefined)));
      await clock.settle();
      const before = clock.pending;

      await ref.stop();
      await asked;
      await clock.settle();

      expect(before).to.be.above(0);
      expect(clock.pending).to.equal(0);
    });
  });
});
