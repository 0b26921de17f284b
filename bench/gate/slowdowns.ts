import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A build that does something needless in each turn. */
export interface Slowdown {
  readonly find: string;
  readonly replace: string;
}

const ROOT = join(__dirname, '../..');
const FILE = 'kernel/told-turn.js';
/** What each slowed build replaces: the call of the handler. */
export const HANDLE = 'return this.cell.behavior.handleMessage(subject, this);';

const replaced = (replace: string): Slowdown => ({ find: HANDLE, replace });

/** All in the turn of a message that was told. */
export const slowdowns: Readonly<Record<string, Slowdown>> = {
  promise: replaced('return Promise.resolve(this.cell.behavior.handleMessage(subject, this));'),
  clock: replaced(`performance.now(); ${HANDLE}`),
  closure: replaced(
    'return [() => this.cell.behavior.handleMessage(subject, this)].map((call) => call())[0];',
  ),
};

/** The folder of a copy of the build that is slowed; within this package, so that it finds the packages it needs. */
export function slowed(name: string): string {
  const { find, replace } = slowdowns[name] as Slowdown;
  const folder = join(ROOT, 'bench/results', `slowed-${name}`);
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(ROOT, 'dist/esm'), folder, { recursive: true });
  const file = join(folder, FILE);
  const code = readFileSync(file, 'utf8');
  if (code.split(find).length !== 2) throw new Error(`${FILE} has changed: fit ${name} in again`);
  writeFileSync(
    file,
    code.replace(find, () => replace),
  );
  return folder;
}
