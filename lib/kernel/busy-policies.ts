import { type BusyPolicy, engine } from '../protocol/busy.js';
import { expected, expectInteger, expectOptions } from '../protocol/expect.js';
import { Busy } from './busy.js';
import type { Cell } from './cell.js';

const carriedOut = (cell: Cell): Busy => new Busy(cell);

const SERIAL: BusyPolicy = { kind: 'serial', [engine]: undefined };
const SWITCH: BusyPolicy = { kind: 'switchTo', [engine]: carriedOut };
const CONFLATE: BusyPolicy = { kind: 'conflate', [engine]: carriedOut };
const DROP: BusyPolicy = { kind: 'dropWhileBusy', [engine]: carriedOut };

/**
 * One after the other, all of them, as RxJS's `concatMap`. The default.
 *
 * @example
 * ```ts
 * serial().kind // => 'serial'
 * ```
 */
export function serial(): BusyPolicy {
  return SERIAL;
}

/**
 * The latest one only, at once, as RxJS's `switchMap`: a new one takes the place of one that waits, aborts the signal
 * of the one that is being handled, and unsubscribes the Observable that it returned. Its own turn comes when that
 * handler has settled, for no two turns overlap (G1); the reason of its signal, or an
 * `AbortError`, is no failure of the aborted handler.
 *
 * @example
 * ```ts
 * switchTo().kind // => 'switchTo'
 * ```
 */
export function switchTo(): BusyPolicy {
  return SWITCH;
}

/**
 * Of those that wait only the latest, at its own place in the line; the one that is being handled goes on.
 *
 * @example
 * ```ts
 * conflate().kind // => 'conflate'
 * ```
 */
export function conflate(): BusyPolicy {
  return CONFLATE;
}

/**
 * None that comes while one waits or is being handled, as RxJS's `exhaustMap`.
 *
 * @example
 * ```ts
 * dropWhileBusy().kind // => 'dropWhileBusy'
 * ```
 */
export function dropWhileBusy(): BusyPolicy {
  return DROP;
}

/**
 * Up to `limit` at once, beside the line, as RxJS's `mergeMap`: other messages are handled meanwhile. Those beyond the
 * limit wait, and take room in the mailbox.
 *
 * Such a handler is no turn. It may touch the actor's state only inside `turn.enter(() => …)`, which is one. A stop
 * waits for those that have begun, a failure or a restart aborts them. `this.stash` is not for it, `this.fail` only inside
 * `turn.enter`; it asks its own actor by `this.reference.ask`, for `this.ask` takes that for a turn that waits for itself.
 *
 * Throws a `TypeError` or `RangeError` for a bad limit or option.
 *
 * @param limit - an integer >= 1
 * @param options.ordered - whether answers come in the order of the messages; one that is early waits, and keeps its
 *   place. Default: as they are ready
 * @example
 * ```ts
 * parallel(4, { ordered: true }).limit // => 4
 * ```
 */
export function parallel(limit: number, options?: { readonly ordered?: boolean | undefined }): BusyPolicy {
  expectInteger('limit', limit, 1);
  expectOptions('options', options);
  const ordered = options?.ordered ?? false;
  if (typeof ordered !== 'boolean') throw new TypeError(expected('ordered', 'a boolean', ordered));
  return { kind: 'parallel', limit, ordered, [engine]: carriedOut };
}
