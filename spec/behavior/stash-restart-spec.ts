import { expect } from 'chai';
import { type ActorContext, bounded, defineActor } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { gate } from '../life/support/gate.js';
import { record } from '../life/support/log.js';
import { act, puppet, raise } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';

const RESTARTED = { supervision: { decide: 'restart' } } as const;

describe('A restart', () => {
  onBothLanes((newSystem) => {
    const stashesAtFirst = (handled: unknown[]) => {
      let incarnation = -1;
      return puppet({
        setup: () => {
          incarnation += 1;
        },
        message: (message, self) => {
          if (incarnation === 0) self.stash();
          else handled.push(message);
          return message;
        },
      });
    };

    it('puts what was stashed before what waits and what comes', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const handled: unknown[] = [];
      const backoff = { min: 10, max: 10 };
      const ref = system.spawn(stashesAtFirst(handled), { supervision: { decide: 'restart', backoff } });

      ref.tell('a');
      const answer = ref.ask('b');
      for (const message of [raise(new Error('oops')), 'c']) ref.tell(message);
      await clock.settle();
      ref.tell('d');
      await clock.advance(10);

      expect(handled).to.deep.equal(['a', 'b', 'c', 'd']);
      expect(await answer).to.equal('b');
      expect(system.deadLetters.count).to.equal(0);
    });

    it('keeps the rest once where a message fails that was just unstashed', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const handled: unknown[] = [];
      let opened = false;
      const ref = system.spawn(
        puppet({
          message: (message, self) => {
            if (!opened) self.stash();
            else if (message === 'bad') throw new Error('oops');
            else handled.push(message);
          },
        }),
        RESTARTED,
      );

      for (const message of ['a', 'bad', 'b', 'c']) ref.tell(message);
      ref.tell(
        act((self) => {
          opened = true;
          self.unstashAll();
        }),
      );
      ref.tell('d');
      await clock.settle();

      expect(handled).to.deep.equal(['a', 'b', 'c', 'd']);
      expect(system.deadLetters.count).to.equal(0);
    });

    it('keeps the rest once where the turn that unstashes fails', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const handled: unknown[] = [];
      const ref = system.spawn(stashesAtFirst(handled), RESTARTED);

      for (const message of ['a', 'b']) ref.tell(message);
      ref.tell(
        act((self: ActorContext) => {
          self.unstashAll();
          throw new Error('oops');
        }),
      );
      ref.tell('c');
      await clock.settle();

      expect(handled).to.deep.equal(['a', 'b', 'c']);
    });

    it('keeps what waits in a bounded mailbox, within its capacity', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const handled: unknown[] = [];
      const letters = record(system.deadLetters, ({ message, reason }) => `${message} ${reason}`);
      const held = gate();
      const ref = system.spawn(puppet({ message: (message) => void handled.push(message) }), {
        mailbox: bounded(2),
        supervision: { decide: 'restart', backoff: { min: 10, max: 10 } },
      });

      ref.tell(act(() => held.passed));
      await clock.settle();
      ref.tell('a');
      held.fail(new Error('oops'));
      await clock.settle();
      for (const message of ['b', 'c', 'd']) ref.tell(message);
      const offered = ref.offer('e');
      await clock.settle();
      const { size } = ref.mailbox;
      await clock.advance(10);
      await offered;

      expect(size).to.equal(2);
      expect(handled).to.deep.equal(['a', 'b', 'e']);
      expect(letters).to.deep.equal(['c mailbox-full', 'd mailbox-full']);
    });

    it('takes back what `become` put over the handlers', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const handled: string[] = [];
      const ref = system.spawn(
        defineActor((self) => ({
          handlers: {
            change: () => {
              const other = { say: () => void handled.push('other'), change: () => undefined };
              self.become({ ...other, fail: () => self.fail(new Error('oops')) });
            },
            say: () => void handled.push('own'),
          },
        })),
        RESTARTED,
      );

      for (const type of ['say', 'change', 'say', 'fail', 'say']) ref.tell({ type });
      await clock.settle();

      expect(handled).to.deep.equal(['own', 'other', 'own']);
    });
  });
});
