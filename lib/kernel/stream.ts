import { Observable, type Subscriber, type Subscription } from 'rxjs';
import type { Milliseconds } from '../protocol/time.js';
import { startAsk } from './asking.js';
import type { Cell } from './cell.js';
import { ContainedSubscriber } from './contained-subscriber.js';
import { owning } from './owner.js';
import type { Outlet, PendingAsk } from './pending-ask.js';
import { opened } from './results.js';

/**
 * All that `target` answers to `message`, which is sent at each subscription. It waits in the line like an ask, without
 * a time limit; unsubscribing withdraws it, or reaches what the handler returned.
 */
export function streamOf(target: Cell, message: unknown): Observable<unknown> {
  return new Observable((subscriber) => {
    if (!target.open) {
      subscriber.error(target.refusal('actor-stopped', message));
      return undefined;
    }
    const outlet = new SubscriberOutlet(target, subscriber);
    const pending = startAsk(target, message, Number.POSITIVE_INFINITY, outlet);
    return () => pending.giveUp(undefined);
  });
}

/** The answer to one who was given all values as they came. */
export const GIVEN = Symbol('given');

/** Its subscriber is anyone: what he makes is not the actor's, and a finalizer of his that throws is his own affair. */
class SubscriberOutlet implements Outlet {
  readonly #target: Cell;
  readonly #subscriber: Subscriber<unknown>;
  #streams = false;

  constructor(target: Cell, subscriber: Subscriber<unknown>) {
    this.#target = target;
    this.#subscriber = subscriber;
  }

  get streams(): boolean {
    return this.#streams;
  }

  open(): void {
    this.#streams = true;
  }

  next(value: unknown): void {
    this.#call(() => this.#subscriber.next(value));
  }

  resolve(value: unknown): void {
    if (value !== GIVEN) this.next(value);
    this.#call(() => this.#subscriber.complete());
  }

  reject(error: unknown): void {
    this.#call(() => this.#subscriber.error(error));
  }

  #call(call: () => void): void {
    try {
      owning(undefined, call);
    } catch (error) {
      this.#target.observerFailed(error);
    }
  }
}

/** A stream that a handler left behind: it lives beside the turns for as long as the one who asked for it. */
export class DetachedStream {
  readonly since: Milliseconds;
  readonly label: string;
  readonly #cell: Cell;
  readonly #ask: PendingAsk;
  readonly #subscription: Subscription;
  #last: unknown;

  constructor(cell: Cell, ask: PendingAsk, label: string, observable: Observable<unknown>) {
    this.since = cell.system.clock.now();
    this.label = label;
    this.#cell = cell;
    this.#ask = ask;
    ask.outlet?.open();
    cell.streams.add(this);
    const subscriber = new ContainedSubscriber(cell, {
      next: (value) => {
        this.#last = value;
        ask.outlet?.next(value);
      },
      error: (error) => {
        this.leave();
        ask.reject(error);
      },
      complete: () => this.complete(),
    });
    this.#subscription = subscriber;
    // Before it is subscribed: it may be left from within its first value.
    ask.detached = this;
    cell.attempt(() => opened(observable).subscribe(subscriber));
  }

  /** The last value answers. */
  complete(): void {
    this.leave();
    this.#ask.answer(this.#ask.outlet?.streams ? GIVEN : this.#last);
  }

  fail(error: unknown): void {
    this.leave();
    this.#ask.reject(error);
  }

  /** Nobody listens any more. */
  leave(): void {
    this.#cell.streams.delete(this);
    this.#subscription.unsubscribe();
  }
}
