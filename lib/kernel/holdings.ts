import type { AnyActorRef } from '../protocol/actor-ref.js';
import type { StopReason } from '../protocol/lifecycle.js';
import type { Cell } from './cell.js';
import { ChildRefs } from './child-refs.js';
import type { Input } from './input.js';
import { Life } from './life.js';
import type { PendingAsk } from './pending-ask.js';
import { Timers } from './timers.js';
import type { BaseTurn } from './turn.js';
import type { Watch } from './watching.js';

/** Made together when the first of them is needed: most actors own nothing. */
class Held {
  readonly children = new Map<string, Cell>();
  childRefs: ReadonlyMap<string, AnyActorRef> | undefined = undefined;
  readonly inputs = new Set<Input>();
  readonly asking = new Set<PendingAsk>();
  readonly unanswered = new Set<PendingAsk>();
  timers: Timers | undefined = undefined;
  /** By the actor that is watched. */
  readonly watching = new Map<AnyActorRef, Watch>();
  readonly watchers = new Set<Watch>();
  stash: BaseTurn[] = [];
  /** What `become` put over the actor's own handlers, the latest last. */
  readonly tables: object[] = [];
}

/** What an actor owns, and gives back when it stops (G11). */
export abstract class Holdings extends Life {
  #held: Held | undefined;

  private get held(): Held {
    this.#held ??= new Held();
    return this.#held;
  }

  /** In order of start. */
  get children(): Map<string, Cell> {
    return this.held.children;
  }

  /** As the actor's own code sees them. */
  get childRefs(): ReadonlyMap<string, AnyActorRef> {
    const { held } = this;
    held.childRefs ??= new ChildRefs(held.children);
    return held.childRefs;
  }

  get inputs(): Set<Input> {
    return this.held.inputs;
  }

  /** The asks that this actor made and that are still out. */
  get asking(): Set<PendingAsk> {
    return this.held.asking;
  }

  /** The asks whose turn is over without an answer: it may still come from elsewhere. */
  get unanswered(): Set<PendingAsk> {
    return this.held.unanswered;
  }

  /** Its watches of others. */
  get watching(): Map<AnyActorRef, Watch> {
    return this.held.watching;
  }

  /** Others' watches of it. */
  get watchers(): Set<Watch> {
    return this.held.watchers;
  }

  get timers(): Timers {
    const { held } = this;
    held.timers ??= new Timers(this.self);
    return held.timers;
  }

  /** What was put aside, the oldest first. */
  get stash(): BaseTurn[] {
    return this.held.stash;
  }

  /** The handlers that are in force instead of the actor's own. */
  get table(): object | undefined {
    return this.#held?.tables.at(-1);
  }

  become(handlers: object): void {
    this.held.tables.push(handlers);
  }

  unbecome(): void {
    this.#held?.tables.pop();
  }

  /** Takes all that was put aside. */
  protected unstash(): BaseTurn[] {
    const { stash } = this.#held ?? { stash: [] };
    if (stash.length > 0) this.held.stash = [];
    return stash;
  }

  /** How many are put aside; where that is too many, without those that nobody wants any more. */
  protected stashed(capacity: number): number {
    const { held } = this;
    if (held.stash.length >= capacity) held.stash = held.stash.filter(({ withdrawn }) => !withdrawn);
    return held.stash.length;
  }

  /** A message has been handled: the time of silence begins anew. */
  protected touched(): void {
    this.#held?.timers?.touched();
  }

  /** This, as those below the class know it. */
  protected abstract get self(): Cell;

  get hasAsksOut(): boolean {
    return (this.#held?.asking.size ?? 0) > 0;
  }

  forget(ask: PendingAsk): void {
    this.#held?.unanswered.delete(ask);
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
    return this.#held === undefined ? [] : [...this.#held.children.values()];
  }

  /** Inputs, timers, watches and handlers put on: none outlives the incarnation. */
  protected releaseAll(): void {
    if (this.#held === undefined) return;
    const { inputs, timers, watching, tables } = this.#held;
    for (const input of inputs) this.release(input);
    timers?.cancelAll();
    for (const watch of watching.values()) watch.unwatch();
    watching.clear();
    tables.length = 0;
  }

  protected tellWatchers(reason: StopReason): void {
    for (const watch of this.#held?.watchers ?? []) watch.stopped(reason);
    this.#held?.watchers.clear();
  }

  protected abandonAsks(why: () => unknown): void {
    for (const ask of this.#held?.asking ?? []) ask.abandon(why());
  }

  protected refuseUnanswered(why: () => unknown): void {
    for (const ask of this.#held?.unanswered ?? []) ask.reject(why());
  }
}
