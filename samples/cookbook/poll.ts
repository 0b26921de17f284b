// Polling that never overlaps itself, and ends with its actor.
import { Actor, runUntilStopped } from 'rxactors';

// #region actor
class Poll extends Actor {
  #polls = 0;

  constructor(
    readonly look: () => Promise<string>,
    readonly print: (line: string) => void,
  ) {
    super();
  }

  protected override setup() {
    this.timers.every('poll', 5, () => this.#poll()); // 5 ms after the last one has settled
  }

  async #poll(): Promise<void> {
    this.#polls += 1;
    this.print(`${await this.look()}, look ${this.#polls}`);
    if (this.#polls === 3) this.endMainLoop();
  }
}
// #endregion

export async function main(print: (line: string) => void): Promise<void> {
  // A timer that repeats keeps no process alive by itself; this does, until the actor stops or Ctrl-C.
  await runUntilStopped(() => new Poll(async () => 'nothing new', print));
}
