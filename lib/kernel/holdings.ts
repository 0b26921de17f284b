import type { AnyActorRef } from '../protocol/actor-ref.js';
import type { StopReason } from '../protocol/lifecycle.js';
import type { Busy } from './busy.js';
import type { Cell } from './cell.js';
import { ChildRefs } from './child-refs.js';
import { Children } from './children.js';
import type { Input } from './input.js';
import { Life } from './life.js';
import type { Owned } from './owner.js';
import type { PendingAsk } from './pending-ask.js';
import { Held } from './rare.js';
import type { DetachedStream } from './stream.js';
import { Timers } from './timers.js';
import type { BaseTurn } from './turn.js';
import type { Watch } from './watching.js';

/** What an actor owns, and gives back when it stops (G11). */
export abstract class Holdings extends Life {
  private get held(): Held {
    const { rare } = this;
    rare.held ??= new Held();
    return rare.held;
  }

  /** What there is of all this. */
  get belongings(): Held | undefined {
    return this.some?.held;
  }

  /** In order of start. */
  get children(): Children {
    const { held } = this;
    held.children ??= new Children();
    return held.children;
  }

  /** As the actor's own code sees them. */
  get childRefs(): ReadonlyMap<string, AnyActorRef> {
    const { held } = this;
    held.childRefs ??= new ChildRefs(this.children);
    return held.childRefs;
  }

  get inputs(): Set<Input> {
    const { held } = this;
    held.inputs ??= new Set();
    return held.inputs;
  }

  /** The asks that this actor made and that are still out. */
  get asking(): Set<PendingAsk> {
    const { held } = this;
    held.asking ??= new Set();
    return held.asking;
  }

  /** The asks whose turn is over without an answer: it may still come from elsewhere. */
  get unanswered(): Set<PendingAsk> {
    const { held } = this;
    held.unanswered ??= new Set();
    return held.unanswered;
  }

  /** Its policies for what comes while it is busy, if it has any. */
  get busy(): Busy | undefined {
    return this.belongings?.busy;
  }

  /** The same, made by a policy where there is none yet. */
  protected busyBy(make: (cell: Cell) => Busy): Busy {
    const { held } = this;
    held.busy ??= make(this.self);
    return held.busy;
  }

  /** The streams that its handlers left behind, and that somebody listens to. */
  get streams(): Set<DetachedStream> {
    const { held } = this;
    held.streams ??= new Set();
    return held.streams;
  }

  own(owned: Owned): void {
    const { held } = this;
    held.owned ??= [];
    held.owned.push(owned);
    owned.ownedBy(this);
  }

  /** Its watches of others. */
  get watching(): Map<AnyActorRef, Watch> {
    const { held } = this;
    held.watching ??= new Map();
    return held.watching;
  }

  /** Others' watches of it. */
  get watchers(): Set<Watch> {
    const { held } = this;
    held.watchers ??= new Set();
    return held.watchers;
  }

  get timers(): Timers {
    const { held } = this;
    held.timers ??= new Timers(this.self);
    return held.timers;
  }

  /** The handlers that are in force instead of the actor's own. */
  get table(): object | undefined {
    return this.belongings?.tables?.at(-1);
  }

  become(handlers: object): void {
    const { held } = this;
    held.tables ??= [];
    held.tables.push(handlers);
  }

  unbecome(): void {
    this.belongings?.tables?.pop();
  }

  /** Takes all that was put aside. */
  protected unstash(): BaseTurn[] {
    const stash = this.belongings?.stash;
    if (stash === undefined) return [];
    this.held.stash = undefined;
    return stash;
  }

  /** Puts `turn` aside. */
  protected keep(turn: BaseTurn): void {
    const { held } = this;
    held.stash ??= [];
    held.stash.push(turn);
  }

  /** How many are put aside; where that is too many, without those that nobody wants any more. */
  protected stashed(capacity: number): number {
    const { held } = this;
    const stash = held.stash ?? [];
    if (stash.length < capacity) return stash.length;
    held.stash = stash.filter(({ withdrawn }) => !withdrawn);
    return held.stash.length;
  }

  /** A message has been handled: the time of silence begins anew. */
  touched(): void {
    this.belongings?.timers?.touched();
  }

  /** This, as those below the class know it. */
  protected abstract get self(): Cell;

  get hasAsksOut(): boolean {
    return (this.belongings?.asking?.size ?? 0) > 0;
  }

  forget(ask: PendingAsk): void {
    this.belongings?.unanswered?.delete(ask);
  }

  /** Ends an input; what its finalizers throw is reported, and hurts neither the actor nor its other inputs. */
  release(input: Input): void {
    this.attempt(() => input.subscription.unsubscribe());
  }

  /** Calls foreign code whose failure must not get in the way. */
  attempt(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.teardownFailed(error);
    }
  }

  /** An observer of this actor threw. */
  observerFailed(error: unknown): void {
    const { system, reference } = this;
    system.report({ type: 'observer-failed', actor: reference, error, at: system.clock.now() });
  }

  teardownFailed(error: unknown): void {
    const { system, reference } = this;
    system.report({ type: 'teardown-failed', actor: reference, error, at: system.clock.now() });
  }

  childrenInOrder(): Cell[] {
    const children = this.belongings?.children;
    return children?.list() ?? [];
  }

  /** Inputs, timers, watches, states and handlers put on: none outlives the incarnation. */
  protected releaseAll(): void {
    const { belongings } = this;
    if (belongings === undefined) return;
    const { inputs, timers, watching, owned } = belongings;
    belongings.owned = undefined;
    for (const item of owned ?? []) item.end();
    for (const input of inputs ?? []) this.release(input);
    timers?.cancelAll();
    for (const watch of watching?.values() ?? []) watch.unwatch();
    watching?.clear();
    belongings.tables = undefined;
  }

  protected tellWatchers(reason: StopReason): void {
    for (const watch of this.belongings?.watchers ?? []) watch.stopped(reason);
    this.belongings?.watchers?.clear();
  }

  protected endStreams(end: (stream: DetachedStream) => void): void {
    for (const stream of this.belongings?.streams ?? []) end(stream);
  }

  protected abandonAsks(why: () => unknown): void {
    for (const ask of this.belongings?.asking ?? []) ask.abandon(why());
  }

  protected refuseUnanswered(why: () => unknown): void {
    for (const ask of this.belongings?.unanswered ?? []) ask.reject(why());
  }
}
