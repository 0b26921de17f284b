// Runs every property against the kernels that are broken in the way it guards against: `npm run mutants`, or
// `npm run mutants -- name…` for some of them. All is compiled once beforehand: compiling it for each took most of the time.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { INVARIANTS } from '../../lib/testing/judge.js';
import { measureSchedules } from '../testing/support/small-scenario.js';
import type { Mutant } from './mutant.js';
import { mutants } from './mutants.js';

const ROOT = join(__dirname, '../..');
const PROPERTIES = join(ROOT, 'spec/properties');
/** The invariants of the test kit, on an actor that keeps them: one test for each, by its name. */
const KIT = join('spec/testing', 'invariants-kernel-spec.ts');
/** Of this run alone; a link in its path would hide the files from the hook that mutates them. */
const COMPILED = realpathSync(mkdtempSync(join(tmpdir(), 'mutants-')));
/** A mutant may loop for ever; that it was stopped here is a kill too. */
const LONGEST_RUN = 30_000;

interface Verdict {
  readonly mutant: Mutant;
  readonly property: string;
  readonly killed: boolean;
  readonly reason: string;
}

interface MochaReport {
  readonly failures: readonly { readonly err: { readonly message?: string } }[];
}

function fileOf(property: string): string {
  if (isInvariant(property)) return compiled(KIT);
  const prefix = `${property.toLowerCase().replace(/^g(\d)$/, 'g0$1')}-`;
  const file = readdirSync(PROPERTIES).find((name) => name.startsWith(prefix));
  if (file === undefined) throw new Error(`There is no property file for ${property}`);
  return compiled(join('spec/properties', file));
}

/** Properties have numbers, the invariants of the test kit have names. */
function isInvariant(property: string): boolean {
  return !/^G\d+$/.test(property);
}

function compiled(file: string): string {
  return join(COMPILED, file.replace(/\.ts$/, '.js'));
}

/** What the process is to load in place of the sound file. */
function mutation({ file, find, replace }: Mutant): string {
  const source = readFileSync(join(ROOT, file), 'utf8').replace(find, () => replace);
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  const code = ts.transpileModule(source, { compilerOptions }).outputText;
  return JSON.stringify({ target: compiled(file), code });
}

/** Runs one property file, on a mutant or on the kernel as it is. */
function runProperty(
  property: string,
  mutant?: Mutant,
): Promise<{ readonly failed: boolean; readonly reason: string }> {
  const hook = mutant === undefined ? [] : ['--require', './spec/mutants/load.cjs'];
  const mocha = [
    join(ROOT, 'node_modules/mocha/bin/mocha.js'),
    '--no-config',
    ...hook,
    '--require',
    compiled('spec/support/setup.ts'),
    '--reporter',
    'json',
    '--timeout',
    '3000',
    '--exit',
    ...(isInvariant(property) ? ['--fgrep', property] : []),
  ];
  const env = {
    ...process.env,
    NODE_PATH: join(ROOT, 'node_modules'),
    FC_SEED: '1',
    FC_QUICK: '1',
    ...(mutant && { MUTANT: mutation(mutant) }),
  };
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...mocha, fileOf(property)], {
      cwd: ROOT,
      env,
      timeout: LONGEST_RUN,
    });
    let output = '';
    let errors = '';
    child.stdout.on('data', (data) => {
      output += data;
    });
    child.stderr.on('data', (data) => {
      errors += data;
    });
    child.on('close', (code) => resolve(outcome(code, output, errors)));
  });
}

function outcome(
  code: number | null,
  output: string,
  errors: string,
): { readonly failed: boolean; readonly reason: string } {
  if (code === 0) return { failed: false, reason: '' };
  if (code === null) return { failed: true, reason: `still running after ${LONGEST_RUN / 1000} s` };
  const start = output.indexOf('{\n');
  // A mutant that does not compile proves nothing: it counts as a survivor.
  if (start < 0)
    return { failed: false, reason: `no report: ${(errors || output).slice(0, 300).replace(/\s+/g, ' ')}` };
  const report: MochaReport = JSON.parse(output.slice(start));
  return {
    failed: report.failures.length > 0,
    reason: firstLine(report.failures[0]?.err.message ?? 'no message'),
  };
}

