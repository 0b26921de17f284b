import { dispatch, query, type Ref, spawn, start, stop } from 'nact';
import type { Stage, Told } from '../workloads/stage.js';

/** What `query` sends, with whom to answer. */
interface Asked {
  readonly message: Told;
  readonly sender: Ref<unknown>;
}

let systems = 0;

/** Stateful actors, for stateless ones do not wait for a handler; named, for random names collide among many. */
export function stage(): Stage<Ref<unknown>> {
  const system = start(`bench-${systems++}`);
  let names = 0;
  const actor = (handle: (message: never) => unknown): Ref<unknown> =>
    spawn(system, (_state: unknown, message: unknown) => handle(message as never), `actor-${names++}`);
  return {
    spawn: actor,
    spawnAsync: actor,
    tell: dispatch,
    spawnAnswering: (answer) =>
      actor(({ message, sender }: Asked) => {
        const value = answer(message);
        if (value instanceof Promise) return value.then((later) => dispatch(sender, later));
        dispatch(sender, value);
      }),
    ask: (ref, message) => query(ref, (sender: Ref<unknown>) => ({ message, sender }), 5_000),
    end: () => stop(system),
  };
}
