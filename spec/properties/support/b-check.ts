import * as fc from 'fast-check';
import type { TestClock } from '../../../lib/testing.js';
import { soon } from '../../support/soon.js';

/** Set by the run of the mutants, where the first failure is enough. */
const QUICK = process.env.FC_QUICK !== undefined;
const QUICK_RUNS = 30;

/** No program of these files has so many timers one after the other: a kernel that arms them for ever ends here. */
const MANY_TIMERS = 2_000;

/** Checks `body` for many values; its own error stands in the report, so that one sees why a mutant died. */
export function holdsFor<T>(
  values: fc.Arbitrary<T>,
  body: (value: T) => Promise<void>,
  runs = 100,
): Promise<void> {
  return fc.assert(fc.asyncProperty(values, body), {
    numRuns: QUICK ? Math.min(runs, QUICK_RUNS) : runs,
    endOnFailure: QUICK,
    includeErrorInReport: true,
  });
}

/** Far more turns of the event loop than anything here takes to settle. */
const MANY_TURNS = 2_000;

/** Lets everything settle; false where it does not, since a loop has died or has no end. */
export async function settles(clock: TestClock): Promise<boolean> {
  let calm = false;
  void clock.settle().then(() => {
    calm = true;
  });
  for (let turns = 0; !calm && turns < MANY_TURNS; turns++)
    await new Promise<void>((resolve) => soon(resolve));
  return calm;
}

/** Lets time run until no timer is left, and everything settle. What hangs then hangs for ever, and can be seen. */
export async function passTime(clock: TestClock): Promise<void> {
  for (let timers = 0; (await settles(clock)) && clock.next !== undefined; timers++) {
    if (timers === MANY_TIMERS) return;
    await clock.advance(clock.next - clock.now());
  }
}

/** Whether `promise` has settled by the time this is looked at. */
export function settledFlag(promise: Promise<unknown>): { readonly settled: boolean } {
  const flag = { settled: false };
  const settle = () => {
    flag.settled = true;
  };
  promise.then(settle, settle);
  return flag;
}

/** A turn of the host's timers, where RxJS would report what it could not deliver. Waits for no time to pass. */
export function timersTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
