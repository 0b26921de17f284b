import type { DeadLetterReason } from '../protocol/lifecycle.js';
import { isMessage, Message, sentBy, takenBy } from '../protocol/message.js';
import type { Recipient } from '../protocol/recipient.js';
import type { Cell } from './cell.js';
import { BaseTurn, stashedTwice } from './turn.js';

/** A message that was told. Made when its turn comes: what waits is the bare message and its sender. */
export class ToldTurn extends BaseTurn {
  declare readonly subject: unknown;
  declare private readonly teller: Recipient | undefined;
  /** Not set before it is needed, as in `BaseTurn`. */
  declare private stashed?: boolean;

  constructor(cell: Cell, message: unknown, sender: Recipient | undefined) {
    super(cell);
    this.subject = message;
    this.teller = sender;
  }

  override get isMessage(): boolean {
    return true;
  }

  override get sender(): Recipient | undefined {
    // A message that was told on keeps the sender that it came with.
    return (Message[isMessage](this.subject) ? this.subject[sentBy] : undefined) ?? this.teller;
  }

  invoke(): unknown {
    const { subject } = this;
    if (Message[isMessage](subject)) subject[takenBy](this);
    return this.cell.behavior.handleMessage(subject, this);
  }

  override again(): BaseTurn {
    if (this.stashed) throw stashedTwice();
    this.stashed = true;
    const turn = new ToldTurn(this.cell, this.subject, this.teller);
    return this.cell.system.carry?.(turn) ?? turn;
  }

  refuse(reason: DeadLetterReason): void {
    this.cell.refuseTold(this.subject, this.sender, reason);
  }
}
