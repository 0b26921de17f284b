import { Actor } from '../actor/actor.js';
import { type ActorSystem, core } from '../actor/actor-system.js';
import type { ActorRef, AnyActorRef } from '../protocol/actor-ref.js';
import { expected, expectFunction, expectOptions } from '../protocol/expect.js';
import type { StopReason } from '../protocol/lifecycle.js';
import type { MessageOf, Protocol, ReplyOf, Untyped } from '../protocol/protocol.js';
import type { Turn } from '../protocol/recipient.js';
import type { Clock, Milliseconds } from '../protocol/time.js';
import { type Arrival, listed } from './arrivals.js';
import { type ExpectOf, matcherOf } from './match.js';
import { print } from './print.js';
import { TestClock } from './test-clock.js';
import { withTimeLimit } from './time-limit.js';

/** How long a message, or an end, is waited for. */
const WITHIN: Milliseconds = 3_000;
/** How long there is to be silence. */
const SILENCE: Milliseconds = 100;

/** What may be said when a probe is made. */
export interface ProbeOptions {
  /** The name of its actor, for failures to read. @defaultValue made up */
  readonly id?: string | undefined;
}

/** An actor in the hands of a test: see {@link probe}. */
export interface Probe<P = Untyped> {
  /** To be given wherever a reference is wanted: to be told, asked, watched or stopped, and as a sender. */
  readonly reference: ActorRef<P>;

  /**
   * Takes the next message, waits for it if need be, and gives it to the test. Rejects when it does not fit, and when
   * none has come `within` so many milliseconds (3,000).
   *
   * `match` is the `type` of a message (or the message itself, where that is a string), a value of which fields may be
   * left out, a class, or a predicate (that is not async); without it any message will do. A plain object there fits any
   * object with its fields, whatever its class. One that does not fit stays, for the next look.
   */
  readonly expectMessage: ExpectOf<P>;

  /** Takes messages until one fits, as {@link Probe.expectMessage} does; those before it are skipped. */
  readonly fishFor: ExpectOf<P>;

  /** Rejects when a message waits, or comes `within` so many milliseconds (100). It is not taken. */
  expectNoMessage(within?: Milliseconds): Promise<void>;

  /** The reason for which `ref` stops; rejects when it has not `within` so many milliseconds (3,000). */
  expectStopped(ref: AnyActorRef, within?: Milliseconds): Promise<StopReason>;

  /**
   * Answers the message that was taken last, and the last to arrive where none was: settles its ask, or tells its
   * sender. A promise is followed; one that rejects fails the ask. `message` is the very one to answer instead, such as
   * an earlier `expectMessage` gave.
   *
   * Throws an `Error` where there is nothing to answer, nobody to answer to, or where it is answered already.
   */
  reply(value: ReplyOf<P> | PromiseLike<ReplyOf<P>>, message?: MessageOf<P>): void;

  /**
   * Has all that comes from now on answered as it arrives, where somebody waits for an answer; `undefined` leaves one to
   * {@link Probe.reply}. What `answer` throws fails the ask. The messages can be expected as well.
   */
  autoReply(answer: (message: MessageOf<P>) => ReplyOf<P> | PromiseLike<ReplyOf<P>> | undefined | void): void;
}

/**
 * Makes an actor that does nothing but take down what it is sent, for a test to stand in the place of another.
 *
 * Nothing waits for ever: time limits are those of the system's clock. A {@link TestClock} moves on by itself while
 * something is expected, as far as is needed, so that no real time passes. What fails is an `Error` that says what was
 * expected, and lists all that arrived, each with its time (since the probe was made, on any other clock).
 *
 * The probe is a root actor of the system, and stops with it. Its expectations reject with a `TypeError` or
 * `RangeError` for a time that is no number of milliseconds > 0.
 *
 * Throws a `TypeError` for what is no system, and what `spawn` throws.
 *
 * Where it comes from: the TestProbe of Akka, whose time limits are real ones.
 *
 * @example
 * ```ts
 * const system = new ActorSystem({ clock: new TestClock() });
 * const till = probe(system);
 * const shop = system.spawn(() => new (class extends Actor {
 *   protected override async handleMessage(item: string) {
 *     const price = await this.ask<number>(till.reference, { type: 'price', item });
 *     this.endMainLoop();
 *     return `${price} euros`;
 *   }
 * })());
 * const sold = shop.ask('tea');
 * await till.expectMessage('price') // => { type: 'price', item: 'tea' }
 * till.reply(7);
 * await sold // => '7 euros'
 * await till.expectStopped(shop) // => { kind: 'ended' }
 * await till.expectNoMessage();
 * await system.shutdown();
 * ```
 */
