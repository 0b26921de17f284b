import { from, isObservable, Observable, type ObservableInput } from 'rxjs';
import { expected } from '../protocol/expect.js';
import type { Cell } from './cell.js';
import { isThenable } from './results.js';

interface ReadableLike {
  getReader(): { read(): Promise<IteratorResult<unknown>>; cancel(): Promise<void> };
}

/** What to wait for before the next value is read; `undefined`: nothing. */
type Gate = () => Promise<void> | undefined;

/** Any source but a function, as an Observable. Throws a `TypeError` for what is none. */
export function toObservable(cell: Cell, source: unknown, gate: Gate): Observable<unknown> {
  try {
    if (isReadable(source)) return iterated(cell, gate, () => readerIterator(source));
    if (isAsyncIterable(source)) return iterated(cell, gate, () => source[Symbol.asyncIterator]());
    return from(source as ObservableInput<unknown>);
  } catch {
    const what = 'an Observable, a promise, an (async) iterable, a ReadableStream or a function';
    throw new TypeError(expected('source', what, source));
  }
}

/** Whether a source is read value by value, and so can wait. */
export function isPausable(source: unknown): boolean {
  return isReadable(source) || isAsyncIterable(source);
}

/** What kind of source it is, and the name of its class or function where that says more. */
export function nameOf(source: unknown): string {
  try {
    const name = typeof source === 'function' ? source.name : (source as object).constructor?.name;
    const kind = kindOf(source);
    return typeof name !== 'string' || SAYS_NOTHING.has(name) || name === kind ? kind : `${kind} ${name}`;
  } catch {
    return 'source';
  }
}

/** Names of classes that the kind says already. */
const SAYS_NOTHING = new Set(['', 'Object', 'Promise', 'AsyncGenerator', 'Generator', 'Iterator']);

function kindOf(source: unknown): string {
  if (typeof source === 'function') return 'function';
  if (isReadable(source)) return 'ReadableStream';
  if (isObservable(source)) return 'Observable';
  if (isAsyncIterable(source)) return 'async iterable';
  if (isThenable(source)) return 'promise';
  return isIterable(source) ? 'iterable' : 'Observable';
}

function isReadable(source: unknown): source is ReadableLike {
  return typeof (source as Partial<ReadableLike> | null)?.getReader === 'function';
}

function isIterable(source: unknown): boolean {
  const { length, [Symbol.iterator]: iterator } = Object(source) as Partial<
    Iterable<unknown> & { length: unknown }
  >;
  return typeof iterator === 'function' || typeof length === 'number';
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
 * value in an endless chain of microtasks. This one returns the iterator at once, and reads when the gate lets it: within
 * the slice (G10), and not while the mailbox is full.
 */
function iterated(cell: Cell, gate: Gate, open: () => AsyncIterator<unknown>): Observable<unknown> {
  return new Observable((subscriber) => {
    const iterator = open();
    let ended = false;
    const end = (tell: () => void) => {
      ended = true;
      tell();
    };
    const next = (): Promise<IteratorResult<unknown>> => {
      const pause = gate();
      if (pause === undefined) return iterator.next();
      // It may have been left meanwhile, and its iterator returned; and what it waited for may have filled the room.
      return pause.then(() => (subscriber.closed ? { done: true, value: undefined } : next()));
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
