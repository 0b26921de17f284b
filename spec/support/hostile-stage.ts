import {
  Actor,
  type ActorRef,
  type ActorSystem,
  type Result,
  type StopReason,
  type Turn,
} from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import type { NewSystem } from './lanes.js';

/** What one combination of a value and a role has. */
export interface Stage {
  readonly system: ActorSystem;
  readonly clock: TestClock;
  /** Starts an actor whose messages are pieces of turns. */
  start(parts?: Parts): ActorRef;
}

/** What an actor on the stage does besides. */
export interface Parts {
  readonly setup?: (self: OnStage) => Result<void>;
  readonly teardown?: () => Result<void>;
  readonly childStopped?: (reason: StopReason) => void;
}

/** A message for an actor on the stage. */
export type Deed = (self: OnStage, turn: Turn) => unknown;

/** Open to a spec, where actors are closed. */
export class OnStage extends Actor {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    super();
    this.#parts = parts;
  }

  override setup(): Result<void> {
    return this.#parts.setup?.(this);
  }

  override teardown(): Result<void> {
    return this.#parts.teardown?.();
  }

  override handleMessage(deed: Deed, turn: Turn): unknown {
    return deed(this, turn);
  }

  override handleChildStopped(child: ActorRef, reason: StopReason): Result<void> {
    if (this.#parts.childStopped === undefined) return super.handleChildStopped(child, reason);
    this.#parts.childStopped(reason);
  }

  override fail(error: unknown): never {
    return super.fail(error);
  }

  override spawn: Actor['spawn'] = (create, options) => super.spawn(create, options);

  override registerInputTask: Actor['registerInputTask'] = (source, handle, options) =>
    super.registerInputTask(source, handle, options);
}

/** Sets a stage, lets a role play on it, and takes it down. What is wrong comes back as a text. */
export async function play(
  newSystem: NewSystem,
  role: (stage: Stage) => Promise<string | undefined>,
): Promise<string | undefined> {
  const clock = new TestClock();
  const system = newSystem({ clock });
  const stage: Stage = { system, clock, start: (parts = {}) => system.spawn(() => new OnStage(parts)) };
  const neighbor = stage.start();
  const problem = await role(stage);
  await clock.settle();
  const answer = await neighbor.ask(() => 'alive').catch(String);
  const ended = system.shutdown({ timeout: 1 });
  await clock.advance(1);
  await ended;
  return problem ?? (answer === 'alive' ? undefined : `its neighbor says ${answer}`);
}
