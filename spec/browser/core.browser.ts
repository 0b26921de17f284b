import { expect } from 'chai';
import { read } from '../support/files.js';
import { script } from './bundle.js';
import { open, type Stage } from './chromium.js';
import { NODE_ONLY } from './node-only.js';
import { type NodeTest, nodeOnly, nodeTests, portableFiles } from './node-tests.js';
import type { Outcome } from './page/suite.js';

const LONGEST_RUN = 1_200_000;

/** Loads mocha's settings before the specs, which need its `describe`. */
const suite = (files: readonly string[]) =>
  [
    "import { run } from './page/suite.js';",
    ...files.map((file) => `import '../${file.replace(/\.ts$/, '.js')}';`),
    'globalThis.run = run;',
  ].join('\n');

/** What `titles` has that `others` lacks; a title that stands there twice counts twice. */
function difference(titles: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return titles.filter((title) => {
    const at = left.indexOf(title);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

declare const run: (leftOut: readonly string[]) => Promise<Outcome[]>;

describe('The suite, in Chromium', function () {
  this.timeout(LONGEST_RUN);

  let node: NodeTest[] = [];
  let outcomes: Outcome[] = [];
  let stage: Stage | undefined;

  before(async () => {
    const [tests, bundle] = await Promise.all([nodeTests(), script(suite(portableFiles()))]);
    const leftOut = tests.filter(nodeOnly).map(({ title }) => title);
    stage = await open(read('node_modules/mocha/mocha.js'), bundle);
    // A spec that cannot be loaded is one to list.
    if (stage.errors[0] !== undefined) throw stage.errors[0];
    node = tests;
    outcomes = await stage.page.evaluate((titles) => run(titles), leftOut);
    console.log(`    ${outcomes.length} of ${tests.length} tests; ${leftOut.length} are for Node alone`);
  });

  after(() => stage?.[Symbol.asyncDispose]()); // also where the page hangs

  it('runs all tests that Node runs, but for those that are listed, and no others', () => {
    const expected = node.filter((test) => !nodeOnly(test)).map(({ title }) => title);

    const ran = outcomes.map(({ title }) => title);

    expect(difference(expected, ran), 'are missing').to.deep.equal([]);
    expect(difference(ran, expected), 'are more').to.deep.equal([]);
    expect(ran).to.have.length.above(3_000);
  });

  it('passes', () => {
    const failures = outcomes.flatMap(({ title, error }) =>
      error === undefined ? [] : [`${title}: ${error}`],
    );

    expect(failures.join('\n\n')).to.equal('');
  });

  it('leaves no error to the page', () => {
    expect(stage?.errors).to.deep.equal([]);
  });

  it('lists for Node alone what there is, and no test that has the title of another', () => {
    const listed = new Set(node.map(nodeOnly));
    const leftOut = new Set(node.filter(nodeOnly).map(({ title }) => title));

    expect(NODE_ONLY.filter((entry) => !listed.has(entry))).to.deep.equal([]);
    expect(node.filter((test) => leftOut.has(test.title) && !nodeOnly(test))).to.deep.equal([]);
  });
});
