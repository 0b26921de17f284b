import { expect } from 'chai';
import { bounded, type Mailbox, unbounded } from '../../lib/index.js';
import { rejectionOf, thrownBy } from '../life/support/log.js';
import { act, puppet } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';
import { Desk, heldDesk } from './support/desk.js';

const BAD_CAPACITIES: readonly [unknown, ErrorConstructor][] = [
  [0, RangeError],
  [-1, RangeError],
  [1.5, RangeError],
  [Number.NaN, RangeError],
  [Number.POSITIVE_INFINITY, RangeError],
  ['5', TypeError],
  [undefined, TypeError],
  [null, TypeError],
];

describe('ref.mailbox', () => {
  onBothLanes((newSystem) => {
    it('has room for all without an option, and with `unbounded()`', async () => {
      for (const mailbox of [undefined, unbounded()]) {
        await using desk = new Desk(newSystem, mailbox);
        await desk.block();

        desk.tell(...'abcdefghij');

        expect(desk.ref.mailbox).to.deep.equal({
          size: 10,
          highWater: 10,
          capacity: Number.POSITIVE_INFINITY,
        });
        await desk.open();
        expect(desk.handled).to.have.length(10);
      }
    });

    it('counts what waits, without the running turn, and the most that ever did', async () => {
      await using desk = await heldDesk(newSystem, bounded(3));

      const empty = desk.ref.mailbox;
      desk.tell('a', 'b', 'c', 'd');
      const full = desk.ref.mailbox;
      await desk.open();

      expect(empty).to.deep.include({ size: 0, capacity: 3 });
      expect(full).to.deep.equal({ size: 3, highWater: 3, capacity: 3 });
      expect(desk.ref.mailbox).to.deep.equal({ size: 0, highWater: 3, capacity: 3 });
    });

    it('counts neither notices nor timers', async () => {
      await using desk = new Desk(newSystem, bounded(1), {
        childStopped: () => void desk.handled.push('notice'),
      });
      await desk.block((self) => {
        for (let count = 0; count < 3; count++)
          self.spawn(puppet()).tell(act((child) => child.endMainLoop()));
        self.timers.once('timer', 5, () => void desk.handled.push('timer'));
      });

      await desk.clock.advance(5);
      const { size } = desk.ref.mailbox;
      desk.tell('a', 'b');
      await desk.open();

      expect(size).to.equal(0);
      expect(desk.handled).to.deep.equal(['notice', 'notice', 'notice', 'timer', 'a']);
      expect(desk.letters).to.deep.equal(['b mailbox-full']);
    });

    it('counts an ask no more when its asker has left', async () => {
      await using desk = await heldDesk(newSystem, bounded(2), 'a');
      const late = rejectionOf(desk.ref.ask('b', { timeout: 10 }));

      const before = desk.ref.mailbox.size;
      await desk.clock.advance(10);
      const after = desk.ref.mailbox.size;
      desk.tell('c', 'd');
      await desk.open();

      expect(await late).to.include({ code: 'ask-timeout' });
      expect([before, after]).to.deep.equal([2, 1]);
      expect(desk.handled).to.deep.equal(['a', 'c']);
      expect(desk.letters).to.deep.equal(['d mailbox-full']);
      expect(desk.ref.mailbox).to.deep.equal({ size: 0, highWater: 2, capacity: 2 });
    });

    it('stays at 0 when asks are left whose turn is over, or runs', async () => {
      await using desk = new Desk(newSystem, bounded(1), { message: () => undefined });
      const unanswered = rejectionOf(desk.ref.ask('a', { timeout: 10 }));
      await desk.settle();
      await desk.block();
      const running = rejectionOf(desk.ref.ask('b', { timeout: 10 }));

      await desk.clock.advance(10);
      await desk.open();
      await Promise.all([unanswered, running]);

      expect(desk.ref.mailbox.size).to.equal(0);
    });

    it('is the same for an ask whose running turn is left by its asker', async () => {
      await using desk = new Desk(newSystem, bounded(1));
      const asked = rejectionOf(
        desk.ref.ask(
          act(() => new Promise((wake) => void desk.clock.schedule(20, () => wake('late')))),
          { timeout: 10 },
        ),
      );

      await desk.clock.advance(20);
      desk.tell('a');
      const { size } = desk.ref.mailbox;

      expect(await asked).to.include({ code: 'ask-timeout' });
      expect(size).to.equal(1);
    });

    it('is 0 after the end, and keeps the rest', async () => {
      await using desk = await heldDesk(newSystem, bounded(3), 'a', 'b');

      const stopped = desk.ref.stop();
      await desk.open();
      await stopped;

      expect(desk.ref.mailbox).to.deep.equal({ size: 0, highWater: 2, capacity: 3 });
    });

    it('is of the reference, over a restart', async () => {
      await using desk = new Desk(newSystem, bounded(3), { supervision: { decide: 'restart' } });
      await desk.block(() => desk.tell('a', 'b'));
      await desk.open();

      desk.tell(() => {
        throw new Error('oops');
      }, 'c');
      await desk.settle();

      expect(desk.handled).to.deep.equal(['a', 'b', 'c']);
      expect(desk.ref.mailbox).to.deep.equal({ size: 0, highWater: 2, capacity: 3 });
    });

    for (const mailbox of [null, 5, {}, 'bounded', { capacity: '5' }]) {
      it(`is refused by \`spawn\` when it is ${JSON.stringify(mailbox)}`, async () => {
        await using system = newSystem();

        const error = thrownBy(() => system.spawn(puppet(), { mailbox: mailbox as unknown as Mailbox }));

        expect(error).to.be.instanceOf(TypeError);
        expect((error as Error).message).to.include('`mailbox`');
      });
    }
  });
});

describe('bounded', () => {
  for (const [capacity, type] of BAD_CAPACITIES) {
    it(`throws a ${type.name} for the capacity ${capacity} (${typeof capacity})`, () => {
      const error = thrownBy(() => bounded(capacity as number));

      expect(error).to.be.instanceOf(type);
      expect((error as Error).message)
        .to.include('`capacity`')
        .and.to.include(String(capacity));
    });
  }

  it('throws for options that are none', () => {
    expect(thrownBy(() => bounded(1, null as unknown as undefined))).to.be.instanceOf(TypeError);
    expect(thrownBy(() => bounded(1, { overflow: 'dropNewest' as 'reject' }))).to.be.instanceOf(RangeError);
  });

  it('rejects by default', () => {
    expect(bounded(1)).to.deep.equal({ capacity: 1, overflow: 'reject' });
    expect(bounded(1, { overflow: undefined })).to.deep.equal({ capacity: 1, overflow: 'reject' });
  });
});
