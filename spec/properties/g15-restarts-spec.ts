import { expect } from 'chai';
import * as fc from 'fast-check';
import type { Backoff } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { puppet } from '../life/support/puppet.js';
import { type NewSystem, onBothLanes } from '../support/lanes.js';
import { holdsFor, passTime } from './support/b-check.js';
import { Model } from './support/c-model.js';
import { crashLoop, type Plan, type Step, scenario } from './support/c-plan.js';
import { type Told, World } from './support/c-world.js';

/** Plays the steps to both, and calls `look` after each. */
async function play(
  newSystem: NewSystem,
  plan: Plan,
  steps: readonly Step[],
  look: (world: World, model: Model) => void,
): Promise<World> {
  const world = new World(newSystem, plan);
  const model = new Model(plan);
  await world.clock.settle();
  for (const step of steps) {
    if ('advance' in step) {
      model.advance(step.advance);
      await world.clock.advance(step.advance);
    } else take(world, model, step);
    await world.clock.settle();
    look(world, model);
  }
  return world;
}

function take(world: World, model: Model, step: Exclude<Step, { readonly advance: number }>): void {
  const { paths } = model;
  const path = paths[step.at % paths.length] as string;
  // Who waits for its restart would fail later, among others: only stops reach it at once.
  const blow = step.blow === 'stop' || model.stateOf(path) === 'running' ? step.blow : 'nothing';
  world.tell(path, step.ahead);
  // A stop overtakes what waits.
  world.strike(path, blow);
  model.strike(path, blow);
  world.tell(path, step.behind);
}

const numbersOf = (told: readonly Told[]) => told.map(({ number }) => number);
const sorted = (numbers: readonly unknown[]) =>
  [...numbers].sort((one, other) => Number(one) - Number(other));

const backoff: fc.Arbitrary<Backoff> = fc
  .record({
    min: fc.integer({ min: 1, max: 100 }),
    span: fc.integer({ min: 0, max: 1_000 }),
    factor: fc.constantFrom(1, 1.5, 2, 10),
    jitter: fc.constantFrom(0, 0.2, 0.5, 1),
  })
  .map(({ span, ...rest }) => ({ ...rest, max: rest.min + span }));

/** The delays before the restarts of an actor that fails in its setup each time. */
async function delaysOf(newSystem: NewSystem, backoff: Backoff, seed: number): Promise<number[]> {
  const clock = new TestClock();
  const times: number[] = [];
  const system = newSystem({ clock, seed });
  const setup = () => {
    times.push(clock.now());
    throw new Error('boom');
  };
  system.spawn(puppet({ setup }), {
    supervision: { decide: 'restart', limit: { max: 8, within: 1e9 }, backoff },
  });
  await passTime(clock);
  return times.slice(1).map((time, index) => time - (times[index] as number));
}

describe('G15 restarts', () => {
  onBothLanes((newSystem) => {
    it('those live, and have begun anew so often, as the rules have it, after each step', () =>
      holdsFor(scenario, async ([plan, steps]) => {
        const world = await play(newSystem, plan, steps, (world, model) => {
          expect(world.census()).to.deep.equal(model.census());
          expect([...world.setups].sort()).to.deep.equal([...model.setups].sort());
        });

        await world.system.shutdown();

        expect(world.clock.pending, 'timers that are left').to.equal(0);
      }));

    it('the very failure that exceeds a limit escalates, and none before it', () =>
      holdsFor(crashLoop, async ({ plan, steps }) => {
        const world = await play(newSystem, plan, steps, (world, model) => {
          expect(world.census()).to.deep.equal(model.census());
        });

        await world.system.shutdown();
      }));

    it('no message is lost or handled twice over restarts, and each actor handles its own in order', () =>
      holdsFor(scenario, async ([plan, steps]) => {
        const world = await play(newSystem, plan, steps, () => {});
        await passTime(world.clock);

        const letters = world.letters.filter((letter) => typeof letter === 'number');
        expect(sorted([...numbersOf(world.handled), ...letters])).to.deep.equal(numbersOf(world.told));
        for (const { ref } of world.residents.values()) {
          const own = ({ to }: Told) => to === ref;
          const handled = numbersOf(world.handled.filter(own));
          expect(handled, `${ref.path} in order`).to.deep.equal(sorted(handled));
          if (ref.state !== 'stopped')
            expect(handled, `${ref.path} lives`).to.deep.equal(numbersOf(world.told.filter(own)));
        }
        await world.system.shutdown();
      }));

    it('delays grow by the factor, vary by the jitter, stay within their limits, and come from the seed', () =>
      holdsFor(fc.tuple(backoff, fc.integer()), async ([backoff, seed]) => {
        const delays = await delaysOf(newSystem, backoff, seed);

        const { min, max, factor = 2, jitter = 0.2 } = backoff;
        expect(delays).to.have.length(8);
        for (const [index, delay] of delays.entries()) {
          const middle = Math.min(max, min * factor ** index);
          const [least, most] = [middle * (1 - jitter), middle * (1 + jitter)];
          const rounding = 1e-6 * max;
          expect(delay).to.be.within(Math.max(min, least) - rounding, Math.min(max, most) + rounding);
        }
        expect(await delaysOf(newSystem, backoff, seed)).to.deep.equal(delays);
      }));
  });
});
