import { expect } from 'chai';
import { interval, map, Subject, switchMap, timer } from 'rxjs';
import { marbles, type TestClock } from '../../lib/testing.js';
import { handling } from '../actor/support/scripts.js';
import { leavesBehind } from '../support/leaks.js';
import { errorOf, messageOf } from './support/failing.js';
import { sleep, sleeper } from './support/sleeper.js';

const echo = handling((message) => message);

describe('marbles, and the body of a test', () => {
  it('is called when the test is run, and not before', async () => {
    let calls = 0;
    const test = marbles(({ expectObservable }) => {
      calls += 1;
      expectObservable(timer(1)).toBe('-(0|)', { 0: 0 });
    });
    const before = calls;

    await test();
    await test();

    expect([before, calls]).to.deep.equal([0, 2]);
  });

  it('gives a function that returns a promise, so that a forgotten `return` cannot pass', async () => {
    // A test runner calls what `marbles` gives. A body that calls `marbles` and forgets the result has no test at all.
    const test = marbles(({ cold, expectObservable }) => {
      expectObservable(cold('a')).toBe('b');
    });

    const run: unknown = test();

    expect(run).to.be.instanceOf(Promise);
    expect(await (run as Promise<void>).catch(String)).to.match(/differs/);
    expect(test.length).to.equal(0);
  });

  it(
    'may hold several expectations, on all kinds of flows',
    marbles(({ spawn, tell, cold, clock, ...expects }) => {
      const ref = spawn(sleeper(clock, 1));
      const source = cold('                     -x|');
      tell(ref, '                              ab');
      expects.expectMessages(ref).toBe('       ab--c');
      expects.expectMessages(ref, '-^').toBe('-b--c');
      expects.expectReplies(ref, '----c').toBe('-----c');
      expects.expectLifecycle(ref).toBe('      s');
      expects.expectObservable(source).toBe('  -x|');
      expects.expectObservable(ref.inbox).toBe('ab--c');
      expects.expectSubscriptions(source).toBe('^-!');
    }),
  );

  it(
    'may be async, await asks, and go on in virtual time',
    marbles(async ({ spawn, clock, expectObservable }) => {
      const ref = spawn(sleeper(clock, 7));
      const replies = [await ref.ask('a'), clock.now(), await ref.ask('b'), clock.now()];
      expect(replies).to.deep.equal(['a', 7, 'b', 14]);
      expectObservable(timer(1)).toBe('-(0|)', { 0: 0 });
    }),
  );

  it(
    'may sleep, settle and advance the clock',
    marbles(async ({ spawn, clock, expectMessages }) => {
      const ref = spawn(echo);
      const seen = expectMessages(ref);
      await sleep(clock, 2);
      ref.tell('a');
      await clock.settle();
      await clock.advance(60_000);
      ref.tell('b');
      seen.toBe('--a 59999ms b');
    }),
  );

  it(
    'begins a diagram behind an `await` where time then is',
    marbles(
      async ({ spawn, tell, hot, cold, expectMessages, expectReplies, expectLifecycle, ...expects }) => {
        const ref = spawn(echo);
        await sleep(expects.clock, 100);
        const [warm, fresh] = [hot('   a-b'), cold('a-b|')];
        tell(ref, '                       -m');
        expectMessages(ref).toBe('        -m-r');
        expectReplies(ref, '---r').toBe(' ---r');
        expectLifecycle(ref, '--^').toBe('--s');
        expects.expectObservable(warm).toBe('a-b');
        expects.expectObservable(fresh, '-^-!').toBe('-a');
        expects.expectSubscriptions(fresh).toBe('-^-!');
        expects.expectSubscriptions(warm).toBe(' ^');
      },
    ),
  );

  it(
    'goes on long enough for all diagrams, and for some seconds after',
    marbles(({ spawn, tell, expectMessages, expectObservable }) => {
      const ref = spawn(echo);
      tell(ref, '           1m a');
      expectMessages(ref).toBe('1m a');
      expectObservable(timer(120_000)).toBe('2m (0|)', { 0: 0 });
    }),
  );

  it(
    'stops an interval without end',
    marbles(({ expectObservable }) => {
      expectObservable(interval(4), '^--------!').toBe('----0---1', { 0: 0, 1: 1 });
      leavesBehind('the interval, which nobody unsubscribes');
      interval(1).subscribe();
    }),
  );

  it('fails for an interval without end that is expected to have one', async () => {
    const test = marbles(({ expectObservable }) => {
      expectObservable(interval(2_000).pipe(map(() => 'i'))).toBe('2s i');
    });

    leavesBehind('the interval, which nobody unsubscribes');
    expect(await messageOf(test)).to.include(
      'actual    2000ms i 1999ms i 1999ms i 1999ms i 1999ms i 1999ms i\n',
    );
  });

  it('fails for an interval that takes no time, and goes on with the next test', async () => {
    const test = marbles(({ expectObservable }) => {
      expectObservable(timer(2).pipe(switchMap(() => interval(0)))).toBe('--i');
    });

    expect(await messageOf(test)).to.match(/^Time stands still at 2 ms/);
  }).timeout(30_000);

  it('rejects with what the body throws, at once or later, and runs it no more than once', async () => {
    const error = new Error('mine');
    const bodies = [
      () => {
        throw error;
      },
      async () => {
        throw error;
      },
      async ({ clock }: { clock: TestClock }) => {
        await sleep(clock, 5);
        throw error;
      },
      () => Promise.reject(error),
    ];

    for (const body of bodies) expect(await errorOf(marbles(body))).to.equal(error);
    expect(await errorOf(marbles(() => Promise.reject(undefined)))).to.equal(undefined);
  });

  it('rejects with what a callback on the clock throws', async () => {
    const error = new Error('on the clock');
    const test = marbles(({ clock, expectObservable }) => {
      clock.schedule(3, () => {
        throw error;
      });
      expectObservable(timer(1)).toBe('-(0|)', { 0: 0 });
    });

    expect(await errorOf(test)).to.equal(error);
  });

  it('runs tests that are started together one after the other', async () => {
    const log: string[] = [];
    const test = (name: string) =>
      marbles(async ({ clock, expectObservable }) => {
        log.push(`${name} begins at ${clock.now()}`);
        const ticks = new Subject<string>();
        expectObservable(ticks).toBe('-----t', { t: name });
        timer(5).subscribe(() => ticks.next(name));
        await sleep(clock, 5);
        log.push(`${name} ends at ${clock.now()}`);
      });

    await Promise.all([test('a')(), errorOf(marbles(() => undefined)), test('b')()]);

    expect(log).to.deep.equal(['a begins at 0', 'a ends at 5', 'b begins at 0', 'b ends at 5']);
  });

  it('may be run often', async () => {
    const test = marbles(({ spawn, tell, expectMessages, expectReplies, clock }) => {
      const ref = spawn(sleeper(clock, 2));
      tell(ref, '                   ab----c');
      expectMessages(ref).toBe('        a-b---c---d');
      expectReplies(ref, '----------d').toBe('------------d');
    });

    for (let run = 0; run < 200; run += 1) await test();
  });

  for (const body of [undefined, null, 'body', {}]) {
    it(`is a function, and not ${JSON.stringify(body)}`, () => {
      expect(() => marbles(body as never)).to.throw(TypeError, /`body`/);
    });
  }
});
