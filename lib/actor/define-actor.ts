import type { Observable, Subscription } from 'rxjs';
import { checkPolicies } from '../kernel/policies.js';
import { isThenable } from '../kernel/results.js';
import { checkSupervision } from '../kernel/supervisor.js';
import type { Timers } from '../kernel/timers.js';
import type { ActorRef, AnyActorRef } from '../protocol/actor-ref.js';
import type { Ask } from '../protocol/ask.js';
import type { BusyPolicies } from '../protocol/busy.js';
import { expected, expectFunction } from '../protocol/expect.js';
import type { InputHandler, InputOptions, InputSource } from '../protocol/input.js';
import type { LifecycleEvent, StopReason } from '../protocol/lifecycle.js';
import type { Logger } from '../protocol/logger.js';
import type { SpawnOptions } from '../protocol/options.js';
import type { Handlers, MessageOf, Protocol, Result, Untyped } from '../protocol/protocol.js';
import type { Recipient } from '../protocol/recipient.js';
import type { Supervision } from '../protocol/supervision.js';
import { Actor } from './actor.js';
import { cellField, checkStash } from './spawn-actor.js';

/** What the body of {@link defineActor} has of its actor: what a subclass of {@link Actor} has by `this`. */
export interface ActorContext<P = Untyped> {
  readonly reference: ActorRef<P>;
  readonly logger: Logger;
  readonly children: ReadonlyMap<string, AnyActorRef>;
  readonly childLifecycle: Observable<LifecycleEvent>;
  readonly ask: Ask;
  tell<M>(ref: Recipient<M>, message: NoInfer<M>): void;
  spawn<C extends Protocol<C>>(create: () => Actor<C>, options?: SpawnOptions): ActorRef<C>;
  registerInputTask<T>(source: InputSource<T>, handle: InputHandler<T>, options?: InputOptions): Subscription;
  readonly timers: Timers;
  watch(ref: AnyActorRef): void;
  watchWith(ref: AnyActorRef, message: MessageOf<P>): void;
  unwatch(ref: AnyActorRef): void;
  stash(): void;
  unstashAll(): void;
  become(handlers: Handlers<P>): void;
  unbecome(): void;
  endMainLoop(): void;
  fail(error: unknown): never;
}

/** What the body of {@link defineActor} gives: what the actor does. */
export interface Behavior<P = Untyped> {
  readonly handlers: Handlers<P>;
  /** As {@link Actor.supervision}. */
  readonly supervision?: Supervision | undefined;
  /** As {@link Actor.busy}: for what comes from then on. */
  readonly busy?: BusyPolicies<P> | undefined;
  /** As {@link Actor.handleWatchedStopped}. */
  readonly watchedStopped?: ((ref: AnyActorRef, reason: StopReason) => Result<void>) | undefined;
  /** As {@link Actor.handleUndelivered}. */
  readonly undelivered?: ((messages: readonly unknown[], reason: StopReason) => Result<void>) | undefined;
  /** As {@link Actor.stashCapacity}: for what comes from then on. */
  readonly stashCapacity?: number | undefined;
  /** As {@link Actor.teardown}. */
  readonly teardown?: ((reason: StopReason) => Result<void>) | undefined;
  /** As {@link Actor.handleChildStopped}, in its place. */
  readonly childStopped?: ((child: AnyActorRef, reason: StopReason) => Result<void>) | undefined;
}

/**
 * An actor as a function: its state is the closure, its handlers are what the function returns.
 *
 * The body is the actor's `setup`: it may be asynchronous, messages wait for it, and a restart runs it again. The
 * result makes a new actor at each call, with what comes after `self` as its parameters.
 *
 * Throws a `TypeError` when `body` is not a function; a body that returns no handlers fails the actor.
 *
 * @example
 * ```ts
 * interface Counting { next(): number }
 * const counter = defineActor((self: ActorContext<Counting>, from: number) => {
 *   let count = from;
 *   return { handlers: { next: () => (count += 1) } };
 * });
 * const ref = spawn(() => counter(40));
 * ref.tell({ type: 'next' });
 * await ref.ask({ type: 'next' }) // => 42
 * await ref.stop();
 * ```
 */
export function defineActor<P extends Protocol<P> = Untyped, A extends readonly unknown[] = []>(
  // NoInfer: the protocol is what `self` says; guessed from the handlers it would come out wrong.
  body: (self: ActorContext<P>, ...parameters: A) => Behavior<NoInfer<P>> | PromiseLike<Behavior<NoInfer<P>>>,
): (...parameters: A) => Actor<P> {
  expectFunction('body', body);
  return (...parameters) => new DefinedActor<P>((self) => body(self, ...parameters));
}

class DefinedActor<P extends Protocol<P>> extends Actor<P> {
  declare protected handlers: Handlers<P>;
  declare protected stashCapacity?: number | undefined;
  declare protected handleUndelivered?: NonNullable<Behavior<P>['undelivered']>;
  /** Not known before the body is through. */
  protected override supervision: Supervision | undefined = undefined;
  readonly #body: (self: ActorContext<P>) => Behavior<P> | PromiseLike<Behavior<P>>;
  #behavior: Behavior<P> | undefined;

  constructor(body: (self: ActorContext<P>) => Behavior<P> | PromiseLike<Behavior<P>>) {
    super();
    this.#body = body;
  }

  protected override setup(): Result<void> {
    const behavior = this.#body(this.#context());
    if (isThenable(behavior)) return Promise.resolve(behavior).then((given) => this.#adopt(given));
    this.#adopt(behavior);
  }

  protected override teardown(reason: StopReason): Result<void> {
    return this.#behavior?.teardown?.(reason);
  }

  protected override handleChildStopped(child: AnyActorRef, reason: StopReason): Result<void> {
    if (this.#behavior?.childStopped === undefined) return super.handleChildStopped(child, reason);
    return this.#behavior.childStopped(child, reason);
  }

  #adopt(behavior: Behavior<P>): void {
    if (typeof behavior?.handlers !== 'object' || behavior.handlers === null)
      throw new TypeError(expected('handlers', 'an object', behavior?.handlers));
    checkSupervision(behavior.supervision);
    this.#behavior = behavior;
    this.handlers = behavior.handlers;
    this.supervision = behavior.supervision;
    checkPolicies(behavior.busy);
    if (behavior.busy !== undefined) this[cellField]?.declareBusy(behavior.busy);
    checkStash(behavior.stashCapacity);
    this.stashCapacity = behavior.stashCapacity;
    if (behavior.undelivered !== undefined) this.handleUndelivered = behavior.undelivered;
  }

  protected override handleWatchedStopped(ref: AnyActorRef, reason: StopReason): Result<void> {
    return this.#behavior?.watchedStopped?.(ref, reason);
  }

  /** The actor itself has all of it; what a subclass may call is opened to the body, and to nobody else. */
  #context(): ActorContext<P> {
    return this as unknown as ActorContext<P>;
  }
}
