import { expect } from 'chai';
import { Actor, DataMessage, Inbox, Message, type Sender, type Turn } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';
import { gate, handling, lettersOf } from './support/scripts.js';

describe('Message', () => {
  it('has no sender when none is named', () => {
    expect(new Message().sender).to.equal(undefined);
    expect(new Message({}).sender).to.equal(undefined);
    expect(new Message({ sender: undefined }).sender).to.equal(undefined);
  });

  it('has the recipient behind an inbox as its sender', () => {
    const inbox = new Inbox();

    expect(new Message({ sender: inbox }).sender).to.equal(inbox.reference);
    expect(new Message({ sender: inbox.reference }).sender).to.equal(inbox.reference);
  });

  for (const bad of [null, 0, 'me', {}, () => undefined, { reference: {} }, { tell: 'me' }]) {
    it(`throws a TypeError that names the sender for ${JSON.stringify(bad) ?? 'a function'}`, () => {
      expect(() => new Message({ sender: bad as unknown as Sender })).to.throw(TypeError, '`sender`');
    });
  }

  it('carries data by identity', () => {
    const data = Object.freeze({ list: [1] });

    expect(new DataMessage({ data }).data).to.equal(data);
    expect(new DataMessage({ data })).to.be.instanceOf(Message);
  });

  onBothLanes((newSystem) => {
    it('replies to its asker', async () => {
      await using system = newSystem();
      const ref = system.spawn(handling((message: Message) => message.reply('answer')));

      expect(await ref.ask(new Message())).to.equal('answer');
    });

    it('replies to the inbox that told it', async () => {
      const inbox = new Inbox();
      await using system = newSystem();
      const ref = system.spawn(handling((message: Message) => message.reply('answer')));

      ref.tell(new Message({ sender: inbox }));

      expect(await inbox.next()).to.equal('answer');
    });

    it('replies to the sender that was named when it was told', async () => {
      const inbox = new Inbox();
      await using system = newSystem();
      const ref = system.spawn(handling((message: Message) => message.reply('answer')));

      ref.tell(new Message(), { sender: inbox });

      expect(await inbox.next()).to.equal('answer');
    });

    it('replies to an actor that is its sender, by `this` or by its reference', async () => {
      const replies: unknown[] = [];
      const got = gate();
      await using system = newSystem();
      const echo = system.spawn(handling((message: DataMessage<string>) => message.reply(message.data)));
      class Teller extends Actor {
        protected override setup() {
          echo.tell(new DataMessage({ data: 'by this', sender: this }));
          echo.tell(new DataMessage({ data: 'by reference', sender: this.reference }));
        }
        protected override handleMessage(message: unknown) {
          if (replies.push(message) === 2) got.open();
        }
      }

      system.spawn(() => new Teller());
      await got.promise;

      expect(replies).to.deep.equal(['by this', 'by reference']);
    });

    it('answers its asker whatever sender it was made with', async () => {
      const inbox = new Inbox();
      await using system = newSystem();
      const ref = system.spawn(handling((message: Message) => message.reply('answer')));

      const reply = await ref.ask(new Message({ sender: inbox }));
      inbox.close();

      expect(reply).to.equal('answer');
      expect(await inbox.next().catch((error) => error.code)).to.equal('actor-stopped');
    });

    it('has a sender that answers when it is told, while an ask is in flight', async () => {
      await using system = newSystem();
      const ref = system.spawn(handling((message: Message) => message.sender?.tell('answer')));

      expect(await ref.ask(new Message())).to.equal('answer');
    });

    it('gives its sender to the turn that handles it', async () => {
      const inbox = new Inbox();
      const senders: unknown[] = [];
      await using system = newSystem();
      const ref = system.spawn(
        handling((message: Message, turn: Turn) => void senders.push(turn.sender, message.sender)),
      );

      ref.tell(new Message({ sender: inbox }));
      await ref.stop({ drain: true });

      expect(senders).to.deep.equal([inbox.reference, inbox.reference]);
    });

    it('makes a dead letter (no-sender) of a reply that nobody waits for', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const letters = lettersOf(system);
      const ref = system.spawn(handling((message: Message) => message.reply('for nobody')));

      ref.tell(new Message());
      await clock.settle();

      expect(letters).to.deep.equal([
        { message: 'for nobody', reason: 'no-sender', recipient: undefined, sender: ref },
      ]);
      expect(ref.state).to.equal('running');
    });

    it('makes a dead letter (no-sender) of turn.reply to plain data that named no sender', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const letters = lettersOf(system);

      system.spawn(handling((_, turn) => turn.reply('for nobody'))).tell('plain');
      await clock.settle();

      expect(letters.map(({ reason, message }) => [reason, message])).to.deep.equal([
        ['no-sender', 'for nobody'],
      ]);
    });
  });
});
