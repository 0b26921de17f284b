import type { Observable } from 'rxjs';
import { ActorSystem } from '../actor/actor-system.js';
import type { AnyActorRef } from '../protocol/actor-ref.js';
import type { LifecycleEvent } from '../protocol/lifecycle.js';
import type { Logger } from '../protocol/logger.js';
import type { AskOptions, SystemOptions } from '../protocol/options.js';
import type { Recipient } from '../protocol/recipient.js';
import type { Milliseconds } from '../protocol/time.js';
import { deepEqual } from './deep-equal.js';
import { type Mark, readSpan, type Values } from './diagram.js';
import { Expectation, type ToBe } from './expectation.js';
import { coldSource, hotSource, type MarbleSource, play } from './sources.js';
import { TestClock } from './test-clock.js';
import { virtualTime } from './virtual-time.js';

/** How long a test goes on after the last thing that a diagram names: time for what should not come to come. */
const AFTERMATH: Milliseconds = 10_000;

/** What the body of {@link marbles} has. One character of a diagram is one virtual millisecond. */
export interface MarbleTools {
  /** A system of its own, on the clock; it is shut down after the test. */
  readonly system: ActorSystem;
  readonly clock: TestClock;
  /** `system.spawn`. */
  readonly spawn: ActorSystem['spawn'];
  /** A source that begins anew for each subscriber. */
  cold<T = string>(diagram: string, values?: Values, error?: unknown): MarbleSource<T>;
  /** A source that runs whether or not anyone listens; `^` in its diagram is the start of the test. */
  hot<T = string>(diagram: string, values?: Values, error?: unknown): MarbleSource<T>;
  /** Tells `ref` the values of the diagram, each at its time. */
  tell(ref: Recipient, diagram: string, messages?: Values): void;
  /** The messages of an actor, each as its turn begins. */
  expectMessages(ref: AnyActorRef, span?: string): ToBe;
  /** Asks `ref` the values of the diagram, and expects the replies as they come; a rejection is a `#`. */
  expectReplies(ref: AnyActorRef, diagram: string, messages?: Values, options?: AskOptions): ToBe;
  /**
   * The events of an actor's life. The letters stand for a type of event, or for an event of which fields may be left
   * out; types that no letter stands for are not looked at. Default letters: `s` started, `f` failed, `r` restarting,
   * `x` stopped.
   */
  expectLifecycle(ref: AnyActorRef, span?: string): ToBe;
  /** What an Observable emits to one who subscribes at `^` of `span` (at once) and leaves at `!` (never). */
  expectObservable(source: Observable<unknown>, span?: string): ToBe;
  /** When a source of this test was subscribed: one diagram of `^` and `!` for each time. */
  expectSubscriptions(source: MarbleSource<unknown>): { toBe(...spans: string[]): void };
}

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** RxJS's globals can follow one clock only: tests that are started together run one after the other. */
let previous: Promise<void> = Promise.resolve();

