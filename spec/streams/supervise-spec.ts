import { expect } from 'chai';
import {
  concat,
  defer,
  finalize,
  map,
  NEVER,
  Observable,
  of,
  Subject,
  take,
  takeUntil,
  throwError,
} from 'rxjs';
import { type Clock, isActorError, type SuperviseOptions, supervise } from '../../lib/index.js';
import { type MarbleTools, marbles, TestClock } from '../../lib/testing.js';

const MANY = { max: 1_000, within: 1_000_000 };
const BACKOFF = { min: 2, max: 100, jitter: 0 };

/** The n-th subscription of the source plays the n-th diagram, and each further one the last. */
function lives({ cold }: Pick<MarbleTools, 'cold'>, ...diagrams: string[]) {
  const sources = diagrams.map((diagram) => cold(diagram));
  let lived = 0;
  const source = defer(() => sources[Math.min(lived++, sources.length - 1)] as Observable<string>);
  return { source, sources };
}

/** Fails at once for so many times. */
function failing(times: number, value = 'well') {
  let tries = 0;
  return defer(() => (tries++ < times ? throwError(() => new Error(`failure ${tries}`)) : of(value)));
}

/** What comes of a source that does everything at once. */
function outcome<T>(source: Observable<T>, options?: SuperviseOptions): unknown[] {
  const log: unknown[] = [];
  source.pipe(supervise(options)).subscribe({
    next: (value) => log.push(value),
    error: (error) => log.push(error),
    complete: () => log.push('complete'),
  });
  return log;
}

const messageOf = (error: unknown) => (error as Error).message;

