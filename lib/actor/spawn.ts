import type { ActorRef } from '../protocol/actor-ref.js';
import type { SpawnOptions } from '../protocol/options.js';
import type { Protocol } from '../protocol/protocol.js';
import type { Actor } from './actor.js';
import { ActorSystem } from './actor-system.js';

/**
 * Starts a root actor on `ActorSystem.default`; see {@link ActorSystem.spawn}.
 *
 * It returns at once, with an actor in the state `starting` that can be told already: what it is told waits for its
 * `setup`.
 *
 * @example
 * ```ts
 * const counter = spawn(defineActor(() => {
 *   let count = 0;
 *   return { handlers: { next: () => (count += 1) } };
 * }));
 * counter.tell({ type: 'next' });
 * await counter.ask({ type: 'next' }) // => 2
 * await counter.stop();
 * ```
 */
export function spawn<P extends Protocol<P>>(create: () => Actor<P>, options?: SpawnOptions): ActorRef<P> {
  return ActorSystem.default.spawn(create, options);
}
