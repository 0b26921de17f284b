import { AsyncLocalStorage } from 'node:async_hooks';
import { expect } from 'chai';
import { Subject } from 'rxjs';
import { TestClock } from '../../lib/testing.js';
import { type Gate, gate } from '../life/support/gate.js';
import { record } from '../life/support/log.js';
import { act, puppet } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';

describe('the option context', () => {
  onBothLanes((newSystem) => {
    it("gives each turn the store of its message's teller, also after an await", async () => {
      const clock = new TestClock();
      const request = new AsyncLocalStorage<string>();
      await using system = newSystem({ clock, context: [request] });
      const gates: Record<string, Gate<void>> = { one: gate(), two: gate(), three: gate() };
      const seen: unknown[] = [];
      const ref = system.spawn(
        puppet({
          message: async (message) => {
            seen.push([`${message} begins`, request.getStore()]);
            await gates[message as string]?.passed;
            seen.push([`${message} ends`, request.getStore()]);
          },
        }),
      );

      request.run('REQ-1', () => ref.tell('one'));
      request.run('REQ-2', () => ref.tell('two'));
      ref.tell('three');
      await clock.settle();
      for (const name of ['three', 'two', 'one']) request.run(`OPENS ${name}`, () => gates[name]?.open());
      await clock.settle();

      expect(seen).to.deep.equal([
        ...[
          ['one begins', 'REQ-1'],
          ['one ends', 'REQ-1'],
        ],
        ...[
          ['two begins', 'REQ-2'],
          ['two ends', 'REQ-2'],
        ],
        ...[
          ['three begins', undefined],
          ['three ends', undefined],
        ],
      ]);
    });

    it('is captured at the tell, and not at the turn', async () => {
      const clock = new TestClock();
      const request = new AsyncLocalStorage<string>();
      await using system = newSystem({ clock, context: [request] });
      const turn = gate();
      const seen: unknown[] = [];
      const ref = system.spawn(puppet({ message: () => seen.push(request.getStore()) }));
      ref.tell(act(() => turn.passed));
      await clock.settle();

      request.run('REQ-1', () => ref.tell('waits'));
      await clock.settle();
      request.run('REQ-2', () => turn.open());
      await clock.settle();

      expect(seen).to.deep.equal(['REQ-1']);
    });

    it('travels with an ask, and leaves the context of its asker alone', async () => {
      const request = new AsyncLocalStorage<string>();
      await using system = newSystem({ context: [request] });
      const ref = system.spawn(puppet());

      const stores = await request.run('REQ-1', async () => [
        await ref.ask(act(() => request.getStore())),
        request.getStore(),
      ]);

      expect(stores).to.deep.equal(['REQ-1', 'REQ-1']);
    });

    it('travels on, from actor to actor, for requests that are interleaved', async () => {
      const clock = new TestClock();
      const request = new AsyncLocalStorage<string>();
      await using system = newSystem({ clock, context: [request] });
      const seen: unknown[] = [];
      const last = system.spawn(puppet({ message: (message) => seen.push([message, request.getStore()]) }));
      const middle = system.spawn(
        puppet({
          message: async (message, self) => {
            await Promise.resolve();
            self.tell(last, message);
          },
        }),
      );
      const first = system.spawn(puppet({ message: (message, self) => self.tell(middle, message) }));

      const numbers = [1, 2, 3, 4];
      for (const n of numbers) request.run(`REQ-${n}`, () => (n % 2 === 1 ? first : middle).tell(n));
      await clock.settle();

      expect(seen).to.have.deep.members(numbers.map((n) => [n, `REQ-${n}`]));
    });

    it('is that of the source for the value of an input', async () => {
      const clock = new TestClock();
      const request = new AsyncLocalStorage<string>();
      await using system = newSystem({ clock, context: [request] });
      const source = new Subject<number>();
      const seen: unknown[] = [];
      system.spawn(
        puppet({
          setup: (self) =>
            void self.registerInputTask(source, (value) => void seen.push([value, request.getStore()])),
        }),
      );
      await clock.settle();

      request.run('REQ-1', () => source.next(1));
      request.run('REQ-2', () => source.next(2));
      await clock.settle();

      expect(seen).to.deep.equal([
        [1, 'REQ-1'],
        [2, 'REQ-2'],
      ]);
    });

    it('takes several stores, and leaves those alone that it does not name', async () => {
      const request = new AsyncLocalStorage<string>();
      const tenant = new AsyncLocalStorage<number>();
      const other = new AsyncLocalStorage<string>();
      await using system = newSystem({ context: [request, tenant] });
      const ref = system.spawn(puppet());

      const stores = await request.run('REQ-1', () =>
        tenant.run(7, () =>
          other.run('other', () =>
            ref.ask(act(() => [request.getStore(), tenant.getStore(), other.getStore()])),
          ),
        ),
      );

      expect(stores).to.deep.equal(['REQ-1', 7, undefined]);
    });

    it('changes neither the order of the messages nor what becomes of them', async () => {
      const clock = new TestClock();
      const request = new AsyncLocalStorage<string>();
      await using system = newSystem({ clock, context: [request] });
      const handled: unknown[] = [];
      const letters = record(system.deadLetters, ({ message, sender }) => [message, sender]);
      const sender = system.spawn(puppet());
      const ref = system.spawn(puppet({ message: (message) => void handled.push(message) }));

      for (const n of [1, 2, 3]) request.run(`REQ-${n}`, () => ref.tell(n, { sender }));
      await clock.settle();
      ref.tell(act((self) => self.endMainLoop()));
      ref.tell('waits', { sender });
      await clock.settle();

      expect(handled).to.deep.equal([1, 2, 3]);
      expect(letters).to.deep.equal([['waits', sender]]);
    });
  });
});
