import { expected, typeName } from '../protocol/expect.js';
import type { DeadLetterReason } from '../protocol/lifecycle.js';
import { recipientOf } from '../protocol/message.js';
import type { Recipient, Turn } from '../protocol/recipient.js';
import type { Cell } from './cell.js';
import { promised } from './results.js';
import type { Slot } from './slot.js';

/** A message is kept once, however often that is asked for: kept twice it would be handled twice. */
export function stashedTwice(): Error {
  return new Error('The message has been stashed already: once in a turn is enough');
}

/**
 * One run of one handler, from the moment it is queued until it settled. What differs by kind (a message, an ask, an
 * input's value, a notice) is what is called, who hears of the outcome, and what becomes of it when it never runs.
 */
export abstract class BaseTurn implements Turn {
  // Declared, and set in the constructor: a turn is made for each message, and fields of a class cost it 8 ns.
  declare readonly cell: Cell;
  /** Not set before it is needed: 8 bytes of each message. */
  declare private controller?: AbortController;
  // Likewise, and only for what is subject to a busy policy:
  /** What decides about the next of its kind. */
  declare slot?: Slot;
  /** Another has taken its place in the line. */
  declare ousted?: boolean;
  /** Another has taken its place while it was handled. */
  declare superseded?: boolean;
  /** It is handled beside the line. */
  declare body?: { cancelStream(): void } | undefined;

  constructor(cell: Cell) {
    this.cell = cell;
  }

  /** What the turn is about, for events and errors. */
  abstract get subject(): unknown;

  /** Calls the user's code; what it throws, and what it returns, is the caller's to deal with. */
  abstract invoke(): unknown;

  /** The turn will never run. */
  abstract refuse(reason: DeadLetterReason): void;

  /** The handler has returned an Observable. */
  streams(): void {}

  /** What the handler returned has emitted a value. */
  emitted(_value: unknown): void {}

  /** The handler settled with a value. */
  succeeded(_value: unknown): void {}

  /** The handler failed; true when somebody who waits for the outcome has taken it over. */
  failed(_error: unknown): boolean {
    return false;
  }

  /** `fail` was called in it with `error`, which is supervised. */
  raised(_error: unknown): void {}

  /** It deals with its own failures in its own way, those by `fail` included. */
  get mindsFailures(): boolean {
    return false;
  }

  /** The handler ends its actor, and gives no answer. */
  dropped(): void {}

  /** For a turn that has an asker: tells him why it will not run; false where there is none. */
  rejectAsk(_error: unknown): boolean {
    return false;
  }

  /** The handler has settled, one way or the other. */
  ended(): void {}

  /** Shown to those who observe the inbox. */
  get isMessage(): boolean {
    return false;
  }

  /** It waited, was withdrawn, and is passed over now. */
  skipped(): void {}

  /** It waits, and its room was given back when its asker left. */
  get passedOver(): boolean {
    return this.ousted === true;
  }

  /** It leaves the line, and keeps its room. */
  get keepsRoom(): boolean {
    return false;
  }

  /** The policy that goes with its source. */
  get ownSlot(): Slot | undefined {
    return undefined;
  }

  /** What is handled in its turn may touch the state at any time; who runs beside the line has a turn for it. */
  enter<R>(call: () => R | PromiseLike<R>): Promise<Awaited<R>> {
    return new Promise<R>((resolve) => resolve(call())) as Promise<Awaited<R>>;
  }

  /** The same message, to be handled once more; for turns that have one. */
  again(): BaseTurn {
    throw new Error('There is no message to put aside: only a turn for a message can be stashed');
  }

  /** Nobody wants the outcome any more. */
  get withdrawn(): boolean {
    return false;
  }

  get sender(): Recipient | undefined {
    return undefined;
  }

  /** Made when it is asked for: most handlers never look. */
  get signal(): AbortSignal {
    this.controller ??= new AbortController();
    return this.controller.signal;
  }

  /** Also for a handler that looks only afterwards. */
  abort(reason: unknown): void {
    this.controller ??= new AbortController();
    this.controller.abort(reason);
  }

  reply(value: unknown): void {
    const { sender, cell } = this;
    if (sender !== undefined) sender.tell(value, { sender: cell.reference });
    else if (!promised(value, (outcome) => this.reply(outcome))) {
      const { reference } = cell;
      cell.system.deadLetter({
        message: value,
        reason: 'no-sender',
        recipient: undefined,
        sender: reference,
      });
    }
  }

  forward(ref: Recipient): void {
    expectRecipient(ref);
    const { sender } = this;
    ref.tell(this.subject, sender === undefined ? undefined : { sender });
  }

  get messageType(): string {
    return typeName(this.subject);
  }
}

/** Whether another has taken the place of `turn`, and it has failed only because it was told to end. */
export function endsAsTold(turn: BaseTurn, error: unknown): boolean {
  if (!turn.superseded) return false;
  try {
    return (
      error === turn.signal.reason || (error as Partial<Error> | null | undefined)?.name === 'AbortError'
    );
  } catch {
    return false;
  }
}

/** Throws a `TypeError` for what cannot be told. */
export function expectRecipient(ref: unknown): void {
  if (recipientOf(ref) === undefined) throw new TypeError(expected('ref', 'a reference', ref));
}
