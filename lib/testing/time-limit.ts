import type { Cancel, Clock, Milliseconds } from '../protocol/time.js';
import { letTimeRun } from './run-time.js';
import { limited, limits, TestClock } from './test-clock.js';

/**
 * What `wanted` gives, and what `late` gives when `ms` of `clock` have passed before. A {@link TestClock} moves on by
 * itself meanwhile, from one callback to the next and no further than needed; what comes at the very end of the time
 * is in time.
 */
export async function withTimeLimit<T>(
  clock: Clock,
  ms: Milliseconds,
  wanted: Promise<T>,
  late: () => T,
): Promise<T> {
  let cancel: Cancel = () => undefined;
  let over = false;
  const limit = new Promise<T>((resolve) => {
    const expire = () => resolve(late());
    cancel = clock.schedule(ms, () => {
      // Behind whatever else is due then.
      if (clock instanceof TestClock) cancel = clock.schedule(0, expire);
      else expire();
    });
  });
  const outcome = Promise.race([wanted, limit]).finally(() => {
    over = true;
  });
  try {
    if (clock instanceof TestClock) await move(clock, outcome, () => !over);
    return await outcome;
  } finally {
    cancel();
  }
}

/** Moves time on until there is an outcome. Rejects with what a callback on the clock throws. */
async function move(clock: TestClock, outcome: Promise<unknown>, goesOn: () => boolean): Promise<void> {
  clock[limits] += 1;
  clock[limited] += 1;
  try {
    await Promise.race([outcome, letTimeRun(clock, goesOn)]);
  } finally {
    clock[limits] -= 1;
  }
}
