import '../../support/resources.js'; // before the library is
import { mochaHooks } from '../../support/setup.js';
import { soon } from '../../support/soon.js';

/** What became of a test, or of a hook that failed. */
export interface Outcome {
  readonly title: string;
  readonly error?: string;
}

/** Mocha's own build for browsers, from a script of its own. */
declare const mocha: {
  readonly suite: Mocha.Suite;
  setup(options: Mocha.MochaOptions): void;
  run(): Mocha.Runner;
};
declare const Mocha: { readonly Runner: { immediately(callback: () => void): void } };

Mocha.Runner.immediately = soon; // its own waits for timers, which a page makes 4 ms late: many times a test
mocha.setup({
  ui: 'bdd',
  timeout: 5_000,
  forbidOnly: true,
  forbidPending: true,
  rootHooks: mochaHooks,
  reporter: class {}, // outcomes are collected, not shown
} as unknown as Mocha.MochaOptions);

/** Takes the tests out that are for Node alone. */
function leaveOut(suite: Mocha.Suite, titles: ReadonlySet<string>): void {
  suite.tests = suite.tests.filter((test) => !titles.has(test.fullTitle()));
  for (const inner of suite.suites) leaveOut(inner, titles);
}

/** Runs all specs that were imported since. */
export function run(leftOut: readonly string[]): Promise<Outcome[]> {
  leaveOut(mocha.suite, new Set(leftOut));
  const outcomes: Outcome[] = [];
  return new Promise((resolve) => {
    const runner = mocha.run();
    runner.on('pass', (test) => void outcomes.push({ title: test.fullTitle() }));
    runner.on('fail', (test, error) => {
      const cause =
        error.cause === undefined ? '' : `\ncaused by ${(error.cause as Error).stack ?? error.cause}`;
      outcomes.push({ title: test.fullTitle(), error: `${error.stack ?? error}${cause}` });
      console.error(`failed: ${test.fullTitle()}`);
    });
    runner.on('end', () => resolve(outcomes));
  });
}
