/// <reference lib="esnext.disposable" preserve="true" />
import type { Observable } from 'rxjs';
import type { LifecycleEvent, StopReason } from './lifecycle.js';
import type { MailboxFigures } from './mailbox.js';
import type { AskOf, MessageOf, StreamOf, Untyped } from './protocol.js';
import type { Recipient, TellOptions } from './recipient.js';
import type { Resource } from './resource.js';
import type { Milliseconds } from './time.js';

export type { AskOptions } from './options.js';

/**
 * Where an actor is in its life: what the last announced {@link LifecycleEvent} says (`failed` leaves the one
 * before).
 */
export type ActorState = 'starting' | 'running' | 'restarting' | 'stopping' | 'stopped';

/** What may be said when an actor is stopped. */
export interface StopOptions {
  /**
   * Whether what waits at the call is handled first. Without it, told messages become dead letters and asks
   * reject with `actor-stopped`. While an actor restarts there is nobody to handle anything, and nothing is drained.
   *
   * @defaultValue false
   */
  readonly drain?: boolean | undefined;
  /** After so long the actor is killed: see {@link ActorRefOf.kill}. > 0. @defaultValue never */
  readonly deadline?: Milliseconds | undefined;
}

/**
 * An actor's inbox as others see it: a Subject at run time.
 *
 * As an observer it takes messages: `next` tells. As an Observable it shows each message as its turn begins,
 * to those who have subscribed by then. `complete` and `error` are ignored: no source can end an actor.
 *
 * @example
 * ```ts
 * source.subscribe(ref.inbox);
 * ref.inbox.pipe(filter((message) => message.type === 'greet')).subscribe(console.log);
 * ```
 */
// A reference may stand in for one of a smaller protocol, so nobody knows all that is to be seen here; with M
// in this place none could stand in for another, and with unknown every pipeline would begin with a cast.
// biome-ignore lint/suspicious/noExplicitAny: see above
export interface Inlet<in M> extends Observable<any> {
  /** Tells the actor. Bound, and never throws. */
  readonly next: (message: M) => void;
  /** Does nothing. */
  readonly complete: () => void;
  /** Does nothing. */
  readonly error: (error: unknown) => void;
}

/** What {@link ActorRefOf} holds its protocol by. Nothing is there at run time. */
declare const protocol: unique symbol;

/**
 * What {@link ActorRef} is an alias of: a reference by its messages `M` (it takes them), its way of being
 * asked `A`, its way of being streamed from `S`, and its protocol `P` (it has it).
 *
 * The variance is declared because what the compiler would find out by itself is wrong: methods are compared
 * loosely, and it took a reference of a small protocol for one of a larger.
 */
export interface ActorRefOf<in M, out A, out P, out S> extends Recipient<M> {
  /** For the compiler only: always undefined. */
  readonly [protocol]?: P | undefined;
  /**
   * Sends a message and resolves with the reply.
   *
   * The message is sent once, at the call, and waits for its turn like any other; the time it waits counts.
   * An ask settles exactly once (G6). It never throws: a bad option rejects.
   *
   * Rejects with what the handler threw (the same object), the signal's reason as it is, or an `ActorError`:
   * `ask-timeout`, `actor-stopped`, `actor-restarted`, `setup-failed`, `mailbox-full`, `unhandled-message`.
   */
  readonly ask: A;
  /**
   * All that the actor answers to a message, as a stream: a cold Observable that sends the message at each subscription,
   * in the line like any other. What the handler returns is passed on value by value; unsubscribing withdraws the
   * message, or unsubscribes that and aborts the turn's signal. There is no time limit.
   *
   * A plain Observable holds the actor's turn until it completes, and a stop waits for that (G7); one that is
   * `detached` does not. It errors with what the handler threw or its Observable errored with, or with an `ActorError`:
   * `actor-stopped`, `actor-restarted`, `setup-failed`, `mailbox-full`, `superseded`.
   */
  readonly stream: S;
  /** The inbox as a Subject: it is told what it is given, and shows each message as its turn begins. */
  readonly inbox: Inlet<M>;
  /** The present state first, then what follows; completes after `stopped` (G12). */
  readonly lifecycle: Observable<LifecycleEvent>;
  /** What the last announced event says. */
  readonly state: ActorState;
  /** Resolves when the actor has stopped, and never rejects: a failure is a reason. */
  readonly stopped: Promise<StopReason>;
  /**
   * Closes the door at once and stops the actor after its running turn (G7), its children before it (G8).
   *
   * A plain `stop` during a drain ends the drain. Stopping again resolves with the first reason.
   */
  stop(options?: StopOptions): Promise<StopReason>;
  /**
   * Stops the actor without waiting for its running turn: the turn's signal aborts, and its outcome will be a dead
   * letter (G7). All below it end so too. The reason is `killed`, also where it was stopping already.
   */
  kill(): Promise<StopReason>;
  /**
   * Tells, and waits for room where the mailbox is full: resolves when the message is accepted, in the order of the
   * calls. Rejects with `actor-stopped` when the actor stops first.
   */
  readonly offer: (message: M, options?: TellOptions) => Promise<void>;
  /** How many messages wait, the most that ever did, and how many may. */
  readonly mailbox: MailboxFigures;
  /**
   * What the actor owns at this moment, and gives back when it stops: its inputs, timers, the asks it waits for, its
   * children and the detached streams it left behind, in this order; those of one kind as they came.
   *
   * @example
   * ```ts
   * const clock = spawn(defineActor((self) => {
   *   self.timers.every('tick', 1_000, () => {});
   *   return { handlers: { wait: () => {} } };
   * }));
   * await clock.ask({ type: 'wait' });
   * clock.resources().map(({ kind, label }) => `${kind} ${label}`) // => ['timer every `tick`']
   * await clock.stop();
   * clock.resources() // => []
   * ```
   */
  resources(): Resource[];
  /** `stop({ drain: true })`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * The handle that others hold of an actor: `actor.reference`, and what `spawn` returns. It outlives the
 * instance behind it.
 *
 * A reference of a larger protocol may stand in for one of a smaller, and any for an {@link AnyActorRef}.
 *
 * @example
 * ```ts
 * const greeter: ActorRef<Greeting> = spawn(() => new Greeter());
 * await greeter.ask({ type: 'greet', who: 'World' }) // => 'Hello, World!'
 * ```
 */
export type ActorRef<P = Untyped> = ActorRefOf<MessageOf<P>, AskOf<P>, P, StreamOf<P>>;

/** Any actor's reference: for what concerns the actor and not its messages, such as its life. */
// biome-ignore lint/suspicious/noExplicitAny: any reference, whatever it takes and answers
export type AnyActorRef = ActorRef<any>;
