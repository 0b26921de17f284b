import { ActorSystem } from '../actor/actor-system.js';
import { seededRandom } from '../kernel/random.js';
import { pick } from '../kernel/system-core.js';
import { expected, expectFunction, expectInteger } from '../protocol/expect.js';
import { endRun, letTimeRun, silent } from './run-time.js';
import { TestClock } from './test-clock.js';

/** What a scenario of {@link explore} has. */
export interface ExploreTools {
  /** A system whose run queue chooses by the schedule; it is shut down after the run. */
  readonly system: ActorSystem;
  /** The system's clock; it moves on by itself when nothing else can happen. */
  readonly clock: TestClock;
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

/** One run: its choices, its turns, and what it rejected with. */
interface Run {
  readonly choices: readonly number[];
  readonly trace: readonly string[];
  readonly failure?: { readonly error: unknown };
}

/** Tries at a simpler schedule, at most; each is a run. */
const MOST_SHRINKS = 200;
/** A scenario that has not settled after so many callbacks of its clock waits in vain, beside a timer that repeats. */
const MOST_TIMERS = 10_000;

/**
 * Looks for a race: runs a scenario under random schedules, one turn in a task of the host, so that who becomes ready
 * meanwhile joins the next choice. Stops at the first failure, and shrinks its schedule towards first come, first
 * served.
 *
 * A scenario that waits for what never happens fails as well, and so does one whose callback on the clock throws. The same seed gives the same run (G14), as long as the
 * scenario itself is deterministic: no `Math.random`, no real timers, no I/O.
 *
 * Throws a `TypeError` or `RangeError` for a bad scenario or `seeds`.
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
  for (const [index, seed] of seeds.entries()) {
    const random = seededRandom(seed);
    const run = await runOnce(scenario, seed, (n) => Math.floor(random() * n));
    if (run.failure !== undefined) return { runs: index + 1, failure: await shrunk(scenario, seed, run) };
  }
  return { runs: seeds.length };
}

/** Runs the scenario for one seed again: the same choices, the same trace, the same failure. */
explore.replay = (scenario: Scenario, seed: number): Promise<ExploreResult> =>
  explore(scenario, { seeds: [seed] });

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

/** Turns choices into first come, first served as long as the scenario still fails: the fewer are left, the plainer. */
async function shrunk(scenario: Scenario, seed: number, first: Run): Promise<ExploreFailure> {
  let best = first;
  let tries = 0;
  const attempt = async (choices: readonly number[]): Promise<void> => {
    if (tries >= MOST_SHRINKS || deviations(choices) >= deviations(best.choices)) return;
    tries += 1;
    const run = await runOnce(scenario, seed, follow(choices));
    if (run.failure !== undefined) best = run;
  };
  // Halves first, then single choices.
  for (let length = Math.floor(best.choices.length / 2); length > 0; length = Math.floor(length / 2)) {
    for (let start = 0; start < best.choices.length; start += length) {
      await attempt(
        best.choices.map((choice, index) => (index >= start && index < start + length ? 0 : choice)),
      );
    }
  }
  const { choices: schedule, trace } = best;
  const length = schedule.reduce((found, choice, index) => (choice > 0 ? index + 1 : found), 0);
  return {
    seed,
    schedule: schedule.slice(0, length),
    error: best.failure?.error,
    trace,
    hash: hashOf(trace),
  };
}

function deviations(choices: readonly number[]): number {
  return choices.filter((choice) => choice > 0).length;
}

function follow(choices: readonly number[]): (n: number) => number {
  let step = 0;
  return (n) => Math.min(choices[step++] ?? 0, n - 1);
}

async function runOnce(scenario: Scenario, seed: number, choose: (n: number) => number): Promise<Run> {
  const choices: number[] = [];
  const trace: string[] = [];
  const clock = new TestClock();
  const record = (n: number) => {
    const choice = choose(n);
    choices.push(choice);
    return choice;
  };
  const system = new ActorSystem({ logger: silent, clock, [pick]: record } as ConstructorParameters<
    typeof ActorSystem
  >[0]);
  system.events.subscribe((event) => {
    if (event.type === 'turn-started') trace.push(`${event.actor.path} ${event.messageType}`);
  });
  const failure = await outcomeOf(async () => scenario({ system, clock, seed }), clock);
  // The end is no part of the run: what happens there is the same for all.
  const run = { choices: [...choices], trace: [...trace], ...(failure && { failure }) };
  await endRun(system, clock);
  return run;
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
  return settled ? outcome : { error: new Error('The scenario waits for what never happens') };
}

/** FNV-1a, in 32 bits. */
function hashOf(trace: readonly string[]): string {
  let hash = 0x811c9dc5;
  for (const character of trace.join('\n'))
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
