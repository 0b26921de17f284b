import PQueue from 'p-queue';
import type { Stage, Told } from '../workloads/stage.js';

interface Inbox {
  readonly queue: PQueue;
  readonly handle: (message: Told) => unknown;
}

/** A queue of functions, one at a time; there is no actor, so that each message comes with its handler. */
export function stage(): Stage<Inbox> {
  const inbox = (handle: (message: Told) => unknown): Inbox => ({
    queue: new PQueue({ concurrency: 1 }),
    handle,
  });
  return {
    spawn: inbox,
    spawnAsync: inbox,
    spawnAnswering: inbox,
    tell: ({ queue, handle }, message) => {
      void queue.add(async () => handle(message));
    },
    ask: ({ queue, handle }, message) => queue.add(async () => handle(message)),
  };
}
