import type { AnyActorRef } from '../protocol/actor-ref.js';
import type { StopReason } from '../protocol/lifecycle.js';
import type { Cell } from './cell.js';
import { cellOf } from './cell-of.js';
import { ToldTurn } from './told-turn.js';
import { BaseTurn } from './turn.js';

/** What a watch tells its watcher: the message that was given, or a call of `handleWatchedStopped`. */
interface Wanted {
  readonly message?: unknown;
}

/** One actor that waits for the end of another. One notice, unless it is called off before that is handled. */
export class Watch {
  readonly #watcher: Cell;
  readonly #ref: AnyActorRef;
  readonly #wanted: Wanted;
  #off = false;

  constructor(watcher: Cell, ref: AnyActorRef, wanted: Wanted) {
    this.#watcher = watcher;
    this.#ref = ref;
    this.#wanted = wanted;
    const target = cellOf(ref);
    // Who has stopped is told nothing, and the other is not to hold it.
    if (watcher.state === 'stopped') this.#off = true;
    // Of another copy of the package: its promise says the same, a little later.
    else if (target === undefined) void ref.stopped.then((reason) => this.stopped(reason));
    else if (target.state === 'stopped') this.stopped(target.reason as StopReason);
    else target.watchers.add(this);
  }

  /** Calls it off, the notice that is queued included. */
  unwatch(): void {
    this.#off = true;
    cellOf(this.#ref)?.watchers.delete(this);
  }

  get off(): boolean {
    return this.#off;
  }

  /** The watched actor has stopped, and all below it. */
  stopped(reason: StopReason): void {
    if (this.#off) return;
    const turn =
      'message' in this.#wanted
        ? new WatchedMessageTurn(this.#watcher, this.#wanted.message, this)
        : new WatchedStoppedTurn(this.#watcher, this.#ref, reason, this);
    this.#watcher.notify(turn);
  }

  /** The notice is being handled: the registration has done its duty. */
  handled(): void {
    this.#watcher.watching.delete(this.#ref);
  }
}

class WatchedStoppedTurn extends BaseTurn {
  readonly subject: AnyActorRef;
  readonly #reason: StopReason;
  readonly #watch: Watch;

  constructor(cell: Cell, ref: AnyActorRef, reason: StopReason, watch: Watch) {
    super(cell);
    this.subject = ref;
    this.#reason = reason;
    this.#watch = watch;
  }

  override get messageType(): string {
    return 'watched stopped';
  }

  override get withdrawn(): boolean {
    return this.#watch.off;
  }

  invoke(): unknown {
    this.#watch.handled();
    return this.cell.behavior.handleWatchedStopped(this.subject, this.#reason);
  }

  refuse(): void {}
}

class WatchedMessageTurn extends ToldTurn {
  readonly #watch: Watch;

  constructor(cell: Cell, message: unknown, watch: Watch) {
    super(cell, message);
    this.#watch = watch;
  }

  override get withdrawn(): boolean {
    return this.#watch.off;
  }

  override invoke(): unknown {
    this.#watch.handled();
    return super.invoke();
  }
}
