import { expect } from 'chai';
import type { ActorRef, AnyActorRef } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';
import { gate } from './support/gate.js';
import { thrownBy } from './support/log.js';
import { act, puppet } from './support/puppet.js';

describe('Actor.children', () => {
  onBothLanes((newSystem) => {
    it('holds the references of the children by id, in order of start, at once', async () => {
      await using system = newSystem();
      const parent = system.spawn(puppet());

      const [spawned, children] = (await parent.ask(
        act((self) => {
          const refs = ['c', 'a', 'b'].map((id) => self.spawn(puppet(), { id }));
          return [refs, self.children];
        }),
      )) as [ActorRef[], ReadonlyMap<string, AnyActorRef>];

      expect([...children.keys()]).to.deep.equal(['c', 'a', 'b']);
      expect([...children.values()]).to.deep.equal(spawned);
      expect([...children]).to.deep.equal(spawned.map((ref) => [ref.id, ref]));
      expect(children.size).to.equal(3);
      expect(children.get('a')).to.equal(spawned[1]);
      expect(children.has('d')).to.equal(false);
      expect(children.get('d')).to.equal(undefined);
    });

    it('is a live view that a child leaves when it has stopped', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const saved = gate();
      const parent = system.spawn(puppet());
      const [child, children] = (await parent.ask(
        act((self) => [self.spawn(puppet({ teardown: () => saved.passed }), { id: 'a' }), self.children]),
      )) as [ActorRef, ReadonlyMap<string, AnyActorRef>];
      await clock.settle();

      void child.stop();
      await clock.settle();
      const during = [...children.keys()];
      saved.open();
      await clock.settle();
      const after = [...children.keys()];

      expect(during).to.deep.equal(['a']);
      expect(after).to.deep.equal([]);
    });

    it('is empty in the teardown', async () => {
      await using system = newSystem();
      const sizes: number[] = [];
      const parent = system.spawn(
        puppet({
          setup: (self) => {
            self.spawn(puppet());
            sizes.push(self.children.size);
          },
          teardown: (_, self) => void sizes.push(self.children.size),
        }),
      );
      await parent.ask(act(() => 'here'));

      await parent.stop();

      expect(sizes).to.deep.equal([1, 0]);
    });

    it('does not hold grandchildren', async () => {
      await using system = newSystem();
      const parent = system.spawn(
        puppet({
          setup: (self) => {
            const nested = puppet({ setup: (child) => void child.spawn(puppet(), { id: 'grandchild' }) });
            self.spawn(nested, { id: 'child' });
          },
        }),
      );

      const ids = await parent.ask(act((self) => [...self.children.keys()]));

      expect(ids).to.deep.equal(['child']);
    });
  });
});

describe('an id', () => {
  onBothLanes((newSystem) => {
    it('is taken until its actor has stopped, and free then', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const saved = gate();
      const first = system.spawn(puppet({ teardown: () => saved.passed }), { id: 'name' });
      await clock.settle();

      const stopped = first.stop();
      await clock.settle();
      const error = thrownBy(() => system.spawn(puppet(), { id: 'name' }));
      saved.open();
      await stopped;
      const second = system.spawn(puppet(), { id: 'name' });

      expect(error).to.be.instanceOf(RangeError);
      expect(error)
        .to.have.property('message')
        .that.matches(/`id`.*`name`/);
      expect(await second.ask(act(() => 'second'))).to.equal('second');
      expect(second.path).to.equal(first.path);
      expect(first.state).to.equal('stopped');
    });

    it('is free for the parent when it hears of the end', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const spawned: ActorRef[] = [];
      system.spawn(
        puppet({
          setup: (self) => void spawned.push(self.spawn(puppet(), { id: 'worker' })),
          childStopped: (_, __, self) => void spawned.push(self.spawn(puppet(), { id: 'worker' })),
        }),
      );
      await clock.settle();

      void spawned[0]?.stop();
      await clock.settle();

      expect(spawned.map(({ id, state }) => `${id} ${state}`)).to.deep.equal([
        'worker stopped',
        'worker running',
      ]);
    });
  });
});
