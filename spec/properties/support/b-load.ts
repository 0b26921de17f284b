import type { Clock, Milliseconds } from '../../../lib/index.js';
import { soon } from '../../support/soon.js';

/** A clock that the turns move: work takes as long as they say, on any machine. */
export class WorkClock implements Clock {
  #now: Milliseconds = 0;

  now(): Milliseconds {
    return this.#now;
  }

  work(ms: Milliseconds): void {
    this.#now += ms;
  }

  /** Nothing here needs a timer. */
  schedule(): () => void {
    return () => undefined;
  }
}

/** What happened between two turns of the event loop. */
export interface Stretch {
  turns: number;
  work: Milliseconds;
}

/** Counts the turns of the event loop, and what was done between them. */
export class LoopTurns {
  readonly stretches: Stretch[] = [];
  #current: Stretch = { turns: 0, work: 0 };
  #counting = true;

  constructor() {
    soon(this.#next);
  }

  add(work: Milliseconds): void {
    this.#current.turns += 1;
    this.#current.work += work;
  }

  /** What is not yet over counts too. */
  stop(): readonly Stretch[] {
    this.#counting = false;
    this.stretches.push(this.#current);
    return this.stretches;
  }

  readonly #next = (): void => {
    if (!this.#counting) return;
    this.stretches.push(this.#current);
    this.#current = { turns: 0, work: 0 };
    soon(this.#next);
  };
}
