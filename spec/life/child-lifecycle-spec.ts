import { expect } from 'chai';
import type { ActorContext, ActorRef } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';
import { label, labelWithId, lifeOf, record } from './support/log.js';
import { act, puppet, raise } from './support/puppet.js';

describe('Actor.childLifecycle', () => {
  onBothLanes((newSystem) => {
    it("is each child's own life, from `starting` to `stopped`", async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const own = new Map<string, string[]>();
      const seen = new Map<string, string[]>();
      const parent = system.spawn(
        puppet({
          setup: (self) => {
            self.childLifecycle.subscribe((event) => {
              const { id } = event.actor;
              seen.set(id, [...(seen.get(id) ?? []), label(event)]);
            });
            for (const id of ['ends', 'fails', 'lives', 'never-sets-up']) {
              const setup = id === 'never-sets-up' ? (raise(new Error('setup')) as () => never) : undefined;
              const child = self.spawn(puppet(setup && { setup }), { id });
              own.set(id, lifeOf(child));
              if (id === 'ends') child.tell(act((it) => it.endMainLoop()));
              if (id === 'fails') child.tell(raise(new Error('boom')));
            }
          },
          childStopped: () => undefined,
        }),
      );

      await clock.settle();
      await parent.stop();
      await clock.settle();

      expect([...seen.keys()]).to.have.members(['ends', 'fails', 'lives', 'never-sets-up']);
      for (const [id, life] of own) expect([...(seen.get(id) ?? []), 'complete']).to.deep.equal(life);
      expect(own.get('ends')).to.include('stopped ended');
      expect(own.get('fails')).to.include('failed boom');
      expect(own.get('lives')).to.include('stopped parentStopped');
      expect(own.get('never-sets-up')).to.deep.equal([
        'starting',
        'failed setup',
        'stopping failed',
        'stopped failed',
        'complete',
      ]);
    });

    it('has no event of the actor itself, and none of its grandchildren', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const log: string[][] = [];
      const nested = puppet({ setup: (self) => void self.spawn(puppet(), { id: 'grandchild' }) });
      system.spawn(
        puppet({
          setup: (self) => {
            log.push(record(self.childLifecycle, labelWithId));
            self.spawn(nested, { id: 'child' });
          },
        }),
      );

      await clock.settle();

      expect(log[0]).to.deep.equal(['child starting', 'child started']);
    });

    it('completes when the parent has stopped, after the last child', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const log: string[][] = [];
      const parent = system.spawn(
        puppet({
          setup: (self) => {
            log.push(record(self.childLifecycle, labelWithId));
            self.spawn(puppet(), { id: 'a' });
            self.spawn(puppet(), { id: 'b' });
          },
        }),
      );
      await clock.settle();

      await parent.stop();
      await clock.settle();

      expect(log[0]?.slice(4)).to.deep.equal([
        ...['b stopping parentStopped', 'b stopped parentStopped'],
        ...['a stopping parentStopped', 'a stopped parentStopped'],
        'complete',
      ]);
    });

    it('completes at once for one who comes after the end', async () => {
      await using system = newSystem();
      const selves: ActorContext[] = [];
      const parent = system.spawn(puppet({ setup: (self) => void selves.push(self) }));
      await parent.ask(act(() => 'here'));
      await parent.stop();

      const log = selves.map((self) => record(self.childLifecycle, labelWithId));

      expect(log).to.deep.equal([['complete']]);
    });

    it('shows a late subscriber only what follows', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const log: string[][] = [];
      const children: ActorRef[] = [];
      const parent = system.spawn(
        puppet({ setup: (self) => void children.push(self.spawn(puppet(), { id: 'child' })) }),
      );
      await clock.settle();

      await parent.ask(act((self) => log.push(record(self.childLifecycle, labelWithId))));
      await children[0]?.stop();
      await clock.settle();

      expect(log[0]).to.deep.equal(['child stopping requested', 'child stopped requested']);
    });

    it('tells of the end before handleChildStopped is called', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const log: string[] = [];
      system.spawn(
        puppet({
          setup: (self) => {
            self.childLifecycle.subscribe((event) => log.push(label(event)));
            self.spawn(puppet({ setup: (it) => it.endMainLoop() }));
          },
          childStopped: ({ state }) => void log.push(`notice: ${state}`),
        }),
      );

      await clock.settle();

      expect(log).to.deep.equal(['starting', 'stopping ended', 'stopped ended', 'notice: stopped']);
    });
  });
});
