import {
  Actor,
  type ActorContext,
  type AnyActorRef,
  type Result,
  type StopReason,
  type Turn,
} from '../../../lib/index.js';
import type { Deed } from '../../life/support/puppet.js';

/** Writes down what it is told, and of whose end it hears; a message that is a deed it does. */
class Witness extends Actor {
  readonly #log: string[];

  constructor(log: string[]) {
    super();
    this.#log = log;
  }

  protected override handleMessage(message: unknown, turn: Turn): unknown {
    if (typeof message === 'function') return (message as Deed)(this as unknown as ActorContext, turn);
    this.#log.push(`message ${message}`);
    return undefined;
  }

  protected override handleWatchedStopped(ref: AnyActorRef, reason: StopReason): Result<void> {
    this.#log.push(`${ref.id} ${reason.kind}`);
  }

  protected override handleChildStopped(): void {}
}

/** A factory of witnesses, who all write into `log`. */
export function witness(log: string[]): () => Actor {
  return () => new Witness(log);
}
