import type { DeadLetterReason } from '../protocol/lifecycle.js';
import { isMessage, Message, sentBy, takenBy } from '../protocol/message.js';
import type { Recipient } from '../protocol/recipient.js';
import type { Cell } from './cell.js';
import { BaseTurn, stashedTwice } from './turn.js';

/** A message that was told. Made when its turn comes: what waits is the bare message and its sender. */
export class ToldTurn extends BaseTurn {
  declare readonly subject: unknown;
  /** Not set before it is needed, as in `BaseTurn`. */
  declare private stashed?: boolean;

  constructor(cell: Cell, message: unknown) {
    super(cell);
    this.subject = message;
  }

  override get isMessage(): boolean {
    return true;
  }

  /** Who was named when it was told. */
  protected get teller(): Recipient | undefined {
    return undefined;
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
    const turn = told(this.cell, this.subject, this.teller);
    return this.cell.system.carry?.(turn) ?? turn;
  }

  refuse(reason: DeadLetterReason): void {
    this.cell.refuseTold(this.subject, this.sender, reason);
  }
}

/** A kind of its own: a field for the sender would be 8 bytes of each message, and most have none. */
class SentTurn extends ToldTurn {
  declare private readonly by: Recipient;

  constructor(cell: Cell, message: unknown, sender: Recipient) {
    super(cell, message);
    this.by = sender;
  }

  protected override get teller(): Recipient {
    return this.by;
  }
}

export function told(cell: Cell, message: unknown, sender: Recipient | undefined): ToldTurn {
  return sender === undefined ? new ToldTurn(cell, message) : new SentTurn(cell, message, sender);
}
