import type { AnyActorRef } from '../protocol/actor-ref.js';
import { ActorError } from '../protocol/errors.js';
import { typeName } from '../protocol/expect.js';
import type { AskOptions } from '../protocol/options.js';
import type { Milliseconds } from '../protocol/time.js';
import { expectAskArguments } from '../streams/ask-arguments.js';
import type { TestClock } from './test-clock.js';

/** What a turn said to another, and to whom: the path of its reference. */
export interface Said {
  readonly to: string;
  readonly message: unknown;
}

/** A child that a turn would have started. */
export interface Spawned {
  readonly id: string;
  /** The name of its class; that of `defineActor`'s is `DefinedActor`. */
  readonly actor: string;
}

/** An actor that a turn watches, and with `watchWith` the message that is to come then. */
export interface Watched {
  readonly path: string;
  readonly message?: unknown;
}

/** What a turn did with its timers, call by call. */
export type Timed =
  | {
      readonly kind: 'once' | 'every' | 'fixedRate';
      readonly key: string;
      readonly delay: Milliseconds;
    }
  | { readonly kind: 'receiveTimeout'; readonly delay: Milliseconds }
  | { readonly kind: 'cancel'; readonly key: string };

/** What answers the asks of the actor: given the message, and the path of the one that it is for. */
// biome-ignore lint/suspicious/noExplicitAny: the messages of any actor, and who writes it knows of which
export type Answer = (message: any, to: string) => unknown;

const ASK_TIMEOUT: Milliseconds = 5_000;

/** Takes down what a turn does, while it is open. */
export class TurnRecord {
  readonly told: Said[] = [];
  readonly asked: Said[] = [];
  readonly spawned: Spawned[] = [];
  watched: Watched[] = [];
  readonly timers: Timed[] = [];
  open = false;
  readonly #clock: TestClock;
  readonly #answer: Answer | undefined;

  constructor(clock: TestClock, answer: Answer | undefined) {
    this.#clock = clock;
    this.#answer = answer;
  }

  /** Takes `item` down in `list`. */
  note<T>(list: T[], item: T): void {
    if (this.open) list.push(item);
  }

  tell(to: string, message: unknown): void {
    this.note(this.told, { to, message });
  }

  /** Answered as the test says, otherwise never: then it fails at its time limit, as with an actor that is silent. */
  async ask(ref: AnyActorRef, message: unknown, options: AskOptions = {}): Promise<unknown> {
    expectAskArguments(ref, options);
    const { timeout = ASK_TIMEOUT, signal } = options;
    signal?.throwIfAborted();
    this.note(this.asked, { to: ref.path, message });
    let end = () => {};
    const given = new Promise((resolve, reject) => {
      const giveUp = () => reject(signal?.reason);
      const expire = () => reject(unanswered(ref.path, message, timeout));
      const cancel = Number.isFinite(timeout) ? this.#clock.schedule(timeout, expire) : undefined;
      signal?.addEventListener('abort', giveUp);
      end = () => {
        cancel?.();
        signal?.removeEventListener('abort', giveUp);
      };
      // Followed by hand: resolved with a promise, it would have no time limit any more.
      if (this.#answer !== undefined) this.#answered(ref.path, message).then(resolve, reject);
    });
    return given.finally(() => end());
  }

  async #answered(to: string, message: unknown): Promise<unknown> {
    return this.#answer?.(message, to);
  }
}

function unanswered(path: string, message: unknown, timeout: Milliseconds): ActorError {
  const text = `Actor ${path} did not answer \`${typeName(message)}\` within ${timeout} ms`;
  return new ActorError(text, { code: 'ask-timeout', path });
}
