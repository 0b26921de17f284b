import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CannotTakePart, type Contestant } from '../harness/benchmark.js';
import { scaled } from '../harness/cpu.js';
import { BENCH } from '../harness/places.js';

/** With how often it is done per run, such that a run takes about a second. */
const workloads = {
  pingpong: 2_000_000,
  counting: 3_000_000,
  forkjoin: 50_000,
  create: 300_000,
  threadring: 2_000_000,
  big: 10_000,
  ask: 1_000_000,
  spawn: 300_000,
  memory: 100_000,
} as const;

export type ErlangWorkload = keyof typeof workloads;

const SOURCE = join(BENCH, 'peers/erlang/bench.erl');
/** One core, as everyone else here, no busy waiting, which would be counted as work, and room for all processes. */
const FLAGS = [
  '+P',
  '1000000',
  '+S',
  '1:1',
  '+sbwt',
  'none',
  '+sbwtdcpu',
  'none',
  '+sbwtdio',
  'none',
  '-noshell',
];

/** Where it is installed (Debian's package erlang-base); the processes of Erlang are not a package of npm. */
export function erlang(workload: ErlangWorkload, column = 'ns'): Contestant {
  return (quick) => {
    const folder = mkdtempSync(join(tmpdir(), 'bench-erlang-'));
    try {
      run('erlc', ['-o', folder, SOURCE]);
      const size = workloads[workload] / (quick ? 4 : 1);
      const measure = () =>
        Number(run('erl', [...FLAGS, '-pa', folder, '-run', 'bench', 'main', workload, String(size)]));
      return { [column]: column === 'ns' ? scaled(measure) : measure() };
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
}

/** The version, or nothing where it is not installed. */
export function erlangVersion(): string | undefined {
  try {
    const print = 'io:put_chars(erlang:system_info(otp_release)), halt().';
    return `OTP ${run('erl', ['-noshell', '-eval', print])}`;
  } catch {
    return undefined;
  }
}

function run(command: string, args: readonly string[]): string {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch (error) {
    if ((error as { readonly code?: string }).code === 'ENOENT')
      throw new CannotTakePart('not installed', { cause: error });
    throw error;
  }
}
