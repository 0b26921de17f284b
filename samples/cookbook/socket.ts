// A stream that is read no faster than an actor handles it.
import { Actor, bounded, spawn } from 'rxactors';
import { lastValueFrom, timer } from 'rxjs';

/** Stands for the body of a response: counts how many chunks were taken from it. */
class Source {
  taken = 0;

  readonly body = new ReadableStream<string>(
    {
      pull: (controller) => {
        this.taken += 1;
        if (this.taken > 5) controller.close();
        else controller.enqueue(`chunk ${this.taken}`);
      },
    },
    { highWaterMark: 0 },
  );
}

// #region actor
class Reader extends Actor {
  constructor(
    readonly source: Source,
    readonly print: (line: string) => void,
  ) {
    super();
  }

  protected override setup() {
    this.registerInputTask(this.source.body, {
      next: (chunk) => this.#store(chunk),
      complete: () => this.endMainLoop(),
    });
  }

  async #store(chunk: string): Promise<void> {
    await lastValueFrom(timer(5)); // slower than the source
    this.print(`stored ${chunk} of the ${this.source.taken} taken`);
  }
}
// #endregion

export async function main(print: (line: string) => void): Promise<void> {
  await spawn(() => new Reader(new Source(), print), { mailbox: bounded(1) }).stopped;
}
