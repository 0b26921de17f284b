import { expect } from 'chai';
import { from } from 'rxjs';
import { Actor, type Handlers, Inbox, Message, type Sender, type TellOptions } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';
import { gate, handling, lettersOf } from './support/scripts.js';

describe('tell', () => {
  onBothLanes((newSystem) => {
    it('does not run the receiver before it returns, however idle the receiver is', async () => {
      const clock = new TestClock();
      const handled: unknown[] = [];
      await using system = newSystem({ clock });
      const ref = system.spawn(handling((message) => void handled.push(message)));
      await clock.settle();

      ref.tell('one');
      ref.inbox.next('two');
      const before = [...handled];
      await ref.stop({ drain: true });

      expect(before).to.deep.equal([]);
      expect(handled).to.deep.equal(['one', 'two']);
    });

    it('does not run those who observe dead letters before it returns', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const letters = lettersOf(system);
      const ref = system.spawn(handling(() => undefined));
      await ref.stop();

      ref.tell('late');
      const before = letters.length;
      await clock.settle();

      expect(before).to.equal(0);
      expect(letters).to.have.length(1);
    });

    it('handles what an actor tells itself after the turn', async () => {
      const log: string[] = [];
      interface Steps {
        first(): void;
        second(): void;
      }
      class Stepping extends Actor<Steps> {
        protected override readonly handlers: Handlers<Steps> = {
          first: async () => {
            this.reference.tell({ type: 'second' });
            await Promise.resolve();
            log.push('first ends');
          },
          second: () => void log.push('second'),
        };
      }
      await using system = newSystem();
      const ref = system.spawn(() => new Stepping());

      await ref.ask({ type: 'first' });
      await ref.stop({ drain: true });

      expect(log).to.deep.equal(['first ends', 'second']);
    });

    it('is bound, so that a source can be subscribed with it', async () => {
      const handled: unknown[] = [];
      await using system = newSystem();
      const ref = system.spawn(handling((message) => void handled.push(message)));

      from([1, 2, 3]).subscribe(ref.tell);
      [4, 5].forEach(ref.tell as (value: number) => void);
      await Promise.resolve(6).then(ref.tell);
      await ref.stop({ drain: true });

      expect(handled).to.deep.equal([1, 2, 3, 4, 5, 6]);
    });

    it('names the sender: a reference, an actor or an inbox', async () => {
      const senders: unknown[] = [];
      const told = gate();
      const inbox = new Inbox();
      await using system = newSystem();
      const ref = system.spawn(handling((_, turn) => void senders.push(turn.sender)));
      class Teller extends Actor {
        protected override setup() {
          ref.tell('by this', { sender: this });
          this.tell(ref, 'by this.tell');
          told.open();
        }
      }

      const teller = system.spawn(() => new Teller());
      await told.promise;
      ref.tell('by reference', { sender: teller });
      ref.tell('by inbox', { sender: inbox });
      ref.tell('by nobody', {});
      await ref.stop({ drain: true });

      expect(senders).to.deep.equal([teller, teller, teller, inbox.reference, undefined]);
    });

    it('makes a dead letter of what a stopped actor is told', async () => {
      const clock = new TestClock();
      const inbox = new Inbox();
      await using system = newSystem({ clock });
      const letters = lettersOf(system);
      const ref = system.spawn(handling(() => undefined));
      const message = { type: 'late' };
      await ref.stop();

      ref.tell(message, { sender: inbox });
      await clock.settle();

      expect(letters).to.deep.equal([
        { message, reason: 'actor-stopped', recipient: ref, sender: inbox.reference },
      ]);
      expect(letters[0]?.message).to.equal(message);
      expect(system.deadLetters.count).to.equal(1);
    });

    it('makes dead letters, in order, of what waits when the actor is stopped and of what is told meanwhile', async () => {
      const clock = new TestClock();
      const held = gate();
      const handled: unknown[] = [];
      const inbox = new Inbox();
      await using system = newSystem({ clock });
      const letters = lettersOf(system);
      const ref = system.spawn(
        handling((message) => {
          handled.push(message);
          return held.promise;
        }),
      );
      ref.tell('runs');
      await clock.settle();
      ref.tell('waits', { sender: inbox });
      const withSender = new Message({ sender: inbox });
      ref.tell(withSender);

      const stopped = ref.stop();
      ref.tell('comes too late');
      held.open();
      await stopped;
      await clock.settle();

      expect(handled).to.deep.equal(['runs']);
      expect(letters.map(({ message, sender }) => [message, sender])).to.deep.equal([
        ['waits', inbox.reference],
        [withSender, inbox.reference],
        ['comes too late', undefined],
      ]);
    });

    describe('never throws', () => {
      const throwing = {
        get reference(): never {
          throw new Error('no reference');
        },
      };
      const circular: { reference?: unknown } = {};
      circular.reference = circular;
      const options: readonly [string, unknown][] = [
        ['null as the options', null],
        ['a number as the options', 5],
        ['no recipient as the sender', { sender: 42 }],
        ['null as the sender', { sender: null }],
        ['a sender that throws when it is looked at', { sender: throwing }],
        ['a sender that is its own reference', { sender: circular }],
        ['a revoked proxy as the sender', { sender: revoked() }],
        ['an actor that was never spawned as the sender', { sender: handling(() => undefined)() as Sender }],
        ['options that throw when they are looked at', Object.create(null, { sender: { get: throwUp } })],
      ];
      for (const [what, given] of options) {
        it(`and delivers: ${what}`, async () => {
          const handled: unknown[] = [];
          await using system = newSystem();
          const ref = system.spawn(handling((message, turn) => void handled.push([message, turn.sender])));

          ref.tell('message', given as TellOptions);
          await ref.stop({ drain: true });
          ref.tell('late', given as TellOptions);

          expect(handled).to.deep.equal([['message', undefined]]);
        });
      }
    });
  });
});

function throwUp(): never {
  throw new Error('no options');
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
