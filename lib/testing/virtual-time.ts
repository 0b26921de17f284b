import {
  asapScheduler,
  asyncScheduler,
  queueScheduler,
  ReplaySubject,
  type SchedulerAction,
  type SchedulerLike,
  Subscription,
} from 'rxjs';
import type { Cancel, Clock, Milliseconds } from '../protocol/time.js';

type Work<T> = (this: SchedulerAction<T>, state?: T) => void;

/** One piece of scheduled work; it may schedule itself again, as RxJS's own actions do. */
class ClockAction<T> extends Subscription implements SchedulerAction<T> {
  readonly #clock: Clock;
  readonly #work: Work<T>;
  #cancel: Cancel | undefined;

  constructor(clock: Clock, work: Work<T>) {
    super(() => this.#cancel?.());
    this.#clock = clock;
    this.#work = work;
  }

  schedule(state?: T, delay: Milliseconds = 0): Subscription {
    if (this.closed) return this;
    this.#cancel?.();
    this.#cancel = this.#clock.schedule(delay, () => this.#run(state));
    return this;
  }

  #run(state: T | undefined): void {
    this.#cancel = undefined;
    this.#work.call(this, state);
    // Not scheduled again: it is over, and lets go of whoever holds it.
    if (this.#cancel === undefined) this.unsubscribe();
  }
}

/** Without a delay these run at once, or as soon as promises do, and need no clock. */
const PROMPT: readonly (typeof queueScheduler | typeof asapScheduler)[] = [queueScheduler, asapScheduler];

/** RxJS reads the date from one object of its own, which only its private fields lead to. */
interface DateProvider {
  delegate: { now(): Milliseconds } | undefined;
}

/**
 * Makes RxJS's timed operators follow `clock` until the returned function is called: the test kit's one touch of
 * RxJS's globals (G13). The date is reached by a private field; where it is missing, `timestamp` keeps the real date.
 */
export function virtualTime(clock: Clock): () => void {
  const schedule: SchedulerLike['schedule'] = (work, delay = 0, state) =>
    // RxJS types the state of its own calls as always there, and that of its callers as perhaps.
    new ClockAction(clock, work as Work<unknown>).schedule(state, delay);
  const date = (new ReplaySubject() as unknown as { _timestampProvider?: DateProvider })._timestampProvider;
  asyncScheduler.schedule = schedule;
  for (const scheduler of PROMPT) {
    const { schedule: prompt } = scheduler;
    scheduler.schedule = (work, delay = 0, state) =>
      delay > 0 ? schedule(work, delay, state) : prompt.call(scheduler, work as Work<unknown>, delay, state);
  }
  if (date !== undefined) date.delegate = clock;
  return () => {
    // The patches are own properties over the prototype's methods.
    for (const scheduler of [asyncScheduler, ...PROMPT]) Reflect.deleteProperty(scheduler, 'schedule');
    if (date !== undefined) date.delegate = undefined;
  };
}
