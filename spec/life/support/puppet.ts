import {
  Actor,
  type ActorContext,
  type AnyActorRef,
  type Result,
  type StopReason,
  type Turn,
} from '../../../lib/index.js';

/** What a puppet does in one turn. */
export type Deed = (self: ActorContext, turn: Turn) => unknown;

/** What a puppet does beside its deeds; what is left out is the default of `Actor`. */
export interface Strings {
  readonly setup?: (self: ActorContext) => Result<void>;
  readonly teardown?: (reason: StopReason, self: ActorContext) => Result<void>;
  readonly childStopped?: (child: AnyActorRef, reason: StopReason, self: ActorContext) => Result<void>;
  /** For messages that are no deeds. */
  readonly message?: (message: unknown, self: ActorContext) => unknown;
}

/** An actor whose messages say what it does, so that a spec can show a turn where it is provoked. */
class Puppet extends Actor {
  readonly #strings: Strings;

  constructor(strings: Strings) {
    super();
    this.#strings = strings;
  }

  protected override setup(): Result<void> {
    return this.#strings.setup?.(this.#self());
  }

  protected override teardown(reason: StopReason): Result<void> {
    return this.#strings.teardown?.(reason, this.#self());
  }

  protected override handleMessage(message: unknown, turn: Turn): unknown {
    if (typeof message === 'function') return (message as Deed)(this.#self(), turn);
    return this.#strings.message?.(message, this.#self());
  }

  protected override handleChildStopped(child: AnyActorRef, reason: StopReason): Result<void> {
    const { childStopped } = this.#strings;
    return childStopped === undefined
      ? super.handleChildStopped(child, reason)
      : childStopped(child, reason, this.#self());
  }

  /** What is protected in an actor, open to the spec. */
  #self(): ActorContext {
    return this as unknown as ActorContext;
  }
}

/** A factory of puppets. */
export function puppet(strings: Strings = {}): () => Actor {
  return () => new Puppet(strings);
}

/** A message for a puppet: what to do in its turn. */
export function act(deed: Deed): Deed {
  return deed;
}

/** A message for a puppet: to throw `error`. */
export function raise(error: unknown): Deed {
  return () => {
    throw error;
  };
}
