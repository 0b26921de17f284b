import { Observable, type Observer, type Operator, type Subscriber, type TeardownLogic } from 'rxjs';
import type { AnyObserver, Report } from './guard.js';
import { guarded } from './guard.js';

/**
 * An Observable whose subscribers cannot hurt the one who emits: what a callback throws goes to `report` instead of
 * RxJS's global hook, also behind operators, and a missing error callback is no unhandled error.
 */
export class GuardedObservable<T> extends Observable<T> {
  readonly #report: Report;

  constructor(report: Report, subscribe?: (subscriber: Subscriber<T>) => TeardownLogic) {
    super(subscribe);
    this.#report = report;
  }

  /** RxJS's operators derive their result by this method, so that `pipe` keeps the guard. */
  override lift<R>(operator?: Operator<T, R>): Observable<R> {
    return lifted(this, this.#report, operator);
  }

  override subscribe(
    next?: AnyObserver<T>,
    error?: Observer<T>['error'] | null,
    complete?: (() => void) | null,
  ) {
    return super.subscribe(guarded(this.#report, next, error, complete));
  }
}

/** The result of an operator on `source`, guarded like it. */
export function lifted<T, R>(
  source: Observable<T>,
  report: Report,
  operator?: Operator<T, R>,
): Observable<R> {
  const result = new GuardedObservable<R>(report);
  result.source = source;
  result.operator = operator as Operator<unknown, R> | undefined;
  return result;
}

interface Member<T> {
  readonly subscriber: Subscriber<T>;
  /** Number of the last event that was published when this one subscribed; it gets what comes after. */
  readonly since: number;
}

export interface HubOptions<T> {
  readonly report: Report;
  /** Number of the last event that was published. */
  readonly published: () => number;
  /** Called first for each new subscriber: a present state, if any, and whether that is all. */
  readonly greet?: (subscriber: Subscriber<T>) => void;
}

/**
 * Those who observe one thing. Unlike a Subject it delivers to each of them in a try/catch of its own, skips what
 * was published before they came, and lets them leave in constant time.
 */
export class Hub<T> {
  readonly #members = new Set<Member<T>>();
  readonly #options: HubOptions<T>;
  readonly stream: Observable<T>;

  constructor(options: HubOptions<T>) {
    this.#options = options;
    this.stream = new GuardedObservable<T>(options.report, (subscriber) => this.join(subscriber));
  }

  get observed(): boolean {
    return this.#members.size > 0;
  }

  join(subscriber: Subscriber<T>): TeardownLogic {
    // A member before it is greeted: what it causes by acting on the greeting comes after, and is for it too.
    const member: Member<T> = { subscriber, since: this.#options.published() };
    this.#members.add(member);
    this.#options.greet?.(subscriber);
    if (subscriber.closed) this.#members.delete(member);
    return () => this.#members.delete(member);
  }

  /** Delivers event number `serial` to those who had come before it was published; returns how many there were. */
  emit(value: T, serial: number): number {
    let delivered = 0;
    for (const { subscriber, since } of this.#members) {
      if (since >= serial) continue;
      delivered += 1;
      this.#guard(() => subscriber.next(value));
    }
    return delivered;
  }

  complete(): void {
    for (const { subscriber } of this.#members) this.#guard(() => subscriber.complete());
    this.#members.clear();
  }

  /** A finalizer that throws comes up here, through `complete`. */
  #guard(deliver: () => void): void {
    try {
      deliver();
    } catch (error) {
      this.#options.report(error);
    }
  }
}
