import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import { read } from '../support/files.js';

/** The promises of the page, by number and in words: `G8: parents last`. */
const promised = [...read('docs/semantics.md').matchAll(/^## (G\d+): (.+)$/gm)].map(([, number]) => number);

const files = readdirSync(__dirname).filter((name) => /^g\d\d-.*-spec\.ts$/.test(name));
const proven = files.map((name) => `G${Number(name.slice(1, 3))}`);

describe('docs/semantics.md', () => {
  it('numbers its promises from 1 on, each once', () => {
    expect(promised).to.deep.equal(promised.map((_, index) => `G${index + 1}`));
    expect(promised.length).to.be.above(0);
  });

  it('promises what a property proves, and nothing more or less', () => {
    expect(proven.sort()).to.deep.equal([...promised].sort());
  });

  for (const name of files) {
    it(`has the promise that ${name} names in its title`, () => {
      const [, number] = /^describe\('(G\d+) /m.exec(read(`spec/properties/${name}`)) ?? [];

      expect(number).to.equal(`G${Number(name.slice(1, 3))}`);
      expect(promised).to.include(number);
    });
  }
});
