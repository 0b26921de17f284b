/**
 * Measures the built package beside other libraries: `npm run bench`. Flags, behind `--`:
 *
 * - `--quick`: one round of shorter runs; `--rounds=5`: so many.
 * - `--only=ping-pong,memory`: these benchmarks; `--no-peers`: without the other libraries.
 * - `--check`: fails when a goal is missed.
 * - `--docs`: writes the tables and the plots of docs/performance.md anew; `--last`: from the figures of the last run.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { benchmarks } from './cases/index.js';
import { writeDocs } from './docs/write.js';
import { type Machine, machine } from './harness/machine.js';
import { installPeers } from './harness/peers.js';
import { aligned, goalSheet, table, type Verdict, verdicts } from './harness/report.js';
import { type Extent, measureAll, type Table } from './harness/rounds.js';

const RESULTS = join(__dirname, 'results');
const LATEST = join(RESULTS, 'latest.json');

/** What a run writes, and what the documentation is made of. */
export interface Report {
  readonly machine: Machine;
  readonly date: string;
  readonly extent: Extent;
  readonly results: Readonly<Record<string, Table>>;
  readonly goals: readonly Verdict[];
}

async function main(args: readonly string[]): Promise<void> {
  const report = args.includes('--last') ? last() : await measured(args);
  for (const [name, rows] of Object.entries(report.results)) {
    const benchmark = benchmarks[name];
    if (benchmark !== undefined) console.log(`\n${table(benchmark, rows)}`);
  }
  console.log(['\nGoals', ...aligned(goalSheet(report.goals))].join('\n'));
  if (args.includes('--docs')) writeDocs(report);
  if (args.includes('--check')) expectGoals(report);
}

async function measured(args: readonly string[]): Promise<Report> {
  const value = (flag: string) => args.find((arg) => arg.startsWith(`${flag}=`))?.slice(flag.length + 1);
  const quick = args.includes('--quick');
  const peers = !args.includes('--no-peers');
  const extent = { rounds: Number(value('--rounds') ?? (quick ? 1 : 3)), quick, peers };
  const chosen = choose(value('--only'));
  if (peers) installPeers();
  const results = await measureAll(chosen, extent, (line) => console.error(line));
  const goals = judge(results);
  const report = { machine: machine(peers), date: new Date().toISOString(), extent, results, goals };
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(LATEST, `${JSON.stringify(report, undefined, 2)}\n`);
  return report;
}

function last(): Report {
  const report: Report = JSON.parse(readFileSync(LATEST, 'utf8'));
  return { ...report, goals: judge(report.results) };
}

function judge(results: Readonly<Record<string, Table>>): Verdict[] {
  return Object.entries(results).flatMap(([name, rows]) =>
    verdicts(name, benchmarks[name]?.goals ?? [], rows),
  );
}

function choose(names: string | undefined): typeof benchmarks {
  if (names === undefined) return benchmarks;
  const chosen = names.split(',').map((name) => {
    const benchmark = benchmarks[name];
    if (benchmark === undefined)
      throw new Error(`No benchmark ${name}; there are ${Object.keys(benchmarks).join(', ')}`);
    return [name, benchmark] as const;
  });
  return Object.fromEntries(chosen);
}

/** A goal is missed also where one of ours has failed, and so has no figure. */
function expectGoals({ goals, results }: Report): void {
  const failed = Object.entries(results).flatMap(([name, rows]) => {
    const { contestants = {}, mayFail = [] } = benchmarks[name] ?? {};
    const ours = Object.keys(contestants).filter((contestant) => !mayFail.includes(contestant));
    return ours
      .filter((contestant) => !isComplete(rows[contestant]))
      .map((contestant) => `${name}/${contestant}`);
  });
  if (failed.length > 0) console.error(`Failed: ${failed.join(', ')}`);
  if (failed.length > 0 || goals.some(({ verdict }) => verdict === 'MISSED')) process.exitCode = 1;
}

function isComplete(row: Table[string] | undefined): boolean {
  const cells = Object.values(row ?? {});
  return cells.length > 0 && cells.every((cell) => typeof cell === 'object');
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
