import type { Logger } from './logger.js';
import type { Mailbox } from './mailbox.js';
import type { Supervision } from './supervision.js';
import type { Clock, Milliseconds } from './time.js';

/** What may be said when an actor is asked. */
export interface AskOptions {
  /**
   * How long to wait for the answer, from the call on: a number > 0, `Infinity` allowed. The ask then rejects
   * with `ask-timeout`.
   *
   * @defaultValue the system option `askTimeout`: 5_000
   */
  readonly timeout?: Milliseconds | undefined;
  /** Gives up when it aborts: the ask rejects with the signal's reason as it is. */
  readonly signal?: AbortSignal | undefined;
}

/** What may be said when an actor is spawned. */
export interface SpawnOptions {
  /**
   * The actor's name, the last part of its path: `/^[A-Za-z0-9_-][A-Za-z0-9_~-]{0,127}$/` and unique among
   * its siblings, otherwise `spawn` throws a `RangeError`.
   *
   * @defaultValue made up
   */
  readonly id?: string | undefined;
  /** How its messages wait. @defaultValue `unbounded()` */
  readonly mailbox?: Mailbox | undefined;
  /** What is done about its failures; its fields go before those of the parent's class. */
  readonly supervision?: Supervision | undefined;
}

/**
 * What the library needs of an `AsyncLocalStorage` of Node, so that it runs in browsers too.
 *
 * The stores listed in the system option `context` are captured at `tell` and restored in the turn.
 */
export interface AsyncLocalStorageLike {
  /** What the store holds now. */
  getStore(): unknown;
  /** Calls `callback` while the store holds `store`. */
  run<R>(store: unknown, callback: () => R): R;
}

/**
 * How a system of actors runs.
 *
 * @example
 * ```ts
 * await using system = new ActorSystem({ name: 'shop', askTimeout: 1_000 });
 * ```
 */
export interface SystemOptions {
  /** Shown in log lines and errors. */
  readonly name?: string | undefined;
  /** Where `actor.logger` and the library write. Default: warnings and errors, to the console. */
  readonly logger?: Logger | undefined;
  /** Where time comes from. Default: the platform's clock. */
  readonly clock?: Clock | undefined;
  /**
   * An integer. With it, the choice among actors that are ready, and all jitter, are drawn from it, so that a
   * run can be repeated (G14). Without it, actors run first come, first served.
   */
  readonly seed?: number | undefined;
  /**
   * What lets turns through one at a time: the library's own `serialMap`, or RxJS's `concatMap`, which is
   * slower and serves as the oracle in tests. Turns, replies and events of each actor are the same with both.
   *
   * @defaultValue 'serialMap'
   */
  readonly lane?: 'serialMap' | 'concatMap' | undefined;
  /**
   * How long actors may run before the event loop gets its turn (G10).
   *
   * @defaultValue 5
   */
  readonly slice?: Milliseconds | undefined;
  /**
   * How long an ask waits that says nothing else.
   *
   * @defaultValue 5_000
   */
  readonly askTimeout?: Milliseconds | undefined;
  /**
   * How long a turn may wait for its promise or Observable before the system says so, by the event `overdue` and in the
   * log: a handler that waits for its own actor's stop is found so. `Infinity`: never.
   *
   * @defaultValue 30_000
   */
  readonly overdueAfter?: Milliseconds | undefined;
  /** Stores whose contents travel with each message, from its teller to its turn. Default: none. */
  readonly context?: readonly AsyncLocalStorageLike[] | undefined;
}
