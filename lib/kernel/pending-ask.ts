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

/** The ends of the promise that was made last. */
let resolveLatest: (value: unknown) => void;
let rejectLatest: (error: unknown) => void;
/** One for all promises, for a closure of its own would cost each ask as much as its promise. */
const takeEnds = (resolve: (value: unknown) => void, reject: (error: unknown) => void): void => {
  resolveLatest = resolve;
  rejectLatest = reject;
};

/**
 * The asker's side of an ask: one promise, or an outlet, that settles once, and leaves no timer, no listener and no
 * entry in any list when it has (G6). It is settled by hand, for a stream that ends without a value has no answer.
 */
export class PendingAsk implements AskPort, Expiring {
  // Declared, and set in the constructor: it is made for each ask, and fields of a class cost it a fifth.
  /** Takes what the promise would, and saves making one. */
  declare readonly outlet: Outlet | undefined;
  /** The actor whose turn waits for the answer, for an ask by `this.ask`. */
  declare readonly asker: Cell | undefined;
  declare readonly timeout: Milliseconds;
  declare settled: boolean;
  /** An answer was given; a promise given as the answer may still be out, so this can be true before `settled`. */
  declare answered: boolean;
  /** The turn that runs, ran or waits to answer; moves on by `turn.forward`. */
  declare turn: AskTurn | undefined;
  /** What the handler left behind to answer. */
  declare detached: { leave(): void } | undefined;
  /** The turn of the asker that waits: an edge of the graph in which a cycle is a deadlock. */
  declare readonly askerTurn: object | undefined;
  declare deadline: Milliseconds;
  declare list: DeadlineList | undefined;
  declare previous: Expiring | undefined;
  declare next: Expiring | undefined;
  /** Whom a late answer is reported for. */
  declare private reported: Cell;
  declare private port: Recipient | undefined;
  declare private unwatch: (() => void) | undefined;
  declare private readonly outcome: Promise<unknown> | undefined;
  declare private readonly resolve: ((value: unknown) => void) | undefined;
  declare private readonly fail: ((error: unknown) => void) | undefined;

  constructor(target: Cell, timeout: Milliseconds, outlet?: Outlet, asker?: Cell) {
    this.outlet = outlet;
    this.asker = asker;
    this.timeout = timeout;
    this.settled = false;
    this.answered = false;
    this.turn = undefined;
    this.detached = undefined;
    this.askerTurn = asker?.running;
    this.deadline = 0;
    this.list = undefined;
    this.previous = undefined;
    this.next = undefined;
    this.reported = target;
    this.port = undefined;
    this.unwatch = undefined;
    if (outlet === undefined) {
      this.outcome = new Promise(takeEnds);
      this.resolve = resolveLatest;
      this.fail = rejectLatest;
    } else {
      this.outcome = undefined;
      this.resolve = undefined;
      this.fail = undefined;
    }
    target.system.deadlines.add(this);
    asker?.asking.add(this);
  }

  /** The asker leaves when `signal` says so. */
  heed(signal: AbortSignal): void {
    this.unwatch = watchAbort(signal, () => this.giveUp(signal.reason));
  }

  /** Of an ask without an outlet; there is none beside one. */
  get promise(): Promise<unknown> {
    if (this.outcome === undefined) throw new Error('The outlet of this ask takes its outcome');
    return this.outcome;
  }

  get target(): Cell {
    return this.turn?.cell ?? this.reported;
  }

  get recipient(): Recipient {
    this.port ??= new AskRecipient(this);
    return this.port;
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
    const { system, reference } = this.reported;
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
    this.reported = target;
    this.turn = undefined;
    system.deadlines.remove(this);
    target.forget(this);
    this.asker?.asking.delete(this);
    this.unwatch?.();
    this.unwatch = undefined;
    system.runQueue.expectMore();
    const { detain } = system.test;
    if (detain === undefined) this.deliver(fulfilled, outcome);
    else detain(() => this.deliver(fulfilled, outcome), this.asker?.reference);
  }

  private deliver(fulfilled: boolean, outcome: unknown): void {
    const { outlet } = this;
    if (fulfilled) outlet === undefined ? this.resolve?.(outcome) : outlet.resolve(outcome);
    else outlet === undefined ? this.fail?.(outcome) : outlet.reject(outcome);
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
