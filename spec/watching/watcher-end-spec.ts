import { expect } from 'chai';
import type { ActorContext, AnyActorRef } from '../../lib/index.js';
import { cellOf } from '../../lib/kernel/cell-of.js';
import { TestClock } from '../../lib/testing.js';
import { gate } from '../life/support/gate.js';
import { act, puppet, raise } from '../life/support/puppet.js';
import { type NewSystem, onBothLanes } from '../support/lanes.js';
import { witness } from './support/witness.js';

/** How many watch `ref`, as far as it holds them. */
const watchersOf = (ref: AnyActorRef) => cellOf(ref)?.watchers.size;

/** A witness that watches `other`, and is restarted when it fails. */
async function start(newSystem: NewSystem) {
  const clock = new TestClock();
  const system = newSystem({ clock });
  const log: string[] = [];
  const watcher = system.spawn(witness(log), { supervision: { decide: 'restart' } });
  const other = system.spawn(puppet(), { id: 'other' });
  watcher.tell(act((self) => self.watch(other)));
  await clock.settle();
  return { clock, system, log, watcher, other };
}

describe('A watch', () => {
  onBothLanes((newSystem) => {
    it('ends when the watcher stops, and leaves nothing with the other', async () => {
      const { clock, system, log, watcher, other } = await start(newSystem);
      const before = watchersOf(other);

      await watcher.stop();
      const after = watchersOf(other);
      await other.stop();
      await clock.settle();

      expect([before, after]).to.deep.equal([1, 0]);
      expect(log).to.deep.equal([]);
      await system.shutdown();
    });

    it('ends when the watcher restarts, and leaves nothing with the other', async () => {
      const { clock, system, log, watcher, other } = await start(newSystem);

      watcher.tell(raise(new Error('broken')));
      await clock.settle();
      const after = watchersOf(other);
      await other.stop();
      await clock.settle();

      expect([watcher.state, after]).to.deep.equal(['running', 0]);
      expect(log).to.deep.equal([]);
      await system.shutdown();
    });

    it('takes the notice with it that was queued for the instance before', async () => {
      const { clock, system, log, watcher, other } = await start(newSystem);
      const turn = gate();
      watcher.tell(act(() => turn.passed));
      await clock.settle();
      await other.stop();

      turn.fail(new Error('broken'));
      await clock.settle();

      expect([watcher.state, ...log]).to.deep.equal(['running']);
      await system.shutdown();
    });

    it('of the next instance is its own', async () => {
      const { clock, system, log, watcher, other } = await start(newSystem);
      watcher.tell(raise(new Error('broken')));
      watcher.tell(act((self) => self.watch(other)));
      await clock.settle();

      await other.stop();
      await clock.settle();

      expect(log).to.deep.equal(['other requested']);
      await system.shutdown();
    });

    it('leaves nothing with the other after unwatch, and after the notice', async () => {
      const { clock, system, watcher, other } = await start(newSystem);
      watcher.tell(act((self) => self.unwatch(other)));
      await clock.settle();
      const after = watchersOf(other);
      watcher.tell(act((self) => self.watch(other)));
      await clock.settle();

      await other.stop();
      await clock.settle();

      expect([after, watchersOf(other)]).to.deep.equal([0, 0]);
      await system.shutdown();
    });

    it('that is begun by an actor which has stopped is none', async () => {
      const { clock, system, log, watcher, other } = await start(newSystem);
      let instance: ActorContext | undefined;
      watcher.tell(
        act((self) => {
          instance = self;
        }),
      );
      await clock.settle();
      await watcher.stop();

      instance?.watch(other);

      expect(watchersOf(other)).to.equal(0);
      expect(log).to.deep.equal([]);
      await system.shutdown();
    });

    it('that is begun in the teardown is none', async () => {
      const { clock, system, other } = await start(newSystem);
      const last = system.spawn(puppet({ teardown: (_, self) => self.watch(other) }));
      await clock.settle();
      const before = watchersOf(other);

      await last.stop();

      expect([before, watchersOf(other)]).to.deep.equal([1, 1]);
      await system.shutdown();
    });
  });
});
