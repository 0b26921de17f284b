import { Actor } from '../actor/actor.js';
import { ActorSystem } from '../actor/actor-system.js';
import { cellField } from '../actor/spawn-actor.js';
import type { ActorRef } from '../protocol/actor-ref.js';
import { expected, expectFunction, expectId, expectOptions } from '../protocol/expect.js';
import { recipientOf } from '../protocol/message.js';
import type { MessageNamed, MessageOf, Protocol, ReplyOf, Untyped } from '../protocol/protocol.js';
import type { Sender } from '../protocol/recipient.js';
import { exclusively } from './exclusive.js';
import { print } from './print.js';
import { RecordedActor, standIn } from './recorded-actor.js';
import { endless, endRun, IN_VAIN, letTimeRun, silent } from './run-time.js';
import { TestClock } from './test-clock.js';
import { type Answer, type Said, type Spawned, type Timed, TurnRecord, type Watched } from './turn-record.js';
import { virtualTime } from './virtual-time.js';

/** What {@link runTurn} may be told. */
export interface RunTurnOptions<P = Untyped> {
  /**
   * Answers what the actor asks; a promise is followed, and what it throws fails the ask. Without it nobody answers, and
   * asks reject with `ask-timeout` when their (virtual) time is over.
   */
  readonly answer?: Answer | undefined;
  /**
   * Tells the message in this one's name, where it is asked otherwise. What the handler gives to `turn.reply` is then
   * among what was `told`; what it returns goes to nobody.
   */
  readonly sender?: Sender | undefined;
  /** Messages that the actor handles first. What they do does not count; none of them may fail. */
  readonly before?: readonly MessageOf<P>[] | undefined;
}

/**
 * What one turn did, as data to compare; others are named by their paths.
 *
 * There is nothing in it of the actor's own end (`endMainLoop`, `stop`), of what was put aside (`stash`), of a child that
 * was stopped, nor of inputs: look at those in a system, with a probe.
 */
export interface TurnEffects<R = unknown> {
  /** `undefined` where there was none. */
  readonly reply: R | undefined;
  readonly told: readonly Said[];
  readonly asked: readonly Said[];
  readonly spawned: readonly Spawned[];
  readonly watched: readonly Watched[];
  readonly timers: readonly Timed[];
  /**
   * What was thrown, or given to `fail`; `undefined` where all went well. For one who throws `undefined` it is an `Error`
   * that says so.
   */
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
 * Rejects with what the factory throws, with a `TypeError` for what is no option, and with an `Error` where the turn does
 * not come to its end, or a message of `before` fails.
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
  options?: RunTurnOptions<P>,
): Promise<TurnEffects<ReplyOf<P, K>>>;
export function runTurn<P extends Protocol<P>>(
  create: () => Actor<P>,
  message: MessageOf<P>,
  options?: RunTurnOptions<P>,
): Promise<TurnEffects<ReplyOf<P>>>;
export async function runTurn(
  create: () => Actor,
  message: unknown,
  options?: RunTurnOptions,
): Promise<TurnEffects> {
  expectFunction('create', create);
  expectRunOptions(options);
  return run(create, options ?? {}, [...(options?.before ?? []), message]);
}

/** As {@link runTurn}, for the first turn: what `setup` does. */
runTurn.setup = async <P extends Protocol<P>>(
  create: () => Actor<P>,
  options?: Pick<RunTurnOptions, 'answer'>,
): Promise<TurnEffects<undefined>> => {
  expectFunction('create', create);
  expectRunOptions(options);
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

function expectRunOptions(options: RunTurnOptions | undefined): void {
  expectOptions('options', options);
  const { answer, sender, before } = options ?? {};
  if (answer !== undefined) expectFunction('answer', answer);
  if (sender !== undefined && recipientOf(sender) === undefined)
    throw new TypeError(expected('sender', 'a reference of an actor, or something that has one', sender));
  if (before !== undefined && !Array.isArray(before))
    throw new TypeError(expected('before', 'an array of messages', before));
}

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
  failure?: { readonly error: unknown };
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
  /** What the actor's supervision has heard of. */
  #failure: { readonly error: unknown } | undefined;

  constructor(system: ActorSystem, clock: TestClock, record: TurnRecord, options: RunTurnOptions) {
    this.#system = system;
    this.#clock = clock;
    this.#record = record;
    this.#sender = options.sender;
  }

  async play(create: () => Actor, messages: readonly unknown[]): Promise<TurnEffects> {
    this.#record.open = messages.length === 0;
    const ref = this.#system.spawn(() => this.#observed(create()));
    ref.lifecycle.subscribe((event) => {
      if (event.type === 'failed') this.#failure = event;
    });
    await this.#until(() => ref.state !== 'starting', 'setup');
    try {
      for (const [index, message] of messages.entries()) {
        this.#record.open = index === messages.length - 1;
        await this.#turn(ref, message);
        if (index < messages.length - 1) this.#expectNoFailure(message);
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
        outcome.failure = { error };
      },
    );
  }

  async #until(over: () => boolean, what: string): Promise<void> {
    let timers = 0;
    await letTimeRun(this.#clock, () => !over() && timers++ < MOST_TIMERS);
    // Whoever waits for the outcome hears of it.
    await this.#clock.settle();
    if (over()) return;
    const why = timers > MOST_TIMERS ? endless(MOST_TIMERS) : IN_VAIN;
    throw new Error(`The ${what} does not come to its end: ${why}`);
  }

  #observed(actor: Actor): Actor {
    // What is no actor, or was spawned before, is for `spawn` to refuse.
    if (actor instanceof Actor && actor[cellField] === undefined)
      this.#recorded = new RecordedActor(actor, this.#record);
    return actor;
  }

  /** An asker hears that the actor has failed; the actor's own failure is the very error. */
  get #failed(): { readonly error: unknown } | undefined {
    return this.#failure ?? this.#outcome.failure;
  }

  #expectNoFailure(message: unknown): void {
    const failure = this.#failed;
    if (failure === undefined) return;
    throw new Error(`The message ${print(message)} of \`before\` fails: ${print(failure.error)}`, {
      cause: failure.error,
    });
  }

  #effects(): TurnEffects {
    const { told, asked, spawned, watched, timers } = this.#record;
    const failure = this.#failed;
    const error = failure && (failure.error ?? new Error(`${failure.error} was thrown`));
    return { reply: this.#outcome.reply, told, asked, spawned, watched, timers, error };
  }
}
