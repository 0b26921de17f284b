import { expect } from 'chai';
import { ActorError } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';
import { gate, handling, outcomeOf } from './support/scripts.js';

describe('turn.signal', () => {
  onBothLanes((newSystem) => {
    it('aborts with the ask-timeout when the time of the asker is over', async () => {
      const clock = new TestClock();
      const signals: AbortSignal[] = [];
      const held = gate();
      await using system = newSystem({ clock });
      const ref = system.spawn(
        handling((_, turn) => {
          signals.push(turn.signal);
          return held.promise;
        }),
      );
      const asked = outcomeOf(ref.ask('question', { timeout: 100 }));

      await clock.advance(99);
      const before = signals[0]?.aborted;
      await clock.advance(1);
      held.open();

      expect(before).to.equal(false);
      expect(signals[0]?.aborted).to.equal(true);
      expect(signals[0]?.reason).to.be.instanceOf(ActorError);
      expect(await asked).to.deep.equal({ error: signals[0]?.reason });
    });

    it('aborts with the reason of the asker', async () => {
      const clock = new TestClock();
      const reason = { why: 'enough' };
      const signals: AbortSignal[] = [];
      const held = gate();
      const controller = new AbortController();
      await using system = newSystem({ clock });
      const ref = system.spawn(
        handling((_, turn) => {
          signals.push(turn.signal);
          return held.promise;
        }),
      );
      const asked = outcomeOf(ref.ask('question', { signal: controller.signal }));

      await clock.settle();
      controller.abort(reason);
      held.open();
      await asked;

      expect(signals[0]?.aborted).to.equal(true);
      expect(signals[0]?.reason).to.equal(reason);
    });

    it('has aborted for a handler that looks at it only afterwards', async () => {
      const clock = new TestClock();
      const reason = { why: 'enough' };
      const looks: unknown[] = [];
      const held = gate();
      const controller = new AbortController();
      await using system = newSystem({ clock });
      const ref = system.spawn(
        handling(async (_, turn) => {
          await held.promise;
          looks.push(turn.signal.aborted, turn.signal.reason);
        }),
      );
      const asked = outcomeOf(ref.ask('question', { signal: controller.signal }));

      await clock.settle();
      controller.abort(reason);
      held.open();
      await asked;
      await ref.stop({ drain: true });

      expect(looks).to.deep.equal([true, reason]);
    });

    it('does not abort when the ask is answered, nor when the actor is stopped', async () => {
      const clock = new TestClock();
      const signals: AbortSignal[] = [];
      const held = gate();
      await using system = newSystem({ clock });
      const ref = system.spawn(
        handling(async (_, turn) => {
          signals.push(turn.signal);
          turn.reply('answer');
          await held.promise;
        }),
      );

      await ref.ask('question');
      const stopped = ref.stop();
      await clock.settle();
      held.open();
      await stopped;

      expect(signals[0]?.aborted).to.equal(false);
    });

    it('aborts when the deadline of a shutdown disowns the turn', async () => {
      const clock = new TestClock();
      const signals: AbortSignal[] = [];
      const held = gate();
      const system = newSystem({ clock });
      const ref = system.spawn(
        handling((_, turn) => {
          signals.push(turn.signal);
          return held.promise;
        }),
      );
      ref.tell('work');

      await clock.settle();
      const shutdown = system.shutdown({ timeout: 100 });
      await clock.advance(99);
      const before = signals[0]?.aborted;
      await clock.advance(1);
      await shutdown;
      held.open();

      expect(before).to.equal(false);
      expect(signals[0]?.aborted).to.equal(true);
    });
  });
});
