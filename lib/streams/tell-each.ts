import { type MonoTypeOperatorFunction, map } from 'rxjs';
import { expected, expectFunction } from '../protocol/expect.js';
import { recipientOf } from '../protocol/message.js';
import type { Recipient } from '../protocol/recipient.js';

/** Whom a stream can tell: a reference, or what has one as its `reference`, such as an `Inbox` or an actor. */
type Told<M> = Recipient<M> | { readonly reference: Recipient<M> };

/**
 * Tells `ref` each value, or what `toMessage` makes of it, and then passes the value on: what comes after it in the
 * pipeline sees a value whose message is on its way.
 *
 * Telling waits for nothing and never fails: a slow actor does not slow the stream, and what an actor refuses (it has
 * stopped, its mailbox is full) is a dead letter, while the value goes on. The messages are handled in the order of
 * the values (G3). Errors and the end of the source pass through and do not reach the actor; unsubscribing takes back
 * nothing that was told.
 *
 * What `toMessage` throws errors the result. Throws a `TypeError` when `ref` cannot be told, or `toMessage` is neither
 * left out nor a function.
 *
 * Guarantees: G3, G4, G5.
 *
 * @param toMessage - makes the message of a value and its index; default: the value is the message
 * @example
 * ```ts
 * const audit = new Inbox<{ type: 'saved'; id: number }>();
 * const ids = from([1, 2]).pipe(tellEach(audit, (id) => ({ type: 'saved', id })), toArray());
 * await firstValueFrom(ids) // => [1, 2]
 * await audit.next() // => { type: 'saved', id: 1 }
 * audit.close();
 * ```
 */
export function tellEach<M, T extends M = M>(ref: Told<M>): MonoTypeOperatorFunction<T>;
// With `K` it is inferred which of the messages it is: without, `type` would be no more than a string.
export function tellEach<T, M, K extends string>(
  ref: Told<M>,
  toMessage: (value: T, index: number) => NoInfer<M> & { readonly type: K },
): MonoTypeOperatorFunction<T>;
export function tellEach<T, M>(
  ref: Told<M>,
  toMessage: (value: T, index: number) => NoInfer<M>,
): MonoTypeOperatorFunction<T>;
// Last, as in `askEach`.
export function tellEach<T>(
  ref: Told<unknown>,
  toMessage: (value: T, index: number) => unknown,
): MonoTypeOperatorFunction<T>;
export function tellEach<T>(
  ref: Told<unknown>,
  toMessage: (value: T, index: number) => unknown = (value) => value,
): MonoTypeOperatorFunction<T> {
  const recipient = recipientOf(ref);
  if (recipient === undefined) throw new TypeError(expected('ref', 'a reference, an actor or an inbox', ref));
  expectFunction('toMessage', toMessage);
  return map((value, index) => {
    recipient.tell(toMessage(value, index));
    return value;
  });
}
