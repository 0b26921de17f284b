import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'chai';

/** A test runner, and how it says how many tests passed and failed. */
interface Runner {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly counts: readonly RegExp[];
}

const suites = join(__dirname, 'runners', 'suites');
const tool = (path: string) => join(__dirname, '..', 'node_modules', path);
const jestConfig = {
  transform: {},
  testMatch: ['**/jest.cjs'],
  moduleFileExtensions: ['js', 'cjs', 'json'],
};

const runners: readonly Runner[] = [
  {
    name: 'mocha',
    parameters: [tool('mocha/bin/mocha.js'), '--no-config', '--no-package', 'mocha.cjs'],
    counts: [/^5 passing/m, /^2 failing/m],
  },
  {
    name: 'node:test',
    parameters: ['--test', '--test-reporter=tap', 'node-test.mjs'],
    counts: [/^# pass 5$/m, /^# fail 2$/m],
  },
  {
    name: 'vitest',
    parameters: [tool('vitest/vitest.mjs'), 'run', '--root', '.', '--no-cache'],
    counts: [/^Tests {2}2 failed \| 5 passed \(7\)$/m],
  },
  {
    name: 'jest',
    parameters: [
      tool('jest/bin/jest.js'),
      ...['--ci', '--runInBand', '--no-cache', '--watchman=false', '--config', JSON.stringify(jestConfig)],
    ],
    counts: [/^Tests: {7}2 failed, 5 passed, 7 total$/m],
  },
];

/** What the two tests say that are wrong on purpose. */
const failures = [
  ['Messages of /printer differs:', 'expected  -abc', 'actual    -ab-c'],
  [
    '/done got another message than it expected:',
    'expected  {"type":"printed","page":"a list"}',
    'actual    {"type":"printed","page":"a letter"}',
    'arrived',
    '> at 0 ms  {"type":"printed","page":"a letter"} from /printer',
  ],
];

/** Runs a suite in a process of its own; gives its exit code, and all that it printed, without indents. */
function run(parameters: readonly string[]): Promise<{ code: number | null; output: string }> {
  const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' };
  // Inside a test runner of Node another one says nothing.
  delete env.NODE_TEST_CONTEXT;
  const child = spawn(process.execPath, parameters, {
    cwd: suites,
    env,
    timeout: 40_000,
    killSignal: 'SIGKILL',
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output: output.replace(/^ +/gm, '') }));
  });
}

describe('rxactors/testing, as it is built', function () {
  this.timeout(50_000);

  for (const { name, parameters, counts } of runners) {
    it(`runs in ${name}, and fails there with a diff to read`, async () => {
      const { code, output } = await run(parameters);

      for (const count of counts) expect(output).to.match(count);
      for (const lines of failures) expect(output).to.include(lines.join('\n'));
      expect(code).to.be.above(0);
    });
  }
});
