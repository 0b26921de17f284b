import { seededRandom } from '../kernel/random.js';
import { kindOf } from '../kernel/results.js';
import { expected, expectFunction, expectInteger } from '../protocol/expect.js';
import { exclusively } from './exclusive.js';
import { endless, endRun, IN_VAIN, letTimeRun } from './run-time.js';
import { type Failed, hasFailed, type Run, shrink } from './shrink.js';
import { type Choose, Stage, type StageTools } from './stage.js';
import type { TestClock } from './test-clock.js';
import { virtualTime } from './virtual-time.js';

/** What a scenario of {@link explore} has. */
export interface ExploreTools extends StageTools {
  readonly seed: number;
}

/** Builds actors, tells and asks, and rejects when what it finds is wrong. */
export type Scenario = (tools: ExploreTools) => Promise<void>;

/** What {@link explore} tries. */
export interface ExploreOptions {
  /** How many seeds to try (from 1 on), or which. */
  readonly seeds: number | readonly number[];
}

/** A schedule under which the scenario fails. */
export interface ExploreFailure {
  readonly seed: number;
  /** At each step the index of the one chosen among the ready, shrunk: 0 is who came first, and so is all beyond. */
  readonly schedule: readonly number[];
  /**
   * The run to read, a line for each step: turns, promises that go on, values from outside, callbacks of the clock;
   * also which actors fail, and by what. Of a very long one there are the beginning and the end.
   * Where another than the first in line was chosen there is a `>`, and who was first.
   */
  readonly steps: readonly string[];
  /** What the scenario rejected with. */
  readonly error: unknown;
  /** The turns in order, each as the actor's path and the message's type. */
  readonly trace: readonly string[];
  /** A short form of the trace, to compare. */
  readonly hash: string;
}

/** What {@link explore} found. */
export interface ExploreResult {
  /** How many seeds were tried, the failing one included. */
  readonly runs: number;
  readonly failure?: ExploreFailure;
}

/** A scenario that has not settled after so many callbacks of its clock waits in vain, beside a timer that repeats. */
const MOST_TIMERS = 10_000;

/** Nobody reads more lines of a run. */
const MOST_LINES = 1_000;

/**
 * Looks for a race: runs a scenario under random schedules, one step in a task of the host, so that who becomes ready
 * meanwhile joins the next choice. Stops at the first failure, and shrinks its schedule towards first come, first
 * served.
 *
 * Chosen is whose turn is next, which handler whose promise has settled goes on and which asker with his answer, the
 * order of what the clock calls at one moment (timers, time limits, RxJS's timed operators), and when what comes from
 * outside does: see `sometime` and `input` of {@link ExploreTools}. Not chosen is what the program itself has put in
 * order, such as two calls of `tell` in a row (G3), or two promises that a handler awaits one after the other.
 *
 * A scenario that waits for what never happens fails as well, and so does one whose callback on the clock throws. The
 * same seed gives the same run (G14), as long as the scenario itself is deterministic: no `Math.random`, no
 * `setTimeout`, no I/O. Calls that are made together run one after the other, and after tests in marbles.
 *
 * Rejects with a `TypeError` or `RangeError` for a scenario that is no function or returns no promise, and for bad
 * `seeds`.
 *
 * Where it comes from: Coyote and Shuttle, which own the scheduler of the program that they test.
 *
 * @returns how many runs there were, and the failure if one was found; give its seed to {@link explore.replay}
 * @example
 * ```ts
 * const result = await explore(async ({ system }) => {
 *   const echo = system.spawn(() => new (class extends Actor {
 *     protected override handleMessage(message: string) { return message; }
 *   })());
 *   if ((await echo.ask('hey')) !== 'hey') throw new Error('no echo');
 * }, { seeds: 10 });
 * result // => { runs: 10 }
 * ```
 */
export async function explore(scenario: Scenario, options: ExploreOptions): Promise<ExploreResult> {
  expectFunction('scenario', scenario);
  const seeds = seedsOf(options?.seeds);
  return exclusively(() => exploreSeeds(scenario, seeds));
}

