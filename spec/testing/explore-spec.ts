import { expect } from 'chai';
import { seededRandom } from '../../lib/kernel/random.js';
import { type ExploreFailure, explore, type Scenario } from '../../lib/testing.js';
import { carefulBank, carelessBank } from './support/bank.js';
import { follow, runPlainly, runUnder } from './support/schedule.js';

const deviations = (choices: readonly number[]) => choices.filter((choice) => choice > 0).length;

/** The failure of a scenario that must have one. */
async function failureOf(scenario: Scenario, seeds: number | readonly number[]): Promise<ExploreFailure> {
  const { failure } = await explore(scenario, { seeds });
  if (failure === undefined) throw new Error('It found nothing');
  return failure;
}

describe('explore', () => {
  describe('given a scenario that checks, and then acts', () => {
    it('is needed: first come, first served, nothing fails', async () => {
      const plain = await runPlainly(carelessBank);
      const stepwise = await runUnder(carelessBank, () => 0);

      expect([plain, stepwise.error]).to.deep.equal([undefined, undefined]);
      expect(stepwise.choices.length).to.be.above(10);
    });

    it('finds the race within 500 seeds, and says what went wrong', async () => {
      const { runs, failure } = await explore(carelessBank, { seeds: 500 });

      expect(failure?.error)
        .to.be.an('error')
        .with.property('message')
        .that.matches(/^10 and 5 make (5|10)$/);
      expect(failure?.seed).to.equal(runs);
      expect(failure?.trace).to.include.members(['/quick deposit', '/thorough deposit', '/account set']);
    }).timeout(20_000);

    it('replays a failure 20 of 20 times, with the same schedule, trace and hash', async () => {
      const found = await failureOf(carelessBank, 500);

      const replays = [];
      for (let replay = 0; replay < 20; replay += 1) {
        const { runs, failure } = await explore.replay(carelessBank, found.seed);
        replays.push({ runs, ...failure, error: String(failure?.error) });
      }

      const same = { runs: 1, ...found, error: String(found.error) };
      expect(replays).to.deep.equal(Array(20).fill(same));
      expect(found.hash).to.match(/^[0-9a-f]{8}$/);
    }).timeout(20_000);

    it('shrinks the schedule to less deviation, under which the scenario still fails', async () => {
      const found = await failureOf(carelessBank, 500);
      const random = seededRandom(found.seed);

      const first = await runUnder(carelessBank, (n) => Math.floor(random() * n));
      const shrunk = await runUnder(carelessBank, follow(found.schedule));

      expect(String(first.error)).to.match(/^Error: 10 and 5 make/);
      expect(String(shrunk.error)).to.equal(String(found.error));
      expect(deviations(found.schedule)).to.be.above(0);
      expect(deviations(found.schedule)).to.be.below(deviations(first.choices));
      expect(shrunk.trace).to.deep.equal(found.trace);
    }).timeout(20_000);

    it('ends the schedule with its last deviation', async () => {
      const { schedule } = await failureOf(carelessBank, 500);

      expect(schedule.at(-1)).to.be.above(0);
    }).timeout(20_000);
  });

  it('passes a scenario without the race', async () => {
    expect(await explore(carefulBank, { seeds: 500 })).to.deep.equal({ runs: 500 });
  }).timeout(20_000);

  it('stops at the first seed that fails', async () => {
    const seeds: number[] = [];
    const { runs, failure } = await explore(
      async ({ seed }) => {
        seeds.push(seed);
        if (seed >= 3) throw new Error(`seed ${seed}`);
      },
      { seeds: [1, 2, 3, 4] },
    );

    expect([runs, failure?.seed, String(failure?.error)]).to.deep.equal([3, 3, 'Error: seed 3']);
    expect(seeds).to.deep.equal([1, 2, 3]);
  });

  it('gives the very object that the scenario rejects with, and no schedule where none was needed', async () => {
    const error = { what: 'a failure of any kind' };

    const { failure } = await explore(() => Promise.reject(error), { seeds: 1 });

    expect(failure?.error).to.equal(error);
    expect([failure?.schedule, failure?.trace]).to.deep.equal([[], []]);
  });

  it('takes a throw, also one that is no rejection, for a failure', async () => {
    const scenario = () => {
      throw new Error('at once');
    };

    expect(String((await failureOf(scenario, 5)).error)).to.equal('Error: at once');
  });

  it('runs a scenario the same for the same seed, and differently for others', async () => {
    const traces: string[] = [];
    const watched: Scenario = async (tools) => {
      const trace: string[] = [];
      tools.system.events.subscribe((event) => {
        if (event.type === 'turn-started') trace.push(event.actor.path);
      });
      await carefulBank(tools);
      traces.push(trace.join(' '));
    };

    await explore(watched, { seeds: 20 });
    await explore(watched, { seeds: 20 });

    expect(traces.slice(20)).to.deep.equal(traces.slice(0, 20));
    expect(new Set(traces).size).to.be.above(15);
  });
});
