/**
 * Measures the built package. `npm run build && npm run bench -- [--quick] [--check] [--only=name,name]`
 *
 * `--quick` does one round of shorter runs, `--check` fails when a goal is missed.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { benchmarks } from './cases/index.js';
import { goalTable, table, verdicts } from './harness/report.js';
import { measureAll } from './harness/rounds.js';

const RESULTS = join(__dirname, 'results');

async function main(args: readonly string[]): Promise<void> {
  const quick = args.includes('--quick');
  const chosen = choose(args.find((arg) => arg.startsWith('--only='))?.slice('--only='.length));
  const results = await measureAll(chosen, quick ? 1 : 3, quick, (line) => console.error(line));
  const judged = Object.entries(chosen).flatMap(([name, { goals }]) =>
    verdicts(name, goals ?? [], results[name] ?? {}),
  );
  for (const [name, benchmark] of Object.entries(chosen)) {
    console.log(`\n${table(benchmark, results[name] ?? {})}`);
  }
  console.log(`\n${goalTable(judged)}`);
  save({ node: process.version, date: new Date().toISOString(), quick, results, goals: judged });
  if (args.includes('--check') && judged.some(({ met }) => !met)) process.exitCode = 1;
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

function save(report: object): void {
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(join(RESULTS, 'latest.json'), `${JSON.stringify(report, undefined, 2)}\n`);
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
