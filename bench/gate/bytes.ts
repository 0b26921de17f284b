import { benchmarks } from '../cases/index.js';
import type { Benchmark } from '../harness/benchmark.js';
import { verdicts } from '../harness/report.js';
import { measureAll } from '../harness/rounds.js';
import { lastJudgement, type Verdict } from './judge.js';
import { gateBound } from './standing.js';

export interface Judged extends Verdict {
  readonly contest: string;
}

/** The contestants of each that its goals need. */
const counted: Readonly<Record<string, readonly string[]>> = {
  memory: ['class, handleMessage', 'Subject + concatMap'],
  allocation: ['limit', 'rxactors'],
};

/** Bytes need no clock, and vary so little that once is enough. */
export async function countBytes(): Promise<Judged[]> {
  const chosen = Object.fromEntries(
    Object.entries(counted).map(([name, rows]) => [name, reduced(name, rows)]),
  );
  const extent = { rounds: 1, quick: true, peers: false };
  const results = await measureAll(chosen, extent, () => undefined);
  return Object.entries(chosen).flatMap(([contest, { goals = [] }]) =>
    verdicts(contest, goals, results[contest] ?? {}).map(({ goal, value }): Judged => {
      const judged = goals.find(({ what }) => what === goal);
      const bound = judged === undefined ? {} : gateBound(contest, judged);
      return { contest, goal, value, bound, judgement: lastJudgement([value], bound), rounds: 1 };
    }),
  );
}

function reduced(name: string, rows: readonly string[]): Benchmark {
  const benchmark = benchmarks[name] as Benchmark;
  const contestants = Object.entries(benchmark.contestants).filter(([row]) => rows.includes(row));
  return { ...benchmark, contestants: Object.fromEntries(contestants) };
}
