import { expect } from 'chai';
import { run } from './fixtures/run.js';

describe('the process, with timers of actors', function () {
  this.timeout(40_000);

  it('is kept alive by `once` until it has called', async () => {
    const { code, lines, errors } = await run('timers', ['once']);

    expect(errors).to.equal('');
    expect(lines).to.have.members(['once on serialMap', 'once on concatMap']);
    expect(code).to.equal(0);
  });

  for (const kind of ['every', 'fixedRate', 'receiveTimeout']) {
    it(`is not kept alive by \`${kind}\``, async () => {
      const { code, lines, errors } = await run('timers', [kind]);

      expect(errors).to.equal('');
      expect(lines).to.have.members(['set up on serialMap', 'set up on concatMap']);
      expect(code).to.equal(0);
    });
  }

  it('is not kept alive by `once` when it is cancelled', async () => {
    const { code, lines, errors } = await run('timers', ['cancelled']);

    expect(errors).to.equal('');
    expect(lines).to.have.members(['set up on serialMap', 'set up on concatMap']);
    expect(code).to.equal(0);
  });

  it('is not kept alive by a stop with a deadline that came in time', async () => {
    const { code, lines, errors } = await run('timers', ['deadline']);

    expect(errors).to.equal('');
    expect(lines).to.deep.equal(['requested', 'requested']);
    expect(code).to.equal(0);
  });
});
