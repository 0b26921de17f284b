import { AsyncLocalStorage } from 'node:async_hooks';
import { expect } from 'chai';
import { Subject } from 'rxjs';
import { type ActorRef, type ActorSystem, spawn } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { gate } from '../life/support/gate.js';
import { act, puppet } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';

describe('the async context of a turn', () => {
  onBothLanes((newSystem) => {
    it("is never the teller's: neither for the first message, nor for one of another request", async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const request = new AsyncLocalStorage<string>();
      const seen: unknown[] = [];
      const ref = system.spawn(puppet({ message: (message) => seen.push([message, request.getStore()]) }));

      request.run('REQ-1', () => ref.tell('one'));
      request.run('REQ-2', () => ref.tell('two'));
      ref.tell('three');
      await clock.settle();

      expect(seen).to.deep.equal([
        ['one', undefined],
        ['two', undefined],
        ['three', undefined],
      ]);
    });

    it('is not that of who spawned, not even as the first thing that the system does', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const request = new AsyncLocalStorage<string>();
      const seen: unknown[] = [];
      const see = () => void seen.push(request.getStore());

      await request.run('REQ-1', async () => {
        const ref = system.spawn(puppet({ setup: see, message: see, teardown: see }));
        ref.tell('message');
        await ref.stop({ drain: true });
      });

      expect(seen).to.deep.equal([undefined, undefined, undefined]);
    });

    it('is not that of an asker, before and after an await', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const request = new AsyncLocalStorage<string>();
      const turn = gate();
      const seen: unknown[] = [];
      const ref = system.spawn(puppet());

      const asked = request.run('REQ-1', () =>
        ref.ask(
          act(async () => {
            seen.push(request.getStore());
            await turn.passed;
            seen.push(request.getStore());
            return 'done';
          }),
        ),
      );
      await clock.settle();
      request.run('REQ-2', () => {
        ref.tell(act(() => seen.push(request.getStore())));
        turn.open();
      });
      await asked;
      await clock.settle();

      expect(seen).to.deep.equal([undefined, undefined, undefined]);
    });

    it('is not that of who ends an Observable that a turn waits for', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const request = new AsyncLocalStorage<string>();
      const stream = new Subject<void>();
      const seen: unknown[] = [];
      const ref = system.spawn(puppet({ message: () => seen.push(request.getStore()) }));
      ref.tell(act(() => stream));
      ref.tell('waits');
      await clock.settle();

      request.run('REQ-1', () => stream.complete());
      await clock.settle();

      expect(seen).to.deep.equal([undefined]);
    });

    it('is not that of a source', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const request = new AsyncLocalStorage<string>();
      const source = new Subject<number>();
      const seen: unknown[] = [];
      const see = () => void seen.push(request.getStore());
      system.spawn(
        puppet({ setup: (self) => void self.registerInputTask(source, { next: see, complete: see }) }),
      );
      await clock.settle();

      request.run('REQ-1', () => {
        source.next(1);
        source.complete();
      });
      await clock.settle();

      expect(seen).to.deep.equal([undefined, undefined]);
    });

    it("is not the teller's after the system has yielded to the event loop", async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const request = new AsyncLocalStorage<string>();
      const stores = new Set<unknown>();
      let tasks = 0;
      let turns = 0;
      const ref = system.spawn(
        puppet({
          message: () => {
            turns += 1;
            stores.add(request.getStore());
          },
        }),
      );
      const count = () => {
        tasks += 1;
        if (turns < 25_000) setImmediate(count);
      };

      request.run('REQ-1', () => {
        for (let i = 0; i < 25_000; i += 1) ref.tell(i);
      });
      setImmediate(count);
      await clock.settle();

      expect(turns).to.equal(25_000);
      expect(tasks).to.be.above(1);
      expect([...stores]).to.deep.equal([undefined]);
    });

    const looks: [string, (system: ActorSystem, ref: ActorRef, see: () => void) => unknown][] = [
      ['lifecycle', (_, ref, see) => ref.lifecycle.subscribe(see)],
      ['inbox', (_, ref, see) => ref.inbox.subscribe(see)],
      ['events', (system, _, see) => system.events.subscribe(see)],
      ['deadLetters', (system, _, see) => system.deadLetters.subscribe(see)],
    ];
    for (const [name, observe] of looks) {
      it(`is not the teller's for an observer of \`${name}\` either`, async () => {
        const clock = new TestClock();
        await using system = newSystem({ clock });
        const request = new AsyncLocalStorage<string>();
        const ref = system.spawn(puppet());
        await clock.settle();
        const seen: unknown[] = [];
        observe(system, ref, () => void seen.push(request.getStore()));
        seen.length = 0;

        await request.run('REQ-1', async () => {
          ref.tell('message');
          await ref.stop({ drain: true });
          ref.tell('late');
        });
        await clock.settle();

        expect(seen.length).to.be.above(0);
        expect(seen.every((store) => store === undefined)).to.equal(true);
      });
    }

    it('is the one in which the system was made', async () => {
      const request = new AsyncLocalStorage<string>();
      await using system = request.run('HOME', () => newSystem());
      const ref = system.spawn(puppet());

      const store = await request.run('REQ-1', () => ref.ask(act(() => request.getStore())));

      expect(store).to.equal('HOME');
    });
  });

  it("is not the spawner's for an actor of the default system", async () => {
    const request = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];

    await request.run('REQ-1', async () => {
      const ref = spawn(puppet({ setup: () => void seen.push(request.getStore()) }));
      seen.push(await ref.ask(act(() => `${request.getStore()}`)));
      await ref.stop();
    });

    expect(seen).to.deep.equal([undefined, 'undefined']);
  });
});
