import { expect } from 'chai';
import type { Actor, ActorRef, ActorSystem, Supervision } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { lifeOf } from '../life/support/log.js';
import { act, puppet, raise } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';
import { rootWith } from './support/family.js';

/** A line of actors, each the parent of the next, with the policy that it has for that. */
async function line(system: ActorSystem, clock: TestClock, ...policies: (Supervision | undefined)[]) {
  const refs: ActorRef[] = [];
  const starts = Array(policies.length + 1).fill(0) as number[];
  const link = (depth: number): (() => Actor) =>
    puppet({
      setup: (self) => {
        starts[depth] = (starts[depth] ?? 0) + 1;
        refs[depth] = self.reference;
        const supervision = policies[depth];
        if (depth < policies.length) self.spawn(link(depth + 1), { id: `n${depth + 1}`, supervision });
      },
    });
  system.spawn(link(0), { id: 'n0' });
  await clock.settle();
  return { refs, starts, states: () => refs.map(({ state }) => state) };
}

describe('escalation', () => {
  onBothLanes((newSystem) => {
    it('goes up to the first who restarts, which takes all below it down', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const { refs, starts, states } = await line(system, clock, { decide: 'restart' }, {}, {});
      const first = refs[2];

      refs[3]?.tell(raise(new Error('boom')));
      await clock.settle();

      expect(starts).to.deep.equal([1, 2, 2, 2]);
      expect(states()).to.deep.equal(Array(4).fill('running'));
      expect(first?.state).to.equal('stopped');
    });

    it('goes up to the root with one error object', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const { refs } = await line(system, clock, {}, {}, {});
      const error = new Error('boom');

      refs[3]?.tell(raise(error));
      await clock.settle();

      for (const ref of refs.slice(0, 1)) expect(await ref.stopped).to.include({ kind: 'failed', error });
    });

    it('leaves the child stopped where the parent is resumed', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const { refs, starts, states } = await line(system, clock, { decide: 'resume' }, {});
      const life = lifeOf(refs[1] as ActorRef);

      refs[2]?.tell(raise(new Error('boom')));
      await clock.settle();

      expect(states()).to.deep.equal(['running', 'running', 'stopped']);
      expect(starts).to.deep.equal([1, 1, 1]);
      expect(life).to.deep.equal(['started', 'failed boom', 'resumed']);
    });

    it('of a limit restarts the parent, whose children begin with a count of their own', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const limit = { max: 1, within: 1_000 };
      const policies: Supervision[] = [{ decide: 'restart' }, { decide: 'restart', limit }];
      const { refs, starts } = await line(system, clock, ...policies);

      for (let failures = 0; failures < 3; failures += 1) {
        refs[2]?.tell(raise(new Error('boom')));
        await clock.settle();
      }

      expect(starts).to.deep.equal([1, 2, 4]);
    });

    it('of a root ends it, failed', async () => {
      await using system = newSystem();
      const error = new Error('boom');
      const root = rootWith(system, { decide: 'escalate' });

      root.tell(raise(error));

      expect(await root.stopped).to.include({ kind: 'failed', error });
    });
  });
});

describe('a restarted parent', () => {
  onBothLanes((newSystem) => {
    it('has the children that its setup starts, and not those that came later', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const create = puppet({ setup: (self) => void self.spawn(puppet(), { id: 'fixed' }) });
      const root = system.spawn(create, { supervision: { decide: 'restart' } });
      await root.ask(act((self) => self.spawn(puppet(), { id: 'dynamic' }).id));
      const before = await root.ask(act((self) => [...self.children.keys()]));

      root.tell(raise(new Error('boom')));
      const after = await root.ask(act((self) => [...self.children.keys()]));

      expect(before).to.deep.equal(['fixed', 'dynamic']);
      expect(after).to.deep.equal(['fixed']);
    });

    it('hears nothing of the children of the instance before', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const heard: string[] = [];
      const create = puppet({
        setup: (self) => void self.spawn(puppet(), { id: 'child' }),
        childStopped: (child) => void heard.push(child.id),
      });
      const root = system.spawn(create, { supervision: { decide: 'restart' } });

      root.tell(
        act((self) => {
          for (const child of self.children.values()) void child.stop();
          throw new Error('boom');
        }),
      );
      await clock.settle();

      expect(heard).to.deep.equal([]);
      expect(root.state).to.equal('running');
    });
  });
});

describe('a root', () => {
  onBothLanes((newSystem) => {
    it('is restarted by its own policy', async () => {
      await using system = newSystem();
      const root = rootWith(system, { decide: 'restart' });
      const life = lifeOf(root);

      root.tell(raise(new Error('boom')));
      await root.ask('there?', { timeout: 10 }).catch(() => undefined);

      expect(life).to.deep.equal(['starting', 'started', 'failed boom', 'restarting', 'started']);
    });

    it('stops at a shutdown, also where it waits for its restart', async () => {
      const clock = new TestClock();
      const system = newSystem({ clock });
      const root = rootWith(system, { decide: 'restart', backoff: { min: 100, max: 100 } });
      root.tell(raise(new Error('boom')));
      await clock.settle();

      await system.shutdown();

      expect(await root.stopped).to.deep.equal({ kind: 'parentStopped' });
      expect(clock.pending).to.equal(0);
    });
  });
});
