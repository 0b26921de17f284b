import { expect } from 'chai';
import { Actor } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';

/** A clock, and a log of what was called when. */
function start() {
  const clock = new TestClock();
  const log: string[] = [];
  const say = (name: string) => () => void log.push(`${name} at ${clock.now()}`);
  return { clock, log, say };
}

describe('TestClock, as the clock of a system', () => {
  onBothLanes((newSystem) => {
    /** Handles a number by telling itself the one below, in async turns. */
    class Countdown extends Actor {
      readonly #done: () => void;

      constructor(done: () => void) {
        super();
        this.#done = done;
      }

      protected override async handleMessage(left: number): Promise<void> {
        await undefined;
        if (left === 0) this.#done();
        else this.reference.tell(left - 1);
      }
    }

    for (const seed of [undefined, 7]) {
      it(`settles when all turns have run, ${seed === undefined ? 'without' : 'with'} a seed`, async () => {
        const { clock, log, say } = start();
        await using system = newSystem({ clock, ...(seed !== undefined && { seed }) });
        const ref = system.spawn(() => new Countdown(say('done')));
        ref.tell(200);

        await clock.settle();

        expect(log).to.deep.equal(['done at 0']);
      });
    }

    it('settles when all observers have been called', async () => {
      const { clock, log } = start();
      await using system = newSystem({ clock });
      const ref = system.spawn(() => new Countdown(() => {}));
      ref.lifecycle.subscribe(({ type }) => log.push(type));

      await clock.settle();
      void ref.stop();
      await clock.settle();

      expect(log).to.deep.equal(['starting', 'started', 'stopping', 'stopped']);
    });

    it('waits for all systems that it is the clock of', async () => {
      const { clock, log, say } = start();
      await using one = newSystem({ clock });
      await using two = newSystem({ clock, seed: 3 });
      for (const system of [one, two]) system.spawn(() => new Countdown(say('done'))).tell(100);

      await clock.settle();

      expect(log).to.deep.equal(['done at 0', 'done at 0']);
    });

    it('does not wait for a turn that waits for time, or for the world outside', async () => {
      const { clock, log } = start();
      await using system = newSystem({ clock });
      let open = () => {};
      const opened = new Promise<void>((resolve) => {
        open = resolve;
      });
      const waiting = system.spawn(
        () =>
          new (class extends Actor {
            protected override async handleMessage() {
              log.push('begins');
              await opened;
              log.push('ends');
            }
          })(),
      );
      waiting.tell('wait');

      await clock.settle();
      const before = [...log];
      open();
      await clock.settle();

      expect(before).to.deep.equal(['begins']);
      expect(log).to.deep.equal(['begins', 'ends']);
    });

    it('is the time of events, and of the time limits of asks', async () => {
      const { clock } = start();
      await using system = newSystem({ clock });
      await clock.advance(100);
      const times: number[] = [];
      const ref = system.spawn(() => new Countdown(() => {}));
      ref.lifecycle.subscribe(({ at }) => times.push(at));
      const silent = system.spawn(
        () =>
          new (class extends Actor {
            protected override handleMessage() {}
          })(),
      );

      const code = silent.ask('?', { timeout: 50 }).catch((error) => [error.code, clock.now()]);
      await clock.advance(200);

      expect(await code).to.deep.equal(['ask-timeout', 150]);
      expect(times).to.deep.equal([100, 100]);
      expect(clock.pending).to.equal(0);
    });
  });
});
