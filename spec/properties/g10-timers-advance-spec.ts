import { expect } from 'chai';
import * as fc from 'fast-check';
import type { ActorSystem, AnyActorRef } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { act, puppet } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';
import { holdsFor } from './support/b-check.js';
import { LoopTurns, type Stretch, WorkClock } from './support/b-load.js';

const SLICE = 5;
/** A slice ends after so many turns whatever the clock says. */
const LONGEST_SLICE = 10_000;
/** What a run queue may do more than that: a few turns that were begun. */
const BEGUN = 100;

type Kind = 'sync' | 'async';

const kinds = fc.array(fc.constantFrom<Kind>('sync', 'async'), { minLength: 1, maxLength: 4 });
/** Mostly cheap turns, and some that are dear all at once. */
const costs = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constant(0) },
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 100 }).map((n) => n / 100) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 20 }) },
  ),
  { minLength: 1, maxLength: 30 },
);

/** Actors in a ring, each with one ball; resolves when all balls together were played `turns` times. */
function play(system: ActorSystem, kinds: readonly Kind[], turns: number, turn: () => void): Promise<void> {
  return new Promise((resolve) => {
    let played = 0;
    const refs: AnyActorRef[] = kinds.map((kind, index) => {
      const hit = (): void => {
        if (played === turns) return;
        played += 1;
        turn();
        if (played === turns) resolve();
        else refs[(index + 1) % refs.length]?.tell('ball');
      };
      return system.spawn(puppet({ message: kind === 'sync' ? hit : async () => hit() }));
    });
    for (const ref of refs) ref.tell('ball');
  });
}

/** Plays with turns that cost what they are said to, in turn, and tells what happened between turns of the loop. */
async function stretchesOf(
  system: ActorSystem,
  clock: WorkClock,
  kinds: readonly Kind[],
  costs: readonly number[],
) {
  const loop = new LoopTurns();
  let next = 0;
  await play(system, kinds, 10 * costs.length, () => {
    const cost = costs[Math.floor(next / 10)] ?? 0;
    next += 1;
    clock.work(cost);
    loop.add(cost);
  });
  const stretches = loop.stop();
  await system.shutdown();
  return stretches;
}

/** What the page promises: two slices and the longest single turn. */
const allowed = (longestTurn: number) => 2 * SLICE + longestTurn;
/** What it grants right after cheap turns became dear: the clock is looked at each eighth turn, at least. */
const allowedAfterChange = (longestTurn: number) => 2 * SLICE + 8 * longestTurn;
const longestOf = (stretches: readonly Stretch[]) => Math.max(...stretches.map(({ work }) => work));
const mostOf = (stretches: readonly Stretch[]) => Math.max(...stretches.map(({ turns }) => turns));

describe('G10 timers advance', () => {
  onBothLanes((newSystem) => {
    it('no stretch of work is longer than two slices and eight turns, however their cost changes', () =>
      holdsFor(fc.tuple(kinds, costs), async ([kinds, costs]) => {
        const clock = new WorkClock();
        const system = newSystem({ clock, slice: SLICE });

        const stretches = await stretchesOf(system, clock, kinds, costs);

        expect(longestOf(stretches)).to.be.at.most(allowedAfterChange(Math.max(...costs)));
      }));

    it('no stretch is longer where every turn costs the same', () =>
      holdsFor(fc.tuple(kinds, fc.integer({ min: 1, max: 8 })), async ([kinds, cost]) => {
        const clock = new WorkClock();
        const system = newSystem({ clock, slice: SLICE });

        const stretches = await stretchesOf(system, clock, kinds, Array(10).fill(cost));

        expect(longestOf(stretches)).to.be.at.most(allowed(cost));
      }));

    it('an input whose values are always there leaves the event loop its turns', () =>
      holdsFor(
        fc.tuple(fc.constantFrom<Kind>('sync', 'async'), fc.integer({ min: 1, max: 8 })),
        async ([kind, cost]) => {
          const clock = new WorkClock();
          const system = newSystem({ clock, slice: SLICE });
          const loop = new LoopTurns();
          const take = () => {
            clock.work(cost);
            loop.add(cost);
          };
          let left = 100;
          // Each reading costs something as well.
          const next = async () => {
            take();
            left -= 1;
            return { done: left < 0, value: left };
          };
          const source = { [Symbol.asyncIterator]: () => ({ next }) };
          const handled = new Promise<void>((resolve) => {
            const handle = { next: kind === 'sync' ? take : async () => take(), complete: () => resolve() };
            system.spawn(puppet({ setup: (self) => void self.registerInputTask(source, handle) }));
          });

          await handled;
          const stretches = loop.stop();
          await system.shutdown();

          expect(longestOf(stretches)).to.be.at.most(allowed(cost));
        },
        20,
      ));

    for (const kinds of [['sync', 'sync'], ['async', 'async'], ['async']] as const) {
      it(`the event loop turns although the clock stands still: ${kinds.join(' and ')}`, async () => {
        const system = newSystem({ clock: new TestClock() });
        const loop = new LoopTurns();

        await play(system, kinds, 5 * LONGEST_SLICE, () => loop.add(0));
        const stretches = loop.stop();
        await system.shutdown();

        expect(mostOf(stretches)).to.be.at.most(LONGEST_SLICE + BEGUN);
      });

      it(`timers fire under a load that does not end: ${kinds.join(' and ')}`, async () => {
        const system = newSystem();
        let chain = 0;
        let turns = 0;
        const next = () => {
          chain += 1;
          timer = setTimeout(next, 0);
        };
        let timer = setTimeout(next, 0);

        await play(system, kinds, 20 * LONGEST_SLICE, () => {
          turns += chain < 3 ? 1 : 0;
        });
        clearTimeout(timer);
        await system.shutdown();

        // Turns that ran before the third timer: what the load does on its own is far more.
        expect(turns).to.be.below(20 * LONGEST_SLICE);
      }).timeout(20_000);
    }

    it('a time limit is never early', () =>
      holdsFor(
        fc.array(fc.integer({ min: 1, max: 2 ** 33 }), { minLength: 1, maxLength: 8 }),
        async (limits) => {
          const clock = new TestClock();
          const system = newSystem({ clock });
          const silent = system.spawn(puppet());
          const given: (readonly [limit: number, after: number])[] = [];

          for (const timeout of limits) {
            const asked = clock.now();
            silent.ask('anyone there?', { timeout }).catch(() => given.push([timeout, clock.now() - asked]));
            await clock.advance(timeout % 3);
          }
          while (clock.next !== undefined) await clock.advance(clock.next - clock.now());
          await system.shutdown();

          expect(given).to.have.length(limits.length);
          for (const [limit, after] of given) expect(after).to.be.within(limit, limit + 3);
        },
      ));

    it('an ask takes as many turns with a backlog behind it as without', async () => {
      const turnsOfAsks = async (backlog: number) => {
        const clock = new TestClock();
        const system = newSystem({ clock });
        const echo = system.spawn(puppet({ message: (message) => message }));
        const asker = system.spawn(puppet());
        let turns = 0;
        const answered = asker.ask(
          act(async (self) => {
            for (let n = 0; n < backlog; n++) self.reference.tell(n);
            system.events.subscribe(({ type }) => (turns += type === 'turn-started' ? 1 : 0));
            for (let n = 0; n < 100; n++) await self.ask(echo, n);
            return turns;
          }),
        );
        await clock.settle();
        return answered;
      };

      expect(await turnsOfAsks(20_000)).to.equal(await turnsOfAsks(0));
    });
  });
});
