import { expect } from 'chai';
import { type ActorError, Inbox, Message } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';
import { hostile, odd } from './support/hostile.js';
import { handling, rejectionOf } from './support/scripts.js';

function filled<M>(...messages: readonly M[]): Inbox<M> {
  const inbox = new Inbox<M>();
  for (const message of messages) inbox.reference.tell(message);
  return inbox;
}

async function all<M>(inbox: Inbox<M>): Promise<M[]> {
  const taken: M[] = [];
  for await (const message of inbox) taken.push(message);
  return taken;
}

describe('Inbox', () => {
  it('has a reference with an id and a path of its own', () => {
    const [one, other] = [new Inbox().reference, new Inbox().reference];

    expect(one.id).to.match(/^[A-Za-z0-9_-]+$/);
    expect(one.path).to.equal(`/${one.id}`);
    expect(one.id).not.to.equal(other.id);
  });

  it('has a reference whose tell is bound and does not throw', () => {
    const inbox = new Inbox<number>();
    const { tell } = inbox.reference;

    [1, 2].forEach(tell as (value: number) => void);
    tell(3, null as never);
    tell(4, { sender: 'nobody' } as never);

    inbox.close();
    tell(5, null as never);
  });

  describe('next', () => {
    it('takes the messages that wait, in order', async () => {
      const inbox = filled(1, 2, 3);

      expect([await inbox.next(), await inbox.next(), await inbox.next()]).to.deep.equal([1, 2, 3]);
    });

    it('waits for the next message, and those who wait are served in order', async () => {
      const inbox = new Inbox<string>();
      const takers = [inbox.next(), inbox.next()];

      inbox.reference.tell('one');
      inbox.reference.tell('two');

      expect(await Promise.all(takers)).to.deep.equal(['one', 'two']);
    });

    it('rejects with actor-stopped when it is closed and nothing waits', async () => {
      const inbox = new Inbox();
      const waiting = rejectionOf<ActorError>(inbox.next());

      inbox.close();
      const errors = [await waiting, await rejectionOf<ActorError>(inbox.next())];

      for (const error of errors)
        expect(error).to.include({ code: 'actor-stopped', path: inbox.reference.path });
    });

    it('still takes after close what waited', async () => {
      const inbox = filled(1);

      inbox.close();

      expect(await inbox.next()).to.equal(1);
      expect(await rejectionOf<ActorError>(inbox.next())).to.have.property('code', 'actor-stopped');
    });

    for (const [what, value] of odd) {
      it(`takes a message by identity: ${what}`, async () => {
        const inbox = filled(value);

        expect(Object.is(await inbox.next(), value)).to.equal(true);
      });
    }
  });

  describe('iteration', () => {
    it('takes what waits and what comes, and ends with close', async () => {
      const inbox = filled(1, 2);
      const taken = all(inbox);

      inbox.reference.tell(3);
      inbox.close();
      inbox.reference.tell(4);

      expect(await taken).to.deep.equal([1, 2, 3]);
    });

    it('ends at once when the inbox is closed and empty', async () => {
      const inbox = new Inbox();
      inbox.close();
      inbox.close();

      expect(await all(inbox)).to.deep.equal([]);
    });

    it('shares the messages among those who iterate', async () => {
      const inbox = new Inbox<number>();
      const takers = [all(inbox), all(inbox)];

      for (const message of [1, 2, 3, 4, 5]) inbox.reference.tell(message);
      inbox.close();
      const taken = await Promise.all(takers);

      expect(taken.flat().sort()).to.deep.equal([1, 2, 3, 4, 5]);
      for (const some of taken) expect(some).not.to.have.length(0);
    });

    it('leaves what was not taken to the next one', async () => {
      const inbox = filled(1, 2, 3);
      for await (const message of inbox) if (message === 2) break;

      expect(await inbox.next()).to.equal(3);
    });

    for (const [what, value] of hostile) {
      it(`takes a message by identity: ${what}`, async () => {
        const inbox = filled<unknown>(value);
        const steps: IteratorResult<unknown>[] = [];
        const iterator = inbox[Symbol.asyncIterator]();
        const first = iterator.next().then((step) => steps.push(step));
        inbox.close();
        const last = iterator.next().then((step) => steps.push(step));

        // Not awaited: a thenable that was taken for a promise never comes.
        for (const step of [first, last]) step.catch(() => undefined);
        await new TestClock().settle();

        expect(steps.map(({ done }) => done)).to.deep.equal([false, true]);
        expect(Object.is(steps[0]?.value, value)).to.equal(true);
      });
    }
  });

  onBothLanes((newSystem) => {
    it('takes the replies of actors', async () => {
      const inbox = new Inbox<string>();
      await using system = newSystem();
      const ref = system.spawn(handling((_, turn) => turn.reply('answer')));

      ref.tell('question', { sender: inbox });
      ref.tell(new Message({ sender: inbox }));

      expect([await inbox.next(), await inbox.next()]).to.deep.equal(['answer', 'answer']);
    });
  });
});
