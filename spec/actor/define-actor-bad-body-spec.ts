import { expect } from 'chai';
import { type ActorError, type Behavior, defineActor } from '../../lib/index.js';
import { onBothLanes } from '../support/lanes.js';
import { rejectionOf } from './support/scripts.js';

describe('defineActor, with a bad body', () => {
  onBothLanes((newSystem) => {
    it('fails the actor with what the body throws', async () => {
      const failure = new Error('no database');
      await using system = newSystem();
      const ref = system.spawn(
        defineActor(async () => {
          throw failure;
        }),
      );

      const error = await rejectionOf<ActorError>(ref.ask({ type: 'run' }));

      expect(error).to.include({ code: 'setup-failed', cause: failure });
      expect(await ref.stopped).to.deep.equal({ kind: 'failed', error: failure });
    });

    for (const bad of [undefined, null, 'text', {}, { handlers: null }, { handlers: 'text' }]) {
      it(`fails the actor with a TypeError when the body returns ${JSON.stringify(bad)}`, async () => {
        await using system = newSystem();
        const ref = system.spawn(defineActor(() => bad as unknown as Behavior));

        const error = await rejectionOf<ActorError>(ref.ask({ type: 'run' }));

        expect(error.code).to.equal('setup-failed');
        expect(error.cause).to.be.instanceOf(TypeError).with.property('message').that.includes('`handlers`');
      });
    }
  });

  for (const bad of [undefined, null, {}, 'text']) {
    it(`throws a TypeError for ${JSON.stringify(bad)} as the body`, () => {
      expect(() => defineActor(bad as never)).to.throw(TypeError, '`body`');
    });
  }
});