describe('supervise', () => {
  it(
    'passes on what comes, and the end',
    marbles(({ cold, clock, expectObservable }) => {
      expectObservable(cold('-a-b-(c|)').pipe(supervise({ clock }))).toBe('-a-b-(c|)');
    }),
  );

  it(
    'restarts what fails, at once',
    marbles(({ cold, clock, expectObservable, expectSubscriptions }) => {
      const { source, sources } = lives({ cold }, '-a#', '--b#', '-c|');
      expectObservable(source.pipe(supervise({ clock }))).toBe('-a--b-c|');
      expectSubscriptions(sources[0] as never).toBe('^-!');
      expectSubscriptions(sources[1] as never).toBe('--^--!');
      expectSubscriptions(sources[2] as never).toBe('-----^-!');
    }),
  );

  it(
    'restarts after a delay',
    marbles(({ cold, clock, expectObservable, expectSubscriptions }) => {
      const source = cold('-a#');
      const result = source.pipe(supervise({ clock, backoff: { ...BACKOFF, factor: 1 } }), take(3));
      expectObservable(result).toBe('-a---a---(a|)');
      expectSubscriptions(source).toBe('^-!', '----^-!', '--------^!');
    }),
  );

  it(
    'completes with `stop`',
    marbles(({ cold, clock, expectObservable }) => {
      expectObservable(cold('-a-#').pipe(supervise({ clock, decide: 'stop' }))).toBe('-a-|');
    }),
  );

  it(
    'errors with the same error with `escalate`',
    marbles(({ cold, clock, expectObservable }) => {
      const result = cold('-a-#', {}, 'gone').pipe(supervise({ clock, decide: 'escalate' }));
      expectObservable(result).toBe('-a-#', {}, 'gone');
    }),
  );

  it(
    'decides by the error',
    marbles(({ cold, clock, expectObservable }) => {
      const errors = ['flaky', 'flaky', 'over'];
      const source = defer(() => cold('-a#', {}, errors.shift()));
      const decide = (error: unknown) => (error === 'flaky' ? 'restart' : 'stop');
      expectObservable(source.pipe(supervise({ clock, decide }))).toBe('-a-a-a|');
    }),
  );

  describe('and its limit', () => {
    it(
      'is 3 within 5 seconds',
      marbles(({ cold, clock, expectObservable }) => {
        const source = cold('                                  -a#');
        expectObservable(source.pipe(supervise({ clock }))).toBe('-a-a-a-a#');
      }),
    );

    it(
      'slides, and a restart no longer counts at the end of the window',
      marbles(({ cold, clock, expectObservable }) => {
        const limit = { max: 2, within: 10 };
        const { source } = lives({ cold }, '---#', '--#', '-----a--#', 'b#');
        // Restarted at 3 and 5; at 13, when the first no longer counts; and no more at 14.
        expectObservable(source.pipe(supervise({ clock, limit }))).toBe('----------a--b#');
      }),
    );

    it(
      'still counts a restart just before',
      marbles(({ cold, clock, expectObservable }) => {
        const limit = { max: 1, within: 10 };
        const { source } = lives({ cold }, '-#', '---------#');
        expectObservable(source.pipe(supervise({ clock, limit }))).toBe('----------#');
      }),
    );

    it('errors beyond it with restart-limit, whose cause is the last error', () => {
      const [error, ...more] = outcome(failing(10), {
        clock: new TestClock(),
        limit: { max: 2, within: 50 },
      });

      expect(isActorError(error, 'restart-limit')).to.equal(true);
      expect(messageOf(error)).to.equal('The source failed again, beyond 2 restarts within 50 ms');
      expect(error).to.have.property('path', '');
      expect(error).to.have.nested.property('cause.message', 'failure 3');
      expect(more).to.deep.equal([]);
    });

    it('allows no restart with 0', () => {
      const [error] = outcome(failing(1), { limit: { max: 0, within: 1 } });

      expect(isActorError(error, 'restart-limit')).to.equal(true);
    });

    it('is counted for each subscription', () => {
      let subscribed = 0;
      const source = defer(() => {
        subscribed += 1;
        return throwError(() => 'boom');
      });
      const result = source.pipe(supervise({ clock: new TestClock(), limit: { max: 2, within: 1_000 } }));

      const counts = [1, 2].map(() => {
        subscribed = 0;
        result.subscribe({ error: () => undefined });
        return subscribed;
      });

      expect(counts).to.deep.equal([3, 3]);
    });

    it(
      'counts restarts that wait as well',
      marbles(({ cold, clock, expectObservable }) => {
        const limit = { max: 2, within: 1_000 };
        const result = cold('#').pipe(supervise({ clock, limit, backoff: BACKOFF }));
        expectObservable(result).toBe('------#');
      }),
    );
  });

  describe('and its back-off', () => {
    it(
      'doubles from min to max',
      marbles(({ cold, clock, expectObservable, expectSubscriptions }) => {
        const source = cold('#');
        const backoff = { min: 2, max: 10, jitter: 0 };
        expectObservable(source.pipe(supervise({ clock, limit: MANY, backoff })), '^ 35ms !').toBe('');
        const at = (ms: number) => `${ms}ms (^!)`;
        expectSubscriptions(source).toBe('(^!)', at(2), at(6), at(14), at(24), at(34));
      }),
    );

    it(
      'grows by its factor',
      marbles(({ cold, clock, expectObservable, expectSubscriptions }) => {
        const source = cold('#');
        const backoff = { min: 1, max: 100, factor: 3, jitter: 0 };
        expectObservable(source.pipe(supervise({ clock, limit: MANY, backoff })), '^ 20ms !').toBe('');
        expectSubscriptions(source).toBe('(^!)', '1ms (^!)', '4ms (^!)', '13ms (^!)');
      }),
    );

    it(
      'begins anew when a subscription has held for resetAfter, and not before',
      marbles(({ cold, clock, expectObservable }) => {
        const backoff = { min: 2, max: 100, jitter: 0, resetAfter: 5 };
        const { source } = lives({ cold }, 'a#', 'b#', 'c---#', 'd----#', 'e#', 'f');
        // Delays of 2, 4, 8, then 2 again, and 4.
        const result = source.pipe(supervise({ clock, limit: MANY, backoff }));
        expectObservable(result).toBe('a--b----c-----------d------e----f');
      }),
    );

    it(
      'begins anew after max, where nothing else is said',
      marbles(({ cold, clock, expectObservable }) => {
        const backoff = { min: 2, max: 5, jitter: 0 };
        const { source } = lives({ cold }, 'a#', 'b---#', 'c----#', 'd');
        // Delays of 2 and 4, then 2 again.
        expectObservable(source.pipe(supervise({ clock, limit: MANY, backoff }))).toBe('a--b-------c------d');
      }),
    );

    it('varies by its jitter, up and down, within min and max', () => {
      const { random } = Math;
      const delays: number[] = [];
      let due: () => void = () => undefined;
      const clock: Clock = {
        now: () => 0,
        schedule: (delay, callback) => {
          delays.push(delay);
          due = callback;
          return () => undefined;
        },
      };
      const backoff = { min: 100, max: 1_000, factor: 2, jitter: 0.5 };
      const subscription = failing(6)
        .pipe(supervise({ clock, limit: MANY, backoff }))
        .subscribe();
      try {
        for (const drawn of [0.75, 0, 0.5, 1, 0.25]) {
          Math.random = () => drawn;
          due();
        }
      } finally {
        Math.random = random;
        subscription.unsubscribe();
      }

      // Before it varies: 100, 200, 400, 800, 1_000, 1_000.
      expect(delays.slice(1)).to.deep.equal([250, 200, 800, 1_000, 750]);
      expect(delays[0]).to.be.within(100, 150);
    });

    it('stays below what a timer of the host can wait', () => {
      const clock = new TestClock();
      outcome(failing(1), { clock, backoff: { min: 1e12, max: Number.POSITIVE_INFINITY } });

      expect(clock.next).to.be.below(2 ** 31 - 1);
    });

    it('does not wait without one', () => {
      const clock = new TestClock();

      expect(outcome(failing(3), { clock })).to.deep.equal(['well', 'complete']);
      expect(clock.pending).to.equal(0);
    });
  });

  describe('and who leaves', () => {
    it(
      'leaves the source',
      marbles(({ cold, clock, expectObservable, expectSubscriptions }) => {
        const { source, sources } = lives({ cold }, '-a#', '-b-c-d');
        expectObservable(source.pipe(supervise({ clock })), '^----!').toBe('-a-b');
        expectSubscriptions(sources[1] as never).toBe('     --^--!');
      }),
    );

    it('takes back a restart that is due', async () => {
      const clock = new TestClock();
      let subscribed = 0;
      const restarts: unknown[] = [];
      const source = defer(() => {
        subscribed += 1;
        return throwError(() => 'boom');
      });
      const onRestart = (error: unknown) => restarts.push(error);
      const subscription = source.pipe(supervise({ clock, backoff: BACKOFF, onRestart })).subscribe();
      await clock.advance(2);
      const pending = clock.pending;

      subscription.unsubscribe();

      expect([subscribed, pending, clock.pending]).to.deep.equal([2, 1, 0]);
      await clock.advance(1_000);
      expect([subscribed, restarts.length]).to.deep.equal([2, 1]);
    });

    it('while it emits at once is asked no more', () => {
      const log: string[] = [];
      const source = new Observable<string>((subscriber) => {
        log.push('subscribed');
        subscriber.next('a');
        subscriber.error('boom');
        return () => log.push('left');
      });

      source.pipe(supervise(), take(2)).subscribe((value) => log.push(value));

      expect(log).to.deep.equal(['subscribed', 'a', 'left', 'subscribed', 'a', 'left']);
    });

    for (const hook of ['decide', 'onRestart'] as const) {
      for (const backoff of [undefined, BACKOFF]) {
        it(`in ${hook} sees no restart, ${backoff ? 'after' : 'without'} a delay`, async () => {
          const clock = new TestClock();
          const left = new Subject<void>();
          let subscribed = 0;
          const source = defer(() => {
            subscribed += 1;
            return throwError(() => 'boom');
          });
          const leave = () => {
            left.next();
            return 'restart' as const;
          };

          source.pipe(supervise({ clock, backoff, [hook]: leave }), takeUntil(left)).subscribe();
          const { pending } = clock;
          await clock.advance(1_000);

          expect(subscribed).to.equal(1);
          expect(pending).to.equal(hook === 'onRestart' && backoff ? 1 : 0);
        });
      }
    }
  });

  describe('and sources that do everything at once', () => {
    it('restarts as often as the limit allows, without a recursion', () => {
      let left = 100_000;
      const source = defer(() => (left-- > 0 ? throwError(() => 'boom') : of('well')));

      const log = outcome(source, { clock: new TestClock(), limit: { max: 100_000, within: 1 } });

      expect(log).to.deep.equal(['well', 'complete']);
    });

    it('ends at the limit', () => {
      let subscribed = 0;
      const source = defer(() => {
        subscribed += 1;
        return throwError(() => 'boom');
      });

      const [error] = outcome(source, { clock: new TestClock(), limit: { max: 50_000, within: 1 } });

      expect(isActorError(error, 'restart-limit')).to.equal(true);
      expect(subscribed).to.equal(50_001);
    });

    it('restarts what fails later in the same way', () => {
      const gates = [new Subject<string>(), throwError(() => 'boom'), new Subject<string>()];
      let lived = 0;
      const log = outcome(defer(() => gates[lived++] as Observable<string>));

      (gates[0] as Subject<string>).next('a');
      (gates[0] as Subject<string>).error('boom');
      (gates[2] as Subject<string>).next('b');
      (gates[2] as Subject<string>).complete();

      expect(log).to.deep.equal(['a', 'b', 'complete']);
    });

    it('gives back what failed before it begins anew', () => {
      const log: string[] = [];
      let lived = 0;
      const source = new Observable<never>((subscriber) => {
        const n = lived++;
        log.push(`open ${n}`);
        if (n < 2) subscriber.error('boom');
        return () => log.push(`closed ${n}`);
      });

      outcome(source, { decide: () => (log.push('decided') > 0 ? 'restart' : 'stop') });

      expect(log).to.deep.equal(['open 0', 'closed 0', 'decided', 'open 1', 'closed 1', 'decided', 'open 2']);
    });

    it('gives up a Subject that has failed', () => {
      const source = new Subject<string>();
      const log = outcome(source, { clock: new TestClock() });

      source.next('a');
      source.error('boom');

      expect(log[0]).to.equal('a');
      expect(isActorError(log[1], 'restart-limit')).to.equal(true);
      expect(log[1]).to.have.property('cause', 'boom');
    });
  });

  it(
    'gives back a source that fails later before it decides',
    marbles(({ cold, clock, expectObservable }) => {
      const log: string[] = [];
      const source = cold('-#').pipe(finalize(() => log.push('closed')));
      const result = source.pipe(
        supervise({
          clock,
          decide: () => {
            log.push('decided');
            return 'stop';
          },
        }),
      );
      expectObservable(concat(result, of(log).pipe(map((all) => all.join(' '))))).toBe('-(x|)', {
        x: 'closed decided',
      });
    }),
  );

  describe('and onRestart', () => {
    it(
      'is told the error and the number right before a restart',
      marbles(({ cold, clock, expectObservable }) => {
        const restarts = new Subject<string>();
        const errors = ['first', 'second'];
        const source = defer(() => cold('-#', {}, errors.shift() ?? 'third'));
        const result = source.pipe(
          supervise({
            clock,
            backoff: BACKOFF,
            limit: { max: 2, within: 1_000 },
            onRestart: (error, attempt) => restarts.next(`${error} ${attempt}`),
          }),
        );
        expectObservable(restarts).toBe('---a----b', { a: 'first 1', b: 'second 2' });
        expectObservable(result).toBe('  ---------#');
      }),
    );

    it('is not called for the failure that ends it', () => {
      const calls: unknown[] = [];
      const onRestart = (error: unknown) => calls.push(error);

      outcome(failing(1), { decide: 'stop', onRestart });
      outcome(failing(1), { decide: 'escalate', onRestart });
      outcome(failing(2), { limit: { max: 1, within: 1_000_000 }, onRestart });

      expect(calls.map(messageOf)).to.deep.equal(['failure 1']);
    });

    for (const backoff of [undefined, BACKOFF]) {
      it(`errors the result with what it throws, ${backoff ? 'after' : 'without'} a delay`, async () => {
        const clock = new TestClock();
        const onRestart = () => {
          throw 'no restart';
        };

        const log = outcome(failing(1), { clock, backoff, onRestart });
        await clock.advance(100);

        expect(log).to.deep.equal(['no restart']);
        expect(clock.pending).to.equal(0);
      });
    }
  });

  describe('and a decider that fails', () => {
    const { error: original } = console;
    let logged: unknown[][] = [];

    beforeEach(() => {
      logged = [];
      console.error = (...args: unknown[]) => void logged.push(args);
    });

    afterEach(() => {
      console.error = original;
    });

    it('escalates, and is logged', () => {
      const log = outcome(failing(1), {
        decide: () => {
          throw 'undecided';
        },
      });

      expect(log.map(messageOf)).to.deep.equal(['failure 1']);
      expect(logged).to.deep.equal([['The decider of supervise failed', 'undecided']]);
    });

    for (const answer of ['resume', 'reboot', undefined, null, Promise.resolve('restart')]) {
      it(`is one that answers ${answer}`, () => {
        const log = outcome(failing(1), { decide: (() => answer) as never });

        expect(log.map(messageOf)).to.deep.equal(['failure 1']);
        expect(logged.length).to.equal(1);
        expect(logged[0]?.[1]).to.be.an.instanceOf(TypeError);
        expect(messageOf(logged[0]?.[1])).to.contain('`decide()`');
      });
    }
  });

  describe('and a finalizer that throws', () => {
    const source = (failure: (fail: () => void) => void) =>
      new Observable<never>((subscriber) => {
        failure(() => subscriber.error('boom'));
        return () => {
          throw new Error('cannot close');
        };
      });

    it('errors the result, and nothing is decided', () => {
      let fail: () => void = () => undefined;
      const decided: unknown[] = [];
      const decide = (error: unknown) => (decided.push(error) > 0 ? 'restart' : 'stop');
      const atOnce = outcome(
        source((now) => now()),
        { decide },
      );
      const later = outcome(
        source((then) => {
          fail = then;
        }),
        { decide },
      );

      fail();

      for (const log of [atOnce, later]) {
        expect(log.length).to.equal(1);
        expect(messageOf(log[0])).to.contain('cannot close');
      }
      expect(decided).to.deep.equal([]);
    });
  });

  it('takes its options as they are when it is called', () => {
    const options: { decide?: 'stop' | 'escalate' } = { decide: 'stop' };
    const operator = supervise<string>(options);
    options.decide = 'escalate';
    const log: unknown[] = [];

    failing(1)
      .pipe(operator)
      .subscribe({ complete: () => log.push('complete'), error: (error) => log.push(error) });

    expect(log).to.deep.equal(['complete']);
  });

  const bad: readonly [unknown, typeof TypeError | typeof RangeError, string][] = [
    ['restart', TypeError, 'options'],
    [null, TypeError, 'options'],
    [{ decide: 'resume' }, TypeError, 'decide'],
    [{ decide: 'reboot' }, TypeError, 'decide'],
    [{ decide: null }, TypeError, 'decide'],
    [{ limit: 3 }, TypeError, 'limit'],
    [{ limit: { max: -1, within: 1 } }, RangeError, 'limit.max'],
    [{ limit: { max: 1 } }, TypeError, 'limit.within'],
    [{ backoff: 10 }, TypeError, 'backoff'],
    [{ backoff: { min: 0, max: 1 } }, RangeError, 'backoff.min'],
    [{ backoff: { min: 2, max: 1 } }, RangeError, 'backoff.max'],
    [{ backoff: { min: 1, max: 1, factor: 0 } }, RangeError, 'backoff.factor'],
    [{ backoff: { min: 1, max: 1, factor: Number.POSITIVE_INFINITY } }, RangeError, 'backoff.factor'],
    [{ backoff: { min: 1, max: 1, factor: '2' } }, TypeError, 'backoff.factor'],
    [{ backoff: { min: 1, max: 1, jitter: '0.5' } }, TypeError, 'backoff.jitter'],
    [[], TypeError, 'options'],
    [{ backoff: { min: 1, max: 1, jitter: 2 } }, RangeError, 'backoff.jitter'],
    [{ backoff: { min: 1, max: 1, resetAfter: 0 } }, RangeError, 'backoff.resetAfter'],
    [{ onRestart: 'log' }, TypeError, 'onRestart'],
    [{ clock: 7 }, TypeError, 'clock'],
    [{ clock: { now: () => 0 } }, TypeError, 'clock.schedule'],
    [{ clock: { schedule: () => undefined } }, TypeError, 'clock.now'],
  ];
  for (const [options, type, name] of bad) {
    it(`throws a ${type.name} that names ${name} for ${JSON.stringify(options)}`, () => {
      expect(() => NEVER.pipe(supervise(options as never))).to.throw(type, `\`${name}\``);
    });
  }
});
