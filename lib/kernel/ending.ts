import { ActorError } from '../protocol/errors.js';
import type { StopReason } from '../protocol/lifecycle.js';
import type { Behavior } from './behavior.js';
import type { Cell } from './cell.js';
import { Door } from './door.js';
import { TeardownTurn } from './life-turns.js';
import type { BaseTurn } from './turn.js';

/** Stands for the instance of an actor that has stopped. */
const GONE: Behavior = {
  setup() {},
  teardown() {},
  handleMessage() {},
  handleChildStopped() {},
};

/** How far an actor is with stopping; the stages follow each other. */
type Stage = 'living' | 'children' | 'teardown' | 'done';

/** What only an actor that stops needs to know. */
class End {
  stage: Stage = 'living';
  /** Nobody waits for its turns any more: the deadline of a shutdown is over. */
  hurried = false;
  leaving: Cell[] = [];
}

/**
 * How an actor comes to its end: the door closes, the running turn ends, what it owns is given back, its children stop
 * one after the other, it tears down. Each step is taken when the run queue comes by.
 */
export abstract class Ending extends Door {
  /** The first turn has been started: there may be something to tear down. */
  protected setUp = false;
  #end: End | undefined;

  started(): void {
    if (this.open) this.announce('started');
  }

  setupFailed(cause: unknown): void {
    const { path } = this;
    this.refuseWaiting((undelivered) => {
      return new ActorError(`Actor ${path} failed in its setup`, {
        code: 'setup-failed',
        path,
        undelivered,
        cause,
      });
    });
  }

  /** A failure that belongs to no asker: the actor fails, and its parent decides. */
  supervise(error: unknown): void {
    if (this.open) {
      if (this.parent === undefined) this.system.logError(`Actor ${this.path} failed`, error);
      this.announce('failed', { error, incarnation: this.incarnation });
      this.stop({ kind: 'failed', error });
      return;
    }
    // The reason is the first one's; the failure only ends what would still be handled.
    this.system.logError(`Actor ${this.path} failed while it was stopping`, error);
    this.endDrain();
  }

  stop(reason: StopReason, drain = false): void {
    if (!this.open) {
      if (!drain) this.endDrain();
      return;
    }
    this.reason = reason;
    this.draining = drain;
    this.announce('stopping', { reason });
    if (!drain) this.refuseWaiting();
    this.schedule();
  }

  /** Ends without what runs (G7): its signal aborts, and its outcome will be a dead letter. */
  hurry(): void {
    this.end.hurried = true;
    this.stop({ kind: 'parentStopped' });
    this.disown();
    // Its children are hurried as their turns to stop come, in the order that always holds (G8).
    this.schedule();
  }

  protected get hurried(): boolean {
    return this.#end?.hurried ?? false;
  }

  /** Lets go of the running turn, if there is one. */
  protected abstract disown(): void;

  /** The next step of the end: a turn to run, or nothing while a child is still stopping. */
  protected wind(): BaseTurn | undefined {
    const { end } = this;
    if (end.stage === 'living') this.leave(end);
    if (end.stage === 'children' && !this.childrenStopped(end)) return undefined;
    if (end.stage === 'children' && this.setUp) {
      end.stage = 'teardown';
      return new TeardownTurn(this.self, this.reason as StopReason);
    }
    if (end.stage !== 'done') this.finish(end);
    return undefined;
  }

  private get end(): End {
    this.#end ??= new End();
    return this.#end;
  }

  private endDrain(): void {
    if (!this.draining) return;
    this.draining = false;
    this.refuseWaiting();
    this.schedule();
  }

  private leave(end: End): void {
    end.stage = 'children';
    // All that waited has been handled: the ends of the children are no news to who ends them.
    this.draining = false;
    this.rejectOwnAsks();
    this.releaseInputs();
    end.leaving = this.childrenInOrder();
  }

  /** Stops the last child that lives; the parent goes on when that one is gone (G8). */
  private childrenStopped({ leaving }: End): boolean {
    while (leaving.at(-1)?.state === 'stopped') leaving.pop();
    if (this.hurried) leaving.at(-1)?.hurry();
    else leaving.at(-1)?.stop({ kind: 'parentStopped' });
    return leaving.length === 0;
  }

  private finish(end: End): void {
    const reason = this.reason as StopReason;
    end.stage = 'done';
    // The teardown may have asked as well.
    this.rejectOwnAsks();
    this.refuseUnanswered(() => this.refusal('actor-stopped', undefined));
    if (this.parent === undefined) this.system.rootGone(this.self);
    else this.parent.childGone(this.self, reason);
    this.announceStopped(reason);
    // Who holds the reference, or a message, holds nothing of the instance any more (G11).
    this.behavior = GONE;
    this.system.announcer.complete(this.inboxHub);
  }

  private rejectOwnAsks(): void {
    this.abandonAsks(() => this.refusal('actor-stopped', undefined));
  }
}
