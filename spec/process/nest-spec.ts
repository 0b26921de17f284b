import { expect } from 'chai';
import { run } from './fixtures/run.js';

/** As in an app that Nest has made, and as in this repository. */
const DECORATORS = {
  'the decorators of TypeScript': { experimentalDecorators: true, emitDecoratorMetadata: true },
  'standard decorators': {},
};

describe('The sample of NestJS', function () {
  this.timeout(40_000);

  for (const [decorators, settings] of Object.entries(DECORATORS)) {
    it(`handles what waits when a signal ends the app, with ${decorators}`, async () => {
      const { code, lines, errors } = await run('nest', [], undefined, settings);

      expect(errors).to.equal('');
      expect(lines).to.deep.equal([
        'connected',
        'started',
        'sent to Ann',
        'sent to Bob',
        'sent to Cem',
        'disconnected',
      ]);
      expect(code).to.equal('SIGTERM'); // Nest sends it to itself once more
    });
  }
});