export function probe<P extends Protocol<P> = Untyped>(
  system: ActorSystem,
  options?: ProbeOptions,
): Probe<P> {
  if ((system as Partial<ActorSystem> | null | undefined)?.[core] === undefined)
    throw new TypeError(expected('system', 'an ActorSystem', system));
  expectOptions('options', options);
  return new ActorProbe<P>(system, options?.id);
}

type Verdict = 'taken' | 'skipped' | 'wrong';

type Found =
  | { readonly verdict: 'taken' | 'wrong'; readonly arrival: Arrival }
  | { readonly verdict: 'late' };

/** An expectation that waits for messages. */
class Waiter {
  readonly judge: (message: unknown) => Verdict;
  readonly outcome: Promise<Found>;
  found!: (found: Found) => void;
  failed!: (error: unknown) => void;

  constructor(judge: (message: unknown) => Verdict) {
    this.judge = judge;
    this.outcome = new Promise((resolve, reject) => {
      this.found = resolve;
      this.failed = reject;
    });
  }
}

class ActorProbe<P extends Protocol<P>> implements Probe<P> {
  readonly reference: ActorRef<P>;
  readonly #clock: Clock;
  /** Its times are since then. */
  readonly #start: Milliseconds;
  readonly #arrivals: Arrival[] = [];
  readonly #waiters: Waiter[] = [];
  /** Index of the first that no expectation has taken. */
  #next = 0;
  #taken: Arrival | undefined;
  #answer: ((message: MessageOf<P>) => unknown) | undefined;

  constructor(system: ActorSystem, id: string | undefined) {
    const { clock } = system[core];
    this.#clock = clock;
    this.#start = clock instanceof TestClock ? 0 : clock.now();
    const create = () => new ProbeActor((message, turn) => this.#receive(message, turn));
    // An actor that takes whatever comes stands for one of any protocol.
    this.reference = system.spawn(create, { id }) as unknown as ActorRef<P>;
  }

  readonly expectMessage = (async (match?: unknown, within: Milliseconds = WITHIN) => {
    const { wanted, fits } = matcherOf(match);
    const found = await this.#look(within, (message) => (fits(message) ? 'taken' : 'wrong'));
    if (found.verdict === 'taken') return this.#take(found.arrival);
    if (found.verdict === 'late')
      throw this.#failure(`expected ${wanted} within ${within} ms, and none came`);
    const { arrival } = found;
    throw this.#failure(
      `got another message than it expected:\n  expected  ${wanted}\n  actual    ${print(arrival.message)}`,
      arrival,
    );
  }) as ExpectOf<P>;

  readonly fishFor = (async (match?: unknown, within: Milliseconds = WITHIN) => {
    const { wanted, fits } = matcherOf(match);
    const found = await this.#look(within, (message) => (fits(message) ? 'taken' : 'skipped'));
    if (found.verdict === 'taken') return this.#take(found.arrival);
    throw this.#failure(`fished for ${wanted} for ${within} ms, and none came`);
  }) as ExpectOf<P>;

  async expectNoMessage(within: Milliseconds = SILENCE): Promise<void> {
    const found = await this.#look(within, () => 'wrong');
    if (found.verdict !== 'late')
      throw this.#failure(`expected no message within ${within} ms, and got one`, found.arrival);
  }

  async expectStopped(ref: AnyActorRef, within: Milliseconds = WITHIN): Promise<StopReason> {
    expectLimit(within);
    if (typeof ref?.stop !== 'function') throw new TypeError(expected('ref', 'a reference of an actor', ref));
    const reason = await withTimeLimit<StopReason | undefined>(
      this.#clock,
      within,
      ref.stopped,
      () => undefined,
    );
    if (reason !== undefined) return reason;
    throw this.#failure(`expected ${ref.path} to stop within ${within} ms, and it is ${ref.state}`);
  }

