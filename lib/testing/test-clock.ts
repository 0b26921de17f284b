import { attach, type Idle } from '../kernel/attach.js';
import { macrotask } from '../kernel/host.js';
import { expected } from '../protocol/expect.js';
import type { Cancel, Clock, Milliseconds } from '../protocol/time.js';

interface Timer {
  readonly at: Milliseconds;
  readonly callback: () => void;
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
  readonly #systems = new Set<Idle>();
  #advancing: Promise<void> = Promise.resolve();

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
    const timer: Timer = { at: this.#now + Math.max(0, delay), callback };
    const later = this.#timers.findIndex(({ at }) => at > timer.at);
    this.#timers.splice(later < 0 ? this.#timers.length : later, 0, timer);
    return () => {
      const index = this.#timers.indexOf(timer);
      if (index >= 0) this.#timers.splice(index, 1);
    };
  }

  /**
   * Moves time on by `ms`: each callback that is due runs at its time, in order, and everything settles before the
   * next. Calls made meanwhile wait for their turn.
   *
   * Rejects with a `RangeError` for less than 0.
   */
  async advance(ms: Milliseconds): Promise<void> {
    if (!(ms >= 0)) throw new RangeError(expected('ms', 'a number of milliseconds >= 0', ms));
    const advanced = this.#advancing.then(() => this.#advance(ms));
    // What a callback throws is for this caller, and not for the next one.
    this.#advancing = advanced.catch(() => undefined);
    return advanced;
  }

  /**
   * Resolves when nothing can go on without time: all promises that can settle have, all turns that can run have,
   * all observers have been called. What waits for the world outside (a socket, a file) is not waited for.
   */
  async settle(): Promise<void> {
    let calm = 0;
    while (calm < 2) {
      await new Promise<void>(macrotask);
      calm = [...this.#systems].every((idle) => idle()) ? calm + 1 : 0;
    }
  }

  /** @internal */
  [attach](idle: Idle): void {
    this.#systems.add(idle);
  }

  async #advance(ms: Milliseconds): Promise<void> {
    const end = this.#now + ms;
    await this.settle();
    for (let timer = this.#due(end); timer !== undefined; timer = this.#due(end)) {
      this.#now = timer.at;
      timer.callback();
      await this.settle();
    }
    this.#now = end;
  }

  #due(end: Milliseconds): Timer | undefined {
    const [first] = this.#timers;
    return first !== undefined && first.at <= end ? this.#timers.shift() : undefined;
  }
}
