import { expect } from 'chai';
import { config, filter, firstValueFrom, map, Subject } from 'rxjs';
import type { SystemEvent } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { gate } from '../life/support/gate.js';
import { record, rejectionOf } from '../life/support/log.js';
import { puppet, raise } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';

describe('ActorRef.inbox as an Observable', () => {
  onBothLanes((newSystem) => {
    it('shows the messages whose turns begin, told and asked, by identity, and no other turns', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const input = new Subject<string>();
      const [told, asked] = [{ n: 1 }, { n: 2 }];
      const ref = system.spawn(
        puppet({
          setup: (self) => {
            self.registerInputTask(input, () => undefined);
            self.spawn(puppet({ setup: (child) => child.endMainLoop() }));
          },
          message: () => 'answer',
        }),
      );
      const seen = record(ref.inbox, (message: unknown) => message);

      ref.tell(told);
      input.next('input');
      await ref.ask(asked);
      await clock.settle();

      expect(seen).to.have.lengthOf(2);
      expect(seen[0]).to.equal(told);
      expect(seen[1]).to.equal(asked);
    });

    it('shows a message as its turn begins, and not as it is told', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const gates = [gate(), gate()];
      const ref = system.spawn(puppet({ message: (n) => gates[n as number]?.passed }));
      const seen = record(ref.inbox, (message: unknown) => message);
      await clock.settle();

      ref.tell(0);
      ref.tell(1);
      await clock.settle();
      const during = [...seen];
      gates[0]?.open();
      await clock.settle();
      const after = [...seen];
      gates[1]?.open();
      await clock.settle();

      expect(during).to.deep.equal([0]);
      expect(after).to.deep.equal([0, 1]);
    });

    it('shows a late subscriber only the turns that follow', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(puppet());
      const early = record(ref.inbox, (message: unknown) => message);
      ref.tell('one');
      await clock.settle();

      const late = record(ref.inbox, (message: unknown) => message);
      ref.tell('two');
      await clock.settle();

      expect(early).to.deep.equal(['one', 'two']);
      expect(late).to.deep.equal(['two']);
    });

    it('does not show what was refused', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const turn = gate();
      const ref = system.spawn(puppet({ message: () => turn.passed }));
      const seen = record(ref.inbox, (message: unknown) => message);
      ref.tell('runs');
      ref.tell('waits');
      await clock.settle();

      const stopped = ref.stop();
      turn.open();
      await stopped;
      await clock.settle();

      expect(seen).to.deep.equal(['runs', 'complete']);
    });

    it('completes when the actor has stopped, and at once for those who come later', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(puppet());
      const early = record(ref.inbox, (message: unknown) => message);

      ref.tell(raise(new Error('boom')));
      await ref.stopped;
      await clock.settle();
      const late = record(ref.inbox, (message: unknown) => message);

      expect(early.at(-1)).to.equal('complete');
      expect(late).to.deep.equal(['complete']);
    });

    it('may be piped, and turned into a promise', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(puppet());
      const even = record(
        ref.inbox.pipe(
          filter((n: number) => n % 2 === 0),
          map((n) => n * 10),
        ),
        (n) => n,
      );
      const first = firstValueFrom(ref.inbox);

      for (const n of [1, 2, 3, 4]) ref.tell(n);
      await clock.settle();

      expect(even).to.deep.equal([20, 40]);
      expect(await first).to.equal(1);
    });

    it('may feed another inbox', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const handled: unknown[] = [];
      const behind = system.spawn(puppet({ message: (message) => void handled.push(message) }));
      const ref = system.spawn(puppet());
      ref.inbox.pipe(map((n: number) => n + 1)).subscribe(behind.inbox);

      ref.tell(1);
      await ref.stop({ drain: true });
      await clock.settle();

      expect(handled).to.deep.equal([2]);
      expect(behind.state).to.equal('running');
    });

    const boom = new Error('boom');
    const throwing: [string, (inbox: Subject<unknown>) => unknown][] = [
      ['a subscriber', (inbox) => inbox.subscribe(raise(boom) as () => never)],
      ['an operator', (inbox) => inbox.pipe(map(raise(boom) as () => never)).subscribe()],
      [
        'a subscriber behind asObservable',
        (inbox) => inbox.asObservable().subscribe(raise(boom) as () => never),
      ],
    ];
    for (const [what, subscribe] of throwing) {
      it(`is not hurt by ${what} that throws, which is \`observer-failed\``, async () => {
        const clock = new TestClock();
        await using system = newSystem({ clock });
        const handled: unknown[] = [];
        const failed: SystemEvent[] = [];
        const strays: unknown[] = [];
        config.onUnhandledError = (error) => void strays.push(error); // until the next test begins
        system.events.subscribe((event) => {
          if (event.type === 'observer-failed') failed.push(event);
        });
        const ref = system.spawn(puppet({ message: (message) => void handled.push(message) }));
        subscribe(ref.inbox as unknown as Subject<unknown>);
        const seen = record(ref.inbox, (message: unknown) => message);

        ref.tell('one');
        ref.tell('two');
        await clock.settle();

        expect(handled).to.deep.equal(['one', 'two']);
        expect(seen).to.deep.equal(['one', 'two']);
        expect(failed.length).to.be.above(0);
        expect(failed[0]).to.include({ error: boom, actor: ref });
        expect(strays).to.deep.equal([]);
      });
    }

    it('is observed while somebody is subscribed', async () => {
      await using system = newSystem();
      const inbox = system.spawn(puppet()).inbox as unknown as Subject<unknown>;

      const before = inbox.observed;
      const subscription = inbox.subscribe();
      const during = inbox.observed;
      subscription.unsubscribe();

      expect([before, during, inbox.observed]).to.deep.equal([false, true, false]);
    });

    it('does not answer: who waits for a message after the stop gets an EmptyError', async () => {
      await using system = newSystem();
      const ref = system.spawn(puppet());
      const first = rejectionOf(firstValueFrom(ref.inbox));

      await ref.stop();

      expect(await first).to.have.property('name', 'EmptyError');
    });
  });
});
