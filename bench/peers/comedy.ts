import { type ActorRef, createSystem } from 'comedy';
import type { Stage, Told } from '../workloads/stage.js';

/** Actors in memory. One does not wait for its handler, so that asynchronous ones cannot be compared. */
export async function stage(): Promise<Stage<ActorRef>> {
  const system = createSystem({ test: true });
  const root = await system.rootActor();
  // Native promises throughout, of which the workloads know.
  const spawn = async (handle: (message: Told) => unknown): Promise<ActorRef> =>
    root.createChild({ handle }, { mode: 'in-memory' });
  return {
    spawn,
    tell: (ref, message) => {
      void ref.send('handle', message);
    },
    spawnAnswering: spawn,
    ask: (ref, message) => ref.sendAndReceive('handle', message),
    end: () => system.destroy(),
  };
}
