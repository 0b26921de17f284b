import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { root, tree } from '../support/files.js';
import { NODE_ONLY, type NodeOnly } from './node-only.js';

const MOCHA = join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');

/** A test as Node has it: its file below spec/, and its full title. */
export interface NodeTest {
  readonly file: string;
  readonly title: string;
}

/** All tests that `npm test` runs. They are only listed here. */
export async function nodeTests(): Promise<NodeTest[]> {
  const folder = await mkdtemp(join(tmpdir(), 'rxactors-'));
  try {
    const output = join(folder, 'tests.json');
    const parameters = ['--dry-run', '--reporter=json', `--reporter-option=output=${output}`];
    await promisify(execFile)(process.execPath, [MOCHA, ...parameters, ...tree('spec', '-spec.ts')], {
      cwd: root,
    });
    const { tests } = JSON.parse(await readFile(output, 'utf8')) as {
      tests: { file: string; fullTitle: string }[];
    };
    const spec = join(root, 'spec');
    return tests.map(({ file, fullTitle }) => ({ file: relative(spec, file), title: fullTitle }));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Why a test is for Node alone, where it is. */
export function nodeOnly({ file, title }: NodeTest): NodeOnly | undefined {
  return NODE_ONLY.find(({ files, tests }) => files.test(file) && (tests?.test(title) ?? true));
}

/** The files that a browser loads: some of their tests may be left out. */
export function portableFiles(): string[] {
  const whole = NODE_ONLY.filter(({ tests }) => tests === undefined);
  return tree('spec', '-spec.ts')
    .map((file) => relative('spec', file))
    .filter((file) => !whole.some(({ files }) => files.test(file)));
}
