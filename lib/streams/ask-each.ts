import { Observable, type OperatorFunction, Subscriber } from 'rxjs';
import { watchAbort } from '../kernel/abort-watch.js';
import { ChunkedQueue } from '../mailbox/chunked-queue.js';
import type { ActorRef, AnyActorRef } from '../protocol/actor-ref.js';
import { expected, expectFunction, expectInteger } from '../protocol/expect.js';
import type { AskOptions } from '../protocol/options.js';
import type { MessageNamed, MessageOf, ReplyOf, Untyped } from '../protocol/protocol.js';
import { expectAskArguments } from './ask-arguments.js';
import { openAsk } from './open-ask.js';
import { type Hearer, Place, Places } from './places.js';

/** How {@link askEach} asks; `timeout` is that of each ask, `signal` that of the whole result. */
export interface AskEachOptions extends AskOptions {
  /**
   * How many asks may be out at once: an integer >= 1. In order, a reply that came before its turn keeps its place, so
   * that no ask runs further ahead of the result than this.
   *
   * @defaultValue 1
   */
  readonly concurrency?: number | undefined;
  /**
   * Whether replies are emitted in the order of the values; otherwise as they come. An ask that rejects does not wait for
   * those before it.
   *
   * @defaultValue true
   */
  readonly ordered?: boolean | undefined;
}

/**
 * Asks `ref` for each value and emits the replies: at most `concurrency` asks are out at once, later values wait. An
 * actor as an operator, whose requests can be taken back.
 *
 * An ask that rejects errors the result with the same error, and so do an error of the source, what `toMessage`
 * throws, and `signal` with its reason when it aborts. With that, and when the result is unsubscribed, no further
 * value is asked for, asks that still wait are withdrawn and never handled, and running turns hear of it by
 * `turn.signal`, whose reason is the error. The result completes after the source, with the last reply.
 *
 * Replies are emitted in microtasks, never inside of a call of `next` on the source; what a subscriber or `toMessage`
 * feeds back into the source waits behind the values that wait. The queue is unbounded: a source that is faster than
 * the actor for good fills the memory.
 *
 * Throws a `TypeError` or `RangeError` for a bad argument. The errors of the asks are those of `ref.ask`:
 * `ask-timeout`, `actor-stopped`, `actor-restarted`, `mailbox-full`, `superseded`, `setup-failed`,
 * `unhandled-message`, and what the handler throws.
 *
 * Guarantees: G6, G20.
 *
 * @param toMessage - makes the message of a value and its index, when its turn to be asked has come
 * @param options.timeout - milliseconds until an ask rejects, > 0; default: the system's `askTimeout`
 * @example
 * ```ts
 * const square = spawn(defineActor<{ of(m: { n: number }): number }>(() => ({
 *   handlers: { of: async ({ n }) => n * n },
 * })));
 * const squares = from([1, 2, 3]).pipe(askEach(square, (n) => ({ type: 'of', n }), { concurrency: 2 }), toArray());
 * await firstValueFrom(squares) // => [1, 4, 9]
 * await square.stop();
 * ```
 */
export function askEach<T, P, K extends keyof P & string>(
  ref: ActorRef<P>,
  toMessage: (value: T, index: number) => { readonly type: K } & MessageNamed<P, K>,
  options?: AskEachOptions,
): OperatorFunction<T, ReplyOf<P, K>>;
export function askEach<T, P>(
  ref: ActorRef<P>,
  toMessage: (value: T, index: number) => MessageOf<P>,
  options?: AskEachOptions,
): OperatorFunction<T, ReplyOf<P>>;
// Last: what it takes is not known, and `type` of an arrow without parameters would be no more than a string for all.
export function askEach<T, R = unknown>(
  ref: ActorRef<Untyped>,
  toMessage: (value: T, index: number) => unknown,
  options?: AskEachOptions,
): OperatorFunction<T, R>;
export function askEach<T>(
  ref: AnyActorRef,
  toMessage: (value: T, index: number) => unknown,
  options?: AskEachOptions,
): OperatorFunction<T, unknown> {
  expectAskArguments(ref, options);
  expectFunction('toMessage', toMessage);
  const { concurrency = 1, ordered = true, timeout, signal } = options ?? {};
  expectInteger('concurrency', concurrency, 1);
  if (typeof ordered !== 'boolean') throw new TypeError(expected('ordered', 'a boolean', ordered));
  const plan: Plan<T> = { ref, toMessage, concurrency, ordered, timeout };
  return (source) => new Observable((result) => start(source, result, plan, signal));
}

