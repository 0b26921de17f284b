import { expect } from 'chai';
import type { ActorContext } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';
import { gate } from './support/gate.js';
import { lifeOf } from './support/log.js';
import { act, puppet } from './support/puppet.js';

describe('StopReason', () => {
  onBothLanes((newSystem) => {
    const ways: Record<string, (self: ActorContext) => void> = {
      requested: (self) => void self.reference.stop(),
      ended: (self) => self.endMainLoop(),
      failed: (self) => self.fail(new Error('boom')),
    };
    for (const [first, begin] of Object.entries(ways).filter(([name]) => name !== 'failed')) {
      for (const [second, goOn] of Object.entries(ways)) {
        it(`is the first that came: ${first}, then ${second}`, async () => {
          const clock = new TestClock();
          await using system = newSystem({ clock });
          const ref = system.spawn(puppet());
          const life = lifeOf(ref);

          ref.tell(
            act((self) => {
              begin(self);
              goOn(self);
            }),
          );
          await clock.settle();

          expect(await ref.stopped).to.deep.equal({ kind: first });
          expect(life.slice(2)).to.deep.equal([`stopping ${first}`, `stopped ${first}`, 'complete']);
        });
      }
    }

    it('stays `failed` when a stop is requested after the failure', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const saved = gate();
      const error = new Error('boom');
      const ref = system.spawn(puppet({ teardown: () => saved.passed }));
      ref.tell(act((self) => self.fail(error)));
      await clock.settle();

      const stopped = ref.stop();
      saved.open();

      expect(await stopped).to.include({ kind: 'failed', error });
    });

    it('stays that of a child that stopped before its parent', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const saved = gate();
      const children: ActorContext['reference'][] = [];
      const parent = system.spawn(
        puppet({
          setup: (self) => {
            children.push(self.spawn(puppet({ teardown: () => saved.passed })));
            children.push(self.spawn(puppet()));
          },
        }),
      );
      await clock.settle();

      void children[0]?.stop();
      void parent.stop();
      await clock.settle();
      saved.open();
      await clock.settle();

      expect(await children[0]?.stopped).to.deep.equal({ kind: 'requested' });
      expect(await children[1]?.stopped).to.deep.equal({ kind: 'parentStopped' });
      expect(await parent.stopped).to.deep.equal({ kind: 'requested' });
    });

    it('is `parentStopped` for children of a parent that fails', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const children: ActorContext['reference'][] = [];
      const parent = system.spawn(puppet({ setup: (self) => void children.push(self.spawn(puppet())) }));
      await clock.settle();

      parent.tell(act((self) => self.fail(new Error('boom'))));
      await clock.settle();

      expect(await children[0]?.stopped).to.deep.equal({ kind: 'parentStopped' });
    });
  });
});
