// Rows are written in batches: when enough have come, or when the first has waited for long enough.
import { Actor, type Handlers, spawn } from 'rxactors';

// #region actor
interface Rows {
  row(m: { text: string }): void;
}

class Batches extends Actor<Rows> {
  #rows: string[] = [];

  constructor(readonly write: (rows: readonly string[]) => Promise<void>) {
    super();
  }

  protected override readonly handlers: Handlers<Rows> = {
    row: ({ text }) => {
      this.#rows.push(text);
      if (this.#rows.length >= 3) return this.#flush();
      if (!this.timers.has('flush')) this.timers.once('flush', 1_000, () => this.#flush());
      return undefined;
    },
  };

  /** The last ones are not lost, whoever stops it. */
  protected override teardown() {
    return this.#flush();
  }

  async #flush(): Promise<void> {
    this.timers.cancel('flush');
    const rows = this.#rows;
    this.#rows = [];
    if (rows.length > 0) await this.write(rows); // a turn, so rows that come meanwhile wait
  }
}
// #endregion

export async function main(print: (line: string) => void): Promise<void> {
  const batches = spawn(() => new Batches(async (rows) => print(`writes ${rows.join(' ')}`)));
  for (const text of ['a', 'b', 'c', 'd', 'e']) batches.tell({ type: 'row', text });
  await batches.stop({ drain: true });
}

// For tests.
export { Batches };