  reply(value: unknown, message?: MessageOf<P>): void {
    const { path } = this.reference;
    const arrival = message === undefined ? (this.#taken ?? this.#arrivals.at(-1)) : this.#arrivalOf(message);
    if (arrival === undefined) throw new Error(`${path} has nothing to answer: no message has arrived`);
    const shown = print(arrival.message);
    if (arrival.answered) throw new Error(`${path} has answered ${shown} already`);
    if (arrival.turn.sender === undefined)
      throw new Error(`${path} cannot answer ${shown}: it was told, without a sender`);
    answer(arrival, value);
  }

  autoReply(answer: (message: MessageOf<P>) => unknown): void {
    expectFunction('answer', answer);
    this.#answer = answer;
  }

  #receive(message: unknown, turn: Turn): void {
    const arrival: Arrival = { message, turn, at: this.#clock.now() - this.#start };
    this.#arrivals.push(arrival);
    this.#pump();
    if (turn.sender === undefined) return;
    const value = this.#answer?.(message as MessageOf<P>);
    if (value !== undefined) answer(arrival, value);
  }

  /** Of those that are alike, the first that waits for its answer. */
  #arrivalOf(message: unknown): Arrival {
    const alike = this.#arrivals.filter((arrival) => Object.is(arrival.message, message));
    const arrival =
      alike.find(({ answered, turn }) => !answered && turn.sender !== undefined) ?? alike.at(-1);
    if (arrival !== undefined) return arrival;
    throw this.#failure(`cannot answer ${print(message)}: that very message has not arrived`);
  }

  #take(arrival: Arrival): unknown {
    this.#taken = arrival;
    return arrival.message;
  }

  async #look(within: Milliseconds, judge: Waiter['judge']): Promise<Found> {
    expectLimit(within);
    const waiter = new Waiter(judge);
    this.#waiters.push(waiter);
    this.#pump();
    try {
      return await withTimeLimit(this.#clock, within, waiter.outcome, () => ({ verdict: 'late' }));
    } finally {
      const index = this.#waiters.indexOf(waiter);
      if (index >= 0) this.#waiters.splice(index, 1);
    }
  }

  /** Shows what has not been taken to those who wait, first come, first served. */
  #pump(): void {
    for (;;) {
      const [waiter] = this.#waiters;
      const arrival = this.#arrivals[this.#next];
      if (waiter === undefined || arrival === undefined) return;
      this.#show(waiter, arrival);
    }
  }

  #show(waiter: Waiter, arrival: Arrival): void {
    try {
      const verdict = waiter.judge(arrival.message);
      if (verdict !== 'wrong') {
        arrival.fate = verdict;
        this.#next += 1;
      }
      if (verdict === 'skipped') return;
      waiter.found({ verdict, arrival });
    } catch (error) {
      waiter.failed(error);
    }
    this.#waiters.shift();
  }

  #failure(what: string, pointed?: Arrival): Error {
    const { path, state } = this.reference;
    const ended = state === 'stopped' ? ['  the probe itself has stopped'] : [];
    return new Error([`${path} ${what}`, ...listed(this.#arrivals, pointed), ...ended].join('\n'));
  }
}

/** Named for its made-up ids. */
const ProbeActor = class Probe extends Actor {
  readonly #receive: (message: unknown, turn: Turn) => void;

  constructor(receive: (message: unknown, turn: Turn) => void) {
    super();
    this.#receive = receive;
  }

  protected override handleMessage(message: unknown, turn: Turn): void {
    this.#receive(message, turn);
  }
};

function answer(arrival: Arrival, value: unknown): void {
  arrival.answered = true;
  arrival.turn.reply(value);
}

/** Finite: an expectation that waits for ever could not fail. */
function expectLimit(within: unknown): void {
  const what = 'a finite number of milliseconds > 0';
  if (typeof within !== 'number') throw new TypeError(expected('within', what, within));
  if (!(within > 0 && within < Number.POSITIVE_INFINITY))
    throw new RangeError(expected('within', what, within));
}
