import { expect } from 'chai';
import { explore } from '../../lib/testing.js';
import { carefulBank, carelessBank as scenario } from './support/bank.js';

/*
 * What docs/testing.md quotes. Read it there.
 */

describe('The first race', () => {
  it('is found, and replayed', async () => {
    // #region find
    const { failure } = await explore(scenario, { seeds: 500 });
    if (failure === undefined) throw new Error('no race in 500 schedules');

    failure.error; // Error: 10 and 5 make 5
    failure.seed; // give it to `explore.replay`
    failure.trace; // the turns in order: '/quick deposit', '/account balance', …
    // #endregion

    // #region replay
    const again = await explore.replay(scenario, failure.seed);
    expect(again.failure?.trace).to.deep.equal(failure.trace);
    // #endregion

    expect(String(failure.error)).to.equal('Error: 10 and 5 make 5');
    expect(failure.trace).to.include.members(['/quick deposit', '/account balance']);
  });

  // #region fixed
  it('does not lose a deposit', async () => {
    expect(await explore(carefulBank, { seeds: 500 })).to.deep.equal({ runs: 500 });
  });
  // #endregion
});
