import { expect } from 'chai';
import type { AnyActorRef } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { gate } from '../life/support/gate.js';
import { thrownBy } from '../life/support/log.js';
import { act, puppet, raise } from '../life/support/puppet.js';
import { type NewSystem, onBothLanes } from '../support/lanes.js';
import { witness } from './support/witness.js';

/** A witness, and what it has written. */
function start(newSystem: NewSystem) {
  const clock = new TestClock();
  const system = newSystem({ clock });
  const log: string[] = [];
  return { clock, system, log, watcher: system.spawn(witness(log), { id: 'watcher' }) };
}

describe('Actor.watch', () => {
  onBothLanes((newSystem) => {
    it('tells of the end of an actor beside it, with the reason', async () => {
      const { clock, system, log, watcher } = start(newSystem);
      const other = system.spawn(puppet(), { id: 'other' });
      watcher.tell(act((self) => self.watch(other)));
      await clock.settle();
      const before = [...log];

      await other.stop();
      await clock.settle();

      expect(before).to.deep.equal([]);
      expect(log).to.deep.equal(['other requested']);
      await system.shutdown();
    });

    it('tells of the end of a child, and of a grandchild', async () => {
      const { clock, system, log, watcher } = start(newSystem);
      const family: AnyActorRef[] = [];
      const child = puppet({ setup: (self) => void family.push(self.spawn(puppet(), { id: 'grandchild' })) });
      watcher.tell(act((self) => void family.push(self.spawn(child, { id: 'child' }))));
      await clock.settle();
      watcher.tell(act((self) => family.forEach((ref) => void self.watch(ref))));
      await clock.settle();

      await family[0]?.stop();
      await clock.settle();

      expect(log).to.deep.equal(['grandchild parentStopped', 'child requested']);
      await system.shutdown();
    });

    it('tells of the end of the parent, in a tree beside it', async () => {
      const { clock, system, log, watcher } = start(newSystem);
      const parent = system.spawn(puppet({ setup: (self) => void self.spawn(puppet()) }), { id: 'parent' });
      watcher.tell(act((self) => self.watch(parent)));

      parent.tell(raise(new Error('broken')));
      await clock.settle();

      expect(log).to.deep.equal(['parent failed']);
      await system.shutdown();
    });

    it('tells of the end of an actor in another system', async () => {
      const { clock, system, log, watcher } = start(newSystem);
      const elsewhere = newSystem({ clock });
      const other = elsewhere.spawn(puppet(), { id: 'other' });
      watcher.tell(act((self) => self.watch(other)));
      await clock.settle();

      await elsewhere.shutdown();
      await clock.settle();

      expect(log).to.deep.equal(['other parentStopped']);
      await system.shutdown();
    });

    it('tells of an actor that has stopped before', async () => {
      const { clock, system, log, watcher } = start(newSystem);
      const other = system.spawn(puppet(), { id: 'other' });
      await other.stop();

      watcher.tell(act((self) => self.watch(other)));
      watcher.tell('next');
      await clock.settle();

      expect([...log].sort()).to.deep.equal(['message next', 'other requested']);
      await system.shutdown();
    });

    it('tells of an actor that is only known by what it promises', async () => {
      const { clock, system, log, watcher } = start(newSystem);
      const end = gate<{ kind: 'killed' }>();
      const foreign = { id: 'foreign', stop: () => end.passed, stopped: end.passed };
      watcher.tell(act((self) => self.watch(foreign as unknown as AnyActorRef)));
      await clock.settle();
      const before = [...log];

      end.open({ kind: 'killed' });
      await clock.settle();

      expect(before).to.deep.equal([]);
      expect(log).to.deep.equal(['foreign killed']);
      await system.shutdown();
    });

    it('says nothing to one who watches itself, for it is no more there', async () => {
      const { clock, system, log, watcher } = start(newSystem);
      watcher.tell(act((self) => self.watch(self.reference)));
      await clock.settle();

      const reason = await watcher.stop();
      await clock.settle();

      expect(reason).to.deep.equal({ kind: 'requested' });
      expect(log).to.deep.equal([]);
      await system.shutdown();
    });

    it('is one registration, however often it is called', async () => {
      const { clock, system, log, watcher } = start(newSystem);
      const other = system.spawn(puppet(), { id: 'other' });
      watcher.tell(act((self) => self.watch(other)));
      watcher.tell(act((self) => self.watch(other)));
      watcher.tell(act((self) => self.watchWith(other, 'other has gone')));
      await clock.settle();

      await other.stop();
      await clock.settle();

      expect(log).to.deep.equal(['other requested']);
      await system.shutdown();
    });

    it('tells each of several watchers once', async () => {
      const { clock, system, log, watcher } = start(newSystem);
      const second: string[] = [];
      const another = system.spawn(witness(second));
      const other = system.spawn(puppet(), { id: 'other' });
      for (const ref of [watcher, another]) ref.tell(act((self) => self.watch(other)));
      await clock.settle();

      await other.stop();
      await clock.settle();

      expect(log).to.deep.equal(['other requested']);
      expect(second).to.deep.equal(['other requested']);
      await system.shutdown();
    });

    it('begins anew after the notice', async () => {
      const { clock, system, log, watcher } = start(newSystem);
      const other = system.spawn(puppet(), { id: 'other' });
      await other.stop();
      watcher.tell(act((self) => self.watch(other)));
      await clock.settle();

      watcher.tell(act((self) => self.watch(other)));
      await clock.settle();

      expect(log).to.deep.equal(['other requested', 'other requested']);
      await system.shutdown();
    });

    for (const bad of [undefined, null, 'other', {}]) {
      it(`refuses what is no reference: ${JSON.stringify(bad) ?? bad}`, async () => {
        const { clock, system, watcher } = start(newSystem);
        const thrown: unknown[] = [];
        watcher.tell(act((self) => void thrown.push(thrownBy(() => self.watch(bad as never)))));
        watcher.tell(act((self) => void thrown.push(thrownBy(() => self.watchWith(bad as never, 'gone')))));

        await clock.settle();

        expect(thrown).to.have.lengthOf(2);
        for (const error of thrown) expect(error).to.be.an.instanceOf(TypeError);
        await system.shutdown();
      });
    }
  });
});
