import { expect } from 'chai';
import type { ActorSystem } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { puppet } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';

const TURNS = 2_000;

/** Every event has its time: who makes one looks at the clock. */
class CountingClock extends TestClock {
  looks = 0;

  override now(): number {
    this.looks += 1;
    return super.now();
  }
}

describe('events that nobody observes', () => {
  onBothLanes((newSystem) => {
    const works: [string, (system: ActorSystem) => Promise<void>, looks?: number][] = [
      [
        'of turns',
        async (system) => {
          const ref = system.spawn(puppet());
          for (let i = 0; i < TURNS; i += 1) ref.tell(i);
          await ref.stop({ drain: true });
        },
      ],
      [
        'of lives',
        async (system) => {
          const refs = Array.from({ length: TURNS }, () => system.spawn(puppet()));
          await Promise.all(refs.map((ref) => ref.stop({ drain: true })));
        },
        // One for each actor: `resources()` says since when it has been there.
        TURNS,
      ],
      [
        'of dead letters',
        async (system) => {
          const ref = system.spawn(puppet());
          await ref.stop();
          for (let i = 0; i < TURNS; i += 1) ref.tell(i);
        },
      ],
    ];
    for (const [what, work, looks = 0] of works) {
      const looksAt = async (observe: (system: ActorSystem) => void) => {
        const clock = new CountingClock();
        await using system = newSystem({ clock });
        observe(system);
        clock.looks = 0;
        await work(system);
        await clock.settle();
        return clock.looks;
      };

      it(`${what} are not made`, async () => {
        const unobserved = await looksAt(() => undefined);
        const observed = await looksAt((system) => system.events.subscribe());

        expect(observed).to.be.at.least(looks + TURNS);
        expect(unobserved).to.be.below(looks + TURNS / 2);
      });

      it(`${what} are not made any more when the observer has left`, async () => {
        const left = await looksAt((system) => system.events.subscribe().unsubscribe());

        expect(left).to.be.below(looks + TURNS / 2);
      });
    }
  });
});
