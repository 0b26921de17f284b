import { expect } from 'chai';
import { type ActorContext, type ActorSystem, defineActor } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { gate } from '../life/support/gate.js';
import { record, rejectionOf } from '../life/support/log.js';
import { act, puppet, raise, type Strings } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';

/** Stashes all but `open`, which unstashes; from then on it handles. */
function keeper(handled: unknown[]): NonNullable<Strings['message']> {
  let opened = false;
  return (message, self) => {
    if (message === 'open') {
      opened = true;
      self.unstashAll();
    } else if (!opened) {
      self.stash();
      return 'not an answer: the message is kept for later';
    }
    handled.push(message);
    return message;
  };
}

describe('this.stash and this.unstashAll', () => {
  onBothLanes((newSystem) => {
    const spawnKeeper = (system: ActorSystem, strings: Strings = {}) => {
      const handled: unknown[] = [];
      const letters = record(system.deadLetters, ({ message, reason }) => `${message} ${reason}`);
      const ref = system.spawn(puppet({ message: keeper(handled), ...strings }));
      return { handled, letters, ref };
    };

    it('keep messages for later, in their order, before anything new', async () => {
      await using system = newSystem();
      const { handled, letters, ref } = spawnKeeper(system);

      for (const message of ['a', 'b', 'open', 'c']) ref.tell(message);
      await ref.stop({ drain: true });

      expect(handled).to.deep.equal(['open', 'a', 'b', 'c']);
      expect(letters).to.deep.equal([]);
    });

    it('keep an ask open, and answer it when it is handled', async () => {
      await using system = newSystem();
      const { handled, ref } = spawnKeeper(system);

      const answers = [ref.ask('a'), ref.ask('b')];
      ref.tell('open');

      expect(await Promise.all(answers)).to.deep.equal(['a', 'b']);
      expect(handled).to.deep.equal(['open', 'a', 'b']);
    });

    it('pass an ask over that was left by its asker meanwhile', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const { handled, letters, ref } = spawnKeeper(system);

      const late = rejectionOf(ref.ask('a', { timeout: 10 }));
      const answer = ref.ask('b');
      await clock.advance(10);
      ref.tell('open');

      expect(await answer).to.equal('b');
      expect(await late).to.include({ code: 'ask-timeout' });
      expect(handled).to.deep.equal(['open', 'b']);
      expect(letters).to.deep.equal([]);
      expect(ref.mailbox.size).to.equal(0);
    });

    it('pass an ask over that is left after it was unstashed, and before its turn', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const handled: unknown[] = [];
      const held = gate();
      const message = keeper(handled);
      const ref = system.spawn(puppet({ message }));

      const late = rejectionOf(ref.ask('a', { timeout: 10 }));
      await clock.settle();
      ref.tell(
        act((self) => {
          self.unstashAll();
          return held.passed;
        }),
      );
      await clock.settle();
      const waiting = ref.mailbox.size;
      await clock.advance(10);
      const left = ref.mailbox.size;
      held.open();
      await clock.settle();

      expect(await late).to.include({ code: 'ask-timeout' });
      expect([waiting, left, ref.mailbox.size]).to.deep.equal([1, 0, 0]);
    });

    it('keep the sender of a message', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const replies: unknown[] = [];
      const sender = system.spawn(puppet({ message: (reply) => void replies.push(reply) }));
      let stashed = false;
      const ref = system.spawn(puppet());

      const deed = act((self, turn) => {
        if (stashed) turn.reply('reply');
        else self.stash();
        stashed = true;
      });
      ref.tell(deed, { sender });
      ref.tell(act((self) => self.unstashAll()));
      await clock.settle();

      expect(replies).to.deep.equal(['reply']);
    });

    it('keep a message that is put aside again', async () => {
      await using system = newSystem();
      const { handled, ref } = spawnKeeper(system);

      for (const message of ['a', act((self) => self.unstashAll()), 'b', 'open', 'c']) ref.tell(message);
      await ref.stop({ drain: true });

      expect(handled).to.deep.equal(['open', 'a', 'b', 'c']);
    });

    it('work in an async handler, after an await', async () => {
      await using system = newSystem();
      const handled: unknown[] = [];
      let opened = false;
      const message = async (given: unknown, self: ActorContext) => {
        await Promise.resolve();
        if (given === 'open') {
          opened = true;
          self.unstashAll();
        } else if (!opened) self.stash();
        else handled.push(given);
        return given;
      };
      const ref = system.spawn(puppet({ message }));

      ref.tell('a');
      const answer = ref.ask('b');
      ref.tell('open');
      ref.tell('c');
      await ref.stop({ drain: true });

      expect(handled).to.deep.equal(['a', 'b', 'c']);
      expect(await answer).to.equal('b');
    });

    it('do nothing where nothing is stashed', async () => {
      await using system = newSystem();
      const { handled, ref } = spawnKeeper(system);

      for (const message of ['open', 'open', 'a']) ref.tell(message);
      await ref.stop({ drain: true });

      expect(handled).to.deep.equal(['open', 'open', 'a']);
    });

    it('keep a message once: a second `stash` in its turn throws', async () => {
      await using system = newSystem();
      const errors: unknown[] = [];
      const handled: unknown[] = [];
      const ref = system.spawn(
        puppet({
          message: (message, self) => {
            if (handled.push(message) > 2) return;
            self.stash();
            try {
              self.stash();
            } catch (error) {
              errors.push(error);
            }
          },
        }),
      );

      ref.tell('told');
      const answer = ref.ask('asked', { timeout: Number.POSITIVE_INFINITY });
      ref.tell(act((self) => self.unstashAll()));
      const stopped = rejectionOf(answer);
      await ref.stop({ drain: true });
      await stopped;

      expect(errors.map(String)).to.deep.equal(Array(2).fill(errors.map(String)[0]));
      expect(String(errors[0])).to.include('stashed already');
      expect(handled).to.deep.equal(['told', 'asked', 'told', 'asked']);
    });

    for (const drain of [false, true]) {
      it(`leave dead letters and rejected asks at a stop, with drain: ${drain}`, async () => {
        const clock = new TestClock();
        await using system = newSystem({ clock });
        const { handled, letters, ref } = spawnKeeper(system);
        ref.tell('a');
        const asked = rejectionOf(ref.ask('b'));
        await clock.settle();

        await ref.stop({ drain });
        await clock.settle();

        expect(letters).to.deep.equal(['a actor-stopped']);
        expect(await asked).to.include({ code: 'actor-stopped', undelivered: 'b' });
        expect(handled).to.deep.equal([]);
      });
    }

    it('leave a dead letter where the actor has been stopped in the very turn', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const { letters, ref } = spawnKeeper(system);

      ref.tell(act((self) => void self.reference.stop()));
      await ref.stopped;
      expect(letters).to.deep.equal([]);

      const other = spawnKeeper(system, {
        message: (_, self) => {
          void self.reference.stop();
          self.stash();
        },
      });
      other.ref.tell('a');
      await other.ref.stopped;
      await clock.settle();

      expect(other.letters).to.deep.equal(['a actor-stopped']);
    });

    it('make dead letters of what was stashed before what waited, at a failure', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const { letters, ref } = spawnKeeper(system);

      for (const message of ['a', 'b', raise(new Error('oops')), 'c']) ref.tell(message);
      await ref.stopped;
      await clock.settle();

      expect(letters).to.deep.equal(['a actor-stopped', 'b actor-stopped', 'c actor-stopped']);
    });

    it('are there for the body of `defineActor`', async () => {
      await using system = newSystem();
      interface Door {
        open(): void;
        enter(m: { who: string }): string;
      }
      const door = defineActor((self: ActorContext<Door>) => {
        let opened = false;
        return {
          handlers: {
            open: () => {
              opened = true;
              self.unstashAll();
            },
            enter: ({ who }) => {
              if (!opened) self.stash();
              return `${who} is in`;
            },
          },
        };
      });
      const ref = system.spawn(() => door());

      const entered = ref.ask({ type: 'enter', who: 'Ann' });
      ref.tell({ type: 'open' });

      expect(await entered).to.equal('Ann is in');
    });
  });
});
