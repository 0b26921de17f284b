import type { Observable, Subscription } from 'rxjs';
import { AskTurn } from '../kernel/ask-turn.js';
import { ask as askCell } from '../kernel/asking.js';
import type { Cell } from '../kernel/cell.js';
import { cellOf } from '../kernel/cell-of.js';
import { Input } from '../kernel/input.js';
import { expectRecipient } from '../kernel/turn.js';
import type { ActorRef, AnyActorRef } from '../protocol/actor-ref.js';
import type { Ask } from '../protocol/ask.js';
import { ActorError } from '../protocol/errors.js';
import { expectOptions, typeName } from '../protocol/expect.js';
import type { InputHandler, InputOptions, InputSource } from '../protocol/input.js';
import type { LifecycleEvent, StopReason } from '../protocol/lifecycle.js';
import type { Logger } from '../protocol/logger.js';
import type { AskOptions, SpawnOptions } from '../protocol/options.js';
import type { Handlers, MessageOf, Protocol, Result, Untyped } from '../protocol/protocol.js';
import type { Recipient, Turn } from '../protocol/recipient.js';
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
 * parent too. Handle what may go wrong, or override `handleChildStopped` in the parent.
 *
 * In the constructor there is no reference yet: `reference`, `spawn`, `tell` and the like throw there. Use `setup`.
 *
 * Guarantees: G1, G2, G3, G7, G8, G9, G11.
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
   * as its reason, and asks that waited reject with `setup-failed`.
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
    const { handlers } = this;
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
   * Starts a child and returns its reference at once; its `setup` is its first turn.
   *
   * What the factory throws is thrown here. Throws `actor-stopped` when this actor is stopping, a `TypeError` for a
   * factory that gives no new actor, a `RangeError` for an id that is malformed or taken.
   */
  protected spawn<C extends Protocol<C>>(create: () => Actor<C>, options?: SpawnOptions): ActorRef<C> {
    const cell = cellIn(this, 'spawn');
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
   * Throws a `TypeError` or `RangeError` for a bad source, handler or count, and `actor-stopped` when this actor is
   * stopping.
   *
   * @param options.count - how many values to take; those beyond are not fetched
   */
  protected registerInputTask<T>(
    source: InputSource<T>,
    handle: InputHandler<T>,
    options?: InputOptions,
  ): Subscription {
    const cell = cellIn(this, 'registerInputTask');
    expectOptions('options', options);
    if (!cell.works) throw cell.refusal('actor-stopped', undefined);
    // unknown: values come out of the source and go into the handler; the kernel only carries them.
    return new Input(cell, source as InputSource<unknown>, handle as InputHandler<unknown>, options?.count)
      .subscription;
  }

  /** Tells `ref`, with this actor as the sender. Never throws (G4). */
  protected tell<M>(ref: Recipient<M>, message: NoInfer<M>): void {
    expectRecipient(ref);
    ref.tell(message, { sender: cellIn(this, 'tell').reference });
  }

  /**
   * Asks, as `ref.ask` does, and says who asks: an ask that would wait for itself, directly or around other actors,
   * rejects at once with `ask-cycle`. Seen as long as the turn that asks has not settled, so await the answer there.
   * What is still out when this actor stops rejects.
   */
  protected get ask(): Ask {
    const cell = cellIn(this, 'ask');
    const ask = (ref: AnyActorRef, message: unknown, options?: AskOptions) => {
      if (!isAskable(ref)) return Promise.reject(notAskable(ref));
      const target = cellOf(ref);
      return target === undefined ? ref.ask(message, options) : askCell(target, message, options, cell);
    };
    // The overloads say what the parts are; one function does for all of them.
    return ask as Ask;
  }

  /**
   * Stops the actor after the running turn, whose result still answers. The reason is `ended`. The door closes at
   * once: what waits becomes dead letters.
   */
  protected endMainLoop(): void {
    cellIn(this, 'endMainLoop').stop({ kind: 'ended' });
  }

  /**
   * Fails the actor, from any turn, also one that answers an ask: the ask rejects with `error`, and supervision
   * decides. Throws `error` to end the handler; catching it changes nothing.
   */
  protected fail(error: unknown): never {
    return cellIn(this, 'fail').fail(error);
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

function isName(type: unknown): type is string {
  return typeof type === 'string';
}

function unhandled(path: string, undelivered: unknown): ActorError {
  const message = `Actor ${path} has no handler for \`${typeName(undelivered)}\``;
  return new ActorError(message, { code: 'unhandled-message', path, undelivered });
}
