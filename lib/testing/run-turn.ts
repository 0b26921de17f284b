import { Actor } from '../actor/actor.js';
import { ActorSystem } from '../actor/actor-system.js';
import type { ActorRef } from '../protocol/actor-ref.js';
import { expectFunction, expectId, expectOptions } from '../protocol/expect.js';
import type { StopReason } from '../protocol/lifecycle.js';
import type { MessageNamed, MessageOf, Protocol, ReplyOf, Untyped } from '../protocol/protocol.js';
import type { Sender } from '../protocol/recipient.js';
import { exclusively } from './exclusive.js';
import { RecordedActor, standIn } from './recorded-actor.js';
import { endRun, letTimeRun, silent } from './run-time.js';
import { TestClock } from './test-clock.js';
import { type Answer, type Said, type Spawned, type Timed, TurnRecord, type Watched } from './turn-record.js';
import { virtualTime } from './virtual-time.js';

/** What {@link runTurn} may be told. */
export interface RunTurnOptions {
  /**
   * Answers what the actor asks; a promise is followed, and what it throws fails the ask. Without it nobody answers, and
   * asks reject with `ask-timeout` when their (virtual) time is over.
   */
  readonly answer?: Answer | undefined;
  /** Tells the message in this one's name, where it is asked otherwise; the reply is then among what was `told`. */
  readonly sender?: Sender | undefined;
  /** Messages that the actor handles first. What they do does not count. */
  readonly before?: readonly unknown[] | undefined;
}

/** What one turn did, as data to compare; others are named by their paths. */
export interface TurnEffects<R = unknown> {
  /** `undefined` where there was none. */
  readonly reply: R | undefined;
  readonly told: readonly Said[];
  readonly asked: readonly Said[];
  readonly spawned: readonly Spawned[];
  readonly watched: readonly Watched[];
  readonly timers: readonly Timed[];
  /** What was thrown, or given to `fail`; `undefined` where all went well. */
  readonly error: unknown;
}

/** More callbacks than these come from something that repeats beside a turn that waits in vain. */
const MOST_TIMERS = 10_000;

/** Of the run that is on: those that others made record in it. */
let present: TurnRecord | undefined;

/**
 * Makes an actor, sets it up, asks it one message, and gives what it did in that turn as data. Nothing else runs: what
 * it tells and asks goes nowhere, its children are made but not started, its inputs are not subscribed, and what its
 * `setup` does does not count (see `runTurn.setup(create)`).
 *
 * Time is virtual, as in `marbles`: an asynchronous handler may use its timers' clock and RxJS's timed operators, and
 * the turn is over when it has settled. Runs that are started together run one after the other, also after a `marbles`
 * test: within one it would wait for itself.
 *
 * Give the actor references that were made by `runTurn.reference(id)`. That of a real actor will do where it is told
 * and asked by the actor's own `tell` and `ask`; by `ref.tell` it would be told in earnest.
 *
 * Rejects with what the factory throws, and with an `Error` where the turn does not come to its end.
 *
 * Where it comes from: the BehaviorTestKit of Akka, whose behaviors are synchronous.
 *
 * @param create - as for `spawn`
 * @example
 * ```ts
 * interface Selling { sell(m: { item: string }): string }
 * const till = runTurn.reference('till');
 * const shop = defineActor((self: ActorContext<Selling>) => ({
 *   handlers: {
 *     sell: async ({ item }) => {
 *       const price = await self.ask<number>(till, { type: 'price', item });
 *       self.tell(till, { type: 'charge', price });
 *       return `${price} euros`;
 *     },
 *   },
 * }));
 * const turn = await runTurn(shop, { type: 'sell', item: 'tea' }, { answer: () => 7 });
 * turn.reply // => '7 euros'
 * turn.asked // => [{ to: '/till', message: { type: 'price', item: 'tea' } }]
 * turn.told // => [{ to: '/till', message: { type: 'charge', price: 7 } }]
 * turn.error // => undefined
 * ```
 */
export function runTurn<P extends Protocol<P>, K extends keyof P & string>(
  create: () => Actor<P>,
  message: { readonly type: K } & MessageNamed<P, K>,
  options?: RunTurnOptions,
): Promise<TurnEffects<ReplyOf<P, K>>>;
export function runTurn<P extends Protocol<P>>(
  create: () => Actor<P>,
  message: MessageOf<P>,
  options?: RunTurnOptions,
): Promise<TurnEffects<ReplyOf<P>>>;
export async function runTurn(
  create: () => Actor,
  message: unknown,
  options?: RunTurnOptions,
): Promise<TurnEffects> {
  expectFunction('create', create);
  expectOptions('options', options);
  return run(create, options ?? {}, [...(options?.before ?? []), message]);
}

