import { expect } from 'chai';
import { explore } from '../../lib/testing.js';
import { read } from '../support/files.js';
import { careful, careless as scenario } from './support/profile.js';
import { runUnder } from './support/schedule.js';

/*
 * What docs/testing.md quotes. Read it there.
 */

describe('The first race', () => {
  it('is found, and replayed', async () => {
    // #region find
    const { failure } = await explore(scenario, { seeds: 100 });
    if (failure === undefined) throw new Error('no race in 100 schedules');

    failure.error; // Error: It shows the name of ann
    failure.seed; // give it to `explore.replay`
    failure.steps.join('\n'); // what happened, to read
    // #endregion

    // #region replay
    const again = await explore.replay(scenario, failure.seed);
    expect(again.failure?.steps).to.deep.equal(failure.steps);
    // #endregion

    expect(String(failure.error)).to.equal('Error: It shows the name of ann');
    expect(`${failure.steps.join('\n')}\n`).to.equal(read('spec/testing/first-race-steps.txt'));
  });

  it('is not there first come, first served: the steps of its schedule are marked', async () => {
    const { failure } = await explore(scenario, { seeds: 100 });

    const marked = failure?.steps.filter((step) => step.startsWith('>')) ?? [];
    expect(marked).to.have.length(failure?.schedule.filter((choice) => choice > 0).length ?? -1);
    expect((await runUnder(scenario, () => 0)).error).to.equal(undefined);
  });

  // #region fixed
  it('shows whom one asked for last', async () => {
    expect(await explore(careful, { seeds: 100 })).to.deep.equal({ runs: 100 });
  });
  // #endregion
});