/**
 * A test in marbles: time is virtual, and everything settles between one moment and the next, promises included.
 * Handlers may be asynchronous, sleep on the clock, and use RxJS's timed operators (not `setTimeout`).
 *
 * The body sets flows and expectations up; then time runs until nothing is left to happen. The result is a function
 * that returns a promise, as test runners want it: a test that nobody waits for cannot pass.
 *
 * Rejects with both diagrams when one differs, and when nothing was expected at all: without `toBe`, without an
 * expectation, or with a body that did not come to its end.
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
export function marbles(
  body: (tools: MarbleTools) => void | Promise<void>,
  options?: SystemOptions,
): () => Promise<void> {
  return () => {
    const run = previous.then(() => runMarbles(body, options));
    previous = run.catch(() => undefined);
    return run;
  };
}

async function runMarbles(
  body: (tools: MarbleTools) => void | Promise<void>,
  options?: SystemOptions,
): Promise<void> {
  const clock = new TestClock();
  const restore = virtualTime(clock);
  const system = new ActorSystem({ logger: silent, ...options, clock });
  try {
    const run = new MarbleRun(system, clock);
    await run.play(body);
    run.check();
  } finally {
    const ended = system.shutdown({ timeout: 1 });
    await clock.advance(1);
    await ended;
    restore();
  }
}

class MarbleRun {
  readonly #expectations: { end: Milliseconds; problem(): string | undefined }[] = [];
  readonly #clock: TestClock;
  readonly #system: ActorSystem;
  /** The last moment that a diagram names. */
  #end: Milliseconds = 0;

  constructor(system: ActorSystem, clock: TestClock) {
    this.#system = system;
    this.#clock = clock;
  }

  async play(body: (tools: MarbleTools) => void | Promise<void>): Promise<void> {
    let finished = false;
    let failure: { readonly error: unknown } | undefined;
    Promise.resolve(body(this.#tools())).then(
      () => {
        finished = true;
      },
      (error) => {
        failure = { error };
      },
    );
    await this.#clock.settle();
    for (let next = this.#clock.next; next !== undefined && next <= this.#limit(); next = this.#clock.next) {
      await this.#clock.advance(next - this.#clock.now());
    }
    if (failure !== undefined) throw failure.error;
    if (!finished)
      throw new Error('The body of the marble test did not come to its end: it waits for what never happens');
  }

  check(): void {
    if (this.#expectations.length === 0)
      throw new Error('The marble test expects nothing: it could not fail');
    const problems = this.#expectations.map((expectation) => expectation.problem());
    const found = problems.filter((problem) => problem !== undefined);
    if (found.length > 0) throw new Error(found.join('\n\n'));
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
      hot: (diagram, values, error) => hotSource(clock, diagram, values, error),
      tell: (ref, diagram, messages) => this.#send(diagram, messages, (message) => ref.tell(message)),
      expectMessages: (ref, span) =>
        this.#observe(new Expectation(`Messages of ${ref.path}`), ref.inbox, span),
      expectReplies: (ref, diagram, messages, options) => this.#ask(ref, diagram, messages, options),
      expectLifecycle: (ref, span) => this.#observe(new LifeExpectation(ref.path), ref.lifecycle, span),
      expectObservable: (source, span) => this.#observe(new Expectation('The Observable'), source, span),
      expectSubscriptions: (source) => this.#subscriptions(source),
    };
  }

  #send(diagram: string, messages: Values | undefined, send: (message: unknown) => void): void {
    this.#end = Math.max(this.#end, play(this.#clock, diagram, messages, send));
  }

  #ask(
    ref: AnyActorRef,
    diagram: string,
    messages: Values | undefined,
    options: AskOptions | undefined,
  ): ToBe {
    const expectation = this.#added(new Expectation(`Replies of ${ref.path}`));
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
    const subscribe = () => {
      const subscription = source.subscribe({
        next: (value) => this.#mark(expectation, { kind: 'N', value }),
        error: (error) => this.#mark(expectation, { kind: 'E', error }),
        complete: () => this.#mark(expectation, { kind: 'C' }),
      });
      if (Number.isFinite(to)) this.#clock.schedule(to - from, () => subscription.unsubscribe());
    };
    if (from === 0) subscribe();
    else this.#clock.schedule(from, subscribe);
    return this.#added(expectation);
  }

  #subscriptions(source: MarbleSource<unknown>): { toBe(...spans: string[]): void } {
    const expectation = this.#added(new Expectation('The subscriptions'));
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

  #mark(expectation: Expectation, mark: Unstamped): void {
    expectation.marks.push({ ...mark, at: this.#clock.now() } as Mark);
  }
}

type Unstamped =
  | { readonly kind: 'N'; readonly value: unknown }
  | { readonly kind: 'E'; readonly error: unknown }
  | { readonly kind: 'C' };

const LIFE: Values = { s: 'started', f: 'failed', r: 'restarting', x: 'stopped' };

/** Compares events by their type, or by the fields that are named. */
class LifeExpectation extends Expectation {
  constructor(path: string) {
    super(`The life of ${path}`, (actual, expected) => {
      const event = actual as LifecycleEvent;
      return typeof expected === 'string' ? event.type === expected : deepEqual(event, expected, true);
    });
  }

  override toBe(diagram: string, values: Values = LIFE, error?: unknown): void {
    super.toBe(diagram, values, error);
  }

  protected override seen(): readonly Mark[] {
    const types = Object.values(this.values).map((value) =>
      typeof value === 'string' ? value : (value as LifecycleEvent).type,
    );
    return this.marks.filter(
      (mark) => mark.kind === 'N' && types.includes((mark.value as LifecycleEvent).type),
    );
  }
}

function spell(spans: readonly { readonly from: Milliseconds; readonly to: Milliseconds }[]): string {
  return spans.map(({ from, to }) => `from ${from} to ${to}`).join(', ') || '(none)';
}
