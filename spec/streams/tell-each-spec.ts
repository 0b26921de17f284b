import { expect } from 'chai';
import { of, range, Subject, toArray } from 'rxjs';
import { type ActorRef, ActorSystem, defineActor, Inbox, tellEach } from '../../lib/index.js';
import { marbles, TestClock } from '../../lib/testing.js';
import { handling, lettersOf } from '../actor/support/scripts.js';
import { onBothLanes } from '../support/lanes.js';

const MANY = 1_000_000;

function typeErrorOf(make: () => unknown): string {
  try {
    make();
    return 'nothing thrown';
  } catch (error) {
    return error instanceof TypeError ? error.message : `not a TypeError: ${error}`;
  }
}

describe('tellEach', () => {
  onBothLanes((newSystem) => {
    it('tells each value and passes it on, the index of its subscription with it', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const handled: unknown[] = [];
      const passed: unknown[] = [];
      const ref = system.spawn(handling((message) => void handled.push(message)));
      const values = of('a', 'b').pipe(tellEach(ref, (value, index) => `${index}: ${value}`));

      values.subscribe((value) => passed.push(value));
      values.subscribe();
      await clock.settle();

      expect(passed).to.deep.equal(['a', 'b']);
      expect(handled).to.deep.equal(['0: a', '1: b', '0: a', '1: b']);
    });

    it('tells a value before it passes it on', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const handled: unknown[] = [];
      const ref: ActorRef = system.spawn(handling((message) => void handled.push(message)));

      of(1, 2)
        .pipe(tellEach(ref))
        .subscribe((value) => ref.tell(`after ${value}`));
      await clock.settle();

      expect(handled).to.deep.equal([1, 'after 1', 2, 'after 2']);
    });

    it('goes on where the actor has stopped: its messages are dead letters', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const letters = lettersOf(system);
      const ref = system.spawn(handling(() => undefined));
      const passed: unknown[] = [];
      void ref.stop();

      of(1, 2)
        .pipe(tellEach(ref), toArray())
        .subscribe((values) => passed.push(values));
      await clock.settle();

      expect(passed).to.deep.equal([[1, 2]]);
      expect(letters.map(({ reason, message }) => [reason, message])).to.deep.equal([
        ['actor-stopped', 1],
        ['actor-stopped', 2],
      ]);
    });

    it('takes back nothing when its result is left, and leaves its source', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const handled: unknown[] = [];
      const source = new Subject<number>();
      const subscription = source
        .pipe(tellEach(system.spawn(handling((message) => void handled.push(message)))))
        .subscribe();

      source.next(1);
      subscription.unsubscribe();
      source.next(2);
      await clock.settle();

      expect(handled).to.deep.equal([1]);
      expect(source.observed).to.equal(false);
    });

    it('passes the end of its source on, and the actor lives', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(handling(() => undefined));
      const source = new Subject<number>();
      const ends: unknown[] = [];
      source.pipe(tellEach(ref)).subscribe({ error: (error) => ends.push(error) });

      source.error('gone');
      await clock.settle();

      expect(ends).to.deep.equal(['gone']);
      expect(ref.state).to.equal('running');
    });

    it(`tells ${MANY} values of a synchronous source`, async () => {
      await using system = newSystem();
      let handled = 0;
      const ref = system.spawn(handling(() => void handled++));

      range(0, MANY).pipe(tellEach(ref)).subscribe();
      await ref.stop({ drain: true });

      expect(handled).to.equal(MANY);
    }).timeout(20_000);
  });

  it(
    'does not slow its stream down, however slow the actor',
    marbles(({ spawn, clock, cold, expectMessages, expectObservable }) => {
      const slow = spawn(handling(() => new Promise<void>((done) => clock.schedule(3, done))));
      const source = cold('-abc|').pipe(tellEach(slow));

      expectMessages(slow).toBe('  -a--b--c');
      expectObservable(source).toBe('-abc|');
    }),
  );

  it('errors with what toMessage throws, and tells nothing then', async () => {
    const inbox = new Inbox<number>();
    const errors: unknown[] = [];
    const bad = (value: number) => {
      if (value === 2) throw 'no message';
      return value;
    };

    of(1, 2, 3)
      .pipe(tellEach(inbox, bad))
      .subscribe({ error: (error) => errors.push(error) });
    expect(errors).to.deep.equal(['no message']);
    expect(await inbox.next()).to.equal(1);
    inbox.reference.tell(4);
    expect(await inbox.next()).to.equal(4);
    inbox.close();
  });

  it('tells inboxes, their references, and typed actors', async () => {
    const inbox = new Inbox<{ readonly type: 'got'; readonly n: number }>();
    interface Counting {
      got(m: { n: number }): void;
    }
    const clock = new TestClock();
    const got: number[] = [];
    await using system = new ActorSystem({ clock });
    const counter = system.spawn(
      defineActor<Counting>(() => ({ handlers: { got: ({ n }) => void got.push(n) } })),
    );
    const toMessage = (n: number) => ({ type: 'got', n }) as const;

    of(1)
      .pipe(tellEach(inbox, toMessage), tellEach(inbox.reference, toMessage), tellEach(counter, toMessage))
      .subscribe();
    await clock.settle();

    expect([await inbox.next(), await inbox.next()]).to.deep.equal([
      { type: 'got', n: 1 },
      { type: 'got', n: 1 },
    ]);
    expect(got).to.deep.equal([1]);
    inbox.close();
  });

  it('throws a TypeError that names the bad argument', () => {
    const inbox = new Inbox();

    const refs = [undefined, null, 7, 'ref', {}].map((ref) => typeErrorOf(() => tellEach(ref as never)));
    const functions = [null, 7, {}].map((bad) => typeErrorOf(() => tellEach(inbox, bad as never)));

    expect(refs.filter((message) => !message.includes('`ref`'))).to.deep.equal([]);
    expect(functions.filter((message) => !message.includes('`toMessage`'))).to.deep.equal([]);
  });
});
