/**
 * Tells within a minute whether the built package has become slower than it may be: `npm run bench:gate`.
 *
 * Only ratios are judged, to the bare limit and to plain RxJS in the same process; the bounds are those that must hold
 * in the benchmarks, or where the kernel does not hold them yet, where it stands (gate/standing.ts). `-- --slowed` proves
 * that the gate can fail: it judges builds that are slowed on purpose, and fails where one of them misses nothing that the
 * sound one meets.
 */
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { countBytes, type Judged } from './gate/bytes.js';
import { contests } from './gate/contests.js';
import type { Verdict } from './gate/judge.js';
import { slowdowns, slowed } from './gate/slowdowns.js';
import { compiled, environment } from './harness/compile.js';
import { aligned, show } from './harness/report.js';

const run = promisify(execFile);
/** Milliseconds for all; each contest may take its part of what is left. */
const BUDGET = 45_000;

/** Those in which a turn does least beside what the slowed builds do more. */
const PROVING = ['ping-pong', 'thread-ring', 'big', 'counting'];

async function judgeAll(names: readonly string[], budget: number, folder?: string): Promise<Judged[]> {
  const child = join(compiled(), 'gate/child.js');
  const until = performance.now() + budget;
  const all: Judged[] = [];
  for (const [index, contest] of names.entries()) {
    const part = Math.max(0, (until - performance.now()) / (names.length - index));
    const script = [child, contest, part.toFixed(), ...(folder === undefined ? [] : [folder])];
    const { stdout } = await run(process.execPath, script, { env: environment() });
    for (const verdict of JSON.parse(stdout) as Verdict[]) all.push({ contest, ...verdict });
  }
  return all;
}

function table(all: readonly Judged[]): string {
  const rows = all.map(({ contest, goal, value, bound, judgement, rounds }) => {
    const shown =
      bound.least === undefined ? `<= ${show(bound.most ?? Number.NaN)}` : `>= ${show(bound.least)}`;
    return [contest, goal, show(value), shown, String(rounds), judgement];
  });
  return aligned([['', '', 'reached', 'gate', 'rounds', ''], ...rows]).join('\n');
}

async function gate(): Promise<boolean> {
  const start = performance.now();
  const counted = await countBytes();
  const all = [...counted, ...(await judgeAll(Object.keys(contests), BUDGET - (performance.now() - start)))];
  console.log(table(all));
  return all.every(({ judgement }) => judgement === 'met');
}

/** Whether each slowed build misses a goal that the sound one meets. */
async function proof(): Promise<boolean> {
  const sound = await judgeAll(PROVING, BUDGET / 2);
  const isMet = (index: number) => sound[index]?.judgement === 'met';
  console.log(`as it is\n${table(sound)}\n`);
  let caught = true;
  for (const name of Object.keys(slowdowns)) {
    const folder = slowed(name);
    const all = await judgeAll(PROVING, BUDGET / 2, folder).finally(() =>
      rmSync(folder, { recursive: true }),
    );
    const missed = all.filter(({ judgement }, index) => judgement === 'missed' && isMet(index));
    console.log(`slowed by a needless ${name}: ${missed.length > 0 ? 'caught' : 'PASSES'}\n${table(all)}\n`);
    caught &&= missed.length > 0;
  }
  return caught;
}

(process.argv.includes('--slowed') ? proof() : gate()).then(
  (good) => {
    if (!good) process.exitCode = 1;
  },
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);
