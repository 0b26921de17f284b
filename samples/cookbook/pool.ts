// A pool of workers: the jobs go round among three workers, and one that crashes is started anew.
import { Actor, type ActorRef, askEach, type Handlers, type Supervision, spawn, type Turn } from 'rxactors';
import { from, lastValueFrom, timer, toArray } from 'rxjs';

interface Working {
  work(m: { job: number }): Promise<string>;
}

class Worker extends Actor<Working> {
  protected override readonly handlers: Handlers<Working> = {
    work: async ({ job }) => {
      await lastValueFrom(timer(2));
      return `job ${job} done`;
    },
  };
}

// #region pool
class Pool extends Actor<Working> {
  #workers: ActorRef<Working>[] = [];
  #next = 0;

  protected override readonly supervision: Supervision = { decide: 'restart' }; // what waited for the worker is kept

  protected override setup() {
    this.#workers = Array.from({ length: 3 }, () => this.spawn(() => new Worker()));
  }

  protected override handleMessage(_message: unknown, turn: Turn) {
    const worker = this.#workers[this.#next % this.#workers.length] as ActorRef<Working>;
    this.#next += 1;
    turn.forward(worker); // the worker answers in place of the pool, which takes the next job at once
  }
}
// #endregion

export async function main(print: (line: string) => void): Promise<void> {
  await using pool = spawn(() => new Pool());
  // #region use
  const results = from([1, 2, 3, 4, 5]).pipe(
    askEach(pool, (job) => ({ type: 'work', job }), { concurrency: 3 }), // in order; `ordered: false` as they come
    toArray(),
  );
  for (const result of await lastValueFrom(results)) print(result);
  // #endregion
}
