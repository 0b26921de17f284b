import { type AnyActorRef, createActor, fromTransition } from 'xstate';
import type { Stage, Told } from '../workloads/stage.js';

type Asked = Told & { readonly message: Told; readonly answer: (value: unknown) => void };

/** Actors whose logic is a transition function. They are asked by a message that knows whom to answer. */
export function stage(): Stage<AnyActorRef> {
  const actor = (handle: (event: Told) => void): AnyActorRef => {
    const logic = fromTransition((state: null, event: Told) => {
      handle(event);
      return state;
    }, null);
    return createActor(logic).start();
  };
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
