import type { InteropObservable, Observable } from 'rxjs';
import type { Result } from './protocol.js';
import type { Turn } from './recipient.js';

/**
 * Where the values of an input task come from: an Observable, a promise, an (async) iterable or a
 * ReadableStream; or a function that returns a promise and is called again each time its value has been
 * handled, so that a source is never read faster than the actor handles.
 *
 * @example
 * ```ts
 * this.registerInputTask(fromEvent<MessageEvent>(socket, 'message'), ({ data }) => this.receive(data));
 * this.registerInputTask(() => socket.receive(), (frame) => this.receive(frame));
 * ```
 */
// RxJS's ObservableInput, member by member, but for its ReadableStreamLike: that infers `T | undefined`.
export type InputSource<T> =
  | Observable<T>
  | InteropObservable<T>
  | AsyncIterable<T>
  | PromiseLike<T>
  | ArrayLike<T>
  | Iterable<T>
  | ReadableSource<T>
  | (() => PromiseLike<T>);

/** What an input task needs of a ReadableStream. */
interface ReadableSource<T> {
  getReader(): {
    read(): PromiseLike<{ done: boolean; value?: T | undefined }>;
    releaseLock(): void;
  };
}

/**
 * What is done with an input's values, each in a turn of its own: a function, or an {@link InputObserver}
 * that also hears of the end. Without `error`, the error of a source goes to supervision. A source that ends
 * never ends the actor.
 */
export type InputHandler<T> = ((value: T, turn: Turn) => Result<unknown>) | InputObserver<T>;

/**
 * The callbacks of an input task; each call is a turn, and what it returns holds the turn until it has
 * settled.
 */
export interface InputObserver<T> {
  /** A value has come. */
  readonly next?: ((value: T, turn: Turn) => Result<unknown>) | undefined;
  /** The source has failed; there will be no more values. */
  readonly error?: ((error: unknown, turn: Turn) => Result<unknown>) | undefined;
  /** The source has ended; there will be no more values. */
  readonly complete?: ((turn: Turn) => Result<unknown>) | undefined;
}

/** What may be said beside an input task. */
export interface InputOptions {
  /**
   * How many values to handle before the source is left: an integer >= 1. Values beyond it are not fetched.
   *
   * @defaultValue all
   */
  readonly count?: number | undefined;
}
