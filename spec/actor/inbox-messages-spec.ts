import { expect } from 'chai';
import { firstValueFrom, take, toArray } from 'rxjs';
import { ActorSystem, type DeadLetter, Inbox } from '../../lib/index.js';
import { odd } from './support/hostile.js';

/** Resolves when what the default system has announced so far has been observed. */
async function observed(): Promise<void> {
  const inbox = new Inbox<string>();
  const seen = firstValueFrom(inbox.messages);
  inbox.reference.tell('a message behind all others');
  await seen;
}

describe('Inbox.messages', () => {
  it('gives the first subscriber what waited, and every subscriber what comes', async () => {
    const inbox = new Inbox<number>();
    const [first, second]: [number[], number[]] = [[], []];
    inbox.reference.tell(1);
    inbox.reference.tell(2);

    inbox.messages.subscribe((message) => first.push(message));
    inbox.messages.subscribe((message) => second.push(message));
    inbox.reference.tell(3);
    inbox.reference.tell(4);
    await observed();

    expect(first).to.deep.equal([1, 2, 3, 4]);
    expect(second).to.deep.equal([3, 4]);
  });

  it('completes when the inbox is closed, after the last message', async () => {
    const inbox = new Inbox<number>();
    const seen = firstValueFrom(inbox.messages.pipe(toArray()));

    inbox.reference.tell(1);
    inbox.close();
    inbox.reference.tell(2);

    expect(await seen).to.deep.equal([1]);
  });

  it('gives a subscriber after close what waited, and completes', async () => {
    const inbox = new Inbox<number>();
    inbox.reference.tell(1);
    inbox.close();

    const seen = await firstValueFrom(inbox.messages.pipe(toArray()));

    expect(seen).to.deep.equal([1]);
  });

  it('shows a message also to who takes it by next', async () => {
    const inbox = new Inbox<number>();
    const seen: number[] = [];
    inbox.messages.subscribe((message) => seen.push(message));
    const taken = inbox.next();

    inbox.reference.tell(1);
    await observed();

    expect(await taken).to.equal(1);
    expect(seen).to.deep.equal([1]);
  });

  it('buffers again when nobody subscribes any more', async () => {
    const inbox = new Inbox<number>();
    inbox.messages.subscribe().unsubscribe();

    inbox.reference.tell(1);

    expect(await inbox.next()).to.equal(1);
  });

  it('keeps of what waited the rest that a subscriber did not take', async () => {
    const inbox = new Inbox<number>();
    for (const message of [1, 2, 3]) inbox.reference.tell(message);

    const seen = await firstValueFrom(inbox.messages.pipe(take(2), toArray()));

    expect(seen).to.deep.equal([1, 2]);
    expect(await inbox.next()).to.equal(3);
  });

  it('loses nothing that came together with the last that a subscriber took (G5)', async () => {
    const inbox = new Inbox<number>();
    const first = firstValueFrom(inbox.messages);

    inbox.reference.tell(1);
    inbox.reference.tell(2);
    const seen = await first;
    await observed();
    inbox.close();

    expect(seen).to.equal(1);
    expect(await inbox.next()).to.equal(2);
  });

  it('does not run its subscribers within tell', () => {
    const inbox = new Inbox<number>();
    const seen: number[] = [];
    inbox.messages.subscribe((message) => seen.push(message));

    inbox.reference.tell(1);

    expect(seen).to.deep.equal([]);
  });

  for (const [what, value] of odd) {
    it(`shows a message by identity: ${what}`, async () => {
      const inbox = new Inbox<unknown>();
      const seen: unknown[] = [];
      inbox.reference.tell(value);
      inbox.messages.subscribe((message) => seen.push(message));

      inbox.reference.tell(value);
      await observed();

      expect(seen.map((message) => Object.is(message, value))).to.deep.equal([true, true]);
    });
  }
});

describe('Inbox.close', () => {
  it('makes dead letters of messages that come after it', async () => {
    const letters: DeadLetter[] = [];
    const subscription = ActorSystem.default.deadLetters.subscribe((letter) => letters.push(letter));
    const [inbox, sender] = [new Inbox<string>(), new Inbox()];
    inbox.close();

    inbox.reference.tell('late');
    inbox.reference.tell('later', { sender });
    await observed();
    subscription.unsubscribe();

    expect(letters).to.deep.equal([
      { message: 'late', reason: 'actor-stopped', recipient: inbox.reference, sender: undefined },
      { message: 'later', reason: 'actor-stopped', recipient: inbox.reference, sender: sender.reference },
    ]);
  });
});
