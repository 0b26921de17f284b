import { expect } from 'chai';
import {
  asapScheduler,
  asyncScheduler,
  auditTime,
  bufferTime,
  concat,
  debounceTime,
  defer,
  delay,
  delayWhen,
  EMPTY,
  exhaustMap,
  interval,
  map,
  mergeMap,
  NEVER,
  type Observable,
  observeOn,
  of,
  queueScheduler,
  ReplaySubject,
  retry,
  sampleTime,
  scan,
  switchMap,
  take,
  throttleTime,
  throwError,
  timeInterval,
  timeout,
  timer,
  timestamp,
} from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { marbles } from '../../lib/testing.js';

/** What RxJS's own test kit has as well. */
interface Sources {
  cold(diagram: string, values?: Record<string, unknown>, error?: unknown): Observable<unknown>;
  hot(diagram: string, values?: Record<string, unknown>, error?: unknown): Observable<unknown>;
}

interface Flow {
  readonly source: (sources: Sources) => Observable<unknown>;
  readonly is: string;
  readonly span?: string;
  readonly values?: Record<string, unknown>;
  readonly error?: unknown;
}

const digits = { 0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 7, 8: 8, 9: 9 };

/** Remembers the values of the last milliseconds for one who comes late. */
const replayed = (source: Observable<unknown>, window: number, from: number) =>
  defer(() => {
    const memory = new ReplaySubject<unknown>(Number.POSITIVE_INFINITY, window);
    source.subscribe(memory);
    return timer(from).pipe(switchMap(() => memory));
  });

const failsTwice = () => {
  let tries = 0;
  return defer(() => (tries++ < 2 ? throwError(() => new Error('not yet')) : of('a')));
};

const flows: Readonly<Record<string, Flow>> = {
  delay: { source: ({ cold }) => cold('-a-b|').pipe(delay(2)), is: '---a-(b|)' },
  delayWhen: { source: ({ cold }) => cold('-a|').pipe(delayWhen(() => timer(3))), is: '----(a|)' },
  debounceTime: { source: ({ hot }) => hot('-a-b----c').pipe(debounceTime(3)), is: '------b----c' },
  throttleTime: { source: ({ hot }) => hot('-abcdefg').pipe(throttleTime(4)), is: '-a----f' },
  'throttleTime, trailing': {
    source: ({ hot }) => hot('-ab').pipe(throttleTime(4, undefined, { leading: true, trailing: true })),
    is: '-a---b',
  },
  auditTime: { source: ({ hot }) => hot('-ab').pipe(auditTime(4)), is: '-----b' },
  sampleTime: { source: ({ hot }) => hot('-a--b').pipe(sampleTime(3), take(2)), is: '---a--(b|)' },
  bufferTime: {
    source: ({ hot }) => hot('-ab-c').pipe(bufferTime(3), take(2)),
    is: '---x--(y|)',
    values: { x: ['a', 'b'], y: ['c'] },
  },
  timer: { source: () => timer(5), is: '-----(0|)', values: digits },
  'timer that repeats': { source: () => timer(2, 4).pipe(take(3)), is: '--0---1---(2|)', values: digits },
  'timer at a date': { source: () => timer(new Date(7)), is: '7ms (0|)', values: digits },
  'timer of 0': { source: () => timer(0), is: '(0|)', values: digits },
  interval: { source: () => interval(5).pipe(take(3)), is: '-----0----1----(2|)', values: digits },
  'interval on the queue': {
    source: () => interval(5, queueScheduler).pipe(take(2)),
    is: '-----0----(1|)',
    values: digits,
  },
  timestamp: {
    source: ({ cold }) =>
      cold('--a-b').pipe(
        timestamp(),
        map(({ timestamp }) => timestamp),
      ),
    is: '--x-y',
    values: { x: 2, y: 4 },
  },
  timeInterval: {
    source: ({ cold }) =>
      cold('--a---b').pipe(
        timeInterval(),
        map(({ interval }) => interval),
      ),
    is: '--x---y',
    values: { x: 2, y: 4 },
  },
  'timeout that is kept': { source: ({ cold }) => cold('--a|').pipe(timeout(5)), is: '--a|' },
  'timeout that is not': {
    source: ({ cold }) => cold('--a------b').pipe(timeout({ each: 5, with: () => of('late') })),
    is: '--a----(l|)',
    values: { a: 'a', l: 'late' },
  },
  'timeout with its own error': {
    source: () => NEVER.pipe(timeout({ first: 5, with: () => throwError(() => 'too late') })),
    is: '-----#',
    error: 'too late',
  },
  'ReplaySubject within its window': { source: ({ hot }) => replayed(hot('abc'), 3, 4), is: '----c' },
  'ReplaySubject beyond its window': { source: ({ hot }) => replayed(hot('abc'), 3, 9), is: '' },
  'retry after a time': { source: () => failsTwice().pipe(retry({ delay: 3 })), is: '------(a|)' },
  'repeated subscriptions of one source': {
    source: ({ cold }) => {
      const source = cold('-a|');
      return concat(source, EMPTY.pipe(delay(2)), source);
    },
    is: '-a-a|',
  },
  'an inner source for each value': {
    source: ({ hot, cold }) => {
      const inner = cold('-x|');
      return hot('a--a').pipe(mergeMap(() => inner));
    },
    is: '-x--x',
  },
  'values that are let go meanwhile': {
    source: ({ hot, cold }) => hot('aa--a').pipe(exhaustMap(() => cold('-x|'))),
    is: '-x---x',
  },
  'a sum that is kept': {
    source: ({ cold }) => cold('-aaa|').pipe(scan((sum) => (sum as number) + 1, 0)),
    is: '-123|',
    values: digits,
  },
  'asap with a delay': { source: ({ cold }) => cold('-a').pipe(observeOn(asapScheduler, 4)), is: '-----a' },
  'a queue with a delay': {
    source: ({ cold }) => cold('-a').pipe(observeOn(queueScheduler, 4)),
    is: '-----a',
  },
  'a source that is left': { source: () => interval(2), is: '--0-1', span: '^-----!', values: digits },
  'seconds and minutes': { source: () => timer(61_000), is: '1m 1s (0|)', values: digits },
};

describe('marbles, and timed RxJS', () => {
  for (const [name, { source, is, span, values, error }] of Object.entries(flows)) {
    it(
      `shows ${name}`,
      marbles(({ cold, hot, expectObservable }) =>
        expectObservable(source({ cold, hot }), span).toBe(is, values, error),
      ),
    );

    it(`shows ${name} as RxJS's TestScheduler does`, () => {
      const scheduler = new TestScheduler((actual, expected) => {
        expect(actual).to.deep.equal(expected);
      });
      scheduler.run(({ cold, hot, expectObservable }) =>
        expectObservable(source({ cold, hot }), span).toBe(is, values, error),
      );
    });
  }

  it(
    'lets go of what has run, and of what was taken back',
    marbles(({ expectObservable }) => {
      let runs = 0;
      const count = () => {
        runs += 1;
      };
      const [once, never] = [asyncScheduler.schedule(count, 2), asyncScheduler.schedule(count, 3)];
      never.unsubscribe();
      const seen = timer(5).pipe(map(() => [once.closed, runs]));
      expectObservable(seen).toBe('-----(t|)', { t: [true, 1] });
    }),
  );
});
