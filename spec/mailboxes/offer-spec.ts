import { expect } from 'chai';
import { ActorError, bounded, DataMessage } from '../../lib/index.js';
import { rejectionOf } from '../life/support/log.js';
import { act, puppet } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';
import { type Desk, heldDesk } from './support/desk.js';

/** Offers all, and gives what is accepted and refused as it happens. */
function offerAll(desk: Desk, ...messages: readonly unknown[]): string[] {
  const log: string[] = [];
  for (const message of messages) {
    desk.ref.offer(message).then(
      () => log.push(`${message} accepted`),
      ({ code }) => log.push(`${message} ${code}`),
    );
  }
  return log;
}

describe('ref.offer', () => {
  onBothLanes((newSystem) => {
    it('resolves at once where there is room', async () => {
      await using desk = await heldDesk(newSystem, bounded(2), 'a');

      await desk.ref.offer('b');

      expect(desk.ref.mailbox.size).to.equal(2);
      expect(desk.handled).to.deep.equal([]);
    });

    it('never waits where the mailbox is unbounded', async () => {
      await using system = newSystem();
      const ref = system.spawn(puppet());

      for (let count = 0; count < 100; count++) await ref.offer(count);

      expect(ref.mailbox.highWater).to.be.above(0);
    });

    it('waits for room, in order of the calls, and loses nothing', async () => {
      await using desk = await heldDesk(newSystem, bounded(1));

      const log = offerAll(desk, 'a', 'b', 'c');
      await desk.settle();
      const before = [...log];
      await desk.open();

      expect(before).to.deep.equal(['a accepted']);
      expect(log).to.deep.equal(['a accepted', 'b accepted', 'c accepted']);
      expect(desk.handled).to.deep.equal(['a', 'b', 'c']);
      expect(desk.letters).to.deep.equal([]);
      expect(desk.ref.mailbox.highWater).to.equal(1);
    });

    it('gives nobody the room of those who wait: what is told meanwhile is refused', async () => {
      await using desk = await heldDesk(newSystem, bounded(1), 'a');

      const log = offerAll(desk, 'b');
      desk.tell('c');
      await desk.open();

      expect(log).to.deep.equal(['b accepted']);
      expect(desk.handled).to.deep.equal(['a', 'b']);
      expect(desk.letters).to.deep.equal(['c mailbox-full']);
    });

    it('waits also where the oldest is dropped for what is told', async () => {
      await using desk = await heldDesk(newSystem, bounded(1, { overflow: 'dropOldest' }), 'a');

      const log = offerAll(desk, 'b');
      desk.tell('c');
      await desk.open();

      expect(log).to.deep.equal(['b accepted']);
      expect(desk.handled).to.deep.equal(['c', 'b']);
      expect(desk.letters).to.deep.equal(['a mailbox-full']);
    });

    it('comes in when an ask that waits is left by its asker', async () => {
      await using desk = await heldDesk(newSystem, bounded(1));
      const asked = rejectionOf(desk.ref.ask('a', { timeout: 10 }));

      const log = offerAll(desk, 'b', 'c');
      await desk.clock.advance(10);
      const meanwhile = [...log];
      await desk.open();
      await asked;

      expect(meanwhile).to.deep.equal(['b accepted']);
      expect(desk.handled).to.deep.equal(['b', 'c']);
    });

    it('names its sender, who gets the reply', async () => {
      await using desk = await heldDesk(newSystem, bounded(1), 'a');
      const senders: unknown[] = [];
      const replies: unknown[] = [];
      const sender = desk.system.spawn(puppet({ message: (message) => void replies.push(message) }));

      const deed = act((_, turn) => {
        senders.push(turn.sender);
        turn.reply('replied');
      });
      const message = new DataMessage({ data: 'told' });
      const offered = [desk.ref.offer(deed, { sender }), desk.ref.offer(message, { sender })];
      await desk.open();
      await Promise.all(offered);

      expect(senders).to.deep.equal([sender]);
      expect(message.sender).to.equal(sender);
      expect(replies).to.deep.equal(['replied']);
    });

    it('rejects with `actor-stopped` where the actor stops first, in order of the calls', async () => {
      await using desk = await heldDesk(newSystem, bounded(1), 'a');

      const error = rejectionOf(desk.ref.offer('b'));
      const log = offerAll(desk, 'c', 'd');
      const stopped = desk.ref.stop();
      await desk.settle();

      expect(await error).to.be.instanceOf(ActorError);
      expect(await error).to.include({ code: 'actor-stopped', path: '/desk', undelivered: 'b' });
      expect(log).to.deep.equal(['c actor-stopped', 'd actor-stopped']);
      await desk.open();
      await stopped;
      // An offer is its caller's business: he has been told.
      expect(desk.letters).to.deep.equal(['a actor-stopped']);
      expect(desk.handled).to.deep.equal([]);
    });

    it('rejects where the actor has stopped, and never throws', async () => {
      await using system = newSystem();
      const ref = system.spawn(puppet());
      await ref.stop();

      const error = await rejectionOf(ref.offer('a'));

      expect(error).to.include({ code: 'actor-stopped', undelivered: 'a' });
      expect(system.deadLetters.count).to.equal(0);
    });

    it('is let in by a drain when it waited before, and is refused after', async () => {
      await using desk = await heldDesk(newSystem, bounded(1), 'a');

      const log = offerAll(desk, 'b', 'c');
      const stopped = desk.ref.stop({ drain: true });
      const late = offerAll(desk, 'd');
      await desk.open();
      await stopped;

      expect(log).to.deep.equal(['b accepted', 'c accepted']);
      expect(late).to.deep.equal(['d actor-stopped']);
      expect(desk.handled).to.deep.equal(['a', 'b', 'c']);
      expect(desk.letters).to.deep.equal([]);
    });

    it('rejects when a drain is ended by a stop', async () => {
      await using desk = await heldDesk(newSystem, bounded(1), 'a');

      const log = offerAll(desk, 'b');
      const stopped = desk.ref.stop({ drain: true });
      void desk.ref.stop();
      await desk.open();
      await stopped;

      expect(log).to.deep.equal(['b actor-stopped']);
      expect(desk.handled).to.deep.equal([]);
    });

    it('rejects when the actor is killed', async () => {
      await using desk = await heldDesk(newSystem, bounded(1), 'a');

      const log = offerAll(desk, 'b');
      await desk.ref.kill();

      expect(log).to.deep.equal(['b actor-stopped']);
    });

    it('waits on over a restart', async () => {
      await using system = newSystem();
      const handled: unknown[] = [];
      const message = (value: unknown) => {
        if (value === 'oops') throw new Error('oops');
        handled.push(value);
      };
      const options = { mailbox: bounded(1), supervision: { decide: 'restart' } } as const;
      const ref = system.spawn(puppet({ message }), options);

      await Promise.all(['a', 'oops', 'b', 'c'].map((value) => ref.offer(value)));
      await ref.stop({ drain: true });

      expect(handled).to.deep.equal(['a', 'b', 'c']);
    });

    it('can be taken from its reference, as `tell` can', async () => {
      await using desk = await heldDesk(newSystem, bounded(2));
      const { offer } = desk.ref;

      await Promise.all(['a', 'b'].map((message) => offer(message)));
      await desk.open();

      expect(desk.handled).to.deep.equal(['a', 'b']);
    });
  });
});
