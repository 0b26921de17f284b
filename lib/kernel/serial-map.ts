import {
  from,
  Observable,
  type ObservableInput,
  type ObservedValueOf,
  type OperatorFunction,
  Subscriber,
} from 'rxjs';
import { ChunkedQueue } from '../mailbox/chunked-queue.js';
import { expectFunction } from '../protocol/expect.js';

/** Key of a source that is its own queue. */
export const fuse = Symbol('fuse');

/** A source that hands over its next value only when the one before is done, so that nobody has to queue for it. */
export interface SelfPaced<T> {
  /** Takes over `project`, to be called for one value at a time once the result is subscribed. */
  [fuse]<R>(project: (value: T) => R): { subscribe(): unknown };
}

/**
 * Projects each value to an Observable and subscribes them one after the other, as RxJS's `concatMap` does, without
 * its three ways to die: a backlog whose projections complete at once drains in a loop instead of a recursion that
 * overflows the stack, the queue costs the same per value at any length, and nothing is lost silently.
 *
 * An error of the source, of `project` or of a projection errors the result, and unsubscribing it stops everything:
 * on every schedule that `concatMap` survives, the traces are the same. This is the lane of every actor.
 *
 * The queue is unbounded: a source that is faster than its projections for good fills the memory.
 *
 * Throws a `TypeError` when `project` is not a function.
 *
 * @param project - gives what to subscribe for a value and its index: an Observable, a promise, an (async) iterable
 * @returns an operator whose result emits what the projections emit, in the order of the source's values
 * @example
 * ```ts
 * const doubled = from([1, 2, 3]).pipe(serialMap(async (n) => n * 2), toArray());
 * await firstValueFrom(doubled) // => [2, 4, 6]
 * ```
 */
export function serialMap<T, O extends ObservableInput<unknown>>(
  project: (value: T, index: number) => O,
): OperatorFunction<T, ObservedValueOf<O>>;
/** For the kernel: a source that paces itself is given `project`, and becomes the loop and the queue. */
export function serialMap<T, R>(project: (value: T) => R): (source: SelfPaced<T>) => { subscribe(): unknown };
export function serialMap<T>(project: (value: T, index: number) => ObservableInput<unknown>): unknown {
  expectFunction('project', project);
  return (source: Observable<T> | SelfPaced<T>) => {
    if (fuse in source) return source[fuse](project as (value: T) => unknown);
    return new Observable((subscriber) => source.subscribe(new SerialSubscriber(subscriber, project)));
  };
}

class SerialSubscriber<T> extends Subscriber<T> {
  readonly #result: Subscriber<unknown>;
  readonly #project: (value: T, index: number) => ObservableInput<unknown>;
  readonly #waiting = new ChunkedQueue<T>();
  #index = 0;
  #sourceDone = false;
  /** A projection is under way. */
  #busy = false;
  /** The loop below is on the stack: who finishes meanwhile returns to it instead of going deeper. */
  #draining = false;

  constructor(result: Subscriber<unknown>, project: (value: T, index: number) => ObservableInput<unknown>) {
    super();
    this.#result = result;
    this.#project = project;
    result.add(this);
  }

  protected override _next(value: T): void {
    this.#waiting.push(value);
    this.#drain();
  }

  protected override _error(error: unknown): void {
    this.#result.error(error);
  }

  /** Like any operator's, the subscription to the source ends now, and not with the last projection. */
  protected override _complete(): void {
    this.#sourceDone = true;
    this.#drain();
    this.unsubscribe();
  }

  /** @internal A projection has ended. */
  released(): void {
    this.#busy = false;
    this.#drain();
  }

  #drain(): void {
    if (this.#draining) return;
    this.#draining = true;
    while (!this.#busy && this.#waiting.size > 0 && !this.#result.closed)
      this.#start(this.#waiting.shift() as T);
    this.#draining = false;
    if (this.#sourceDone && !this.#busy && this.#waiting.size === 0) this.#result.complete();
  }

  #start(value: T): void {
    this.#busy = true;
    try {
      from(this.#project(value, this.#index++)).subscribe(new Projection(this.#result, this));
    } catch (error) {
      this.#result.error(error);
    }
  }
}

class Projection extends Subscriber<unknown> {
  readonly #result: Subscriber<unknown>;
  readonly #lane: { released(): void };
  #completed = false;

  constructor(result: Subscriber<unknown>, lane: { released(): void }) {
    super();
    this.#result = result;
    this.#lane = lane;
    result.add(this);
  }

  protected override _next(value: unknown): void {
    this.#result.next(value);
  }

  protected override _error(error: unknown): void {
    this.#result.error(error);
  }

  protected override _complete(): void {
    this.#completed = true;
    this.unsubscribe();
  }

  /** The next projection starts after this one's finalizers, as in `concatMap`. */
  override unsubscribe(): void {
    if (this.closed) return;
    super.unsubscribe();
    this.#result.remove(this);
    if (this.#completed) this.#lane.released();
  }
}
