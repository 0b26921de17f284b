import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Benchmark, Figure } from './benchmark.js';
import type { Outcome } from './child.js';
import { compiled, environment } from './compile.js';
import { median } from './cpu.js';

const run = promisify(execFile);

/** Of one contestant in one column: the median of the rounds with the least and the greatest, or why there is none. */
export type Cell = { readonly median: number; readonly low: number; readonly high: number } | string;

export type Row = Readonly<Record<string, Cell>>;
export type Table = Readonly<Record<string, Row>>;

export interface Extent {
  readonly rounds: number;
  readonly quick: boolean;
  readonly peers: boolean;
}

/**
 * Measures every contestant once per round, each in a process of its own: none runs on code that another has shaped,
 * or in its heap. Rounds are interleaved, so that a slow minute of the machine hits all alike.
 */
export async function measureAll(
  benchmarks: Readonly<Record<string, Benchmark>>,
  extent: Extent,
  progress: (line: string) => void,
): Promise<Record<string, Table>> {
  const outcomes = new Map<string, Outcome[]>();
  const child = join(compiled(), 'harness/child.js');
  for (let round = 1; round <= extent.rounds; round++) {
    for (const [name, benchmark] of Object.entries(benchmarks)) {
      progress(`round ${round}/${extent.rounds}: ${name}`);
      for (const contestant of contestantsOf(benchmark, extent.peers)) {
        const key = `${name}/${contestant}`;
        const before = outcomes.get(key) ?? [];
        // One that failed as a whole will fail again, and may take its time.
        if (before.some(({ failure, figures }) => failure !== undefined && isEmpty(figures))) continue;
        const outcome = await measure([...(benchmark.flags ?? []), child, name, contestant], extent.quick);
        if (outcome.failure !== undefined) progress(`  ${key}: ${outcome.failure}`);
        outcomes.set(key, [...before, outcome]);
      }
    }
  }
  return tables(benchmarks, outcomes, extent.peers);
}

function isEmpty(figures: object): boolean {
  return Object.keys(figures).length === 0;
}

function contestantsOf(benchmark: Benchmark, peers: boolean): string[] {
  const own = Object.keys(benchmark.contestants);
  return peers ? [...own, ...Object.keys(benchmark.peers ?? {})] : own;
}

async function measure(script: readonly string[], quick: boolean): Promise<Outcome> {
  const minutes = quick ? 4 : 10;
  const limits = { timeout: minutes * 60_000, killSignal: 'SIGKILL', maxBuffer: 1 << 28 } as const;
  const parameters = [...script, quick ? 'quick' : 'full'];
  try {
    const { stdout } = await run(process.execPath, parameters, { ...limits, env: environment() });
    return JSON.parse(stdout) as Outcome;
  } catch (error) {
    const killed = (error as { readonly killed?: boolean }).killed === true;
    return {
      figures: {},
      failure: killed ? `takes longer than ${minutes} minutes` : 'fails: the process crashed',
    };
  }
}

function tables(
  benchmarks: Readonly<Record<string, Benchmark>>,
  outcomes: ReadonlyMap<string, readonly Outcome[]>,
  peers: boolean,
): Record<string, Table> {
  const table = (name: string, benchmark: Benchmark): Table => {
    const rows = contestantsOf(benchmark, peers).map((contestant) => {
      return [contestant, outcomes.get(`${name}/${contestant}`) ?? []] as const;
    });
    const columns = [
      ...new Set(rows.flatMap(([, all]) => all.flatMap(({ figures }) => Object.keys(figures)))),
    ];
    return Object.fromEntries(rows.map(([contestant, all]) => [contestant, row(columns, all)]));
  };
  return Object.fromEntries(
    Object.entries(benchmarks).map(([name, benchmark]) => [name, table(name, benchmark)]),
  );
}

function row(columns: readonly string[], outcomes: readonly Outcome[]): Row {
  const failure = outcomes.find((outcome) => outcome.failure !== undefined)?.failure;
  const cells = columns.map((column) => {
    const figures = outcomes.map(({ figures }) => figures[column]).filter((figure) => figure !== undefined);
    return [column, cell(figures) ?? failure] as const;
  });
  return Object.fromEntries(cells.filter((entry): entry is [string, Cell] => entry[1] !== undefined));
}

function cell(figures: readonly Figure[]): Cell | undefined {
  const reason = figures.find((figure) => typeof figure === 'string');
  if (figures.length === 0 || reason !== undefined) return reason;
  const numbers = figures as readonly number[];
  return { median: median(numbers), low: Math.min(...numbers), high: Math.max(...numbers) };
}
