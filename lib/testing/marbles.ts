import { type Observable, Subscription } from 'rxjs';
import { ActorSystem } from '../actor/actor-system.js';
import type { AnyActorRef } from '../protocol/actor-ref.js';
import { expectFunction } from '../protocol/expect.js';
import type { AskOptions, SystemOptions } from '../protocol/options.js';
import type { Recipient } from '../protocol/recipient.js';
import type { Milliseconds } from '../protocol/time.js';
import { deepEqual } from './deep-equal.js';
import { readSpan, type Values } from './diagram.js';
import { exclusively } from './exclusive.js';
import { Expectation, MessagesExpectation, type ToBe } from './expectation.js';
import { LifeExpectation } from './life-expectation.js';
import { endRun, IN_VAIN, letTimeRun, silent } from './run-time.js';
import { coldSource, hotSource, type MarbleSource, play } from './sources.js';
import { limited, limits, TestClock } from './test-clock.js';
import { virtualTime } from './virtual-time.js';

/** How long a test goes on after the last thing that a diagram names: what should not come gets its chance to. */
const AFTERMATH: Milliseconds = 10_000;

/**
 * What the body of {@link marbles} has. One character of a diagram is one virtual millisecond; a diagram begins when
 * it is given, which is the start of the test unless the body has awaited something.
 *
 * As in RxJS, who comes at the time of a value (`^`) sees it, and who leaves then (`!`) does not.
 */
export interface MarbleTools {
  /** A system of its own, on the clock; it is shut down after the test. */
  readonly system: ActorSystem;
  readonly clock: TestClock;
  /** `system.spawn`. */
  readonly spawn: ActorSystem['spawn'];
  /** A source that begins anew for each subscriber, and shows no value while it is subscribed. */
  cold<T = string>(diagram: string, values?: Values, error?: unknown): MarbleSource<T>;
  /** A source that runs whether or not anyone listens; `^` in its diagram is its start. */
  hot<T = string>(diagram: string, values?: Values, error?: unknown): MarbleSource<T>;
  /** Tells `ref` the values of the diagram, each at its time. Throws a `TypeError` for a diagram that ends. */
  tell(ref: Recipient, diagram: string, messages?: Values): void;
  /** The messages of an actor, each as its turn begins; where the diagram has a `|`, also the actor's end. */
  expectMessages(ref: AnyActorRef, span?: string): ToBe;
  /** Asks `ref` the values of the diagram, and expects the replies as they come; each rejection is a `#`. */
  expectReplies(ref: AnyActorRef, diagram: string, messages?: Values, options?: AskOptions): ToBe;
  /**
   * The events of an actor's life. The letters stand for a type of event, or for an event of which fields may be left
   * out, but not its type; types that no letter stands for are not looked at, nor is the end. Default letters: `s`
   * started, `f` failed, `r` restarting, `x` stopped.
   */
  expectLifecycle(ref: AnyActorRef, span?: string): ToBe;
  /** What an Observable emits to one who subscribes at `^` of `span` (at once) and leaves at `!` (never). */
  expectObservable(source: Observable<unknown>, span?: string): ToBe;
  /** When a source of this test was subscribed: one diagram of `^` and `!` for each time. */
  expectSubscriptions(source: MarbleSource<unknown>): { toBe(...spans: string[]): void };
}

/** Options of the system of a marble test; its clock is the test's. */
export type MarbleOptions = Omit<SystemOptions, 'clock'>;

type Body = (tools: MarbleTools) => void | Promise<void>;

/**
 * A test in marbles: time is virtual, and everything settles between one moment and the next, promises included.
 * Handlers may be asynchronous, sleep on the clock, and use RxJS's timed operators (not `setTimeout`).
 *
 * The body sets flows and expectations up, and may await; then time runs until nothing is left to happen, and for at
 * most 10 seconds after the last thing that a diagram names. The result is a function that returns a promise, as test
 * runners want it: a test that nobody waits for cannot pass. Tests that are started together run one after the other,
 * for RxJS's operators can follow one clock only.
 *
 * Rejects with both diagrams when one differs, with what the body throws, and when nothing was expected at all:
 * without `toBe`, without an expectation (those of a probe count as well), or with a body that did not come to its end. Throws a `TypeError` for a
 * body that is no function.
 *
 * Where it comes from: RxJS's TestScheduler, whose virtual time stands still at the first `await`.
 *
 * @param options - of the system, for example its `lane` or `seed`
 * @example
 * ```ts
 * const test = marbles(({ system, spawn, tell, expectMessages, clock }) => {
 *   const slow = spawn(() => new (class extends Actor {
 *     protected override async handleMessage() {
 *       await new Promise<void>((wake) => clock.schedule(3, wake));
 *     }
 *   })());
 *   tell(slow, '           -ab----c');
 *   expectMessages(slow).toBe('-a--b--c');
 * });
 * await test() // => undefined
 * ```
 */
export function marbles(body: Body, options?: MarbleOptions): () => Promise<void> {
  expectFunction('body', body);
  return () => exclusively(() => runMarbles(body, options));
}

async function runMarbles(body: Body, options?: MarbleOptions): Promise<void> {
  const clock = new TestClock();
  const system = new ActorSystem({ logger: silent, ...options, clock });
  const restore = virtualTime(clock);
  try {
    const run = new MarbleRun(system, clock);
    await run.play(body);
    run.check();
  } finally {
    await endRun(system, clock).finally(restore);
  }
}

