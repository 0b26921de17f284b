import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { compile, docstringExamples, type Example, execute } from './support/examples.js';
import { read, root, tree } from './support/files.js';
import { blocksOf, quoted, update } from './support/quotes.js';

/*
 * Documentation quotes and never copies. A block of code in README.md or docs/ stands under one of two marks:
 *
 *   <!-- from: samples/04-typed-counter/main.ts#protocol -->   is that region (without `#`: the whole file)
 *   <!-- example -->                                           compiles and runs
 *
 * `UPDATE_DOCS=1 npx mocha spec/docs-spec.ts` writes the quotes anew.
 *
 * Examples in docstrings compile, and those with lines like `total // => 5` run, and each such line is asserted.
 */

const pages = [...readdirSync(root).filter((file) => file.endsWith('.md')), ...tree('docs', '.md')];
if (process.env.UPDATE_DOCS) pages.forEach(update);

describe('documentation', () => {
  for (const page of pages) {
    describe(page, () => {
      const blocks = blocksOf(page);

      for (const { from, code, name } of blocks) {
        if (from !== undefined) it(`quotes ${from} at ${name}`, () => expect(code).to.equal(quoted(from)));
      }

      it('says of all code where it is from', () => {
        const code = read(page).match(/^\s*```(ts|tsx|typescript|js|javascript)\b/gm) ?? [];
        const marked = blocks.filter(({ marked, language }) => marked && /^tsx?$/.test(language));
        expect(marked).to.have.length(code.length);
      });

      it('links to what is there', () => {
        const targets = [...read(page).matchAll(/\]\(([^)\s#:]+)(?:#[^)\s]*)?\)/g)].map(
          ([, target = '']) => target,
        );
        const missing = targets.filter((target) => !existsSync(join(root, dirname(page), target)));
        expect(missing).to.deep.equal([]);
      });
    });
  }
});

describe('examples', () => {
  const documented = docstringExamples();
  const shown = pages.flatMap(blocksOf).filter(({ marked, from }) => marked && from === undefined);
  const asserted = documented.filter(({ code }) => code.includes('// =>'));
  const runs = new Set<Example>([...asserted, ...shown]);
  let said: ReadonlyMap<Example, string>;

  // Actors that fail are logged, and some examples show how.
  const { warn, error } = console;

  before(function () {
    this.timeout(120_000);
    said = compile([...documented, ...shown]);
    Object.assign(console, { warn() {}, error() {} });
  });

  after(() => Object.assign(console, { warn, error }));

  it('are there', () => {
    expect(asserted).to.not.be.empty;
    expect(shown).to.not.be.empty;
  });

  for (const example of [...documented, ...shown]) {
    describe(example.name, () => {
      it('compiles', () => expect(said.get(example)).to.equal(''));

      if (runs.has(example)) it('runs, and says what comes out', () => execute(example.code));
    });
  }
});
