import { type Observable, type Subscriber, throwError } from 'rxjs';
import { ChunkedQueue } from '../mailbox/chunked-queue.js';
import { expectFunction } from '../protocol/expect.js';
import { Hub } from './hub.js';
import { giveToPresent, type Owned, type Owner, owning } from './owner.js';

/** A value that others can follow: see {@link stateOf}. */
// Declared, since methods are compared loosely: one of numbers would do for one of numbers and strings.
export interface State<in out T> {
  /** The present value. */
  get(): T;
  /** Sets it; the same value again (by `Object.is`) is no change. */
  set(value: T): void;
  /** Sets it to what `change` makes of it. Throws a `TypeError` when that is no function, and what it throws. */
  update(change: (value: T) => T): void;
  /** The latest value first, then every change; completes when the actor stops or restarts, before its `teardown`. */
  readonly changes: Observable<T>;
}

/**
 * A value of an actor that others can follow. Made in its code (a field, its `setup`, a handler before the first
 * `await`), it ends with that instance; made elsewhere it is nobody's, and its `changes` do not complete.
 *
 * All observers see the changes in the same order, also where one of them sets the value anew: what it sets comes after
 * what is being delivered. Who comes late gets the latest value, and then what follows. An observer that throws is
 * reported as the event `observer-failed` and hurts nobody.
 *
 * Let others have the `changes` by a handler that returns them `detached`.
 *
 * @example
 * ```ts
 * const count = stateOf(1);
 * const seen: number[] = [];
 * count.changes.subscribe((value) => seen.push(value));
 * count.set(2);
 * count.update((value) => value * 10);
 * seen // => [1, 2, 20]
 * ```
 */
export function stateOf<T>(initial: T): State<T> {
  const state = new OwnedState(initial);
  giveToPresent(state);
  return state;
}

class OwnedState<T> implements State<T>, Owned {
  #value: T;
  #owner: Owner | undefined;
  #ended = false;
  /** Number of the last change that was made; those who follow get what comes after they came. */
  #serial = 0;
  readonly #waiting = new ChunkedQueue<() => void>();
  /** The loop below is on the stack: who makes a change meanwhile leaves it to that. */
  #delivering = false;
  readonly #hub: Hub<T>;

  constructor(initial: T) {
    this.#value = initial;
    this.#hub = new Hub<T>({
      report: (error) => this.#report(error),
      published: () => this.#serial,
      greet: (subscriber) => this.#greet(subscriber),
    });
  }

  get changes(): Observable<T> {
    return this.#hub.stream;
  }

  get(): T {
    return this.#value;
  }

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    this.#serial += 1;
    if (this.#ended || !this.#hub.observed) return;
    const serial = this.#serial;
    this.#deliver(() => this.#hub.emit(value, serial));
  }

  update(change: (value: T) => T): void {
    expectFunction('change', change);
    this.set(change(this.#value));
  }

  ownedBy(owner: Owner): void {
    this.#owner = owner;
  }

  end(): void {
    this.#ended = true;
    this.#deliver(() => this.#hub.complete());
  }

  /** At once, also between two deliveries; what it sets when it is greeted comes after. */
  #greet(subscriber: Subscriber<T>): void {
    const greeting = () => {
      subscriber.next(this.#value);
      if (this.#ended) subscriber.complete();
    };
    if (this.#delivering) this.#attempt(greeting);
    else this.#deliver(greeting);
  }

  #deliver(delivery: () => void): void {
    this.#waiting.push(delivery);
    if (this.#delivering) return;
    this.#delivering = true;
    // Those who observe are anyone: what they make is not the actor's.
    owning(undefined, () => this.#deliverAll());
    this.#delivering = false;
  }

  #deliverAll(): void {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift())
      this.#attempt(next);
  }

  /** A finalizer that throws comes up here. */
  #attempt(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#report(error);
    }
  }

  /** Nobody's observer: RxJS says on its own way that an error was not handled. */
  #report(error: unknown): void {
    if (this.#owner === undefined) throwError(() => error).subscribe();
    else this.#owner.observerFailed(error);
  }
}
