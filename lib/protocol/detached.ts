import type { Observable } from 'rxjs';
import { expected } from './expect.js';

/** A brand instead of `instanceof`, as for errors: copies of the package agree. */
const DETACHED_BRAND = Symbol.for('rxactors.Detached');

/** What {@link detached} makes. */
export interface Detached<out T> {
  readonly observable: Observable<T>;
}

class DetachedStream<T> implements Detached<T> {
  readonly observable: Observable<T>;

  constructor(observable: Observable<T>) {
    this.observable = observable;
  }

  get [DETACHED_BRAND](): true {
    return true;
  }
}

/**
 * For a handler: answers with a stream that does not hold the turn. It lives beside later turns, ends when nobody
 * listens any more, and completes when the actor stops; it errors with `actor-restarted` at a restart, and with
 * `actor-stopped` when the actor failed for good.
 *
 * Its values come outside of turns: let it emit what the actor shows (such as the `changes` of `stateOf`), and not
 * change what the actor keeps.
 *
 * Throws a `TypeError` for what is no Observable.
 *
 * @example
 * ```ts
 * interface Ticker { ticks(): Observable<number> }
 * const ticks = new Subject<number>();
 * const ticker = spawn(defineActor<Ticker>(() => ({ handlers: { ticks: () => detached(ticks) } })));
 * const first = firstValueFrom(ticker.stream({ type: 'ticks' }));
 * await ticker.ask({ type: 'ticks' }, { timeout: 1 }).catch(() => undefined); // by now the stream is open
 * ticks.next(7);
 * await first // => 7
 * await ticker.stop();
 * ```
 */
export function detached<T>(observable: Observable<T>): Detached<T> {
  if (typeof (observable as Partial<Observable<T>> | null | undefined)?.subscribe !== 'function')
    throw new TypeError(expected('observable', 'an Observable', observable));
  return new DetachedStream(observable);
}

/** Looks at a user's value, which may throw at every look. */
export function isDetached(value: unknown): value is Detached<unknown> {
  try {
    return (
      typeof value === 'object' &&
      value !== null &&
      (value as Record<symbol, unknown>)[DETACHED_BRAND] === true
    );
  } catch {
    return false;
  }
}
