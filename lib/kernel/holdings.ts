import type { AnyActorRef } from '../protocol/actor-ref.js';
import type { Cell } from './cell.js';
import { ChildRefs } from './child-refs.js';
import type { Input } from './input.js';
import { Life } from './life.js';
import type { PendingAsk } from './pending-ask.js';

/** What an actor owns, and gives back when it stops (G11). Each collection is made when it gets its first member. */
export abstract class Holdings extends Life {
  #children: Map<string, Cell> | undefined;
  #childRefs: ReadonlyMap<string, AnyActorRef> | undefined;
  #inputs: Set<Input> | undefined;
  #asking: Set<PendingAsk> | undefined;
  #unanswered: Set<PendingAsk> | undefined;

  /** In order of start. */
  get children(): Map<string, Cell> {
    this.#children ??= new Map();
    return this.#children;
  }

  /** As the actor's own code sees them. */
  get childRefs(): ReadonlyMap<string, AnyActorRef> {
    this.#childRefs ??= new ChildRefs(this.children);
    return this.#childRefs;
  }

  get inputs(): Set<Input> {
    this.#inputs ??= new Set();
    return this.#inputs;
  }

  /** The asks that this actor made and that are still out. */
  get asking(): Set<PendingAsk> {
    this.#asking ??= new Set();
    return this.#asking;
  }

  /** The asks whose turn is over without an answer: it may still come from elsewhere. */
  get unanswered(): Set<PendingAsk> {
    this.#unanswered ??= new Set();
    return this.#unanswered;
  }

  get hasAsksOut(): boolean {
    return this.#asking !== undefined && this.#asking.size > 0;
  }

  forget(ask: PendingAsk): void {
    this.#unanswered?.delete(ask);
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

  protected childrenInOrder(): Cell[] {
    return this.#children === undefined ? [] : [...this.#children.values()];
  }

  protected releaseInputs(): void {
    for (const input of this.#inputs ?? []) this.release(input);
  }

  protected abandonAsks(why: () => unknown): void {
    for (const ask of this.#asking ?? []) ask.abandon(why());
  }

  protected refuseUnanswered(why: () => unknown): void {
    for (const ask of this.#unanswered ?? []) ask.reject(why());
  }
}
