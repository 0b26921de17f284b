import { observable as interop, isObservable, type Observable } from 'rxjs';

/** What a handler returned that is not there yet. */
export type Later = PromiseLike<unknown> | Observable<unknown>;

/** Whether a handler's result is there, is promised, or comes as a stream. */
export type ResultKind = 'value' | 'promise' | 'stream';

/**
 * Reads fields of a user's value, which may throw and may differ at the next look: call it once, where a throw is
 * contained, and go by what it said.
 */
export function kindOf(result: unknown): ResultKind {
  if ((typeof result !== 'object' && typeof result !== 'function') || result === null) return 'value';
  if (isThenable(result)) return 'promise';
  return isStream(result) ? 'stream' : 'value';
}

export function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return (
    (typeof value === 'object' || typeof value === 'function') &&
    value !== null &&
    typeof (value as { then?: unknown }).then === 'function'
  );
}

/** Whether `value` is a promise; if so, `settled` hears what it comes to, and no rejection of it goes unhandled. */
export function promised(value: unknown, settled: (outcome: unknown) => void): boolean {
  try {
    if (!isThenable(value)) return false;
  } catch {
    return false;
  }
  new Promise<unknown>((resolve) => resolve(value)).then(settled, settled);
  return true;
}

/** RxJS's own Observables and those of other libraries and copies, by the interop key. */
function isStream(value: object): value is Observable<unknown> {
  return isObservable(value) || typeof (value as Record<PropertyKey, unknown>)[interop] === 'function';
}
