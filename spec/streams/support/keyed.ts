import { Actor, type ActorSystem, type StopReason } from '../../../lib/index.js';
import type { TestClock } from '../../../lib/testing.js';
import { sleep } from '../../timers/support/marbled.js';

export interface WorkerOptions {
  /** How long its `teardown` takes. */
  readonly teardown?: number;
}

/**
 * Handles words such as `a3`: key `a`, and 3 milliseconds of work. It answers with the word and how many it has handled.
 * `a!` fails, `a.` ends it, `a?` is handled without an answer.
 */
export class Worker extends Actor {
  readonly #clock: TestClock;
  readonly #options: WorkerOptions;
  #handled = 0;

  constructor(clock: TestClock, options: WorkerOptions = {}) {
    super();
    this.#clock = clock;
    this.#options = options;
  }

  protected override async handleMessage(word: string): Promise<string | undefined> {
    this.#handled += 1;
    const work = word.slice(1);
    if (work === '!') throw new Error(`${word} fails`);
    if (work === '.') this.endMainLoop();
    if (work === '?') return undefined;
    if (Number(work) > 0) await sleep(this.#clock, Number(work));
    return `${word}:${this.#handled}`;
  }

  protected override async teardown(_reason: StopReason): Promise<void> {
    const { teardown = 0 } = this.#options;
    if (teardown > 0) await sleep(this.#clock, teardown);
  }
}

/** The key of a word. */
export const keyOf = (word: string): string => word.charAt(0);

/** The lives of all actors of a system, as they begin and end, in `log`; and how many lived at most. */
export function census(system: ActorSystem): { readonly most: number; readonly live: number } {
  const figures = { most: 0, live: 0 };
  system.events.subscribe(({ type }) => {
    if (type === 'starting') figures.live += 1;
    if (type === 'stopped') figures.live -= 1;
    figures.most = Math.max(figures.most, figures.live);
  });
  return figures;
}