/** The cause that fast-check found, rather than its own heading. */
function firstLine(message: string): string {
  const cause =
    /(?:Got|Cause:|Error:)\s*(?:\w*Error:)?\s*(.+)/.exec(message)?.[1] ?? message.split('\n')[0] ?? '';
  return cause.length > 110 ? `${cause.slice(0, 107)}...` : cause;
}

async function inParallel<T>(jobs: readonly (() => Promise<T>)[]): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < jobs.length; index = next++)
      results[index] = await (jobs[index] as () => Promise<T>)();
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return results;
}

async function judge(mutant: Mutant, property: string): Promise<Verdict> {
  const { failed, reason } = await runProperty(property, mutant);
  return { mutant, property, killed: failed, reason };
}

/** The library has moved on: what no longer applies is found before the long run, and all of it at once. */
function refuseMisfits(): void {
  const misfits = mutants.filter(
    ({ file, find }) => readFileSync(join(ROOT, file), 'utf8').split(find).length !== 2,
  );
  if (misfits.length === 0) return;
  const names = misfits.map(({ name, file, find }) => `${name}: ${file} has not exactly one of: ${find}`);
  throw new Error(`These mutants do not apply:\n${names.join('\n')}`);
}

async function main(): Promise<void> {
  refuseMisfits();
  execFileSync(process.execPath, [
    join(ROOT, 'node_modules/typescript/bin/tsc'),
    '-p',
    join(ROOT, '.ci/tsconfig.mutants.json'),
    '--outDir',
    COMPILED,
  ]);
  const names = process.argv.slice(2);
  const chosen = mutants.filter(({ name }) => names.length === 0 || names.includes(name));
  const verdicts = await inParallel(
    chosen.flatMap((mutant) => mutant.killedBy.map((property) => () => judge(mutant, property))),
  );
  show(verdicts);
  if (names.length === 0) await checkProperties();
  rmSync(COMPILED, { recursive: true });
}

function show(verdicts: readonly Verdict[]): void {
  console.log(`${'mutant'.padEnd(28)}${'expected'.padEnd(10)}${'result'.padEnd(10)}reason`);
  for (const { mutant, property, killed, reason } of verdicts) {
    console.log(
      `${mutant.name.padEnd(28)}${property.padEnd(10)}${(killed ? 'killed' : 'SURVIVED').padEnd(10)}${reason}`,
    );
  }
  const survivors = verdicts.filter(({ killed }) => !killed).length;
  console.log(`\n${mutants.length} mutants, ${verdicts.length} verdicts, ${survivors} survived.`);
  if (survivors > 0 || verdicts.length === 0) process.exitCode = 1;
}

/** Each holds on the kernel as it is, and fails on some mutant. */
async function checkProperties(): Promise<void> {
  const numbers = readdirSync(PROPERTIES).flatMap((name) => /^g(\d+)-/.exec(name)?.[1] ?? []);
  const properties = [...numbers.map((number) => `G${Number(number)}`), ...Object.keys(INVARIANTS)];
  const sound = await inParallel(properties.map((property) => () => runProperty(property)));
  const unsound = properties.filter((_, index) => sound[index]?.failed !== false);
  const unguarded = properties.filter(
    (property) => !mutants.some(({ killedBy }) => killedBy.includes(property)),
  );
  if (unsound.length > 0) console.log(`Failing on the kernel as it is: ${unsound.join(', ')}`);
  if (unguarded.length > 0) console.log(`No mutant proves that these can fail: ${unguarded.join(', ')}`);
  const { runs, seconds } = await measureSchedules();
  console.log(`${runs} schedules of the small scenario took ${seconds.toFixed(1)} s.`);
  if (unguarded.length + unsound.length > 0) process.exitCode = 1;
}

void main();
