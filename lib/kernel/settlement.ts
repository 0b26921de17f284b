import type { Observable, Subscription } from 'rxjs';
import type { AnyActorRef } from '../protocol/actor-ref.js';
import type { Milliseconds } from '../protocol/time.js';
import { ContainedSubscriber } from './contained-subscriber.js';
import type { DeadlineList, Expiring } from './deadlines.js';
import { type Later, opened, type ResultKind } from './results.js';
import type { SystemCore } from './system-core.js';
import type { BaseTurn } from './turn.js';

const { then: promiseThen } = Promise.prototype;

/** Whose turns are waited for, and what becomes of their outcomes. */
export interface SettlementHost {
  readonly system: SystemCore;
  readonly reference: AnyActorRef;
  attempt(call: () => void): void;
  turnSucceeded(turn: BaseTurn, value: unknown): void;
  turnFailed(turn: BaseTurn, error: unknown): void;
  turnSettled(turn: BaseTurn): void;
  lateOutcome(outcome: unknown): void;
  /** The turn has settled, in a microtask of the system's own if it was `promised`: what waits is next. */
  goOn(promised: boolean): void;
}

/** Told when a turn that was not done at once is done. */
export interface Waiter {
  complete(): void;
}

/**
 * The wait for a handler that did not finish at once. One for the line of each actor, made at its first asynchronous
 * turn and used again for the next: its callbacks are all that an asynchronous turn costs. Disowned, it is dropped with
 * the turn.
 */
export class Settlement implements Expiring {
  deadline = 0;
  list: DeadlineList | undefined;
  previous: Expiring | undefined;
  next: Expiring | undefined;
  readonly #host: SettlementHost;
  #turn: BaseTurn | undefined;
  /** It settles in a microtask of its own; a stream may end on anyone's stack. */
  #promised = false;
  #waiter: Waiter | undefined;
  #stream: Subscription | undefined;
  /** The actor has ended without this turn (G7): its outcome is a dead letter. */
  #disowned = false;
  /** The turn counts among those that keep the process alive. */
  #counted = false;

  constructor(host: SettlementHost) {
    this.#host = host;
  }

  /** The turn has returned, and has not settled. */
  get waits(): boolean {
    return this.#counted;
  }

  get timeout(): Milliseconds {
    return this.#host.system.overdueAfter;
  }

  /** When the turn returned. */
  get since(): Milliseconds {
    return this.#host.system.overdue.since(this);
  }

  /** The turn has waited long, and waits on. */
  expire(): void {
    const { system, reference: actor } = this.#host;
    system.overdue.remove(this);
    const at = system.clock.now();
    const age = at - this.deadline + this.timeout;
    system.overdueTurn({
      type: 'overdue',
      actor,
      messageType: (this.#turn as BaseTurn).messageType,
      age,
      at,
    });
  }

  /** Calls `waiter.complete` when the turn at hand has settled. */
  subscribe(waiter: Waiter): void {
    this.#waiter = waiter;
  }

  /** Returns whether there is something to wait for: an Observable may be through at once. */
  await(turn: BaseTurn, result: Later, kind: ResultKind): boolean {
    this.#turn = turn;
    this.#promised = kind === 'promise';
    if (this.#promised) this.whenSettled(result as PromiseLike<unknown>);
    else this.follow(result as Observable<unknown>);
    if (this.#turn === undefined) return false;
    this.#host.system.asyncTurns += 1;
    this.#host.system.overdue.add(this);
    this.#counted = true;
    return true;
  }

  /** The asker of a stream has left: it is unsubscribed, which ends the turn. A promise cannot be taken back. */
  cancelStream(): void {
    if (this.#stream === undefined) return;
    this.#stream.unsubscribe();
    this.#fulfilled(undefined);
  }

  disown(): void {
    this.#disowned = true;
    this.uncount();
    // The lane goes on without it.
    const waiter = this.#waiter;
    this.#waiter = undefined;
    waiter?.complete();
    // Cut off, an Observable has no outcome.
    this.#stream?.unsubscribe();
    this.#stream = undefined;
  }

  private uncount(): void {
    if (!this.#counted) return;
    const { system } = this.#host;
    system.asyncTurns -= 1;
    system.overdue.remove(this);
    this.#counted = false;
    // The process is let go of in a task of the host, and nothing else may ask for one.
    if (system.asyncTurns === 0) system.runQueue.mark();
  }

  readonly #fulfilled = (value: unknown): void => {
    const turn = this.leave();
    if (this.#disowned) this.#host.lateOutcome(value);
    else this.#host.turnSucceeded(turn, value);
    this.finish(turn);
  };

  readonly #rejected = (error: unknown): void => {
    const turn = this.leave();
    if (this.#disowned) this.#host.lateOutcome(error);
    else this.#host.turnFailed(turn, error);
    this.finish(turn);
  };

  /**
   * Anything with a `then` may call back twice, at once or never, and may look like a promise; only a promise of the
   * host passes the check that `then` makes of its receiver.
   */
  private whenSettled(result: PromiseLike<unknown>): void {
    try {
      // A subclass with a `then` of its own may do its work there.
      if (result.then !== promiseThen) throw new TypeError('not a plain promise');
      promiseThen.call(result as Promise<unknown>, this.#fulfilled, this.#rejected);
    } catch {
      new Promise<unknown>((resolve) => resolve(result)).then(this.#fulfilled, this.#rejected);
    }
  }

  /** The last value answers; an empty stream answers `undefined`. */
  private follow(result: Observable<unknown>): void {
    const turn = this.#turn as BaseTurn;
    turn.streams();
    let last: unknown;
    let done = false;
    const finish = (outcome: (value: unknown) => void, value: unknown) => {
      if (done) return;
      done = true;
      outcome(value);
    };
    const stream = new ContainedSubscriber(this.#host, {
      next: (value) => {
        last = value;
        turn.emitted(value);
      },
      error: (error) => finish(this.#rejected, error),
      complete: () => finish(this.#fulfilled, last),
    });
    // Before it is subscribed: the asker may leave at its first value.
    this.#stream = stream;
    this.#host.attempt(() => opened(result).subscribe(stream));
  }

  private leave(): BaseTurn {
    const turn = this.#turn as BaseTurn;
    this.#turn = undefined;
    this.#stream = undefined;
    this.uncount();
    return turn;
  }

  private finish(turn: BaseTurn): void {
    const waiter = this.#waiter;
    this.#waiter = undefined;
    if (!this.#disowned) this.#host.turnSettled(turn);
    waiter?.complete();
    if (!this.#disowned) this.#host.goOn(this.#promised);
  }
}
