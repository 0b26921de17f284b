import { expect } from 'chai';
import { run } from './fixtures/run.js';

describe('a process under load', function () {
  this.timeout(40_000);

  it('stops on SIGTERM: the children, then the teardown, and exits with 0', async () => {
    const { code, lines, errors } = await run('load', ['stops under load'], (line, process) => {
      if (line === 'ready') process.signal('SIGTERM');
    });

    expect(errors).to.equal('');
    expect(lines).to.deep.equal([
      'ready',
      ...Array(4).fill('child torn down'),
      'teardown requested',
      'stopped requested',
    ]);
    expect(code).to.equal(0);
  });

  it('exits at once with 143 on a second SIGTERM, while one actor hangs and another is still busy', async () => {
    let ready = 0;
    const { code, lines } = await run('load', ['hangs under load'], (line, process) => {
      if (line === 'ready') ready += 1;
      if (line === 'ready' && ready === 2) process.signal('SIGTERM');
      if (line === 'teardown requested') process.signal('SIGTERM');
    });

    expect(lines).to.deep.equal([
      'ready',
      'ready',
      ...Array(4).fill('child torn down'),
      'teardown requested',
    ]);
    expect(code).to.equal(143);
  });

  it('emits no `beforeExit` while a turn waits for a bare promise, and one when all is done', async () => {
    const { code, lines, errors } = await run('load', ['turns on bare promises']);

    expect(errors).to.equal('');
    expect(lines).to.deep.equal([...Array(6).fill('worked'), 'beforeExit']);
    expect(code).to.equal(0);
  });
});
