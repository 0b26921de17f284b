/** A length of time, or a point on a {@link Clock}, in milliseconds. Fractions are allowed. */
export type Milliseconds = number;

/** Takes a scheduled callback back. Calling it twice, or after the callback ran, does nothing. */
export type Cancel = () => void;

/**
 * Where an actor system takes its time from: the system option `clock`.
 *
 * Nothing in the library reads another clock, so whoever controls this one controls every timeout, delay
 * and time stamp. The default is the platform's own; `TestClock` of `rxactors/testing` stands still until
 * it is told to advance.
 *
 * @example
 * ```ts
 * const clock: Clock = {
 *   now: () => performance.now(),
 *   schedule: (delay, callback) => {
 *     const timer = setTimeout(callback, delay);
 *     return () => clearTimeout(timer);
 *   },
 * };
 * ```
 */
export interface Clock {
  /** The present time. It never goes backwards; only differences mean anything. */
  now(): Milliseconds;

  /**
   * Calls `callback` once, `delay` from now, and never within this call.
   *
   * Callbacks that fall due together are called in the order in which they were scheduled.
   *
   * @param delay - milliseconds, >= 0
   * @returns what takes the callback back
   */
  schedule(delay: Milliseconds, callback: () => void): Cancel;
}
