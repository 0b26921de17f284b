import { expect } from 'chai';
import { from, lastValueFrom, toArray } from 'rxjs';
import { Actor, actorPerKey, bounded, defineActor, parallel } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { gate } from '../life/support/gate.js';
import { onBothLanes } from '../support/lanes.js';

describe('What runs beside the line', () => {
  onBothLanes((newSystem) => {
    const held = () => ({ clock: new TestClock(), turn: gate() });

    it('fails its actor once by this.fail in turn.enter, also where it is resumed', async () => {
      const { clock } = held();
      await using system = newSystem({ clock });
      const decided: unknown[] = [];
      const error = new Error('own');
      const failing = defineActor((self) => ({
        busy: { go: parallel(2) },
        handlers: { go: (_, turn) => turn.enter(() => self.fail(error)) },
      }));
      const decide = (failure: unknown) => {
        decided.push(failure);
        return 'resume' as const;
      };
      const ref = system.spawn(() => failing(), { supervision: { decide } });

      ref.tell({ type: 'go' });
      await clock.settle();

      expect(decided).to.deep.equal([error]);
    });

    it('fails its actor for an error that another caught of its own this.fail', async () => {
      const { clock, turn } = held();
      await using system = newSystem({ clock });
      const decided: unknown[] = [];
      const error = new Error('own');
      const failing = defineActor((self) => ({
        busy: { go: parallel(1) },
        handlers: {
          go: async ({ first }: { first: boolean }) => {
            if (!first) throw error;
            await turn.passed;
            try {
              self.fail(error);
            } catch {
              // It is taken back here, and nowhere else.
            }
          },
        },
      }));
      const decide = (failure: unknown) => {
        decided.push(failure);
        return 'resume' as const;
      };
      const ref = system.spawn(() => failing(), { supervision: { decide } });

      ref.tell({ type: 'go', first: true });
      await clock.settle();
      turn.open();
      await clock.settle();
      ref.tell({ type: 'go', first: false });
      await clock.settle();

      expect(decided).to.deep.equal([error, error]);
    });

    it('keeps a bounded mailbox to its capacity, and is counted in what waited most', async () => {
      const { clock, turn } = held();
      await using system = newSystem({ clock });
      class Busy extends Actor {
        protected override readonly busy = { go: parallel(1) };
        protected override handleMessage() {
          return turn.passed;
        }
      }
      const offered = system.spawn(() => new Busy(), { mailbox: bounded(1) });
      const told = system.spawn(() => new Busy());
      let accepted = 0;
      for (let i = 0; i < 6; i += 1) {
        void offered.offer({ type: 'go' }).then(
          () => {
            accepted += 1;
          },
          () => undefined,
        );
        told.tell({ type: 'go' });
        await clock.settle();
      }

      expect(accepted).to.equal(2);
      expect(offered.mailbox).to.deep.equal({ size: 1, highWater: 1, capacity: 1 });
      expect(told.mailbox).to.include({ size: 5, highWater: 5 });
      turn.open();
    });

    it('is no silence for a receiveTimeout', async () => {
      const { clock, turn } = held();
      await using system = newSystem({ clock });
      const rings: number[] = [];
      class Patient extends Actor {
        protected override readonly busy = { go: parallel(1) };
        protected override setup() {
          this.timers.receiveTimeout(20, () => void rings.push(clock.now()));
        }
        protected override handleMessage() {
          return turn.passed;
        }
      }
      const ref = system.spawn(() => new Patient());
      ref.tell({ type: 'go' });
      await clock.advance(50);
      turn.open();
      await clock.settle();

      await clock.advance(30);

      expect(rings).to.deep.equal([70]);
    });

    it('answers in order under actorPerKey too', async () => {
      const { clock } = held();
      await using system = newSystem({ clock });
      class Keyed extends Actor {
        protected override readonly busy = { value: parallel(2, { ordered: true }) };
        protected override async handleMessage({ n }: { n: number }) {
          await new Promise<void>((resolve) => void clock.schedule(n === 2 ? 20 : 1, resolve));
          return n;
        }
      }
      const toMessage = (n: number) => ({ type: 'value', n });
      const replies = lastValueFrom(
        from([1, 2, 3]).pipe(
          actorPerKey(
            () => 'key',
            () => new Keyed(),
            { toMessage, system },
          ),
          toArray(),
        ),
      );

      await clock.advance(100);

      expect(await replies).to.deep.equal([1, 2, 3]);
    });
  });
});
