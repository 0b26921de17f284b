import { type Observable, type Observer, type Operator, Subject } from 'rxjs';
import type { Cell } from '../kernel/cell.js';
import type { AnyObserver } from '../kernel/guard.js';

/**
 * The Subject side of an actor. What it is given is told; what it emits are the messages as their turns begin. It has
 * no end of its own: a source that completes or fails must not take the actor with it.
 */
export class ActorInbox<M> extends Subject<M> {
  readonly #cell: Cell;

  constructor(cell: Cell) {
    super();
    this.#cell = cell;
    // Bound, as `tell` is: RxJS calls an observer's methods on it, but people pass them on.
    this.next = (message: M) => cell.tell(message, undefined);
    this.complete = () => undefined;
    this.error = (error: unknown) =>
      cell.system.logError(`A source of the inbox of ${cell.path} failed`, error);
  }

  override get observed(): boolean {
    return this.#cell.some?.inboxHub?.observed ?? false;
  }

  override asObservable(): Observable<M> {
    return this.#messages();
  }

  override lift<R>(operator: Operator<M, R>): Observable<R> {
    return this.#messages().lift(operator);
  }

  override subscribe(
    next?: AnyObserver<M>,
    error?: Observer<M>['error'] | null,
    complete?: (() => void) | null,
  ) {
    // RxJS has two overloads, and forbids to ask for either.
    return this.#messages().subscribe(next as (value: M) => void, error, complete);
  }

  #messages(): Observable<M> {
    const cell = this.#cell;
    const messages = cell.observeInbox((subscriber) => {
      if (cell.state === 'stopped') subscriber.complete();
    });
    return messages.stream as Observable<M>;
  }
}
