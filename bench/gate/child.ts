/** A process that judges one contest: `child.js <contest> <milliseconds> [package]`, a line of JSON on stdout. */
import Module from 'node:module';
import { join } from 'node:path';
import { cpuTime, median } from '../harness/cpu.js';
import type { Run } from '../harness/timed.js';
import { contests, goalsOf, runsOf } from './contests.js';
import { judge, lastJudgement, type Verdict } from './judge.js';
import { gateBound } from './standing.js';

/** Microseconds of CPU to warm up with, and for a sample. */
const WARM_UP = 150_000;
const SAMPLE = 8_000;
const MOST_ROUNDS = 101;
/** However little time there is. */
const LEAST_ROUNDS = 5;

/** Microseconds of CPU per operation, of so many passes as make a sample. */
interface Sampler {
  sample(): Promise<number>;
}

async function sampler({ operations, pass }: Run): Promise<Sampler> {
  const timedPass = async () => {
    const start = cpuTime();
    return (await pass()) ?? cpuTime() - start;
  };
  let last = 0;
  for (let warm = 0, passes = 0; warm < WARM_UP || passes < 3; passes++) {
    last = await timedPass();
    warm += last;
  }
  const passes = Math.max(1, Math.round(SAMPLE / last));
  return {
    async sample() {
      let taken = 0;
      for (let i = 0; i < passes; i++) taken += await timedPass();
      return taken / passes / operations;
    },
  };
}

/** All contestants take turns, and each round gives a ratio: what slows the machine meanwhile slows them all. */
async function judged(name: string, milliseconds: number): Promise<Verdict[]> {
  const until = performance.now() + milliseconds;
  const contest = contests[name];
  if (contest === undefined) throw new Error(`No contest ${name}`);
  const goals = goalsOf(contest).map((goal) => ({
    goal,
    bound: gateBound(name, goal),
    samples: [] as number[],
  }));
  const samplers = new Map<string, Sampler>();
  for (const [row, run] of await runsOf(contest)) samplers.set(row, await sampler(run));
  const isOpen = () => goals.some(({ samples, bound }) => judge(samples, bound) === 'open');
  for (
    let round = 0;
    round < MOST_ROUNDS && isOpen() && (performance.now() < until || round < LEAST_ROUNDS);
    round++
  ) {
    const times = await roundOf([...samplers], round);
    for (const { goal, samples } of goals) samples.push(goal.value((row) => times.get(row) ?? Number.NaN));
  }
  return goals.map(({ goal, bound, samples }) => {
    const early = judge(samples, bound);
    const judgement = early === 'open' ? lastJudgement(samples, bound) : early;
    return { goal: goal.what, value: median(samples), bound, judgement, rounds: samples.length };
  });
}

/** There and back again, by turns: who goes first has no advantage. */
async function roundOf(
  samplers: readonly (readonly [string, Sampler])[],
  round: number,
): Promise<Map<string, number>> {
  const times = new Map<string, number>();
  const order = round % 2 === 0 ? samplers : [...samplers].reverse();
  for (const [row, { sample }] of order) times.set(row, await sample());
  return times;
}

/** Lets `rxactors` be another build than the one of this package. */
function take(folder: string): void {
  const loader = Module as unknown as { _resolveFilename(request: string, ...rest: unknown[]): string };
  const resolve = loader._resolveFilename;
  loader._resolveFilename = (request, ...rest) =>
    request === 'rxactors' ? join(folder, 'index.js') : resolve.call(loader, request, ...rest);
}

const [name = '', milliseconds = '', folder] = process.argv.slice(2);
if (folder !== undefined) take(folder);
judged(name, Number(milliseconds)).then(
  (verdicts) => {
    console.log(JSON.stringify(verdicts));
    process.exit(0);
  },
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
