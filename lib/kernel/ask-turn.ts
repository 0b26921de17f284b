import type { Observable } from 'rxjs';
import { isDetached } from '../protocol/detached.js';
import type { DeadLetterReason } from '../protocol/lifecycle.js';
import { isMessage, Message, takenBy } from '../protocol/message.js';
import type { Recipient } from '../protocol/recipient.js';
import type { Cell } from './cell.js';
import { cellOf } from './cell-of.js';
import type { PendingAsk } from './pending-ask.js';
import { DetachedStream, GIVEN } from './stream.js';
import { BaseTurn, expectRecipient, stashedTwice } from './turn.js';

/** A message that was asked: what its handler returns or throws belongs to the asker. */
export class AskTurn extends BaseTurn {
  // Declared, and set in the constructor, as in `BaseTurn`.
  declare readonly subject: unknown;
  declare private readonly ask: PendingAsk;
  /** Set by a table of handlers, where returning nothing answers too. */
  declare private answersUndefined: boolean;
  /** The answer is another actor's business now: a returned `undefined` means nothing. */
  declare private handedOn: boolean;
  /** It was put aside, or has begun: it does not stand in the mailbox. */
  declare aside: boolean;
  // Not set before they are needed.
  declare private stashed?: boolean;
  declare private streamed?: boolean;
  declare private gone?: boolean;

  constructor(cell: Cell, message: unknown, ask: PendingAsk) {
    super(cell);
    this.subject = message;
    this.ask = ask;
    this.answersUndefined = false;
    this.handedOn = false;
    this.aside = false;
    ask.turn = this;
  }

  override get isMessage(): boolean {
    return true;
  }

  override get sender(): Recipient {
    return this.ask.recipient;
  }

  override get withdrawn(): boolean {
    return this.ask.settled;
  }

  /** What the handler returns answers, `undefined` too. */
  answerUndefined(): void {
    this.answersUndefined = true;
  }

  invoke(): unknown {
    const { subject } = this;
    this.aside = true;
    if (Message[isMessage](subject)) subject[takenBy](this);
    return this.cell.behavior.handleMessage(subject, this);
  }

  override streams(): void {
    this.streamed = true;
    this.ask.outlet?.open();
  }

  override emitted(value: unknown): void {
    if (!this.stashed && !this.ask.answered) this.ask.outlet?.next(value);
  }

  override succeeded(value: unknown): void {
    // Kept for later, the message has not been handled, whatever a typed handler had to return.
    if (this.stashed) return;
    if (isDetached(value)) {
      this.detach(value.observable);
      return;
    }
    // Not so where another turn has given values, and this one answers with one.
    const streams = this.streamed === true && this.ask.outlet?.streams === true;
    if (value === undefined && (this.handedOn || !(streams || this.answersUndefined))) return;
    if (this.ask.answer(streams ? GIVEN : value)) return;
    if (value !== undefined) this.ask.late(value);
  }

  /** For those who have left, or were answered otherwise, it is not even opened. */
  private detach(observable: Observable<unknown>): void {
    if (this.ask.settled || this.ask.answered || this.handedOn) return;
    new DetachedStream(this.cell, this.ask, this.messageType, observable);
  }

  override failed(error: unknown): boolean {
    // After an answer nobody waits for the error; without one, it is the asker's, or comes too late for him.
    if (this.handedOn || this.ask.answered) return false;
    if (!this.ask.reject(error)) this.ask.late(error);
    return true;
  }

  override ended(): void {
    if (!this.ask.settled && this.ask.turn === this) this.cell.unanswered.add(this.ask);
  }

  refuse(reason: DeadLetterReason): void {
    this.ask.reject(this.cell.refusal(reason, this.subject));
  }

  override rejectAsk(error: unknown): boolean {
    this.ask.reject(error);
    return true;
  }

  /** The handler ends its actor instead of answering. */
  override dropped(): void {
    if (!this.handedOn && !this.ask.answered) this.refuse('actor-stopped');
  }

  askerLeft(reason: unknown): void {
    this.abort(reason);
    if (this.cell.running === this) this.cell.cancelStream();
    else if (this.body !== undefined) this.body.cancelStream();
    else if (!this.aside) {
      this.gone = true;
      this.cell.withdrawn();
    }
  }

  override get passedOver(): boolean {
    return this.gone === true || super.passedOver;
  }

  override again(): BaseTurn {
    if (this.stashed) throw stashedTwice();
    this.stashed = true;
    this.handedOn = true;
    const turn = new AskTurn(this.cell, this.subject, this.ask);
    turn.aside = true;
    // The stores' contents are still those of the message: this is its turn.
    return this.cell.system.carry?.(turn) ?? turn;
  }

  override reply(value: unknown): void {
    this.ask.reply(value);
  }

  override forward(ref: Recipient): void {
    expectRecipient(ref);
    if (this.ask.answered) {
      // The answer has been given, and only the message is left to hand on.
      ref.tell(this.subject);
      return;
    }
    this.handedOn = true;
    const target = cellOf(ref);
    this.cell.forget(this.ask);
    this.ask.turn = undefined;
    if (target === undefined) ref.tell(this.subject, { sender: this.sender });
    else target.enqueue(new AskTurn(target, this.subject, this.ask));
  }
}
