import { Observable, type OperatorFunction } from 'rxjs';
import type { Actor } from '../actor/actor.js';
import { ActorSystem, core } from '../actor/actor-system.js';
import { checkSupervision } from '../kernel/supervisor.js';
import {
  expectDuration,
  expected,
  expectFunction,
  expectInteger,
  expectOptions,
} from '../protocol/expect.js';
import type { MessageOf, Protocol, ReplyOf } from '../protocol/protocol.js';
import type { Supervision } from '../protocol/supervision.js';
import type { Milliseconds } from '../protocol/time.js';
import { KeyedActors, type KeyedSettings } from './keyed-actors.js';

/** What may be said of the actors of {@link actorPerKey}. */
export interface ActorPerKeyOptions {
  /**
   * An actor that has had no value to handle for so long is passivated: it stops, and the next value of its key meets a
   * new one. > 0. An actor that holds stashed messages is not idle.
   *
   * @defaultValue never
   */
  readonly idle?: Milliseconds | undefined;
  /**
   * The most actors that live at a time, those that are stopping included: an integer >= 1. For a new key at the cap
   * the actor that has been idle longest is passivated; its values wait until it has stopped, and until one is idle
   * where none is. How many values wait is not bounded.
   *
   * @defaultValue `Infinity`
   */
  readonly max?: number | undefined;
  /**
   * What is done about the failure of an actor, a throwing handler included.
   *
   * @defaultValue the failing value is dropped and logged, and the actor goes on
   */
  readonly supervision?: Supervision | undefined;
  /** Where the actors live, as its roots. @defaultValue `ActorSystem.default` */
  readonly system?: ActorSystem | undefined;
}

/** What may come without `toMessage`. As a constraint of `T` it would be looked at before `P` is known. */
type Given<T, P> = [T] extends [MessageOf<P>] ? T : MessageOf<P>;

/**
 * Gives each value to the actor of its key, as a message, and emits what the actors answer, as it comes.
 *
 * An actor is made at the first value of its key. Values of one key are handled in order, each once, over passivation
 * and revival too; keys do not wait for each other. An actor that answers during its turns answers in that order. A
 * handler that returns nothing emits nothing, or `undefined` where it is one of a table of handlers.
 *
 * A failed key ends nothing else. What a handler throws is the failure of its actor, the system event `failed`:
 * `supervision` decides, and without it that value is dropped and the actor goes on. What the factory throws is
 * a failure in the setup of that actor. An actor that stops by itself, failed or not, is followed by a new one, which
 * handles what the old one did not begin; one that stops before it has handled anything takes the value that it was
 * made for with it, as a dead letter. A reply that fails elsewhere is the event `observer-failed`.
 *
 * There is no time limit: a slow actor holds up its own key only.
 *
 * When the source completes, the result completes after the last reply, when all actors have handled what they were given
 * and stopped. When the source fails, or `keyOf` or `toMessage` throws, and when the result is unsubscribed, all actors
 * stop without a drain: what waits becomes dead letters, and the signal of a running turn aborts.
 *
 * Where it comes from: `groupBy`, with a state, a life and an end for each group.
 *
 * Throws a `TypeError` or `RangeError` for a bad argument.
 *
 * @param keyOf - the key of a value: any, compared as in a Map
 * @param create - makes the actor of a key: a new one at each call
 * @param options.toMessage - what the actor is given; default: the value itself
 * @example
 * ```ts
 * const counts = of('a', 'b', 'a').pipe(
 *   actorPerKey((letter) => letter, (letter) => defineActor(() => {
 *     let count = 0;
 *     return { handlers: { seen: () => `${letter}${(count += 1)}` } };
 *   })(), { toMessage: () => ({ type: 'seen' }) }),
 *   toArray(),
 * );
 * await firstValueFrom(counts) // => ['a1', 'b1', 'a2']
 * ```
 */
// The name of the message is inferred for itself: the literal would be widened while `P` is open.
export function actorPerKey<T, K, P extends Protocol<P>, N extends string>(
  keyOf: (value: T) => K,
  create: (key: K) => Actor<P>,
  options: ActorPerKeyOptions & { readonly toMessage: (value: T) => MessageOf<P> & { readonly type: N } },
): OperatorFunction<T, ReplyOf<P>>;
export function actorPerKey<T, K, P extends Protocol<P>>(
  keyOf: (value: T) => K,
  create: (key: K) => Actor<P>,
  options: ActorPerKeyOptions & { readonly toMessage: (value: T) => MessageOf<P> },
): OperatorFunction<T, ReplyOf<P>>;
export function actorPerKey<T, K, P extends Protocol<P>>(
  keyOf: (value: T) => K,
  create: (key: K) => Actor<P>,
  options?: ActorPerKeyOptions & { readonly toMessage?: undefined },
): OperatorFunction<Given<T, P>, ReplyOf<P>>;
export function actorPerKey<T>(
  keyOf: (value: T) => unknown,
  create: (key: never) => unknown,
  options?: ActorPerKeyOptions & { readonly toMessage?: ((value: T) => unknown) | undefined },
): unknown {
  const settings = checked(keyOf, create, options);
  return (source: Observable<T>) =>
    new Observable((result) => source.subscribe(new KeyedActors(result, settings)));
}

function checked<T>(
  keyOf: (value: T) => unknown,
  create: (key: never) => unknown,
  options?: ActorPerKeyOptions & { readonly toMessage?: ((value: T) => unknown) | undefined },
): KeyedSettings<T> {
  expectFunction('keyOf', keyOf);
  expectFunction('create', create);
  expectOptions('options', options);
  const { toMessage = (value: T) => value, system = ActorSystem.default, supervision } = options ?? {};
  const { idle = Number.POSITIVE_INFINITY, max = Number.POSITIVE_INFINITY } = options ?? {};
  expectFunction('toMessage', toMessage);
  expectDuration('idle', idle);
  if (max !== Number.POSITIVE_INFINITY) expectInteger('max', max, 1);
  checkSupervision(supervision);
  if (!(system instanceof ActorSystem)) throw new TypeError(expected('system', 'an ActorSystem', system));
  // What `create` gives is checked where it is spawned.
  const made = create as KeyedSettings<T>['create'];
  return { keyOf, create: made, toMessage, idle, max, supervision, system: system[core] };
}
