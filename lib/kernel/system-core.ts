import type { Subscriber } from 'rxjs';
import type { AnyActorRef } from '../protocol/actor-ref.js';
import { expectDuration, expected, expectInteger, expectOptions } from '../protocol/expect.js';
import type { DeadLetter, SystemEvent } from '../protocol/lifecycle.js';
import type { Logger } from '../protocol/logger.js';
import type { SystemOptions } from '../protocol/options.js';
import type { Cancel, Clock, Milliseconds } from '../protocol/time.js';
import { Announcer } from './announcer.js';
import { type Attachable, attach } from './attach.js';
import type { Cell } from './cell.js';
import { Children } from './children.js';
import { type Carry, carrier } from './context.js';
import { DeadLetters } from './dead-letters.js';
import { Deadlines } from './deadlines.js';
import type { Report } from './guard.js';
import { holdProcess, hostClock, hostLogger } from './host.js';
import { Hub } from './hub.js';
import { type Feed, lanes, type PipedLane, piped } from './lane.js';
import { seededRandom } from './random.js';
import { type Pick, RunQueue } from './run-queue.js';
import { runTurn } from './run-turn.js';

const DEFAULT_SLICE: Milliseconds = 5;
const DEFAULT_OVERDUE: Milliseconds = 30_000;
const DEFAULT_ASK_TIMEOUT: Milliseconds = 5_000;

/** What all actors of a system share: time, the run queue, those who observe, and the roots. */
export class SystemCore {
  readonly name: string;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly askTimeout: Milliseconds;
  readonly runQueue: RunQueue;
  readonly announcer: Announcer;
  readonly deadlines: Deadlines;
  /** The turns that wait for a promise or an Observable, by how long that is in order. */
  readonly overdue: Deadlines;
  readonly overdueAfter: Milliseconds;
  readonly events: Hub<SystemEvent>;
  readonly deadLetters: DeadLetters;
  /** What every inbox is piped through. */
  readonly lane: PipedLane;
  /** Where all turns go in; not there where each inbox has a line of its own. */
  readonly feed: Feed | undefined;
  readonly carry: Carry | undefined;
  /** In order of start. */
  readonly roots = new Children();
  /** Turns that wait for a promise or an Observable: while there are any, a Node process stays. */
  asyncTurns = 0;
  /** When running turns began; known only while somebody observes the events. */
  turnsSince: Map<Cell, Milliseconds> | undefined = undefined;
  /** Numbers in [0, 1) for all jitter: from the seed, if there is one. */
  readonly random: () => number;
  /** What the test kit has its hands in. */
  readonly test: TestHooks;
  /** A shutdown has begun: nothing is spawned any more. */
  closed = false;
  /** The deadline of the shutdown is over. */
  hurried = false;
  #lastNumber = 0;
  /** When the first actor started. */
  #began: Milliseconds | undefined;
  #held: Cancel | undefined;
  /** A failure is being shown to those who observe the events. */
  #reporting = false;

