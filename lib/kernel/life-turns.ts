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

  override failed(error: unknown): boolean {
    this.cell.setupFailed(error);
    return false;
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

  override failed(error: unknown): boolean {
    this.cell.teardownFailed(error);
    return true;
  }

  refuse(): void {}
}

/** The notice to a parent. It waits among the messages, behind the child's last words. */
export class ChildStoppedTurn extends BaseTurn {
  readonly subject: AnyActorRef;
  readonly #reason: StopReason;

  constructor(cell: Cell, child: AnyActorRef, reason: StopReason) {
    super(cell);
    this.subject = child;
    this.#reason = reason;
  }

  override get messageType(): string {
    return 'child stopped';
  }

  invoke(): unknown {
    return this.cell.behavior.handleChildStopped(this.subject, this.#reason);
  }

  /** A parent that stops is not called for its children. */
  refuse(): void {}
}
