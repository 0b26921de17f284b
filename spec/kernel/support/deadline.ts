import { attach } from '../../../lib/kernel/attach.js';
import { type DeadlineList, Deadlines, type Expiring } from '../../../lib/kernel/deadlines.js';
import { macrotask } from '../../../lib/kernel/host.js';
import { TestClock } from '../../../lib/testing.js';

/** Deadlines as a system keeps them: `update` is called in a task of the host after each mark. */
export function newDeadlines(clock = new TestClock()): { clock: TestClock; deadlines: Deadlines } {
  let marked = false;
  const deadlines = new Deadlines(clock, () => {
    if (marked) return;
    marked = true;
    macrotask(() => {
      marked = false;
      deadlines.update();
    });
  });
  clock[attach]({
    get quiet() {
      return !marked;
    },
  });
  return { clock, deadlines };
}

/** Something that waits, and says when it gave up. */
export class Waiting implements Expiring {
  deadline = 0;
  list: DeadlineList | undefined;
  previous: Expiring | undefined;
  next: Expiring | undefined;
  readonly #expired: () => void;

  constructor(
    readonly timeout: number,
    expired: () => void,
  ) {
    this.#expired = expired;
  }

  expire(): void {
    this.#expired();
  }
}
