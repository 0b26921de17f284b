import type { Cancel, Milliseconds } from '../protocol/time.js';
import type { Cell } from './cell.js';

/**
 * Actors that are restarted together: each takes itself down, and when all have, they begin anew in the order in which
 * they were started first.
 */
export class RestartGroup {
  readonly #members: readonly Cell[];
  readonly #missing: Set<Cell>;
  readonly #delay: Milliseconds;
  /** How many will not begin anew. */
  #lost = 0;
  #cancel: Cancel | undefined;

  constructor(members: readonly Cell[], delay: Milliseconds) {
    this.#members = members;
    this.#missing = new Set(members);
    this.#delay = delay;
  }

  /** `cell` has taken itself down, or has stopped for good. */
  arrived(cell: Cell): void {
    if (!this.#missing.delete(cell) || this.#missing.size > 0) return;
    if (this.#delay > 0) {
      this.#cancel = this.#members[0]?.system.clock.schedule(this.#delay, () => this.#begin());
    } else this.#begin();
  }

  /** A member has stopped for good; when all have, nothing waits for the delay any more. */
  left(): void {
    this.#lost += 1;
    if (this.#lost === this.#members.length) this.#cancel?.();
  }

  #begin(): void {
    for (const member of this.#members) member.rebirth(this);
  }
}
