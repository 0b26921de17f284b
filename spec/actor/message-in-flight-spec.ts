import { expect } from 'chai';
import { Actor, type ActorRef, Inbox, Message, type Recipient } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';
import { gate, handling, lettersOf, outcomeOf, rejectionOf } from './support/scripts.js';

type TellOn = (
  child: ActorRef,
  message: unknown,
  self: { tell(ref: Recipient, message: unknown): void },
) => void;

/** Tells what it gets on to a child that replies. */
class Boss extends Actor {
  readonly #tellOn: TellOn;
  #child!: ActorRef;

  constructor(tellOn: TellOn) {
    super();
    this.#tellOn = tellOn;
  }

  protected override setup() {
    this.#child = this.spawn(handling((message: Message) => message.reply('done')));
  }

  protected override handleMessage(message: unknown) {
    this.#tellOn(this.#child, message, { tell: (ref, told) => this.tell(ref, told) });
  }
}

const ways: readonly [string, TellOn][] = [
  ['child.tell', (child, message) => child.tell(message)],
  ['this.tell', (child, message, self) => self.tell(child, message)],
];

describe('Message in flight', () => {
  onBothLanes((newSystem) => {
    for (const [way, tellOn] of ways) {
      it(`is answered by a child that it was told on to by ${way}`, async () => {
        await using system = newSystem();
        const boss = system.spawn(() => new Boss(tellOn));

        expect(await boss.ask(new Message())).to.equal('done');
      });

      it(`keeps the sender it was made with when it is told on by ${way}`, async () => {
        const clock = new TestClock();
        const inbox = new Inbox();
        await using system = newSystem({ clock });
        const boss = system.spawn(() => new Boss(tellOn));

        boss.tell(new Message({ sender: inbox }));
        await clock.settle();
        inbox.close();

        expect(await outcomeOf(inbox.next())).to.deep.equal({ value: 'done' });
      });

      it(`keeps the sender it was told with when it is told on by ${way}`, async () => {
        const clock = new TestClock();
        const inbox = new Inbox();
        await using system = newSystem({ clock });
        const boss = system.spawn(() => new Boss(tellOn));

        boss.tell(new Message(), { sender: inbox });
        await clock.settle();
        inbox.close();

        expect(await outcomeOf(inbox.next())).to.deep.equal({ value: 'done' });
      });
    }

    it('cannot be asked with a second time', async () => {
      const held = gate();
      await using system = newSystem();
      const ref = system.spawn(
        handling(async (message: Message) => {
          await held.promise;
          message.reply('answer');
        }),
      );
      const message = new Message();
      const first = ref.ask(message);

      const error = await rejectionOf<Error>(ref.ask(message));
      held.open();

      expect(error).to.be.instanceOf(TypeError);
      expect(error.message).to.include('`message`').and.include('in flight');
      expect(await first).to.equal('answer');
    });

    it('can be asked with again when the first ask has settled', async () => {
      let count = 0;
      await using system = newSystem();
      const ref = system.spawn(handling((message: Message) => message.reply(++count)));
      const message = new Message();

      const replies = [await ref.ask(message), await ref.ask(message)];

      expect(replies).to.deep.equal([1, 2]);
    });

    it('belongs to its sender again when its ask has settled', async () => {
      const inbox = new Inbox();
      await using system = newSystem();
      const ref = system.spawn(handling((message: Message) => message.reply('answer')));
      const message = new Message({ sender: inbox });

      await ref.ask(message);
      ref.tell(message);

      expect(await inbox.next()).to.equal('answer');
    });

    it('makes a dead letter (late-reply) of the reply of a child when the ask has timed out', async () => {
      const clock = new TestClock();
      const held = gate();
      await using system = newSystem({ clock });
      const letters = lettersOf(system);
      const child = system.spawn(
        handling(async (message: Message) => {
          await held.promise;
          message.reply('too late');
        }),
      );
      const asked = outcomeOf(
        system.spawn(handling((message) => child.tell(message))).ask(new Message(), { timeout: 50 }),
      );

      await clock.advance(50);
      held.open();
      await clock.settle();

      expect(await asked).to.have.nested.property('error.code', 'ask-timeout');
      expect(letters.map(({ reason, message }) => [reason, message])).to.deep.equal([
        ['late-reply', 'too late'],
      ]);
    });
  });
});
