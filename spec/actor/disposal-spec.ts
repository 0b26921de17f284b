import { expect } from 'chai';
import type { ActorRef, ActorSystem } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';
import { handling, rejectionOf } from './support/scripts.js';

describe('await using', () => {
  onBothLanes((newSystem) => {
    it('stops an actor at the end of the block, after what it was told there', async () => {
      const handled: unknown[] = [];
      await using system = newSystem();
      const create = handling(async (message) => {
        await Promise.resolve();
        handled.push(message);
      });
      let kept: ActorRef;

      {
        await using ref = system.spawn(create);
        kept = ref;
        for (const message of [1, 2, 3]) ref.tell(message);
      }

      expect(kept.state).to.equal('stopped');
      expect(await kept.stopped).to.deep.equal({ kind: 'requested' });
      expect(handled).to.deep.equal([1, 2, 3]);
    });

    it('stops an actor when the block throws, and hides no error', async () => {
      const thrown = new Error('thrown');
      await using system = newSystem();
      const kept: { readonly state: string }[] = [];

      const error = await rejectionOf(
        (async () => {
          await using ref = system.spawn(handling(() => undefined));
          kept.push(ref);
          throw thrown;
        })(),
      );

      expect(error).to.equal(thrown);
      expect(kept[0]?.state).to.equal('stopped');
    });

    it('takes an actor that has stopped, or failed, already', async () => {
      await using system = newSystem();
      await using stopped = system.spawn(handling(() => undefined));
      await using failed = system.spawn(handling(() => Promise.reject(new Error('broken'))));

      failed.tell('fail');
      await stopped.stop();

      expect(await failed.stopped).to.have.property('kind', 'failed');
      expect(await stopped.stopped).to.have.property('kind', 'requested');
    });

    it('shuts a system down at the end of the block', async () => {
      const clock = new TestClock();
      let kept: ActorSystem;
      const refs: { readonly state: string }[] = [];

      {
        await using system = newSystem({ clock });
        kept = system;
        for (let index = 0; index < 3; index += 1) refs.push(system.spawn(handling(() => undefined)));
      }

      expect(refs.map(({ state }) => state)).to.deep.equal(['stopped', 'stopped', 'stopped']);
      expect(() => kept.spawn(handling(() => undefined)))
        .to.throw()
        .with.property('code', 'actor-stopped');
      expect(clock.pending).to.equal(0);
    });
  });
});
