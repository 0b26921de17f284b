import { join } from 'node:path';
import { type Benchmark, contestant, type Goal, type Lookup } from '../harness/benchmark.js';
import { isTimed, type Run } from '../harness/timed.js';

/** A benchmark of which those goals are gated that need no other contestant than these. */
export interface Contest {
  readonly module: string;
  readonly name: string;
  readonly contestants: readonly string[];
}

const LITERAL = 'Subject + concatMap';
const usual = ['limit', 'rxactors', LITERAL];

export const contests: Readonly<Record<string, Contest>> = {
  'ping-pong': { module: 'ping-pong', name: 'pingPong', contestants: [...usual, 'rxactors, typed'] },
  'thread-ring': { module: 'savina', name: 'threadRing', contestants: usual },
  big: { module: 'savina', name: 'big', contestants: usual },
  counting: { module: 'savina', name: 'counting', contestants: ['limit', 'rxactors'] },
  'fork-join': { module: 'savina', name: 'forkJoin', contestants: usual },
  ask: { module: 'ask', name: 'ask', contestants: usual },
  'ask-async': { module: 'ask', name: 'askAsync', contestants: ['plain call', 'rxactors', LITERAL] },
  'async-handler': {
    module: 'async-handler',
    name: 'asyncHandler',
    contestants: ['plain call', 'rxactors', LITERAL],
  },
  spawn: { module: 'spawn', name: 'spawn', contestants: [LITERAL, 'rxactors, class'] },
};

/** Code that is loaded anew for each contestant, so that none runs on what another has made of it. */
const FOLDERS = ['cases', 'workloads'].map((folder) => join(__dirname, '..', folder));

export async function runsOf({ module, name, contestants }: Contest): Promise<Map<string, Run>> {
  const runs = new Map<string, Run>();
  for (const each of contestants) {
    const measured = contestant(fresh(module, name), each);
    if (!isTimed(measured)) throw new Error(`${name} has no ${each} that can be timed`);
    runs.set(each, await measured.prepare(true));
  }
  return runs;
}

/** The goals for which `contest` has the contestants. */
export function goalsOf({ module, name, contestants }: Contest): readonly Goal[] {
  const known: Lookup = (row) => (contestants.includes(row) ? 1 : Number.NaN);
  return (fresh(module, name).goals ?? []).filter(({ value }) => !Number.isNaN(value(known)));
}

function fresh(module: string, name: string): Benchmark {
  for (const path of Object.keys(require.cache))
    if (FOLDERS.some((folder) => path.startsWith(folder))) delete require.cache[path];
  const { [name]: benchmark } = require(`../cases/${module}.js`) as Record<string, Benchmark>;
  if (benchmark === undefined) throw new Error(`cases/${module} has no ${name}`);
  return benchmark;
}
