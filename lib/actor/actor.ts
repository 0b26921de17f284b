import type { Observable, Subscription } from 'rxjs';
import { AskTurn } from '../kernel/ask-turn.js';
import { ask as askCell } from '../kernel/asking.js';
import type { Cell } from '../kernel/cell.js';
import { cellOf } from '../kernel/cell-of.js';
import { Input } from '../kernel/input.js';
import type { Timers } from '../kernel/timers.js';
import { expectRecipient } from '../kernel/turn.js';
import { Watch } from '../kernel/watching.js';
import type { ActorRef, AnyActorRef } from '../protocol/actor-ref.js';
import type { Ask } from '../protocol/ask.js';
import type { BusyPolicies } from '../protocol/busy.js';
import { ActorError } from '../protocol/errors.js';
import { expected, expectOptions, typeName } from '../protocol/expect.js';
import type { InputHandler, InputOptions, InputSource } from '../protocol/input.js';
import type { LifecycleEvent, StopReason } from '../protocol/lifecycle.js';
import type { Logger } from '../protocol/logger.js';
import type { AskOptions, SpawnOptions } from '../protocol/options.js';
import type { Handlers, MessageOf, Protocol, Result, Untyped } from '../protocol/protocol.js';
import type { Recipient, Turn } from '../protocol/recipient.js';
import type { Supervision } from '../protocol/supervision.js';
import { isAskable, notAskable } from './ask.js';
import { cellField, spawnActor } from './spawn-actor.js';

/**
 * An actor: private state, an inbox, and one turn at a time. Extend it, and spawn it by a factory.
 *
 * Messages are handled in the order in which they arrived, each when the one before has settled, asynchronous
 * handlers included; the values of input tasks and the notices of children wait in the same line. So a handler never
 * meets a half-changed actor, and needs no lock.
 *
 * With a protocol (`extends Actor<Greeting>`) write a table of `handlers`, whose results answer. Without one, as in
 * actorio, any value is a message, and `handleMessage` takes it.
 *
 * What a handler throws while it answers an ask belongs to the asker, and the actor lives on. What is thrown in any
 * other turn fails the actor: one stray `tell` that no handler knows, or that throws, stops it, and by default its
 * parent too. Declare in the parent what is to be done about it (`supervision`), or override `handleChildStopped`.
 *
 * In the constructor there is no reference yet: `reference`, `spawn`, `tell` and the like throw there. Use `setup`.
 *
 * Guarantees: G1, G2, G3, G7, G8, G9, G11, G15, G17, G18, G19.
 *
 * @example
 * ```ts
 * interface Greeting { greet(m: { who: string }): string }
 * class Greeter extends Actor<Greeting> {
 *   protected override readonly handlers: Handlers<Greeting> = {
 *     greet: ({ who }) => `Hello, ${who}!`,
 *   };
 * }
 * const greeter = spawn(() => new Greeter());
 * await greeter.ask({ type: 'greet', who: 'World' }) // => 'Hello, World!'
 * await greeter.stop();
 * ```
 */
export abstract class Actor<P extends Protocol<P> = Untyped> {
  /** @internal */
  [cellField]: Cell | undefined = undefined;

  /** One function for each kind of message; what it returns answers an ask. */
  declare protected readonly handlers?: Handlers<P>;

  /** What is done about the failures of its children; see {@link Supervision}. Not declared: `handleChildStopped`. */
  declare protected readonly supervision?: Supervision | undefined;

  /** How many messages may be put aside by `stash`: an integer >= 0; by default 1_000. */
  declare protected readonly stashCapacity?: number | undefined;

  /** What becomes of messages that come while others of their kind wait or are handled. By default they stand in line. */
  declare protected readonly busy?: BusyPolicies<P> | undefined;

  /** The handle to give to others. Throws an `Error` in the constructor, where there is none yet. */
  get reference(): ActorRef<P> {
    return cellIn(this, 'reference').reference as ActorRef<P>;
  }

  /** The system's logger. */
  get logger(): Logger {
    return cellIn(this, 'logger').system.logger;
  }

  /** The children that have not stopped, by id, in order of start. */
  get children(): ReadonlyMap<string, AnyActorRef> {
    return cellIn(this, 'children').childRefs;
  }

  /**
   * Every event of every child, in the order that all observers see (G8); completes when this actor has stopped. For a
   * turn on the end of a child, override `handleChildStopped`.
   */
  get childLifecycle(): Observable<LifecycleEvent> {
    return cellIn(this, 'childLifecycle').childLifecycle;
  }

  /**
   * The first turn: messages told meanwhile wait. What it throws is a failure: the actor stops with that very object
   * as its reason, and asks that waited reject with `setup-failed`. Where a back-off is declared, it is restarted.
   */
  protected setup(): Result<void> {}

