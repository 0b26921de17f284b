import { expected, expectInteger, expectOptions } from './expect.js';
import type { Untyped } from './protocol.js';

/** What becomes of a message while others of its kind wait or are being handled; see {@link BusyPolicies}. */
export interface BusyPolicy {
  readonly kind: 'serial' | 'switchTo' | 'conflate' | 'dropWhileBusy' | 'parallel';
  /** Of `parallel`: how many at once. */
  readonly limit?: number | undefined;
  /** Of `parallel`: whether the answers keep the order of the messages. */
  readonly ordered?: boolean | undefined;
}

/**
 * A policy for each kind of message, by its name; what is not named is {@link serial}.
 *
 * What a policy drops is a dead letter `superseded`, and its ask rejects so (G5).
 *
 * @example
 * ```ts
 * interface Box { search(m: { text: string }): string[]; tick(): void }
 * class SearchBox extends Actor<Box> {
 *   protected override readonly busy: BusyPolicies<Box> = { search: switchTo(), tick: conflate() };
 * }
 * ```
 */
export type BusyPolicies<P = Untyped> = 0 extends 1 & P
  ? UntypedPolicies
  : [P] extends [Untyped]
    ? UntypedPolicies
    : { readonly [K in keyof P & string]?: BusyPolicy | undefined };

type UntypedPolicies = { readonly [type: string]: BusyPolicy | undefined };

const SERIAL: BusyPolicy = { kind: 'serial' };
const SWITCH: BusyPolicy = { kind: 'switchTo' };
const CONFLATE: BusyPolicy = { kind: 'conflate' };
const DROP: BusyPolicy = { kind: 'dropWhileBusy' };

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
  return { kind: 'parallel', limit, ordered };
}
