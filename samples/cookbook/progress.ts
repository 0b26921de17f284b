// The progress of a long job as a stream: one listens to it, or asks for the end, or leaves and so ends the job.
import { Actor, type Handlers, spawn } from 'rxactors';
import { from, type Observable, take } from 'rxjs';

type Print = (line: string) => void;

// #region actor
interface Importing {
  run(m: { rows: number }): Observable<string>;
}

class Importer extends Actor<Importing> {
  readonly #print: Print;

  constructor(print: Print) {
    super();
    this.#print = print;
  }

  protected override readonly handlers: Handlers<Importing> = {
    run: ({ rows }) => from(this.#import(rows)), // the turn lasts as long as this does
  };

  async *#import(rows: number) {
    let row = 0;
    try {
      while (row < rows) {
        row += 1;
        await Promise.resolve(); // here a row is imported
        yield `${row} of ${rows}`;
      }
    } finally {
      this.#print(`closes the file after row ${row}`);
    }
  }
}
// #endregion

export async function main(print: Print): Promise<void> {
  await using importer = spawn(() => new Importer(print));
  // #region use
  const job = importer.stream({ type: 'run', rows: 3 }); // cold: each subscription is a job
  await job.forEach(print);
  print(`asked: ${await importer.ask({ type: 'run', rows: 2 })}`); // the last value
  await job.pipe(take(1)).forEach(print); // leaves after the first, and so ends the job
  // #endregion
}