  /**
   * The last turn, after the children have stopped; runs whenever `setup` was begun. What it throws is the event
   * `teardown-failed` and changes no reason.
   */
  protected teardown(_reason: StopReason): Result<void> {}

  /**
   * Handles a message. By default it looks its `type` up in `handlers`; overridden, it takes every message.
   *
   * What an override returns answers an ask unless it is `undefined`, since the reply may come from elsewhere: from
   * `message.reply`, `turn.forward`, or an actor that the message was told on to.
   *
   * Fails with `unhandled-message` when there is no handler.
   */
  protected handleMessage(message: MessageOf<P>, turn: Turn): Result<unknown> {
    const handlers = (this[cellField]?.table as Handlers<P> | undefined) ?? this.handlers;
    // Read once, and only own functions run: a message decides neither by a getter nor by a name like `constructor`.
    const type = (message as { readonly type?: unknown } | null | undefined)?.type;
    const handler =
      handlers !== undefined && isName(type) && Object.hasOwn(handlers, type)
        ? handlers[type as never]
        : undefined;
    if (typeof handler !== 'function') throw unhandled(cellIn(this, 'handleMessage').path, message);
    if (turn instanceof AskTurn) turn.answerUndefined();
    return (handler as (message: unknown, turn: Turn) => Result<unknown>).call(handlers, message, turn);
  }

  /**
   * A child has stopped, and all of its own. It has left `children`; its last messages were handled before. Not called
   * for children that stop because this actor does.
   *
   * By default the failure of a child is this actor's failure, with the same error object.
   */
  protected handleChildStopped(_child: AnyActorRef, reason: StopReason): Result<void> {
    if (reason.kind === 'failed') this.fail(reason.error);
  }

  /**
   * An actor that this one watches has stopped, and all below it; see {@link Actor.watch}. By default it does nothing.
   */
  protected handleWatchedStopped(_ref: AnyActorRef, _reason: StopReason): Result<void> {}

  /**
   * Optional: called once when the actor stops, before `teardown`, with the messages that waited and will not be
   * handled. They are dead letters, and their asks have been rejected, all the same.
   */
  protected handleUndelivered?(messages: readonly unknown[], reason: StopReason): Result<void>;

  /**
   * Starts a child and returns its reference at once; its `setup` is its first turn.
   *
   * What the factory throws is thrown here. Throws `actor-stopped` when this actor is stopping, `actor-restarted` in
   * what is left of an instance that was restarted, a `TypeError` for a
   * factory that gives no new actor, a `RangeError` for an id that is malformed or taken.
   */
  protected spawn<C extends Protocol<C>>(create: () => Actor<C>, options?: SpawnOptions): ActorRef<C> {
    const cell = presentCell(this, 'spawn');
    return spawnActor(cell.system, cell, create, options);
  }

  /**
   * Handles the values of a source outside, each in a turn of its own.
   *
   * All sources of an actor arrive as RxJS's `merge` would put them. A source that ends or fails never ends the
   * actor; an error that no handler takes goes to supervision. What is still subscribed when the actor stops is
   * unsubscribed. A function is called for the next value when the one before has been handled, and has ended when
   * its promise rejects.
   *
   * Throws a `TypeError` or `RangeError` for a bad source, handler or count, and `actor-stopped` or `actor-restarted`
   * as `spawn` does.
   *
   * @param options.count - how many values to take; those beyond are not fetched
   */
  protected registerInputTask<T>(
    source: InputSource<T>,
    handle: InputHandler<T>,
    options?: InputOptions,
  ): Subscription {
    const cell = presentCell(this, 'registerInputTask');
    expectOptions('options', options);
    if (!cell.handles) throw cell.refusal('actor-stopped', undefined);
    // unknown: values come out of the source and go into the handler; the kernel only carries them.
    return new Input(cell, source as InputSource<unknown>, handle as InputHandler<unknown>, options)
      .subscription;
  }

  /** Timers whose callbacks are turns; see {@link Timers}. */
  protected get timers(): Timers {
    return presentCell(this, 'timers').timers;
  }

  /**
   * Asks to be told when `ref` stops, any actor, also one that has stopped already: `handleWatchedStopped` is called
   * then, as a turn, after the actor and all below it are gone. Watching again changes nothing; a restart of this actor
   * ends it, a restart of the other is no stop.
   */
  protected watch(ref: AnyActorRef): void {
    watch(presentCell(this, 'watch'), ref, {});
  }

