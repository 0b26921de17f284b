import { ActorError } from '../protocol/errors.js';
import { type AskPort, askedBy } from '../protocol/message.js';
import type { Recipient } from '../protocol/recipient.js';
import type { Milliseconds } from '../protocol/time.js';
import { watchAbort } from './abort-watch.js';
import type { AskTurn } from './ask-turn.js';
import type { Cell } from './cell.js';
import type { DeadlineList, Expiring } from './deadlines.js';
import { isThenable, promised } from './results.js';

/** Who takes what an ask comes to, in place of a promise; called from within whatever settles it. */
export interface Outlet {
  /** The answers are taken one by one, and come so. */
  readonly streams: boolean;
  open(): void;
  next(value: unknown): void;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/**
 * The asker's side of an ask: one promise, or an outlet, that settles once, and leaves no timer, no listener and no
 * entry in any list when it has (G6). It is settled by hand, for a stream that ends without a value has no answer.
 */
export class PendingAsk implements AskPort, Expiring {
  /** Takes what the promise would, and saves making one. */
  readonly outlet: Outlet | undefined;
  /** The actor whose turn waits for the answer, for an ask by `this.ask`. */
  readonly asker: Cell | undefined;
  readonly timeout: Milliseconds;
  settled = false;
  /** An answer was given; a promise given as the answer may still be out, so this can be true before `settled`. */
  answered = false;
  /** The turn that runs, ran or waits to answer; moves on by `turn.forward`. */
  turn: AskTurn | undefined = undefined;
  /** What the handler left behind to answer. */
  detached: { leave(): void } | undefined = undefined;
  /** The turn of the asker that waits: an edge of the graph in which a cycle is a deadlock. */
  readonly askerTurn: object | undefined;
  deadline = 0;
  list: DeadlineList | undefined = undefined;
  previous: Expiring | undefined = undefined;
  next: Expiring | undefined = undefined;
  /** Whom a late answer is reported for. */
  #target: Cell;
  #recipient: Recipient | undefined = undefined;
  #unwatch: (() => void) | undefined = undefined;
  #promise: Promise<unknown> | undefined = undefined;
  #resolve: ((value: unknown) => void) | undefined = undefined;
  #reject: ((error: unknown) => void) | undefined = undefined;

  constructor(target: Cell, timeout: Milliseconds, outlet?: Outlet, asker?: Cell) {
    this.outlet = outlet;
    if (outlet === undefined)
      this.#promise = new Promise((resolve, reject) => {
        this.#resolve = resolve;
        this.#reject = reject;
      });
    this.#target = target;
    this.asker = asker;
    this.askerTurn = asker?.running;
    this.timeout = timeout;
    target.system.deadlines.add(this);
    asker?.asking.add(this);
  }

  /** The asker leaves when `signal` says so. */
  heed(signal: AbortSignal): void {
    this.#unwatch = watchAbort(signal, () => this.giveUp(signal.reason));
  }

  /** Of an ask without an outlet; there is none beside one. */
  get promise(): Promise<unknown> {
    if (this.#promise === undefined) throw new Error('The outlet of this ask takes its outcome');
    return this.#promise;
  }

  get target(): Cell {
    return this.turn?.cell ?? this.#target;
  }

  get recipient(): Recipient {
    this.#recipient ??= new AskRecipient(this);
    return this.#recipient;
  }

  /** Ties `message` to this ask, if it is a `Message`; false when it is in flight already. */
  claim(message: unknown): boolean {
    if (typeof message !== 'object' || message === null) return true;
    try {
      const tie = (message as { [askedBy]?: (port: AskPort) => boolean })[askedBy];
      return typeof tie !== 'function' || tie.call(message, this);
    } catch {
      // A proxy that throws at every look is no Message.
      return true;
    }
  }

  reply(value: unknown): void {
    if (!this.answer(value)) this.late(value);
  }

  /** The first answer settles the ask; returns whether this was it. */
  answer(value: unknown): boolean {
    if (this.settled || this.answered) return false;
    this.answered = true;
    try {
      if (isThenable(value)) this.follow(value);
      else this.settle(true, value);
    } catch (error) {
      this.settle(false, error);
    }
    return true;
  }

  /** The handler's error, or why there will be no answer; returns whether anyone still waited. */
  reject(error: unknown): boolean {
    if (this.settled || this.answered) return false;
    this.settle(false, error);
    return true;
  }

  /** The asker waits no longer: what still waits to be handled is withdrawn, what runs hears it by its signal. */
  giveUp(reason: unknown): void {
    if (this.settled) return;
    const { turn, detached } = this;
    this.settle(false, reason);
    turn?.askerLeft(reason);
    detached?.leave();
  }

  /** As {@link giveUp}, for the asks of an actor that has stopped: nobody is left to catch it. */
  abandon(reason: unknown): void {
    if (this.outlet === undefined) this.promise.catch(() => undefined);
    this.giveUp(reason);
  }

  expire(): void {
    const { target, timeout } = this;
    const message = `Actor ${target.path} did not answer \`${this.turn?.messageType}\` within ${timeout} ms`;
    this.giveUp(
      new ActorError(`${message} (${target.waiting} waiting)`, { code: 'ask-timeout', path: target.path }),
    );
  }

  /** An outcome for which nobody waits. */
  late(value: unknown): void {
    if (promised(value, (outcome) => this.late(outcome))) return;
    const { system, reference } = this.#target;
    system.deadLetter({
      message: value,
      reason: 'late-reply',
      recipient: this.asker?.reference,
      sender: reference,
    });
  }

  /** Resolving with a promise would hand the ask over to it, and its time limit with it. */
  private follow(value: PromiseLike<unknown>): void {
    Promise.resolve(value).then(
      (answer) => (this.settled ? this.late(answer) : this.settle(true, answer)),
      (error) => (this.settled ? this.late(error) : this.settle(false, error)),
    );
  }

  private settle(fulfilled: boolean, outcome: unknown): void {
    const { target } = this;
    const { system } = target;
    this.settled = true;
    this.#target = target;
    this.turn = undefined;
    system.deadlines.remove(this);
    target.forget(this);
    this.asker?.asking.delete(this);
    this.#unwatch?.();
    this.#unwatch = undefined;
    system.runQueue.expectMore();
    const { detain } = system.test;
    if (detain === undefined) this.deliver(fulfilled, outcome);
    else detain(() => this.deliver(fulfilled, outcome), this.asker?.reference);
  }

  private deliver(fulfilled: boolean, outcome: unknown): void {
    const { outlet } = this;
    if (fulfilled) outlet === undefined ? this.#resolve?.(outcome) : outlet.resolve(outcome);
    else outlet === undefined ? this.#reject?.(outcome) : outlet.reject(outcome);
  }
}

/** What `turn.sender` is in an ask: telling it answers. */
class AskRecipient implements Recipient {
  readonly id = 'ask';
  readonly path: string;
  readonly tell: (message: unknown) => void;

  constructor(ask: PendingAsk) {
    this.path = `${ask.asker?.path ?? ask.target.path}/ask`;
    this.tell = (message) => ask.reply(message);
  }
}
