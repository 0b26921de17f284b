import type { AnyActorRef } from '../protocol/actor-ref.js';
import type { Ask } from '../protocol/ask.js';
import { expected } from '../protocol/expect.js';
import type { AskOptions } from '../protocol/options.js';

/**
 * Asks an actor: `ref.ask`, as a function, in actorio's order of words.
 *
 * The message is sent once, at the call. The ask settles exactly once (G6), and leaves no timer and no listener.
 *
 * Never throws. Rejects with what the handler threw (the same object), with the signal's reason as it is, with a
 * `TypeError` or `RangeError` for a bad option or a `Message` that is in flight as another ask, or with an
 * `ActorError`: `ask-timeout`, `actor-stopped` (`undelivered` says what was not handled), `actor-restarted`,
 * `setup-failed`, `mailbox-full`, `superseded`, `unhandled-message`.
 *
 * @param options.timeout - milliseconds until it rejects with `ask-timeout`, > 0; default: the system's `askTimeout`
 * @param options.signal - gives up when it aborts: a message that still waits is withdrawn and never handled, a
 *   running turn hears of it by `turn.signal`
 * @example
 * ```ts
 * class Greeter extends Actor {
 *   protected override async handleMessage(message: Message) {
 *     message.reply(new DataMessage({ data: 'Hello World!', sender: this }));
 *   }
 * }
 * const greeter = spawn(() => new Greeter());
 * const reply = await ask<DataMessage<string>>(greeter, new Message());
 * reply.data // => 'Hello World!'
 * await greeter.stop();
 * ```
 */
export const ask: Ask = (ref: AnyActorRef, message: unknown, options?: AskOptions) =>
  isAskable(ref) ? ref.ask(message, options) : Promise.reject(notAskable(ref));

/** Whether `ref` is a reference of an actor: an inbox, for one, can only be told. */
export function isAskable(ref: unknown): ref is AnyActorRef {
  return typeof (ref as Partial<AnyActorRef> | null | undefined)?.ask === 'function';
}

export function notAskable(ref: unknown): TypeError {
  return new TypeError(expected('ref', 'a reference of an actor', ref));
}
