import { expect } from 'chai';
import * as fc from 'fast-check';
import { explore } from '../../lib/testing.js';
import { puppet } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';
import { holdsFor } from './support/b-check.js';
import { type Program, program } from './support/b-plan.js';
import { trace } from './support/b-trace.js';

const seed = fc.integer({ min: -(2 ** 31), max: 2 ** 31 });

/** Five actors that are ready at the same time. */
const LEAF = { setup: 'async', teardown: 'sync', breaks: 'nowhere', survives: true, kids: [] } as const;
const CROWD: Program = { plan: { ...LEAF, kids: [LEAF, LEAF, LEAF, LEAF] }, steps: [{ step: 'settle' }] };

/** Two actors that tell a third: who is first depends on the schedule. */
async function race({ system, clock }: Parameters<Parameters<typeof explore>[0]>[0]): Promise<void> {
  const heard: unknown[] = [];
  const third = system.spawn(puppet({ message: (message) => heard.push(message) }), { id: 'third' });
  for (const id of ['first', 'second'])
    system.spawn(puppet({ setup: (self) => self.tell(third, id) }), { id });
  await clock.settle();
  if (heard[0] !== 'first') throw new Error(`${heard[0]} was first`);
}

describe('G14 same seed, same trace', () => {
  onBothLanes((newSystem) => {
    it('a program runs the same way again, to the last event and its time', () =>
      holdsFor(fc.tuple(program, seed), async ([program, seed]) => {
        const first = await trace(newSystem, program, seed);

        const second = await trace(newSystem, program, seed);

        expect(second).to.deep.equal(first);
        expect(first.ended, 'the system came to its end').to.equal(true);
        expect(first.latest, 'time comes from the clock').to.be.at.most(first.now);
      }));

    it('without a seed it does too, for then it is first come, first served', () =>
      holdsFor(program, async (program) => {
        const first = await trace(newSystem, program);

        expect(await trace(newSystem, program)).to.deep.equal(first);
      }));

    it('a run is not disturbed by what other systems do', () =>
      holdsFor(
        fc.tuple(program, program, seed),
        async ([program, other, seed]) => {
          const alone = await trace(newSystem, program, seed);

          const [among] = await Promise.all([
            trace(newSystem, program, seed),
            trace(newSystem, other, seed + 1),
          ]);

          expect(among.events).to.deep.equal(alone.events);
        },
        50,
      ));

    it('other seeds give other runs', async () => {
      const turns = new Set<string>();

      for (let seed = 0; seed < 20; seed++) turns.add((await trace(newSystem, CROWD, seed)).turns.join());

      expect(turns.size).to.be.above(5);
    });
  });

  it('what explore has found, it finds again', () =>
    holdsFor(
      fc.integer({ min: 0, max: 10_000 }),
      async (seed) => {
        const seeds = [seed, seed + 1, seed + 2, seed + 3, seed + 4, seed + 5, seed + 6, seed + 7];

        const { failure } = await explore(race, { seeds });
        fc.pre(failure !== undefined);
        const again = await explore.replay(race, failure.seed);

        expect(again.failure?.trace).to.deep.equal(failure.trace);
        expect(again.failure?.hash).to.equal(failure.hash);
        expect(again.failure?.schedule).to.deep.equal(failure.schedule);
      },
      10,
    ));
});
