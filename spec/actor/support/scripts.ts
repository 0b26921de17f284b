import { Actor, type ActorSystem, type DeadLetter, type Result, type Turn } from '../../../lib/index.js';

type Handle<M> = (message: M, turn: Turn) => Result<unknown>;

class Scripted<M> extends Actor {
  readonly #handle: Handle<M>;

  constructor(handle: Handle<M>) {
    super();
    this.#handle = handle;
  }

  protected override handleMessage(message: M, turn: Turn): Result<unknown> {
    return this.#handle(message, turn);
  }
}

/** A factory of untyped actors whose overridden `handleMessage` is `handle`. */
export function handling<M = unknown>(handle: Handle<M>): () => Actor {
  return () => new Scripted(handle);
}

export interface Gate<T = void> {
  readonly promise: Promise<T>;
  open(value: T): void;
  fail(error: unknown): void;
}

/** A promise that is settled by hand. */
export function gate<T = void>(): Gate<T> {
  let open!: (value: T) => void;
  let fail!: (error: unknown) => void;
  const promise = new Promise<T>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  return { promise, open, fail };
}

/** Boxed, for a value may have a `then` of its own. */
export type Outcome = { readonly value: unknown } | { readonly error: unknown };

export function outcomeOf(promise: Promise<unknown>): Promise<Outcome> {
  return promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
}

/** What `promise` rejects with. Fails if it resolves. */
export async function rejectionOf<E = unknown>(promise: Promise<unknown>): Promise<E> {
  const outcome = await outcomeOf(promise);
  if ('value' in outcome) throw new Error('It resolves, and was expected to reject');
  return outcome.error as E;
}

/** The dead letters of a system, from now on. */
export function lettersOf(system: ActorSystem): readonly DeadLetter[] {
  const letters: DeadLetter[] = [];
  system.deadLetters.subscribe((letter) => letters.push(letter));
  return letters;
}
