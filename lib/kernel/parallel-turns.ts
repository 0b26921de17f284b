import type { DeadLetterReason } from '../protocol/lifecycle.js';
import { AskTurn } from './ask-turn.js';
import type { Body } from './body.js';
import type { Cell } from './cell.js';
import type { Slot } from './slot.js';
import { BaseTurn } from './turn.js';

/** Stands in line for a turn that is handled beside it. */
export class LaunchTurn extends BaseTurn {
  readonly inner: BaseTurn;
  readonly #slot: Slot;
  /** Its place among those that have left the line. */
  number = 0;
  /** Its asker left while it waited beside the line: it takes no room any more. */
  left = false;

  constructor(cell: Cell, slot: Slot, inner: BaseTurn) {
    super(cell);
    this.#slot = slot;
    this.inner = inner;
  }

  override get subject(): unknown {
    return this.inner.subject;
  }

  override get messageType(): string {
    return this.inner.messageType;
  }

  override get isMessage(): boolean {
    return this.inner.isMessage;
  }

  override get withdrawn(): boolean {
    return this.inner.withdrawn;
  }

  override get passedOver(): boolean {
    return this.inner.passedOver;
  }

  override get keepsRoom(): boolean {
    return true;
  }

  override skipped(): void {
    this.inner.skipped();
  }

  override rejectAsk(error: unknown): boolean {
    return this.inner.rejectAsk(error);
  }

  invoke(): void {
    // From now on its place in the line is no more.
    if (this.inner instanceof AskTurn) this.inner.aside = true;
    this.inner.body = this;
    this.#slot.launch(this);
  }

  /** It goes back into the line. */
  takenBack(): void {
    if (this.inner instanceof AskTurn) this.inner.aside = false;
    this.inner.body = undefined;
  }

  /** Its asker has left. */
  cancelStream(): void {
    this.left = true;
    this.#slot.left();
  }

  refuse(reason: DeadLetterReason): void {
    this.inner.refuse(reason);
  }
}

/** A turn of a handler that runs beside the line: there, and only there, it may touch the actor's state. */
export class EnterTurn extends BaseTurn {
  readonly subject = undefined;
  readonly #body: Body;
  readonly #call: () => unknown;
  readonly #incarnation: number;
  readonly #resolve: (value: unknown) => void;
  readonly #reject: (error: unknown) => void;

  constructor(
    cell: Cell,
    body: Body,
    incarnation: number,
    call: () => unknown,
    resolve: (value: unknown) => void,
    reject: (error: unknown) => void,
  ) {
    super(cell);
    this.#body = body;
    this.#call = call;
    this.#incarnation = incarnation;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  override get messageType(): string {
    return 'enter';
  }

  override get withdrawn(): boolean {
    return this.#incarnation !== this.cell.incarnation;
  }

  invoke(): unknown {
    return this.#call();
  }

  /** The handler is about to reject with it as well. */
  override raised(error: unknown): void {
    this.#body.knows(error);
  }

  override succeeded(value: unknown): void {
    this.#resolve(value);
  }

  /** The handler's own: it may catch it. */
  override failed(error: unknown): boolean {
    this.#reject(error);
    return true;
  }

  override dropped(): void {
    this.skipped();
  }

  override skipped(): void {
    this.#reject(this.cell.refusal('actor-stopped', undefined));
  }

  /** The door is closed, but the stop waits for the handler that this belongs to. */
  refuse(): void {
    this.cell.enterLate(this);
  }
}
