import { ChunkedQueue } from '../mailbox/chunked-queue.js';
import type { Hub } from './hub.js';

interface Announcement {
  readonly serial: number;
  deliver(): void;
}

/**
 * The one order in which every observer of a system sees every event: what is published while an event is being
 * delivered waits behind it, so no observer is overtaken by a re-entrant one (G8).
 */
export class Announcer {
  readonly #waiting = new ChunkedQueue<Announcement>();
  readonly #wake: () => void;
  /** Number of the last event that was published. */
  published = 0;

  constructor(wake: () => void) {
    this.#wake = wake;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** Queues `value` for those who observe `hub` now. */
  publish<T>(hub: Hub<T> | undefined, value: T): void {
    if (!hub?.observed) return;
    const serial = this.#next();
    this.#push({ serial, deliver: () => hub.emit(value, serial) });
  }

  /** Queues the end of what `hub` emits. */
  complete(hub: { complete(): void } | undefined): void {
    if (hub === undefined) return;
    this.#push({ serial: this.#next(), deliver: () => hub.complete() });
  }

  /** Delivers all that waits, and returns how many steps that took. Called between turns only. */
  deliver(): number {
    let steps = 0;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      next.deliver();
      steps += 1;
    }
    return steps;
  }

  #next(): number {
    this.published += 1;
    return this.published;
  }

  #push(announcement: Announcement): void {
    this.#waiting.push(announcement);
    this.#wake();
  }
}