  constructor(options: SystemOptions = {}) {
    check(options);
    this.name = options.name ?? 'default';
    this.logger = options.logger ?? hostLogger;
    this.clock = options.clock ?? hostClock;
    this.askTimeout = options.askTimeout ?? DEFAULT_ASK_TIMEOUT;
    this.overdueAfter = options.overdueAfter ?? DEFAULT_OVERDUE;
    this.carry = carrier(options.context ?? []);
    this.random = options.seed === undefined ? Math.random : seededRandom(~options.seed);
    this.test = (options as TestOptions)[test] ?? {};
    this.announcer = new Announcer(() => this.runQueue.wake());
    this.events = this.hub<SystemEvent>();
    this.deadLetters = new DeadLetters(this.announcer, this.#reportOf(undefined));
    const lane = options.lane ?? 'serialMap';
    // The whole kernel in a line: an actor's inbox is piped through this, and subscribed once.
    this.lane = lanes[lane](runTurn);
    this.feed = lane === 'serialMap' ? piped(this.lane) : undefined;
    this.runQueue = new RunQueue({
      clock: this.clock,
      slice: options.slice ?? DEFAULT_SLICE,
      pick: this.test.pick ?? pickOf(options),
      events: this.announcer,
      idle: () => this.tidy(),
    });
    this.deadlines = new Deadlines(this.clock, () => this.runQueue.mark());
    this.overdue = new Deadlines(this.clock, () => this.runQueue.mark());
    (this.clock as Attachable)[attach]?.(this);
  }

  /** A number that no other actor of the system was given. */
  freshNumber(): number {
    this.#lastNumber += 1;
    return this.#lastNumber;
  }

  /** Whole milliseconds since the first actor started: a small number, which an actor holds in its own place. */
  age(): Milliseconds {
    const now = this.clock.now();
    this.#began ??= now;
    const age = now - this.#began;
    // As an integer of the machine it takes no memory of its own.
    return age < 2 ** 31 ? age | 0 : Math.floor(age);
  }

  /** The time on the clock at that age. */
  timeAt(age: Milliseconds): Milliseconds {
    return (this.#began ?? 0) + age;
  }

  /** Those who observe one thing of `owner`, or of the system. */
  hub<T>(owner?: { readonly reference: AnyActorRef }, greet?: (subscriber: Subscriber<T>) => void): Hub<T> {
    const published = () => this.announcer.published;
    const report = this.#reportOf(owner);
    return new Hub<T>(greet === undefined ? { report, published } : { report, published, greet });
  }

  deadLetter(letter: DeadLetter): void {
    const shown = this.deadLetters.add(letter);
    if (!shown || !this.events.observed) return;
    this.announcer.publish(this.events, { type: 'dead-letter', letter, at: this.clock.now() });
  }

  /** Publishes a failure that belongs to nobody, and logs it, so that it is not lost where nobody observes. */
  report(event: SystemEvent & { readonly error: unknown }): void {
    this.logError(
      `${event.type} ${'actor' in event && event.actor ? event.actor.path : this.name}`,
      event.error,
    );
    if (this.events.observed && !this.#reporting) this.announcer.run((serial) => this.#show(event, serial));
  }

  /** An observer of the events that throws at its own failure would be called for ever: that one is only logged. */
  #show(event: SystemEvent, serial: number): void {
    this.#reporting = true;
    this.events.emit(event, serial);
    this.#reporting = false;
  }

  /** Publishes and logs that a turn takes long. */
  overdueTurn(event: SystemEvent & { readonly type: 'overdue' }): void {
    const { actor, messageType, age } = event;
    this.log('warn', `The turn of ${actor.path} for \`${messageType}\` has been running for ${age} ms`);
    this.announcer.publish(this.events, event);
  }

  /** A logger is foreign code as well. */
  logError(message: string, error: unknown): void {
    this.log('error', message, error);
  }

  private log(level: 'warn' | 'error', ...words: readonly unknown[]): void {
    try {
      this.logger[level](...words);
    } catch {
      // There is no one left to tell.
    }
  }

  rootGone(root: Cell): void {
    this.roots.delete(root);
  }

  /** A deadline is over: what stops now ends without what runs (G7), and so do the others when their turn comes. */
  hurry(): void {
    this.hurried = true;
    for (const root of this.roots.list()) if (!root.open) root.hurry();
  }

  /** Nothing is ready, nothing is being delivered, and no task of the host is awaited. */
  get quiet(): boolean {
    return this.runQueue.quiet && this.announcer.size === 0;
  }

  #reportOf(owner: { readonly reference: AnyActorRef } | undefined): Report {
    return (error) => {
      const actor = owner?.reference;
      this.report({ type: 'observer-failed', error, at: this.clock.now(), ...(actor && { actor }) });
    };
  }

  /** What need not be done for each message, but once in a task of the host. */
  tidy(): void {
    this.deadlines.update();
    this.overdue.update();
    if (this.asyncTurns > 0) this.#held ??= holdProcess();
    else {
      this.#held?.();
      this.#held = undefined;
    }
  }
}

/** Key of an option for the test kit. */
export const test = Symbol('test');

export interface TestHooks {
  /** Who is next among the ready, in place of a seed. */
  readonly pick?: Pick;
  /** Takes what would go on now, an asker with his answer, and calls it in its time. */
  readonly detain?: (goOn: () => void, who: AnyActorRef | undefined) => void;
}

export interface TestOptions extends SystemOptions {
  readonly [test]?: TestHooks;
}

function pickOf({ seed }: SystemOptions): Pick | undefined {
  if (seed === undefined) return undefined;
  const random = seededRandom(seed);
  return (n) => Math.floor(random() * n);
}

function check(options: SystemOptions): void {
  expectOptions('options', options);
  const { name, logger, slice, askTimeout, overdueAfter, seed, lane, context, clock } = options;
  if (name !== undefined && typeof name !== 'string') throw new TypeError(expected('name', 'a string', name));
  if (slice !== undefined) expectDuration('slice', slice);
  if (askTimeout !== undefined) expectDuration('askTimeout', askTimeout);
  if (overdueAfter !== undefined) expectDuration('overdueAfter', overdueAfter);
  if (seed !== undefined) expectInteger('seed', seed, Number.MIN_SAFE_INTEGER);
  if (lane !== undefined && !Object.hasOwn(lanes, lane)) {
    throw new RangeError(expected('lane', '`serialMap` or `concatMap`', lane));
  }
  if (context !== undefined && !isListOf(context, ['getStore', 'run'])) {
    throw new TypeError(expected('context', 'an array of stores', context));
  }
  if (clock !== undefined && !has(clock, ['now', 'schedule']))
    throw new TypeError(expected('clock', 'a Clock', clock));
  if (logger !== undefined && !has(logger, ['debug', 'info', 'warn', 'error'])) {
    throw new TypeError(expected('logger', 'a Logger', logger));
  }
}

function isListOf(value: unknown, methods: readonly string[]): boolean {
  return Array.isArray(value) && value.every((item) => has(item, methods));
}

function has(value: unknown, methods: readonly string[]): boolean {
  return methods.every((method) => typeof (value as Record<string, unknown> | null)?.[method] === 'function');
}