/** As {@link runTurn}, for the first turn: what `setup` does. */
runTurn.setup = async <P extends Protocol<P>>(
  create: () => Actor<P>,
  options?: Pick<RunTurnOptions, 'answer'>,
): Promise<TurnEffects<undefined>> => {
  expectFunction('create', create);
  expectOptions('options', options);
  return run(create as () => unknown as () => Actor, options ?? {}, []) as Promise<TurnEffects<undefined>>;
};

/**
 * A reference without an actor, of the path `/id`, to give to one that is run by {@link runTurn}: what it is told and
 * asked there is taken down. Throws a `TypeError` or `RangeError` for a bad id.
 */
runTurn.reference = <P extends Protocol<P> = Untyped>(id: string): ActorRef<P> => {
  expectId(id);
  return standIn(`/${id}`, () => present) as ActorRef<P>;
};

function run(
  create: () => Actor,
  options: RunTurnOptions,
  messages: readonly unknown[],
): Promise<TurnEffects> {
  return exclusively(async () => {
    const clock = new TestClock();
    const system = new ActorSystem({ logger: silent, clock, overdueAfter: Number.POSITIVE_INFINITY });
    const restore = virtualTime(clock);
    const record = new TurnRecord(clock, options.answer);
    present = record;
    try {
      return await new TurnRun(system, clock, record, options).play(create, messages);
    } finally {
      present = undefined;
      await endRun(system, clock).finally(restore);
    }
  });
}

interface Outcome {
  reply?: unknown;
  error?: unknown;
}

class TurnRun {
  readonly #system: ActorSystem;
  readonly #clock: TestClock;
  readonly #record: TurnRecord;
  readonly #sender: Sender | undefined;
  #recorded: RecordedActor | undefined;
  /** Of the run: who was to be answered by another, or later, waits no more. */
  readonly #end = new AbortController();
  #outcome: Outcome = {};
  #reason: StopReason | undefined;

  constructor(system: ActorSystem, clock: TestClock, record: TurnRecord, options: RunTurnOptions) {
    this.#system = system;
    this.#clock = clock;
    this.#record = record;
    this.#sender = options.sender;
  }

  async play(create: () => Actor, messages: readonly unknown[]): Promise<TurnEffects> {
    this.#record.open = messages.length === 0;
    const ref = this.#system.spawn(() => this.#observed(create()));
    void ref.stopped.then((reason) => {
      this.#reason = reason;
    });
    await this.#until(() => ref.state !== 'starting', 'setup');
    try {
      for (const [index, message] of messages.entries()) {
        this.#record.open = index === messages.length - 1;
        await this.#turn(ref, message);
      }
      return this.#effects();
    } finally {
      this.#end.abort();
    }
  }

  async #turn(ref: ActorRef, message: unknown): Promise<void> {
    let over = false;
    if (this.#recorded !== undefined)
      this.#recorded.over = () => {
        over = true;
        this.#record.open = false;
      };
    this.#send(ref, message);
    await this.#until(() => over || ref.state === 'stopped', 'turn');
  }

  #send(ref: ActorRef, message: unknown): void {
    const outcome: Outcome = {};
    // Of the last message only; one before it may be answered later, if it was put aside.
    this.#outcome = outcome;
    if (this.#sender !== undefined) {
      ref.tell(message, { sender: this.#sender });
      return;
    }
    ref.ask(message, { timeout: Number.POSITIVE_INFINITY, signal: this.#end.signal }).then(
      (reply) => {
        outcome.reply = reply;
      },
      (error: unknown) => {
        outcome.error = error;
      },
    );
  }

  async #until(over: () => boolean, what: string): Promise<void> {
    let timers = 0;
    await letTimeRun(this.#clock, () => !over() && timers++ < MOST_TIMERS);
    // Whoever waits for the outcome hears of it.
    await this.#clock.settle();
    if (over()) return;
    throw new Error(`The ${what} does not come to its end: it waits for what never happens`);
  }

  #observed(actor: Actor): Actor {
    // What is no actor is for `spawn` to refuse.
    if (actor instanceof Actor) this.#recorded = new RecordedActor(actor, this.#record);
    return actor;
  }

  #effects(): TurnEffects {
    const { told, asked, spawned, watched, timers } = this.#record;
    // An asker hears that the actor has failed; the actor's reason is the very error.
    const error = this.#reason?.kind === 'failed' ? this.#reason.error : this.#outcome.error;
    return { reply: this.#outcome.reply, told, asked, spawned, watched, timers, error };
  }
}