  /** As `watch`, with a message for this actor's own handlers in place of the call. */
  protected watchWith(ref: AnyActorRef, message: MessageOf<P>): void {
    watch(presentCell(this, 'watchWith'), ref, { message });
  }

  /** Ends a watch: no notice comes any more, not even one that was queued. */
  protected unwatch(ref: AnyActorRef): void {
    const { watching } = presentCell(this, 'unwatch');
    watching.get(ref)?.unwatch();
    watching.delete(ref);
  }

  /**
   * Keeps the message at hand for later: it counts as not handled, and an ask waits on. Beyond `stashCapacity` it throws
   * `stash-full`; in a turn that is for no message, an `Error`.
   */
  protected stash(): void {
    presentCell(this, 'stash').putAside();
  }

  /** Puts all that was stashed before anything that waits, in its order. */
  protected unstashAll(): void {
    presentCell(this, 'unstashAll').unstashAll();
  }

  /** Handles messages by `handlers` from the next on, until `unbecome` or a restart. Not with an own `handleMessage`. */
  protected become(handlers: Handlers<P>): void {
    expectOptions('handlers', handlers ?? null);
    presentCell(this, 'become').become(handlers);
  }

  /** Takes back the last `become`; without one it does nothing. */
  protected unbecome(): void {
    presentCell(this, 'unbecome').unbecome();
  }

  /** Tells `ref`, with this actor as the sender. Never throws (G4). */
  protected tell<M>(ref: Recipient<M>, message: NoInfer<M>): void {
    expectRecipient(ref);
    ref.tell(message, { sender: cellIn(this, 'tell').reference });
  }

  /**
   * Asks, as `ref.ask` does, and says who asks: an ask that would wait for itself, directly or around other actors,
   * rejects at once with `ask-cycle`. Seen as long as the turn that asks has not settled, so await the answer there.
   * What is still out when this actor stops rejects with `actor-stopped`, and with `actor-restarted` at a restart.
   */
  protected get ask(): Ask {
    const cell = cellIn(this, 'ask');
    const ask = (ref: AnyActorRef, message: unknown, options?: AskOptions) => {
      if (!isAskable(ref)) return Promise.reject(notAskable(ref));
      if (isPast(this, cell)) return Promise.reject(cell.refusal('actor-stopped', message));
      const target = cellOf(ref);
      return target === undefined ? ref.ask(message, options) : askCell(target, message, options, cell);
    };
    // The overloads say what the parts are; one function does for all of them.
    return ask as Ask;
  }

  /**
   * Stops the actor after the running turn, whose result still answers. The reason is `ended`. The door closes at
   * once: what waits becomes dead letters. A `permanent` child is restarted instead.
   */
  protected endMainLoop(): void {
    const cell = cellIn(this, 'endMainLoop');
    // What an earlier instance left running ends nothing of this one.
    if (!isPast(this, cell)) cell.endMainLoop();
  }

  /**
   * Fails the actor, from any turn, also one that answers an ask: the ask rejects with `error`, and supervision
   * decides. Throws `error` to end the handler; catching it changes nothing. Under `parallel` call it in `turn.enter`.
   */
  protected fail(error: unknown): never {
    const cell = cellIn(this, 'fail');
    if (isPast(this, cell)) throw error;
    return cell.fail(error);
  }
}

function cellIn(actor: { readonly [cellField]: Cell | undefined }, name: string): Cell {
  const cell = actor[cellField];
  if (cell === undefined) {
    throw new Error(
      `\`${name}\` is not there before the actor has been spawned: use it in \`setup\`, not in the constructor`,
    );
  }
  return cell;
}

/** Whether `actor` was restarted: its cell is another instance's now. */
function isPast(actor: object, cell: Cell): boolean {
  return cell.open && cell.behavior !== actor;
}

/** For what a restart takes from an instance: its leftover callbacks must not do it in the name of the next one. */
function presentCell(actor: { readonly [cellField]: Cell | undefined }, name: string): Cell {
  const cell = cellIn(actor, name);
  if (isPast(actor, cell)) throw cell.refusal('actor-stopped', undefined);
  return cell;
}

function watch(watcher: Cell, ref: AnyActorRef, wanted: { readonly message?: unknown }): void {
  if (typeof ref?.stop !== 'function') throw new TypeError(expected('ref', 'a reference of an actor', ref));
  if (!watcher.watching.has(ref)) watcher.watching.set(ref, new Watch(watcher, ref, wanted));
}

function isName(type: unknown): type is string {
  return typeof type === 'string';
}

function unhandled(path: string, undelivered: unknown): ActorError {
  const message = `Actor ${path} has no handler for \`${typeName(undelivered)}\``;
  return new ActorError(message, { code: 'unhandled-message', path, undelivered });
}
