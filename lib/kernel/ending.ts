import type { StopReason } from '../protocol/lifecycle.js';
import type { Behavior } from './behavior.js';
import { Door } from './door.js';
import { End } from './end.js';
import { TeardownTurn, UndeliveredTurn } from './life-turns.js';
import type { EnterTurn } from './parallel-turns.js';
import type { BaseTurn } from './turn.js';

/** One for all: it says nothing more, and a large tree may stop. */
export const PARENT_STOPPED: StopReason = Object.freeze({ kind: 'parentStopped' });

/** Likewise: what a large tree leaves behind is little for the collector to copy. */
const WITH_PARENT = Object.freeze(new End('done', PARENT_STOPPED));

/** The first turn of this incarnation has been started: there may be something to tear down. */
const SET_UP = 1 << 4;

/** Stands for the instance of an actor that has stopped. */
const GONE: Behavior = {
  setup() {},
  teardown() {},
  handleMessage() {},
  handleChildStopped() {},
  handleWatchedStopped() {},
};

/**
 * How an actor comes to its end, or begins anew: the running turn ends, what it owns is given back, its children stop
 * one after the other, it tears down. Each step is taken when the run queue comes by. For an end the door is closed
 * first; for a restart it stays open, and what waits is the next incarnation's.
 */
export abstract class Ending extends Door {
  protected get setUp(): boolean {
    return (this.bits & SET_UP) !== 0;
  }

  protected set setUp(done: boolean) {
    this.bits = done ? this.bits | SET_UP : this.bits & ~SET_UP;
  }

  stop(reason: StopReason, drain = false): void {
    if (!this.open) {
      if (!drain) this.endDrain();
      return;
    }
    // An instance on its way down handles nothing more.
    const drains = drain && this.end === undefined;
    const end = this.collect();
    end.reason = reason;
    end.draining = drains;
    this.announce('stopping', { reason });
    if (!drains) this.refuseWaiting();
    this.schedule();
  }

  /** Ends without what runs (G7): its signal aborts, and its outcome will be a dead letter. */
  hurry(reason: StopReason = PARENT_STOPPED): void {
    if (this.state === 'stopped') return;
    this.stop(reason);
    // To be killed is the last word, also of one who was stopping already.
    const end = this.end as End;
    if (reason.kind === 'killed') end.reason = reason;
    end.hurried = true;
    this.disown();
    // A child that it waits for is hurried as well.
    this.schedule();
  }

  /** A turn of what runs beside the line, in which that may touch the state. */
  enter(turn: EnterTurn): void {
    if (turn.withdrawn) turn.skipped();
    else if (this.handles) this.notify(turn);
    else this.enterLate(turn);
  }

  /** The door is closed. What runs beside the line is waited for, and so are its turns. */
  enterLate(turn: EnterTurn): void {
    if (!this.busy?.holds || this.open || this.end?.stage !== 'living') {
      turn.skipped();
      return;
    }
    this.busy.entries.push(turn);
    this.schedule();
  }

  protected get hurried(): boolean {
    return this.end?.hurried ?? false;
  }

  /** Lets go of the running turn, if there is one. */
  protected abstract disown(): void;

  /** The next step down: a turn to run, or nothing while a child is still stopping. */
  protected wind(): BaseTurn | undefined {
    const end = this.end as End;
    if (end.stage === 'living') {
      const { busy } = this;
      // A stop waits for what runs beside the line, as it does for the running turn; a failure and a restart do not.
      if (busy?.holds && !this.open && !end.hurried && this.reason?.kind !== 'failed')
        return busy.entries.shift();
      busy?.disown();
      this.leave(end);
    }
    if (end.stage === 'children' && this.childrenStopped(end)) {
      const undelivered = this.undelivered(end);
      if (undelivered !== undefined) return undelivered;
      end.stage = 'teardown';
      const torn = this.setUp;
      this.setUp = false;
      if (torn) return new TeardownTurn(this.self, this.reason ?? end.cause);
    }
    if (end.stage === 'teardown') {
      this.arrive(end);
    }
    // It may have begun anew, and have failed in that: then there is another end by now.
    if (end.stage !== 'down' || this.open || this.end !== end) return undefined;
    // Where it was stopped between two instances, the one before hears of it.
    const undelivered = this.undelivered(end);
    if (undelivered === undefined) this.finish(end);
    return undelivered;
  }

  /** What is to be told to the actor that it will not handle, once. */
  private undelivered(end: End): BaseTurn | undefined {
    const { undelivered } = end;
    if (this.reason === undefined || undelivered === undefined || undelivered.length === 0) return undefined;
    end.undelivered = undefined;
    return new UndeliveredTurn(this.self, undelivered, this.reason);
  }

  /** From now on what is refused is kept for `handleUndelivered`. */
  protected collect(): End {
    this.end ??= new End();
    if (this.behavior.handleUndelivered !== undefined) this.end.undelivered ??= [];
    return this.end;
  }

  protected endDrain(): void {
    if (this.end?.draining !== true) return;
    this.end.draining = false;
    this.refuseWaiting();
    this.schedule();
  }

  private leave(end: End): void {
    end.stage = 'children';
    // All that waited has been handled: the ends of the children are no news to who ends them.
    end.draining = false;
    // After a drain there may be messages that were put aside.
    if (!this.open) this.refuseWaiting();
    this.rejectOwnAsks();
    this.endStreams((stream) => {
      if (this.reason === undefined || this.reason.kind === 'failed')
        stream.fail(this.refusal('actor-stopped', undefined));
      else stream.complete();
    });
    this.releaseAll();
    end.leaving = this.childrenInOrder();
  }

  /** Stops the last child that lives; the parent goes on when that one is gone (G8). */
  private childrenStopped({ leaving, hurried }: End): boolean {
    while (leaving.at(-1)?.state === 'stopped') leaving.pop();
    if (hurried) leaving.at(-1)?.hurry();
    else leaving.at(-1)?.stop(PARENT_STOPPED);
    return leaving.length === 0;
  }

  private arrive(end: End): void {
    end.stage = 'down';
    // The teardown may have asked, and registered, as well.
    this.rejectOwnAsks();
    this.releaseAll();
    this.refuseUnanswered(() => this.refusal('actor-stopped', undefined));
    for (const group of [...(end.groups ?? [])]) group.arrived(this.self);
  }

  private finish(end: End): void {
    const reason = this.reason as StopReason;
    end.stage = 'done';
    for (const group of end.groups ?? []) group.left();
    if (this.parent === undefined) this.system.rootGone(this.self);
    else this.parent.childGone(this.self, reason);
    this.announceStopped(reason);
    // Who holds the reference, or a message, holds nothing of the instance any more (G11).
    this.behavior = GONE;
    end.groups = undefined;
    if (reason === PARENT_STOPPED) this.end = WITH_PARENT;
    if (this.raising !== undefined) this.raiseBy(undefined);
    this.tellWatchers(reason);
    this.system.announcer.complete(this.some?.inboxHub);
  }

  private rejectOwnAsks(): void {
    this.abandonAsks(() => this.refusal('actor-stopped', undefined));
  }
}