class MarbleRun {
  readonly #expectations: { end: Milliseconds; problem(): string | undefined }[] = [];
  readonly #clock: TestClock;
  readonly #system: ActorSystem;
  /** The last moment that a diagram names. */
  #end: Milliseconds = 0;
  /** What plays as soon as the body has set up who looks on; `undefined` once it has. */
  #plays: (() => void)[] | undefined = [];

  constructor(system: ActorSystem, clock: TestClock) {
    this.#system = system;
    this.#clock = clock;
  }

  async play(body: Body): Promise<void> {
    let outcome: { readonly error?: unknown } | undefined;
    const run = async () => body(this.#tools());
    run().then(
      () => {
        outcome = {};
      },
      (error: unknown) => {
        outcome = { error };
      },
    );
    for (const begin of this.#plays ?? []) begin();
    this.#plays = undefined;
    // What a probe waits for has a time limit of its own.
    const goesOn = (next = 0) => next <= this.#limit() || this.#clock[limits] > 0;
    await letTimeRun(this.#clock, goesOn);
    if (outcome === undefined)
      throw new Error(`The body of the marble test did not come to its end: ${this.#whyNot()}`);
    if ('error' in outcome) throw outcome.error;
  }

  check(): void {
    // What a probe waits for has a time limit, and can fail.
    if (this.#expectations.length === 0 && this.#clock[limited] === 0)
      throw new Error('The marble test expects nothing: it could not fail');
    const problems = this.#expectations.map((expectation) => expectation.problem());
    const found = problems.filter((problem) => problem !== undefined);
    if (found.length > 0) throw new Error(found.join('\n\n'));
  }

  #whyNot(): string {
    if (this.#clock.next === undefined) return IN_VAIN;
    return `it waits, or is still busy, ${AFTERMATH} ms after the last thing that a diagram names`;
  }

  #limit(): Milliseconds {
    return Math.max(this.#end, ...this.#expectations.map(({ end }) => end)) + AFTERMATH;
  }

  #tools(): MarbleTools {
    const clock = this.#clock;
    return {
      system: this.#system,
      clock,
      spawn: this.#system.spawn,
      cold: (diagram, values, error) => coldSource(clock, diagram, values, error),
      hot: (diagram, values, error) => hotSource(clock, this.#begin, diagram, values, error),
      tell: (ref, diagram, messages) => this.#send(diagram, messages, (message) => ref.tell(message)),
      expectMessages: (ref, span) =>
        this.#observe(new MessagesExpectation(ref.path, clock.now()), ref.inbox, span),
      expectReplies: (ref, diagram, messages, options) => this.#ask(ref, diagram, messages, options),
      expectLifecycle: (ref, span) =>
        this.#observe(new LifeExpectation(ref.path, clock.now()), ref.lifecycle, span),
      expectObservable: (source, span) =>
        this.#observe(new Expectation('The Observable', clock.now()), source, span),
      expectSubscriptions: (source) => this.#subscriptions(source),
    };
  }

  readonly #begin = (play: () => void): void => {
    if (this.#plays === undefined) play();
    else this.#plays.push(play);
  };

  #send(diagram: string, messages: Values | undefined, send: (message: unknown) => void): void {
    this.#end = Math.max(this.#end, play(this.#clock, this.#begin, diagram, messages, send));
  }

  #ask(
    ref: AnyActorRef,
    diagram: string,
    messages: Values | undefined,
    options: AskOptions | undefined,
  ): ToBe {
    const expectation = this.#added(new Expectation(`Replies of ${ref.path}`, this.#clock.now()));
    this.#send(diagram, messages, (message) => {
      ref.ask(message, options).then(
        (value: unknown) => this.#mark(expectation, { kind: 'N', value }),
        (error: unknown) => this.#mark(expectation, { kind: 'E', error }),
      );
    });
    return expectation;
  }

  #observe(expectation: Expectation, source: Observable<unknown>, span?: string): ToBe {
    const { from, to } = readSpan(span);
    const subscription = new Subscription();
    const subscribe = () =>
      subscription.add(
        source.subscribe({
          next: (value) => this.#mark(expectation, { kind: 'N', value }),
          error: (error) => this.#mark(expectation, { kind: 'E', error }),
          complete: () => this.#mark(expectation, { kind: 'C' }),
        }),
      );
    if (from > 0) this.#clock.schedule(from, subscribe);
    // First of all, so that what comes at the same time comes too late.
    if (Number.isFinite(to)) this.#clock.schedule(to, () => subscription.unsubscribe());
    if (from === 0) subscribe();
    return this.#added(expectation);
  }

  #subscriptions(source: MarbleSource<unknown>): { toBe(...spans: string[]): void } {
    const expectation = this.#added(new Expectation('The subscriptions', this.#clock.now()));
    return {
      toBe: (...spans) => {
        const expected = spans.map(readSpan);
        const problem = () =>
          deepEqual(source.subscriptions, expected)
            ? undefined
            : `The subscriptions differ:\n  expected  ${spell(expected)}\n  actual    ${spell(source.subscriptions)}`;
        this.#expectations.splice(this.#expectations.indexOf(expectation), 1, { end: 0, problem });
      },
    };
  }

  #added<E extends Expectation>(expectation: E): E {
    this.#expectations.push(expectation);
    return expectation;
  }

  #mark(expectation: Expectation, seen: Parameters<Expectation['mark']>[1]): void {
    expectation.mark(this.#clock.now(), seen);
  }
}

function spell(spans: readonly { readonly from: Milliseconds; readonly to: Milliseconds }[]): string {
  return spans.map(({ from, to }) => `from ${from} to ${to}`).join(', ') || '(none)';
}
