import { expect } from 'chai';
import { type ActorRef, defineActor } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { gate } from '../life/support/gate.js';
import { onBothLanes } from '../support/lanes.js';

describe('an actor as a function', () => {
  interface Counting {
    next(): number;
    fail(): void;
  }

  onBothLanes((newSystem) => {
    const counter = defineActor<Counting, [from: number]>((_self, from) => {
      let count = from;
      return {
        handlers: {
          next: () => {
            count += 1;
            return count;
          },
          fail: () => {
            throw new Error('boom');
          },
        },
      };
    });

    it('runs its body again at a restart, with the same parameters', async () => {
      await using system = newSystem();
      const ref = system.spawn(() => counter(40), { supervision: { decide: 'restart' } });
      await ref.ask({ type: 'next' });

      ref.tell({ type: 'fail' });

      expect(await ref.ask({ type: 'next' })).to.equal(41);
    });

    for (const later of [false, true]) {
      it(`declares it for the children that its ${later ? 'asynchronous ' : ''}body starts`, async () => {
        const clock = new TestClock();
        await using system = newSystem({ clock });
        const owner = defineActor((self) => {
          const child = self.spawn(() => counter(0));
          const behavior = {
            supervision: { decide: 'restart' },
            handlers: { child: () => child },
          } as const;
          return later ? Promise.resolve(behavior) : behavior;
        });
        const child = (await system.spawn(() => owner()).ask({ type: 'child' })) as ActorRef<Counting>;
        await child.ask({ type: 'next' });

        child.tell({ type: 'fail' });

        expect(await child.ask({ type: 'next' })).to.equal(1);
      });
    }

    it('declares nothing for a child that fails before its body is through: `childStopped` decides', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const stopped: string[] = [];
      const held = gate();
      const owner = defineActor(async (self) => {
        self.spawn(() => counter(0)).tell({ type: 'fail' });
        await held.passed;
        return {
          supervision: { decide: 'escalate' },
          handlers: {},
          childStopped: (_child, { kind }) => void stopped.push(kind),
        };
      });
      const ref = system.spawn(() => owner());

      await clock.settle();
      held.open();
      await clock.settle();

      expect(stopped).to.deep.equal(['failed']);
      expect(ref.state).to.equal('running');
    });

    it('says how much it stashes, and hears of what it will not handle', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const log: unknown[] = [];
      const keeper = defineActor((self) => ({
        stashCapacity: 1,
        undelivered: (messages, { kind }) => void log.push(kind, ...messages),
        handlers: { keep: () => self.stash() },
      }));
      const ref = system.spawn(() => keeper());
      const [first, second] = [{ type: 'keep' }, { type: 'keep' }];
      ref.tell(first);

      const failed = await ref.ask(second).catch((error: unknown) => error);
      await ref.stop();

      expect(failed).to.have.property('code', 'stash-full');
      expect(log).to.deep.equal(['requested', first]);
    });

    it('fails with a clear error where what it declares is wrong', async () => {
      await using system = newSystem();
      const bad = defineActor(() => ({ supervision: { decide: 'ignore' as never }, handlers: {} }));

      const reason = await system.spawn(() => bad()).stopped;

      expect(reason).to.have.nested.property('error.message').that.includes('supervision.decide');
    });

    it('declares the supervision of the children that it starts in its turns', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      interface Owning {
        start(): ActorRef<Counting>;
      }
      const owner = defineActor<Owning>((self) => ({
        supervision: { decide: 'restart' },
        handlers: { start: () => self.spawn(() => counter(0)) },
      }));
      const child = await system.spawn(() => owner()).ask({ type: 'start' });

      child.tell({ type: 'fail' });

      expect(await child.ask({ type: 'next' })).to.equal(1);
    });
  });
});
