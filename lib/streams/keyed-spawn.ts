import { Actor } from '../actor/actor.js';
import { spawnActor } from '../actor/spawn-actor.js';
import type { Cell } from '../kernel/cell.js';
import { cellOf } from '../kernel/cell-of.js';
import type { SystemCore } from '../kernel/system-core.js';
import type { BaseTurn } from '../kernel/turn.js';
import { show } from '../protocol/expect.js';
import type { Supervision } from '../protocol/supervision.js';

/** How the actors of keys are made. */
export interface Spawning {
  readonly create: (key: unknown) => Actor<never>;
  readonly supervision: Supervision | undefined;
  readonly system: SystemCore;
}

/** Gives the new actor, or `undefined` where the system takes no more. */
export function spawnFor(key: unknown, settings: Spawning): Cell | undefined {
  const { system, create, supervision = resuming(system, key) } = settings;
  const options = { supervision };
  try {
    return cellOf(spawnActor(system, undefined, () => create(key), options));
  } catch (error) {
    if (system.closed) return undefined;
    let instead: Actor<never> | undefined = new Unmade(error);
    const again = () => {
      const actor = instead ?? create(key);
      instead = undefined;
      return actor;
    };
    return cellOf(spawnActor(system, undefined, again, options));
  }
}

const asItIs = (call: () => void): void => call();

/** What lets a call run among the stores' contents of this moment: a message may wait before it is given to an actor. */
export function withStores({ carry }: SystemCore): (call: () => void) => void {
  if (carry === undefined) return asItIs;
  let todo = () => {};
  const stage = { invoke: () => todo() };
  carry(stage as BaseTurn);
  return (call) => {
    todo = call;
    stage.invoke();
  };
}

/** A failing handler costs its key a reply, and neither its actor nor what waits. */
function resuming(system: SystemCore, key: unknown): Supervision {
  return {
    decide: (error, { path, state }) => {
      // A failure in its setup is the end of it, and logged as such.
      if (state !== 'starting') system.logError(`Actor ${path} of the key ${show(key)} failed`, error);
      return 'resume';
    },
  };
}

/** Stands for an actor that could not be made: its life is a failure to begin. */
class Unmade extends Actor<never> {
  readonly #error: unknown;

  constructor(error: unknown) {
    super();
    this.#error = error;
  }

  protected override setup(): void {
    throw this.#error;
  }
}
