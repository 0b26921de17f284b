// A feed that breaks now and then, as the input of an actor that does not notice.
import { Actor, spawn, supervise } from 'rxactors';
import { Observable } from 'rxjs';

/** Stands for a socket: breaks after two values, and ends at the third connection. */
function connection(print: (line: string) => void): Observable<number> {
  let connections = 0;
  return new Observable((subscriber) => {
    connections += 1;
    print(`connection ${connections}`);
    subscriber.next(connections * 10);
    subscriber.next(connections * 10 + 1);
    if (connections < 3) subscriber.error(new Error('the line broke'));
    else subscriber.complete();
  });
}

// #region actor
class Ticker extends Actor {
  #sum = 0; // outlives the connections

  constructor(
    readonly feed: Observable<number>,
    readonly print: (line: string) => void,
  ) {
    super();
  }

  protected override setup() {
    const kept = this.feed.pipe(
      supervise({ backoff: { min: 2, max: 1_000 }, limit: { max: 10, within: 60_000 } }),
    );
    this.registerInputTask(kept, {
      next: (value) => {
        this.#sum += value;
      },
      complete: () => {
        this.print(`the sum of all connections is ${this.#sum}`);
        this.endMainLoop();
      },
    });
  }
}
// #endregion

export async function main(print: (line: string) => void): Promise<void> {
  await spawn(() => new Ticker(connection(print), print)).stopped;
}
