import { expect } from 'chai';
import { ActorSystem, Inbox, Message } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';

describe('A Message that was told to an inbox', () => {
  it('is answered to whoever told it, or becomes a dead letter', async () => {
    const inbox = new Inbox<Message>();
    const me = new Inbox<string>();
    const before = ActorSystem.default.deadLetters.counts['no-sender'];

    inbox.reference.tell(new Message(), { sender: me });
    inbox.reference.tell(new Message());
    (await inbox.next()).reply('first');
    (await inbox.next()).reply('second');

    expect(await me.next()).to.equal('first');
    expect(ActorSystem.default.deadLetters.counts['no-sender'] - before).to.equal(1);
  });
});

describe('Inbox.messages', () => {
  it('shows each message to every subscriber of then, whoever else comes', async () => {
    const inbox = new Inbox<string>();
    const [first, second]: [string[], string[]] = [[], []];
    inbox.messages.subscribe((message) => first.push(message));

    inbox.reference.tell('one');
    inbox.messages.subscribe((message) => second.push(message));
    inbox.reference.tell('two');
    const taken = inbox.next();
    inbox.reference.tell('three');
    await taken;
    await new TestClock().settle();

    expect([first, second]).to.deep.equal([
      ['one', 'two', 'three'],
      ['two', 'three'],
    ]);
  });
});
