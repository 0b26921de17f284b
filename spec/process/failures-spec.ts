import { expect } from 'chai';
import { run } from './fixtures/run.js';

const groups: readonly [string, readonly string[]][] = [
  ['observers that throw, and operators behind them', ['observers', 'operators']],
  ['observers of the events of the system that throw', ['events']],
  ['finalizers that throw', ['observersFinalizers', 'sourcesFinalizers', 'handlersFinalizers']],
  ['handlers and sources that throw or reject', ['handlers', 'sources']],
  ['asks that an actor had out when it stopped', ['asks']],
];

describe('a process in which unhandled rejections are fatal', function () {
  this.timeout(40_000);

  for (const [what, scenarios] of groups) {
    it(`survives ${what}`, async () => {
      const { code, lines, errors } = await run('failures', scenarios);

      expect(errors).to.equal('');
      expect(lines).to.deep.equal([
        ...scenarios.map((name) => `${name} on serialMap`),
        ...scenarios.map((name) => `${name} on concatMap`),
      ]);
      expect(code).to.equal(0);
    });
  }
});
