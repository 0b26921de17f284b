import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Benchmark, Figures } from './benchmark.js';
import { median } from './cpu.js';

const run = promisify(execFile);
const CHILD = resolve(__dirname, 'child.ts');

/** All figures of one contestant, one entry for each round. */
export type Samples = Map<string, Figures[]>;

/**
 * Measures every contestant once per round, each in a process of its own: none runs on code that another has shaped,
 * or in its heap. Rounds are interleaved, so that a slow minute of the machine hits all alike.
 */
export async function measureAll(
  benchmarks: Readonly<Record<string, Benchmark>>,
  rounds: number,
  quick: boolean,
  progress: (line: string) => void,
): Promise<Record<string, Record<string, Figures>>> {
  const samples: Samples = new Map();
  for (let round = 1; round <= rounds; round++) {
    for (const [name, benchmark] of Object.entries(benchmarks)) {
      progress(`round ${round}/${rounds}: ${name}`);
      for (const contestant of Object.keys(benchmark.contestants)) {
        const key = `${name}/${contestant}`;
        const figures = await measure(name, contestant, benchmark.flags ?? [], quick);
        samples.set(key, [...(samples.get(key) ?? []), figures]);
      }
    }
  }
  return tables(benchmarks, samples);
}

async function measure(
  name: string,
  contestant: string,
  flags: readonly string[],
  quick: boolean,
): Promise<Figures> {
  const script = [CHILD, name, contestant, quick ? 'quick' : 'full'];
  try {
    const { stdout } = await run(process.execPath, [...flags, '-r', 'ts-node/register', ...script], {
      timeout: 300_000,
    });
    return JSON.parse(stdout) as Figures;
  } catch (error) {
    throw new Error(`${name}/${contestant} failed`, { cause: error });
  }
}

function tables(
  benchmarks: Readonly<Record<string, Benchmark>>,
  samples: Samples,
): Record<string, Record<string, Figures>> {
  const rows = (name: string, benchmark: Benchmark) =>
    Object.keys(benchmark.contestants).map((contestant) => [
      contestant,
      medians(samples.get(`${name}/${contestant}`) ?? []),
    ]);
  return Object.fromEntries(
    Object.entries(benchmarks).map(([name, benchmark]) => [name, Object.fromEntries(rows(name, benchmark))]),
  );
}

function medians(rounds: readonly Figures[]): Figures {
  const columns = Object.keys(rounds[0] ?? {});
  return Object.fromEntries(
    columns.map((column) => [column, median(rounds.map((figures) => figures[column] ?? Number.NaN))]),
  );
}
