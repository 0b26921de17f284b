import type { AnyActorRef } from '../protocol/actor-ref.js';
import type { Cell } from './cell.js';
import { ChildRefs } from './child-refs.js';
import type { Input } from './input.js';
import { Life } from './life.js';
import type { PendingAsk } from './pending-ask.js';

/** Made together when the first of them is needed: most actors own nothing. */
class Held {
  readonly children = new Map<string, Cell>();
  childRefs: ReadonlyMap<string, AnyActorRef> | undefined = undefined;
  readonly inputs = new Set<Input>();
  readonly asking = new Set<PendingAsk>();
  readonly unanswered = new Set<PendingAsk>();
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

  protected childrenInOrder(): Cell[] {
    return this.#held === undefined ? [] : [...this.#held.children.values()];
  }

  protected releaseInputs(): void {
    for (const input of this.#held?.inputs ?? []) this.release(input);
  }

  protected abandonAsks(why: () => unknown): void {
    for (const ask of this.#held?.asking ?? []) ask.abandon(why());
  }

  protected refuseUnanswered(why: () => unknown): void {
    for (const ask of this.#held?.unanswered ?? []) ask.reject(why());
  }
}
