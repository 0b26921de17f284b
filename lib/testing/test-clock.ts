import { type Attached, attach } from '../kernel/attach.js';
import { macrotask } from '../kernel/host.js';
import { expected } from '../protocol/expect.js';
import type { Cancel, Clock, Milliseconds } from '../protocol/time.js';
import { StillBusy } from './still-busy.js';

/** Key of whether calls of `advance` or `settle` are in flight, for the rest of the test kit. */
export const inUse = Symbol('inUse');

/** Key of moving on by one callback, for the rest of the test kit. */
export const step = Symbol('step');

/** Key of how many of the test kit's own time limits run, for the rest of the test kit. */
export const limits = Symbol('limits');

/** Key of how many of these limits there were, for the rest of the test kit. */
export const limited = Symbol('limited');

/** More callbacks than these at one moment come from something that repeats without a delay, and would never end. */
const MOST_AT_ONCE = 50_000;

/** More turns than these while the clock stands still come from something that never ends. */
const MOST_TURNS = 2_500_000;

/** The same where turns have a task of the host each: with a seed, or on a stage. */
const MOST_STEPS = 100_000;

/** Key of what calls back in place of the clock: it is given the callbacks of one moment, for the rest of the test kit. */
export const dispatch = Symbol('dispatch');

/** Key of what waits on the clock, for the rest of the test kit. */
export const parked = Symbol('parked');

export interface Parked {
  readonly at: Milliseconds;
  readonly since: Milliseconds;
}

interface Timer extends Parked {
  readonly callback: () => void;
  cancelled: boolean;
}

/**
 * A clock that stands still until it is told to advance, for tests that neither wait nor guess.
 *
 * Give it to a system as its clock, and everything there that has to do with time follows it: ask timeouts, timers,
 * delays. Between two timers it lets everything settle: promises, turns, observers.
 *
 * @example
 * ```ts
 * const clock = new TestClock();
 * const system = new ActorSystem({ clock });
 * const silent = system.spawn(() => new (class extends Actor {
 *   protected override handleMessage() {}
 * })());
 * const outcome = silent.ask('anyone there?', { timeout: 100 }).catch((error) => error.code);
 * await clock.advance(100);
 * await outcome // => 'ask-timeout'
 * await system.shutdown();
 * ```
 */
export class TestClock implements Clock {
  #now: Milliseconds = 0;
  /** Ordered by time, and those of one time by their order of arrival. */
  readonly #timers: Timer[] = [];
  readonly #systems = new Set<Attached>();
  /** How many callbacks there were since time moved. */
  #atOnce = 0;
  #advancing: Promise<void> = Promise.resolve();
  #calls = 0;
  /** @internal */
  [limits] = 0;
  /** @internal */
  [limited] = 0;
  /** @internal */
  [dispatch]: ((call: () => void) => void) | undefined;

  /** Milliseconds since the clock was made, as far as it was advanced. */
  now(): Milliseconds {
    return this.#now;
  }

  /** How many callbacks wait for their time. */
  get pending(): number {
    return this.#timers.length;
  }

  /** When the next callback is due; `undefined` when none waits. */
  get next(): Milliseconds | undefined {
    return this.#timers[0]?.at;
  }

