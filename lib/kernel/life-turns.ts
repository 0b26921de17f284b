import type { AnyActorRef } from '../protocol/actor-ref.js';
import type { StopReason } from '../protocol/lifecycle.js';
import type { Cell } from './cell.js';
import { BaseTurn } from './turn.js';

/** The first turn. */
export class SetupTurn extends BaseTurn {
  readonly subject = undefined;

  override get messageType(): string {
    return 'setup';
  }

  invoke(): unknown {
    return this.cell.behavior.setup();
  }

  override succeeded(): void {
    this.cell.started();
  }

  override get mindsFailures(): boolean {
    return true;
  }

  override failed(error: unknown): boolean {
    this.cell.supervise(error, true);
    return true;
  }

  refuse(): void {}
}

/** The last turn. What it throws is an event, and changes no reason. */
export class TeardownTurn extends BaseTurn {
  readonly subject: StopReason;

  constructor(cell: Cell, reason: StopReason) {
    super(cell);
    this.subject = reason;
  }

  override get messageType(): string {
    return 'teardown';
  }

  invoke(): unknown {
    return this.cell.behavior.teardown(this.subject);
  }

  override get mindsFailures(): boolean {
    return true;
  }

  override failed(error: unknown): boolean {
    this.cell.teardownFailed(error);
    return true;
  }

  refuse(): void {}
}

/** What concerns one incarnation only: the next one knows nothing of these children. */
abstract class ChildTurn extends BaseTurn {
  readonly subject: AnyActorRef;
  readonly #incarnation: number;

  constructor(cell: Cell, child: AnyActorRef) {
    super(cell);
    this.subject = child;
    this.#incarnation = cell.incarnation;
  }

  override get withdrawn(): boolean {
    return this.#incarnation !== this.cell.incarnation;
  }

  /** A parent that stops is not called for its children. */
  refuse(): void {}
}

/** The notice to a parent. It waits among the messages, behind the child's last words. */
export class ChildStoppedTurn extends ChildTurn {
  readonly #reason: StopReason;

  constructor(cell: Cell, child: AnyActorRef, reason: StopReason) {
    super(cell, child);
    this.#reason = reason;
  }

  override get messageType(): string {
    return 'child stopped';
  }

  invoke(): unknown {
    return this.cell.behavior.handleChildStopped(this.subject, this.#reason);
  }
}

/** The failure of a child that is its parent's as well, by declaration. */
export class ChildFailedTurn extends ChildTurn {
  readonly #error: unknown;

  constructor(cell: Cell, child: AnyActorRef, error: unknown) {
    super(cell, child);
    this.#error = error;
  }

  override get messageType(): string {
    return 'child failed';
  }

  invoke(): unknown {
    throw this.#error;
  }
}

/** What the actor will not handle any more, before its last turn. */
export class UndeliveredTurn extends BaseTurn {
  readonly subject: readonly unknown[];
  readonly #reason: StopReason;

  constructor(cell: Cell, messages: readonly unknown[], reason: StopReason) {
    super(cell);
    this.subject = messages;
    this.#reason = reason;
  }

  override get messageType(): string {
    return 'undelivered';
  }

  invoke(): unknown {
    return this.cell.behavior.handleUndelivered?.(this.subject, this.#reason);
  }

  override get mindsFailures(): boolean {
    return true;
  }

  override failed(error: unknown): boolean {
    this.cell.teardownFailed(error);
    return true;
  }

  refuse(): void {}
}
