import type { ActorRef, Turn } from '../../../lib/index.js';
import { handling } from '../../actor/support/scripts.js';
import type { NewSystem } from '../../support/lanes.js';

/** An untyped actor whose asks are answered by hand, beside its turns, in any order. */
export class Answering {
  readonly ref: ActorRef;
  /** What was asked, in order. */
  readonly asked: unknown[] = [];
  readonly #turns = new Map<unknown, Turn>();

  constructor(system: ReturnType<NewSystem>) {
    this.ref = system.spawn(
      handling((message, turn) => {
        this.asked.push(message);
        this.#turns.set(message, turn);
      }),
    );
  }

  answer(message: unknown, reply: unknown = `${message}!`): void {
    this.#turns.get(message)?.reply(reply);
  }

  fail(message: unknown, error: unknown): void {
    const rejected = Promise.reject(error);
    rejected.catch(() => undefined);
    this.answer(message, rejected);
  }

  /** Why the signal of the turn for `message` has aborted; `undefined` where it has not. */
  aborted(message: unknown): unknown {
    return this.#turns.get(message)?.signal.reason;
  }
}

/** Records all that an Observable does. */
export function recorder(): {
  readonly log: unknown[];
  next(value: unknown): void;
  error(error: unknown): void;
  complete(): void;
} {
  const log: unknown[] = [];
  return {
    log,
    next: (value) => log.push(value),
    error: (error) => log.push({ error }),
    complete: () => log.push('complete'),
  };
}

/** The message of what `make` throws, with its kind. */
export function thrownBy(make: () => unknown): string {
  try {
    make();
    return 'nothing';
  } catch (error) {
    return String(error);
  }
}
