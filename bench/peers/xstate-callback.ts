import { type AnyActorRef, createActor, fromCallback } from 'xstate';
import type { Stage, Told } from '../workloads/stage.js';

type Asked = Told & { readonly message: Told; readonly answer: (value: unknown) => void };

/** Actors whose logic is a callback, the cheapest that xstate has. */
export function stage(): Stage<AnyActorRef> {
  const actor = (handle: (event: Told) => void): AnyActorRef =>
    createActor(fromCallback<Told>(({ receive }) => receive(handle))).start();
  return {
    spawn: actor,
    tell: (ref, message) => ref.send(message),
    spawnAnswering: (answer) =>
      actor((event) => {
        const asked = event as Asked;
        asked.answer(answer(asked.message));
      }),
    ask: (ref, message) => new Promise((answer) => ref.send({ type: 'asked', message, answer })),
  };
}
