import { expect } from 'chai';
import { type ActorRef, isActorError } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';
import { type Gate, gate } from './support/gate.js';
import { labelWithId, record, thrownBy } from './support/log.js';
import { act, puppet, raise } from './support/puppet.js';

describe('children when their parent stops', () => {
  onBothLanes((newSystem) => {
    it('stop in reverse order of their start, each with all of its own, and the parent last', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const log: string[] = [];
      const node = (id: string, ...children: string[]) =>
        puppet({
          setup: (self) => {
            for (const child of children) self.spawn(node(child), { id: child });
          },
          teardown: ({ kind }) => void log.push(`${id} ${kind}`),
        });
      const parent = system.spawn(
        puppet({
          setup: (self) => {
            self.spawn(node('a', 'a1', 'a2'), { id: 'a' });
            self.spawn(node('b', 'b1', 'b2'), { id: 'b' });
          },
          teardown: ({ kind }) => void log.push(`parent ${kind}`),
        }),
      );
      await clock.settle();

      await parent.stop();

      expect(log).to.deep.equal([
        ...['b2 parentStopped', 'b1 parentStopped', 'b parentStopped'],
        ...['a2 parentStopped', 'a1 parentStopped', 'a parentStopped'],
        'parent requested',
      ]);
    });

    it('stop one at a time: the next is not touched before the last has stopped', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const gates: Gate<void>[] = [gate(), gate(), gate()];
      const children: ActorRef[] = [];
      const parent = system.spawn(
        puppet({
          setup: (self) => {
            for (const { passed } of gates) children.push(self.spawn(puppet({ teardown: () => passed })));
          },
        }),
      );
      const states: string[] = [];
      const look = () => states.push([...children, parent].map(({ state }) => state).join(' '));
      await clock.settle();

      void parent.stop();
      await clock.settle();
      look();
      gates[2]?.open();
      await clock.settle();
      look();
      gates[1]?.open();
      await clock.settle();
      look();
      gates[0]?.open();
      await clock.settle();
      look();

      expect(states).to.deep.equal([
        'running running stopping stopping',
        'running stopping stopped stopping',
        'stopping stopped stopped stopping',
        'stopped stopped stopped stopped',
      ]);
    });

    it('stop only when the running turn of the parent has ended', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const turn = gate();
      const children: ActorRef[] = [];
      const parent = system.spawn(
        puppet({ setup: (self) => void children.push(self.spawn(puppet({ message: (text) => text }))) }),
      );
      const answer = parent.ask(
        act(async (self) => {
          await turn.passed;
          return self.ask(children[0] as ActorRef, 'still there');
        }),
      );
      await clock.settle();

      const stopped = parent.stop();
      await clock.settle();
      turn.open();
      await stopped;

      expect(await answer).to.equal('still there');
      expect(children[0]?.state).to.equal('stopped');
    });

    it('that were spawned in the running turn are stopped too', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const log: unknown[] = [];
      const parent = system.spawn(puppet());

      parent.tell(
        act((self) => {
          const child = self.spawn(puppet());
          void child.stopped.then(({ kind }) => log.push(kind));
          self.endMainLoop();
        }),
      );
      await parent.stopped;

      expect(log).to.deep.equal(['parentStopped']);
    });

    it('are no notices to the parent', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const notices: string[] = [];
      const parent = system.spawn(
        puppet({
          setup: (self) => {
            self.spawn(puppet());
            self.spawn(puppet({ teardown: raise(new Error('teardown')) as () => never }));
          },
          childStopped: (child) => void notices.push(child.id),
        }),
      );
      await clock.settle();

      await parent.stop();
      await clock.settle();

      expect(notices).to.deep.equal([]);
    });

    it('may stop by themselves meanwhile', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const saved = gate();
      const log: string[][] = [];
      const children: ActorRef[] = [];
      const parent = system.spawn(
        puppet({
          setup: (self) => {
            log.push(record(self.childLifecycle, labelWithId));
            children.push(self.spawn(puppet(), { id: 'first' }));
            children.push(self.spawn(puppet({ teardown: () => saved.passed }), { id: 'last' }));
          },
        }),
      );
      await clock.settle();

      void parent.stop();
      await clock.settle();
      await children[0]?.stop();
      saved.open();
      await parent.stopped;
      await clock.settle();

      expect(log[0]?.slice(-5)).to.deep.equal([
        'last stopping parentStopped',
        'first stopping requested',
        'first stopped requested',
        'last stopped parentStopped',
        'complete',
      ]);
    });

    it('cannot be spawned any more: neither by what still runs, nor by the teardown', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const turn = gate();
      const errors: unknown[] = [];
      const made: string[] = [];
      const create = () => {
        made.push('made');
        return puppet()();
      };
      const ref = system.spawn(
        puppet({ teardown: (_, self) => void errors.push(thrownBy(() => self.spawn(create))) }),
      );
      ref.tell(
        act(async (self) => {
          await turn.passed;
          errors.push(thrownBy(() => self.spawn(create)));
        }),
      );
      await clock.settle();

      const stopped = ref.stop();
      turn.open();
      await stopped;

      expect(errors).to.have.lengthOf(2);
      expect(errors.every((error) => isActorError(error, 'actor-stopped'))).to.equal(true);
      expect(made).to.deep.equal([]);
    });
  });
});
