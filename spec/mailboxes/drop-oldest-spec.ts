import { expect } from 'chai';
import { Subject } from 'rxjs';
import { type ActorContext, ActorError, bounded } from '../../lib/index.js';
import { rejectionOf } from '../life/support/log.js';
import { act, puppet } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';
import { Desk, heldDesk } from './support/desk.js';

const dropOldest = (capacity: number) => bounded(capacity, { overflow: 'dropOldest' });

describe("bounded(capacity, { overflow: 'dropOldest' })", () => {
  onBothLanes((newSystem) => {
    it('makes a dead letter `mailbox-full` of the oldest that waits, and lets the new one in', async () => {
      await using desk = await heldDesk(newSystem, dropOldest(2), 'a', 'b', 'c', 'd');

      await desk.settle();
      const letters = [...desk.letters];
      await desk.open();

      expect(letters).to.deep.equal(['a mailbox-full', 'b mailbox-full']);
      expect(desk.handled).to.deep.equal(['c', 'd']);
    });

    it('rejects an ask that is the oldest, with its message', async () => {
      await using desk = await heldDesk(newSystem, dropOldest(1));

      const asked = rejectionOf(desk.ref.ask('a'));
      desk.tell('b');
      const error = await asked;
      await desk.open();

      expect(error).to.be.instanceOf(ActorError);
      expect(error).to.include({ code: 'mailbox-full', path: '/desk', undelivered: 'a' });
      expect(desk.handled).to.deep.equal(['b']);
      expect(desk.letters).to.deep.equal([]);
    });

    it('lets an ask in, in place of the oldest, and answers it', async () => {
      await using desk = await heldDesk(newSystem, dropOldest(1), 'a');

      const answer = desk.ref.ask('b');
      await desk.open();

      expect(await answer).to.equal('b');
      expect(desk.letters).to.deep.equal(['a mailbox-full']);
    });

    it('passes notices over, which keep their place before what comes later', async () => {
      await using desk = new Desk(newSystem, dropOldest(2), {
        childStopped: (child) => void desk.handled.push(`notice of ${child.id}`),
      });
      await desk.block((self) => {
        for (const id of ['one', 'two'])
          self.spawn(puppet(), { id }).tell(act((child) => child.endMainLoop()));
      });

      desk.tell('a', 'b', 'c', 'd');
      const { size } = desk.ref.mailbox;
      await desk.open();

      expect(size).to.equal(2);
      expect(desk.handled).to.deep.equal(['notice of one', 'notice of two', 'c', 'd']);
      expect(desk.letters).to.deep.equal(['a mailbox-full', 'b mailbox-full']);
    });

    it('keeps a notice between two messages where it is', async () => {
      await using desk = new Desk(newSystem, dropOldest(2), {
        childStopped: () => void desk.handled.push('notice'),
      });
      let child = desk.ref;
      await desk.block((self) => {
        child = self.spawn(puppet());
      });

      desk.tell('a');
      await child.stop();
      desk.tell('b', 'c', 'd');
      await desk.open();

      expect(desk.handled).to.deep.equal(['notice', 'c', 'd']);
    });

    it('passes over asks whose asker has left, and drops nobody for them', async () => {
      await using desk = await heldDesk(newSystem, dropOldest(2));
      const leaving = new AbortController();
      const left = rejectionOf(desk.ref.ask('a', { signal: leaving.signal }));
      desk.tell('b');

      leaving.abort('left');
      desk.tell('c', 'd');
      const { size } = desk.ref.mailbox;
      await desk.open();

      expect(await left).to.equal('left');
      expect(size).to.equal(2);
      expect(desk.handled).to.deep.equal(['c', 'd']);
      expect(desk.letters).to.deep.equal(['b mailbox-full']);
    });

    it('takes what is told in a back-off, though only old values of an input wait', async () => {
      const source = new Subject<string>();
      await using desk = new Desk(newSystem, dropOldest(2), {
        supervision: { decide: 'restart', backoff: { min: 10, max: 10 } },
      });
      let fail = (): void => undefined;
      const failing = new Promise<void>((_, reject) => {
        fail = () => reject(new Error('oops'));
      });
      desk.tell(
        act((self: ActorContext) => {
          self.registerInputTask(source, () => undefined);
          return failing;
        }),
      );
      await desk.settle();
      source.next('old 1');
      source.next('old 2');

      fail();
      await desk.settle();
      desk.tell('a', 'b', 'c');
      await desk.clock.advance(10);

      expect(desk.handled).to.deep.equal(['b', 'c']);
      expect(desk.letters).to.deep.equal(['old 1 actor-stopped', 'old 2 actor-stopped', 'a mailbox-full']);
      expect(desk.ref.mailbox.size).to.equal(0);
    });
  });
});
