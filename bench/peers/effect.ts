import * as Effect from 'effect/Effect';
import * as Queue from 'effect/Queue';
import type { Stage, Told } from '../workloads/stage.js';

interface Asked {
  readonly message: Told;
  readonly answer: (value: unknown) => void;
}

/** An unbounded queue, and a fiber that takes from it. */
function actor(handle: (message: never) => Effect.Effect<void> | void): Queue.Queue<unknown> {
  const queue = Effect.runSync(Queue.unbounded<unknown>());
  const loop = Effect.gen(function* () {
    for (;;) {
      const waits = handle((yield* Queue.take(queue)) as never);
      if (waits !== undefined) yield* waits;
    }
  });
  Effect.runFork(loop);
  return queue;
}

export function stage(): Stage<Queue.Queue<unknown>> {
  return {
    spawn: actor,
    spawnAsync: (handle) => actor((message) => Effect.promise(() => handle(message))),
    tell: (queue, message) => {
      Queue.offerUnsafe(queue, message);
    },
    spawnAnswering: (answer) =>
      actor(({ message, answer: resolve }: Asked) => {
        const value = answer(message);
        if (value instanceof Promise)
          return Effect.map(
            Effect.promise(() => value),
            resolve,
          );
        resolve(value);
      }),
    ask: (queue, message) =>
      new Promise((answer) => {
        Queue.offerUnsafe(queue, { message, answer });
      }),
  };
}
