import { AsyncLocalStorage } from 'node:async_hooks';
import { expect } from 'chai';
import { Subject } from 'rxjs';
import { Actor, ActorError, bounded, type Turn } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { gate } from '../life/support/gate.js';
import { record, rejectionOf } from '../life/support/log.js';
import { act, puppet } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';

/** Stashes whatever comes, and writes down what that throws. */
class Hoarder extends Actor {
  readonly #errors: unknown[];

  constructor(errors: unknown[]) {
    super();
    this.#errors = errors;
  }

  protected override handleMessage(message: unknown, _turn: Turn): void {
    try {
      if (message === 'unstash') this.unstashAll();
      else this.stash();
    } catch (error) {
      this.#errors.push(error);
    }
  }
}

class SmallHoarder extends Hoarder {
  protected override readonly stashCapacity = 2;
}

describe('What can be stashed', () => {
  onBothLanes((newSystem) => {
    it('is 1,000 messages by default, beyond which it throws `stash-full`', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const errors: unknown[] = [];
      const ref = system.spawn(() => new Hoarder(errors), { id: 'hoarder' });

      for (let count = 1; count <= 1_001; count++) ref.tell(count);
      await clock.settle();

      expect(errors).to.have.length(1);
      expect(errors[0]).to.be.instanceOf(ActorError);
      expect(errors[0]).to.include({ code: 'stash-full', path: '/hoarder', undelivered: 1_001 });
      expect(system.deadLetters.count).to.equal(0);
    });

    it('is what `stashCapacity` says', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const errors: unknown[] = [];
      const ref = system.spawn(() => new SmallHoarder(errors));

      for (const message of ['a', 'b', 'c', 'unstash', 'd']) ref.tell(message);
      await clock.settle();

      expect(errors.map((error) => (error as ActorError).undelivered)).to.deep.equal(['c', 'd']);
      expect((errors[0] as Error).message).to.include('2 messages');
    });

    it('is the failure of a message where nobody catches it: the asker has it', async () => {
      await using system = newSystem();
      class Full extends Actor {
        protected override readonly stashCapacity = 0;

        protected override handleMessage() {
          this.stash();
        }
      }
      const ref = system.spawn(() => new Full());

      const error = await rejectionOf(ref.ask('a'));

      expect(error).to.include({ code: 'stash-full', undelivered: 'a' });
      expect(ref.state).to.equal('running');
    });

    it('leaves out the asks whose askers have left', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const errors: unknown[] = [];
      const ref = system.spawn(() => new SmallHoarder(errors));
      const leaving = new AbortController();
      const left = rejectionOf(ref.ask('a', { signal: leaving.signal }));
      ref.tell('b');
      await clock.settle();

      leaving.abort();
      await left;
      ref.tell('c');
      ref.tell('d');
      await clock.settle();

      expect(errors.map((error) => (error as ActorError).undelivered)).to.deep.equal(['d']);
    });

    for (const stashCapacity of [-1, 1.5, '2', Number.NaN]) {
      it(`is refused by \`spawn\` when \`stashCapacity\` is ${JSON.stringify(stashCapacity)}`, async () => {
        await using system = newSystem();
        class Wrong extends Actor {
          protected override readonly stashCapacity = stashCapacity as number;
        }

        expect(() => system.spawn(() => new Wrong())).to.throw('`stashCapacity`');
      });
    }

    it('is a message: in any other turn, and in none, it throws', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const errors: string[] = [];
      const source = new Subject<string>();
      const attempt = (stash: () => void) => {
        try {
          stash();
          errors.push('nothing thrown');
        } catch (error) {
          errors.push((error as Error).message);
        }
      };
      let outside = (): void => undefined;
      const ref = system.spawn(
        puppet({
          setup: (self) => {
            attempt(() => self.stash());
            self.registerInputTask(source, () => attempt(() => self.stash()));
            self.timers.once('timer', 5, () => attempt(() => self.stash()));
            outside = () => attempt(() => self.stash());
          },
          childStopped: (_child, _reason, self) => attempt(() => self.stash()),
          teardown: (_reason, self) => attempt(() => self.stash()),
        }),
      );
      await clock.settle();

      source.next('value');
      ref.tell(act((self) => void self.spawn(puppet()).stop()));
      await clock.advance(5);
      outside();
      await ref.stop();

      expect(errors).to.have.length(6);
      expect(errors.filter((error) => !error.includes('There is no message to put aside'))).to.deep.equal([]);
    });

    it('is beside the mailbox: it takes no room there, and comes back though that is full', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const handled: unknown[] = [];
      const letters = record(system.deadLetters, ({ message, reason }) => `${message} ${reason}`);
      const held = gate();
      let opened = false;
      const ref = system.spawn(
        puppet({
          message: (message, self) => {
            if (opened) handled.push(message);
            else self.stash();
          },
        }),
        { mailbox: bounded(2) },
      );

      for (const message of ['a', 'b']) {
        ref.tell(message);
        await clock.settle();
      }
      const stashed = ref.mailbox.size;
      ref.tell(
        act((self) => {
          opened = true;
          for (const message of ['c', 'd', 'e']) ref.tell(message);
          self.unstashAll();
          ref.tell('f');
          return held.passed;
        }),
      );
      await clock.settle();
      const { size } = ref.mailbox;
      held.open();
      await clock.settle();

      expect([stashed, size]).to.deep.equal([0, 4]);
      expect(handled).to.deep.equal(['a', 'b', 'c', 'd']);
      expect(letters).to.deep.equal(['e mailbox-full', 'f mailbox-full']);
    });

    it('keeps the stores of its teller', async () => {
      const clock = new TestClock();
      const store = new AsyncLocalStorage<string>();
      await using system = newSystem({ clock, context: [store] });
      const seen: unknown[] = [];
      let opened = false;
      const ref = system.spawn(
        puppet({
          message: (message, self) => {
            if (opened) seen.push(`${message} ${store.getStore()}`);
            else self.stash();
            return null;
          },
        }),
      );

      store.run('first', () => ref.tell('a'));
      const answer = store.run('second', () => ref.ask('b'));
      store.run('third', () =>
        ref.tell(
          act((self) => {
            opened = true;
            self.unstashAll();
          }),
        ),
      );
      await answer;

      expect(seen).to.deep.equal(['a first', 'b second']);
    });
  });
});
