import { observable as interop, isObservable, type Observable } from 'rxjs';

/** What a handler returned that is not there yet. */
export type Later = PromiseLike<unknown> | Observable<unknown>;

/**
 * Whether a handler's result is still to come. Reads fields of a user's value: call it where a throw is contained.
 */
export function isLater(value: unknown): value is Later {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  return isThenable(value) || isStream(value);
}

export function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return (
    (typeof value === 'object' || typeof value === 'function') &&
    value !== null &&
    typeof (value as { then?: unknown }).then === 'function'
  );
}

/** RxJS's own Observables and those of other libraries and copies, by the interop key. */
export function isStream(value: object): value is Observable<unknown> {
  return isObservable(value) || typeof (value as Record<PropertyKey, unknown>)[interop] === 'function';
}
