import { expect } from 'chai';
import { run } from './fixtures/run.js';

describe('runUntilStopped', function () {
  this.timeout(40_000);

  it('exits with 0 when the actor has ended, after its teardown', async () => {
    const { code, lines, errors } = await run('programs', ['ends']);

    expect(errors).to.equal('');
    expect(lines).to.deep.equal(['torn down', 'stopped ended']);
    expect(code).to.equal(0);
  });

  it('exits with 1 and shows the error when the actor fails', async () => {
    const { code, errors } = await run('programs', ['fails']);

    expect(errors).to.include('the disk is full');
    expect(code).to.equal(1);
  });

  it('exits with 1 and shows the error when the factory throws', async () => {
    const { code, errors } = await run('programs', ['factory throws']);

    expect(errors).to.include('no such program');
    expect(code).to.equal(1);
  });

  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    it(`keeps the process until ${name} stops the actor, and leaves no listener`, async () => {
      const { code, lines, errors } = await run('programs', ['waits'], (line, process) => {
        if (line === 'ready') process.signal(name);
      });

      expect(errors).to.equal('');
      expect(lines).to.deep.equal(['ready', 'teardown requested', 'stopped requested 0 0']);
      expect(code).to.equal(0);
    });
  }

  for (const [first, second, expected] of [
    ['SIGTERM', 'SIGTERM', 143],
    ['SIGINT', 'SIGINT', 130],
    ['SIGINT', 'SIGTERM', 143],
  ] as const) {
    it(`exits at once with ${expected} for ${second} after ${first}`, async () => {
      const { code, lines } = await run('programs', ['hangs in teardown'], (line, process) => {
        if (line === 'ready') process.signal(first);
        if (line === 'teardown requested') process.signal(second);
      });

      expect(lines).to.deep.equal(['ready', 'teardown requested']);
      expect(code).to.equal(expected);
    });
  }
});