  schedule(delay: Milliseconds, callback: () => void): Cancel {
    const timer: Timer = { at: this.#now + Math.max(0, delay), since: this.#now, callback, cancelled: false };
    const later = this.#timers.findIndex(({ at }) => at > timer.at);
    this.#timers.splice(later < 0 ? this.#timers.length : later, 0, timer);
    return () => {
      timer.cancelled = true;
      const index = this.#timers.indexOf(timer);
      if (index >= 0) this.#timers.splice(index, 1);
    };
  }

  /**
   * Moves time on by `ms`: each callback that is due runs at its time, in order, and everything settles before the
   * next. Calls made meanwhile wait for their turn.
   *
   * Rejects with a `RangeError` for less than 0, and with an `Error` where something goes on for ever and takes no time:
   * a callback that repeats without a delay, or an actor that tells itself without end.
   */
  async advance(ms: Milliseconds): Promise<void> {
    if (!(ms >= 0)) throw new RangeError(expected('ms', 'a number of milliseconds >= 0', ms));
    const advanced = this.#advancing.then(() => this.#advance(ms));
    // What a callback throws is for this caller, and not for the next one.
    this.#advancing = advanced.catch(nothing);
    return this.#counted(advanced);
  }

  /**
   * Resolves when nothing can go on without time: all promises that can settle have, all turns that can run have,
   * all observers have been called. What waits for the world outside (a socket, a file) is not waited for.
   *
   * Rejects with an `Error` that names the actor where one tells itself without end.
   */
  async settle(): Promise<void> {
    return this.#counted(this.#settle());
  }

  /**
   * Runs the next callback, at its time, unless `goesOn` says no when its turn has come and all has settled; returns
   * what it said. Who moves time on so, beside others, does not go further than wanted.
   *
   * @internal
   */
  async [step](goesOn: (next: Milliseconds | undefined) => boolean): Promise<boolean> {
    const stepped = this.#advancing.then(async () => {
      await this.#settle();
      const went = goesOn(this.next);
      if (went && this.next !== undefined) await this.#advance(this.next - this.#now);
      return went;
    });
    this.#advancing = stepped.then(nothing, nothing);
    return this.#counted(stepped);
  }

  /** @internal */
  get [inUse](): boolean {
    return this.#calls > 0;
  }

  /** @internal */
  get [parked](): readonly Parked[] {
    return this.#timers;
  }

  /** @internal */
  [attach](system: Attached): void {
    this.#systems.add(system);
  }

  async #counted<T>(call: Promise<T>): Promise<T> {
    this.#calls += 1;
    try {
      return await call;
    } finally {
      this.#calls -= 1;
    }
  }

  async #settle(): Promise<void> {
    let calm = 0;
    const first = turnsOf(this.#systems);
    for (let tasks = 0; calm < 2; tasks += 1) {
      await new Promise<void>(macrotask);
      calm = [...this.#systems].every(({ quiet }) => quiet) ? calm + 1 : 0;
      const turns = turnsOf(this.#systems) - first;
      if (turns > MOST_TURNS || (turns > MOST_STEPS && tasks > MOST_STEPS))
        throw new StillBusy([...this.#systems], turns, this.#now);
    }
  }

  async #advance(ms: Milliseconds): Promise<void> {
    const end = this.#now + ms;
    await this.#settle();
    for (let timer = this.#due(end); timer !== undefined; timer = this.#due(end)) {
      this.#atOnce = timer.at > this.#now ? 1 : this.#atOnce + 1;
      if (this.#atOnce > MOST_AT_ONCE)
        throw new Error(`Time stands still at ${this.#now} ms: something repeats there without a delay`);
      this.#now = timer.at;
      const thrown: { readonly error: unknown }[] = [];
      if (this[dispatch] === undefined) timer.callback();
      else this.#hand(timer, this[dispatch], (error) => thrown.push({ error }));
      await this.#settle();
      if (thrown[0] !== undefined) throw thrown[0].error;
    }
    this.#now = end;
  }

  /** All that is due at this moment is called by another; what one of them throws is kept until all are through. */
  #hand(first: Timer, hand: (call: () => void) => void, failed: (error: unknown) => void): void {
    for (let due: Timer | undefined = first; due !== undefined; due = this.#due(first.at)) {
      const timer = due;
      hand(() => {
        try {
          // Another of this moment may have cancelled it.
          if (!timer.cancelled) timer.callback();
        } catch (error) {
          failed(error);
        }
      });
    }
  }

  #due(end: Milliseconds): Timer | undefined {
    const [first] = this.#timers;
    return first !== undefined && first.at <= end ? this.#timers.shift() : undefined;
  }
}

function turnsOf(systems: Iterable<Attached>): number {
  let sum = 0;
  for (const { runQueue } of systems) sum += runQueue?.turns ?? 0;
  return sum;
}

function nothing(): void {}