interface Plan<T> {
  readonly ref: AnyActorRef;
  readonly toMessage: (value: T, index: number) => unknown;
  readonly concurrency: number;
  readonly ordered: boolean;
  readonly timeout: number | undefined;
}

function start<T>(
  source: Observable<T>,
  result: Subscriber<unknown>,
  plan: Plan<T>,
  signal: AbortSignal | undefined,
): void {
  if (signal?.aborted) {
    result.error(signal.reason);
    return;
  }
  const asking = new AskingSubscriber(result, plan);
  if (signal !== undefined) result.add(watchAbort(signal, () => asking.fail(signal.reason)));
  source.subscribe(asking);
}

class AskingSubscriber<T> extends Subscriber<T> implements Hearer {
  readonly #result: Subscriber<unknown>;
  readonly #plan: Plan<T>;
  readonly #waiting = new ChunkedQueue<T>();
  readonly #places = new Places();
  /** Settled, and not heard of yet. */
  #outcomes: Place[] = [];
  /** Has them heard in a microtask; there while any ask is out. */
  #wake: (() => void) | undefined;
  #asked = 0;
  #sourceDone = false;
  /** The loop below is on the stack: what is fed back meanwhile is left to it. */
  #draining = false;
  #failure: unknown;

  constructor(result: Subscriber<unknown>, plan: Plan<T>) {
    super();
    this.#result = result;
    this.#plan = plan;
    // The source is left before handlers hear of it: nothing that they do in answer is asked for.
    result.add(this);
    result.add(() => this.#withdraw());
  }

  readonly fail = (error: unknown): void => {
    if (this.#result.closed) return;
    this.#failure = error;
    this.#result.error(error);
  };

  settled(place: Place): void {
    if (!this.#result.closed && this.#outcomes.push(place) === 1) this.#wake?.();
  }

  protected override _next(value: T): void {
    this.#waiting.push(value);
    this.#drain();
  }

  protected override _error(error: unknown): void {
    this.fail(error);
  }

  protected override _complete(): void {
    this.#sourceDone = true;
    this.#drain();
    this.unsubscribe();
  }

  #drain(): void {
    if (this.#draining) return;
    this.#draining = true;
    while (this.#places.size < this.#plan.concurrency && this.#waiting.size > 0 && !this.#result.closed)
      this.#ask(this.#waiting.shift() as T);
    this.#draining = false;
    if (this.#sourceDone && this.#places.size === 0 && this.#waiting.size === 0) this.#result.complete();
  }

  #ask(value: T): void {
    const { ref, toMessage, timeout } = this.#plan;
    try {
      const message = toMessage(value, this.#asked++);
      // It may have been `toMessage` that left.
      if (this.#result.closed) return;
      if (this.#wake === undefined || this.#places.size === 0) this.#awaitOutcomes();
      const place = new Place(this);
      this.#places.append(place);
      place.ask = openAsk(ref, message, timeout, place);
      // Whoever heard of the message at once may have left.
      if (this.#result.closed) place.ask.giveUp(this.#reason);
    } catch (error) {
      this.fail(error);
    }
  }

  /**
   * One promise for all that settle in a row. It is made by the ask, not by the answer, for a subscriber is to be
   * called in the asker's async context and not in the system's.
   */
  #awaitOutcomes(): void {
    const settled = new Promise<void>((wake) => {
      this.#wake = wake;
    });
    void settled.then(this.#hearAll);
  }

  readonly #hearAll = (): void => {
    const outcomes = this.#outcomes;
    this.#outcomes = [];
    this.#wake = undefined;
    if (this.#places.size > outcomes.length) this.#awaitOutcomes();
    for (const place of outcomes) this.#hear(place);
  };

  #hear(place: Place): void {
    if (this.#result.closed) return;
    if (place.failed) {
      this.fail(place.outcome);
      return;
    }
    place.replied = true;
    if (!this.#plan.ordered) this.#emit(place);
    else for (let { first } = this.#places; first?.replied; { first } = this.#places) this.#emit(first);
    this.#drain();
  }

  #emit(place: Place): void {
    this.#places.remove(place);
    this.#result.next(place.outcome);
  }

  #withdraw(): void {
    this.#waiting.clear();
    if (this.#places.size > 0) this.#places.giveUp(this.#reason);
  }

  /** What the handlers hear that are let go of. */
  get #reason(): unknown {
    return this.#failure ?? AbortSignal.abort().reason;
  }
}
