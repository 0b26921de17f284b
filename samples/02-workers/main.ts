// A manager gives each request to a worker of its own, which answers the requester and ends: actorio's second program.
import { Actor, type AnyActorRef, DataMessage, EndMainLoop, Inbox, spawn } from 'rxactors';
import { lastValueFrom, timer } from 'rxjs';

const WORKERS = 10;

/** Stands for what takes long: it waits as many milliseconds as its number says. */
const operation = async (number: number) => {
  await lastValueFrom(timer(number));
  return number;
};

class Request extends DataMessage<number> {}
class Response extends DataMessage<string> {}

// #region worker
class Worker extends Actor {
  protected override async handleMessage(request: Request) {
    const result = await operation(request.data);
    request.reply(new Response({ data: `worker ${result} took ${result} ms`, sender: this }));
    throw new EndMainLoop(); // one request, and that was its life
  }
}
// #endregion

// #region manager
class Manager extends Actor {
  #ended = 0;

  protected override handleMessage(request: Request) {
    const worker = this.spawn(() => new Worker(), { id: `worker-${request.data}` });
    worker.tell(request); // told on, it keeps its sender: the worker answers past the manager
  }

  protected override handleChildStopped(_worker: AnyActorRef) {
    this.#ended += 1;
    if (this.#ended === WORKERS) this.endMainLoop();
  }
}
// #endregion

// #region main
export async function main(print: (line: string) => void = console.log): Promise<void> {
  const me = new Inbox<Response>(); // no actor, just a place where answers can go
  const manager = spawn(() => new Manager());
  for (let number = 1; number <= WORKERS; number += 1) {
    manager.tell(new Request({ data: number, sender: me }));
  }
  for (let answers = 0; answers < WORKERS; answers += 1) print((await me.next()).data);
  const { kind } = await manager.stopped;
  print(`the manager has stopped: ${kind}`);
}
// #endregion

// For tests.
export { Manager, Request, Response, Worker };

if (require.main === module) void main();
