import { expect } from 'chai';
import {
  asapScheduler,
  asyncScheduler,
  queueScheduler,
  ReplaySubject,
  type SchedulerLike,
  timer,
} from 'rxjs';
import { marbles } from '../../lib/testing.js';
import { handling } from '../actor/support/scripts.js';
import { leavesBehind } from '../support/leaks.js';
import { errorOf } from './support/failing.js';

const schedulers: readonly SchedulerLike[] = [asyncScheduler, queueScheduler, asapScheduler];

/** RxJS's globals as far as a test may replace them: their methods, and where they read the date. */
function globals() {
  const { _timestampProvider: date } = new ReplaySubject() as unknown as { _timestampProvider: object };
  return [
    ...schedulers.map(({ schedule }) => schedule),
    ...schedulers.map((scheduler) => Object.hasOwn(scheduler, 'schedule')),
    Reflect.get(date, 'delegate'),
  ];
}

const before = globals();
/** By the real clock, within a day. */
const isToday = () => Math.abs(asyncScheduler.now() - Date.now()) < 86_400_000;

describe("marbles, and RxJS's globals", () => {
  const endings: Readonly<Record<string, () => Promise<unknown>>> = {
    'a test that passes': marbles(({ expectObservable }) => {
      expectObservable(timer(3)).toBe('---(0|)', { 0: 0 });
    }),
    'a test that fails': () =>
      errorOf(marbles(({ expectObservable }) => expectObservable(timer(3)).toBe(''))),
    'a body that throws': () =>
      errorOf(
        marbles(() => {
          throw new Error('mine');
        }),
      ),
    'a body that never ends': () => errorOf(marbles(() => new Promise(() => undefined))),
    'options that are refused': () => errorOf(marbles(() => undefined, { lane: 'fast' as 'serialMap' })),
    'a callback that throws': () =>
      errorOf(
        marbles(({ clock }) => {
          clock.schedule(1, () => {
            throw new Error('first');
          });
          leavesBehind('callbacks that come after its end');
          for (const delay of [2, 3]) {
            clock.schedule(delay, () => {
              throw new Error('while it shuts down');
            });
          }
        }),
      ),
    'a turn that never ends': marbles(({ spawn, tell, expectMessages }) => {
      const ref = spawn(handling(() => new Promise(() => undefined)));
      tell(ref, 'a');
      expectMessages(ref).toBe('a');
    }),
  };

  for (const [what, test] of Object.entries(endings)) {
    it(`leaves them as they were after ${what}`, async () => {
      await test();

      expect(globals()).to.deep.equal(before);
      expect(isToday()).to.equal(true);
    });
  }

  it('replaces them while a test runs, for that is what it needs', async () => {
    let meanwhile = before;
    let today = true;
    await marbles(({ expectObservable }) => {
      meanwhile = globals();
      today = isToday();
      expectObservable(timer(3)).toBe('---(0|)', { 0: 0 });
    })();

    expect(meanwhile.filter((value, index) => value === before[index])).to.deep.equal([]);
    expect(today).to.equal(false);
  });

  it('lets a timer of RxJS that was begun outside fire outside', async () => {
    const fired = new Promise((fire) => void timer(1).subscribe(fire));

    await marbles(({ expectObservable }) => {
      expectObservable(timer(3)).toBe('---(0|)', { 0: 0 });
    })();

    expect(await fired).to.equal(0);
  });

  it('lets nothing of a test that is over fire later', async () => {
    let late = 0;
    const test = marbles(({ expectObservable }) => {
      timer(3_600_000).subscribe(() => {
        late += 1;
      });
      expectObservable(timer(3)).toBe('---(0|)', { 0: 0 });
    });

    leavesBehind('a timer that is never to fire');
    await test();
    await test();

    expect(late).to.equal(0);
  });
});
