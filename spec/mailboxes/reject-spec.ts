import { expect } from 'chai';
import { Subject } from 'rxjs';
import { ActorError, bounded, DataMessage } from '../../lib/index.js';
import { gate } from '../life/support/gate.js';
import { rejectionOf } from '../life/support/log.js';
import { act, puppet } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';
import { Desk, heldDesk } from './support/desk.js';

describe('bounded(capacity)', () => {
  onBothLanes((newSystem) => {
    it('makes dead letters `mailbox-full` of what is told beyond it, in order', async () => {
      await using desk = await heldDesk(newSystem, bounded(2), 'a', 'b', 'c', 'd');

      await desk.settle();
      const letters = [...desk.letters];
      await desk.open();

      expect(letters).to.deep.equal(['c mailbox-full', 'd mailbox-full']);
      expect(desk.handled).to.deep.equal(['a', 'b']);
      expect(desk.system.deadLetters.counts['mailbox-full']).to.equal(2);
    });

    it('rejects an ask beyond it at once, with the message', async () => {
      await using desk = await heldDesk(newSystem, bounded(1), 'a');

      const error = await rejectionOf(desk.ref.ask('b'));

      expect(error).to.be.instanceOf(ActorError);
      expect(error).to.include({ code: 'mailbox-full', path: '/desk', undelivered: 'b' });
      expect((error as Error).message)
        .to.include('/desk')
        .and.to.include('1 waiting');
      expect(desk.handled).to.deep.equal([]);
      expect(desk.letters).to.deep.equal([]);
    });

    it('names the sender in the dead letter', async () => {
      await using desk = await heldDesk(newSystem, bounded(1), 'a');
      const senders: unknown[] = [];
      desk.system.deadLetters.subscribe(({ sender, recipient }) => senders.push(sender, recipient));
      const sender = desk.system.spawn(puppet());

      desk.ref.tell('b', { sender });
      desk.ref.tell(new DataMessage({ data: 'c', sender }));
      await desk.settle();

      expect(senders).to.deep.equal([sender, desk.ref, sender, desk.ref]);
    });

    it('has room again when a turn has begun', async () => {
      await using desk = await heldDesk(newSystem, bounded(1), 'a', 'b');

      await desk.open();
      desk.tell('c');
      await desk.settle();

      expect(desk.handled).to.deep.equal(['a', 'c']);
      expect(desk.letters).to.deep.equal(['b mailbox-full']);
    });

    it('holds also what waits for `setup`', async () => {
      await using desk = new Desk(newSystem, bounded(2));

      desk.tell('a', 'b', 'c');
      await desk.settle();

      expect(desk.handled).to.deep.equal(['a', 'b']);
      expect(desk.letters).to.deep.equal(['c mailbox-full']);
    });

    it('is for one actor: its sender and its children have their own', async () => {
      await using desk = new Desk(newSystem, bounded(1));
      let child = desk.ref;
      await desk.block((self) => {
        child = self.spawn(puppet());
      });

      for (let count = 0; count < 10; count++) child.tell('to the child');

      expect(child.mailbox.capacity).to.equal(Number.POSITIVE_INFINITY);
      expect(child.mailbox.size).to.equal(10);
    });

    it('does not count what waits for an instance that is no more', async () => {
      const source = new Subject<string>();
      const turn = gate();
      await using desk = new Desk(newSystem, bounded(1), {
        setup: (self) => void self.registerInputTask(source, () => undefined),
        supervision: { decide: 'restart', backoff: { min: 10, max: 10 } },
      });
      await desk.settle();
      desk.tell(act(() => turn.passed));
      await desk.settle();
      source.next('old');

      turn.fail(new Error('oops'));
      await desk.settle();
      const { size } = desk.ref.mailbox;
      desk.tell('told');
      await desk.clock.advance(10);

      expect(size).to.equal(0);
      expect(desk.handled).to.deep.equal(['told']);
      expect(desk.letters).to.deep.equal(['old actor-stopped']);
    });
  });
});
