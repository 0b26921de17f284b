import { from, Observable, type ObservableInput } from 'rxjs';
import { expected } from '../protocol/expect.js';
import type { Cell } from './cell.js';

interface ReadableLike {
  getReader(): { read(): Promise<IteratorResult<unknown>>; cancel(): Promise<void> };
}

/** Any source but a function, as an Observable. Throws a `TypeError` for what is none. */
export function toObservable(cell: Cell, source: unknown): Observable<unknown> {
  try {
    if (isReadable(source)) return iterated(cell, () => readerIterator(source));
    if (isAsyncIterable(source)) return iterated(cell, () => source[Symbol.asyncIterator]());
    return from(source as ObservableInput<unknown>);
  } catch {
    const what = 'an Observable, a promise, an (async) iterable, a ReadableStream or a function';
    throw new TypeError(expected('source', what, source));
  }
}

function isReadable(source: unknown): source is ReadableLike {
  return typeof (source as Partial<ReadableLike> | null)?.getReader === 'function';
}

function isAsyncIterable(source: unknown): source is AsyncIterable<unknown> {
  return typeof (source as Partial<AsyncIterable<unknown>> | null)?.[Symbol.asyncIterator] === 'function';
}

function readerIterator(source: ReadableLike): AsyncIterator<unknown> {
  const reader = source.getReader();
  return {
    next: () => reader.read(),
    return: async () => {
      await reader.cancel();
      return { done: true, value: undefined };
    },
  };
}

/**
 * RxJS would let go of an iterator only at its next value, which may never come; and it reads one that always has a
 * value in an endless chain of microtasks. This one returns the iterator at once, and reads within the slice (G10).
 */
function iterated(cell: Cell, open: () => AsyncIterator<unknown>): Observable<unknown> {
  return new Observable((subscriber) => {
    const iterator = open();
    const { runQueue } = cell.system;
    let ended = false;
    const end = (tell: () => void) => {
      ended = true;
      tell();
    };
    const next = () => {
      const pause = runQueue.admit();
      return pause === undefined ? iterator.next() : pause.then(() => iterator.next());
    };
    const values = from({ [Symbol.asyncIterator]: () => ({ next }) }).subscribe({
      next: (value) => subscriber.next(value),
      error: (error) => end(() => subscriber.error(error)),
      complete: () => end(() => subscriber.complete()),
    });
    subscriber.add(values);
    subscriber.add(() => {
      if (!ended) Promise.resolve(iterator.return?.()).catch((error) => cell.teardownFailed(error));
    });
  });
}