/** Runs the scenario for one seed again: the same choices, the same trace, the same failure. */
explore.replay = async (scenario: Scenario, seed: number): Promise<ExploreResult> => {
  expectInteger('seed', seed, Number.MIN_SAFE_INTEGER);
  return explore(scenario, { seeds: [seed] });
};

async function exploreSeeds(scenario: Scenario, seeds: readonly number[]): Promise<ExploreResult> {
  for (const [index, seed] of seeds.entries()) {
    const random = seededRandom(seed);
    const run = await runOnce(scenario, seed, (n) => Math.floor(random() * n));
    if (!hasFailed(run)) continue;
    const shrunk = await shrink(run, (choose) => runOnce(scenario, seed, choose));
    return { runs: index + 1, failure: failureOf(seed, shrunk) };
  }
  return { runs: seeds.length };
}

function seedsOf(seeds: number | readonly number[]): readonly number[] {
  if (typeof seeds === 'number') {
    expectInteger('seeds', seeds, 1);
    return Array.from({ length: seeds }, (_, index) => index + 1);
  }
  if (!Array.isArray(seeds)) throw new TypeError(expected('seeds', 'a number or an array of numbers', seeds));
  if (seeds.length === 0) throw new RangeError(expected('seeds', 'at least one', seeds));
  for (const seed of seeds) expectInteger('seeds', seed, Number.MIN_SAFE_INTEGER);
  return seeds;
}

function failureOf(seed: number, { choices, trace, steps, failure }: Failed): ExploreFailure {
  const schedule = choices.slice(
    0,
    1 + choices.reduce((last, choice, index) => (choice > 0 ? index : last), -1),
  );
  return { seed, schedule, error: failure.error, trace, hash: hashOf(trace), steps: readable(steps) };
}

/** The beginning and the end of a run that is too long to read. */
function readable(steps: readonly string[]): readonly string[] {
  const left = steps.length - MOST_LINES;
  if (left <= 0) return steps;
  const half = MOST_LINES / 2;
  return [...steps.slice(0, half), `  … ${left} more`, ...steps.slice(-half)];
}

async function runOnce(scenario: Scenario, seed: number, choose: Choose): Promise<Run> {
  const stage = new Stage(choose);
  const { system, clock } = stage;
  const restore = virtualTime(clock);
  try {
    const failure = await outcomeOf(() => promised(scenario, { ...stage.tools, seed }), clock);
    // The end is no part of the run: what happens there is the same for all.
    const { choices, trace, steps } = stage;
    return { choices: [...choices], trace: [...trace], steps: [...steps], failure };
  } finally {
    await endRun(system, clock).finally(restore);
  }
}

/** What it throws is the scenario's failure; one without a promise cannot be waited for. */
function promised(scenario: Scenario, tools: ExploreTools): Promise<void> {
  let outcome: Promise<void>;
  try {
    outcome = scenario(tools);
  } catch (error) {
    return Promise.reject(error);
  }
  if (kindOf(outcome) === 'promise') return outcome;
  throw new TypeError(expected('scenario', 'a function that returns a promise', outcome));
}

/** Lets time run until the scenario has settled. */
async function outcomeOf(
  scenario: () => Promise<void>,
  clock: TestClock,
): Promise<{ readonly error: unknown } | undefined> {
  let settled = false;
  const outcome = scenario().then(
    () => {
      settled = true;
      return undefined;
    },
    (error: unknown) => {
      settled = true;
      return { error };
    },
  );
  let timers = 0;
  try {
    await letTimeRun(clock, () => !settled && timers++ < MOST_TIMERS);
  } catch (error) {
    return { error };
  }
  if (settled) return outcome;
  const why = timers > MOST_TIMERS ? endless(MOST_TIMERS) : IN_VAIN;
  return { error: new Error(`The scenario does not come to its end: ${why}`) };
}

/** FNV-1a, in 32 bits. */
function hashOf(trace: readonly string[]): string {
  let hash = 0x811c9dc5;
  for (const character of trace.join('\n'))
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
