/**
 * How often something that fails is begun anew, and after how long: what the supervision of actors and that of streams
 * have in common.
 */
import { ActorError } from '../protocol/errors.js';
import { expectDuration, expected, expectInteger, expectOptions } from '../protocol/expect.js';
import type { Backoff, RestartLimit } from '../protocol/supervision.js';
import type { Milliseconds } from '../protocol/time.js';

export const DEFAULT_LIMIT: RestartLimit = { max: 3, within: 5_000 };
const DEFAULT_FACTOR = 2;
const DEFAULT_JITTER = 0.2;
/** Timers of the host fire at once beyond it. */
const LONGEST_DELAY: Milliseconds = 2 ** 31 - 2;

/** How often one thing was begun anew. */
export class Retrying {
  /** When it was, in order, as far as that still counts. */
  readonly #times: Milliseconds[] = [];
  /** How many delays in a row have grown. */
  #attempts = 0;
  /** Since when it runs without a failure, if it does. */
  runningSince: Milliseconds | undefined;

  /** Whether it may be begun anew once more, which then counts. */
  allowed({ max, within }: RestartLimit, now: Milliseconds): boolean {
    const times = this.#times;
    while (times.length > 0 && now - (times[0] as Milliseconds) >= within) times.shift();
    if (times.length >= max) return false;
    times.push(now);
    return true;
  }

  /** How long to wait before; `random` gives numbers in [0, 1). */
  nextDelay(backoff: Backoff | undefined, now: Milliseconds, random = Math.random): Milliseconds {
    if (backoff === undefined) return 0;
    const { min, max, factor = DEFAULT_FACTOR, jitter = DEFAULT_JITTER, resetAfter = max } = backoff;
    if (this.runningSince !== undefined && now - this.runningSince >= resetAfter) this.#attempts = 0;
    // A large exponent is Infinity, which the clamp takes care of.
    const delay = Math.min(max, min * factor ** this.#attempts);
    this.#attempts += 1;
    const varied = delay * (1 + jitter * (2 * random() - 1));
    return Math.min(Math.max(varied, min), max, LONGEST_DELAY);
  }
}

/** Throws a `TypeError` or `RangeError` that names the field of `parameter` which is wrong. */
export function checkLimit(parameter: string, limit: RestartLimit | undefined): void {
  if (limit === undefined) return;
  expectOptions(parameter, limit);
  expectInteger(`${parameter}.max`, limit.max, 0);
  expectDuration(`${parameter}.within`, limit.within);
}

/** Likewise. */
export function checkBackoff(parameter: string, backoff: Backoff | undefined): void {
  if (backoff === undefined) return;
  expectOptions(parameter, backoff);
  const { min, max, factor, jitter, resetAfter } = backoff;
  expectDuration(`${parameter}.min`, min);
  expectDuration(`${parameter}.max`, max);
  if (max < min) throw new RangeError(expected(`${parameter}.max`, `at least \`min\` (${min})`, max));
  if (factor !== undefined && !(factor >= 1))
    throw new RangeError(expected(`${parameter}.factor`, '>= 1', factor));
  if (jitter !== undefined && !(jitter >= 0 && jitter <= 1)) {
    throw new RangeError(expected(`${parameter}.jitter`, 'between 0 and 1', jitter));
  }
  if (resetAfter !== undefined) expectDuration(`${parameter}.resetAfter`, resetAfter);
}

/** The error beyond the limit, as `The source failed`; `cause` is the last failure. */
export function beyondLimit(what: string, path: string, limit: RestartLimit, cause: unknown): ActorError {
  const text = `${what} again, beyond ${limit.max} restarts within ${limit.within} ms`;
  return new ActorError(text, { code: 'restart-limit', path, cause });
}
