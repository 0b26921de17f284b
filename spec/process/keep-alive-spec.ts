import { expect } from 'chai';
import { run } from './fixtures/run.js';

describe('the process', function () {
  this.timeout(40_000);

  it('is not kept alive by an idle actor', async () => {
    const { code, lines, errors } = await run('programs', ['idle']);

    expect(errors).to.equal('');
    expect(lines).to.deep.equal(['hello']);
    expect(code).to.equal(0);
  });

  it('is kept alive while a turn waits for a bare promise, and while messages wait behind it', async () => {
    const { code, lines, errors } = await run('programs', ['bare promises']);

    expect(errors).to.equal('');
    const each = ['set up', 'worked', 'streamed', 'worked', 'torn down'];
    expect([...lines].sort()).to.deep.equal([...each, ...each].sort());
    expect(code).to.equal(0);
  });

  it('is let go of after the last turn, also where that was overdue, or could not be', async () => {
    const { code, lines } = await run('programs', ['turns without a limit']);

    expect(lines).to.deep.equal(['worked', 'worked', 'worked', 'worked']);
    expect(code).to.equal(0);
  });

  it('is kept alive until a pending ask has timed out', async () => {
    const { code, lines, errors } = await run('programs', ['ask in an idle process']);

    expect(errors).to.equal('');
    expect([...lines].sort()).to.deep.equal(['concatMap ask-timeout', 'serialMap ask-timeout']);
    expect(code).to.equal(0);
  });

  it('lives on when a root actor fails, which is logged', async () => {
    const { code, lines, errors } = await run('programs', ['failing root']);

    expect(lines).to.deep.equal(['failed', 'hello']);
    expect(errors).to.include('/doomed').and.include('the disk is full');
    expect(code).to.equal(0);
  });
});
