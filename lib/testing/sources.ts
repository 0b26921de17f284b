import { Observable, type Subscriber } from 'rxjs';
import { expected } from '../protocol/expect.js';
import type { Cancel, Clock, Milliseconds } from '../protocol/time.js';
import { type Mark, read, type Span, type Values } from './diagram.js';

/** Begins to play something: at once, or behind what else is set up for the same time. */
export type Begin = (play: () => void) => void;

/** A source on a diagram, that remembers when it was subscribed. */
export class MarbleSource<T> extends Observable<T> {
  /** From when to when each subscription lasted, since the source was made; `to` is `Infinity` while it does. */
  readonly subscriptions: Span[] = [];

  constructor(clock: Clock, play: (subscriber: Subscriber<T>) => () => void) {
    const start = clock.now();
    super((subscriber) => {
      const from = clock.now() - start;
      const index = this.subscriptions.push({ from, to: Number.POSITIVE_INFINITY }) - 1;
      const stop = play(subscriber);
      return () => {
        stop();
        this.subscriptions[index] = { from, to: clock.now() - start };
      };
    });
  }
}

/** Begins anew for each subscriber, with its diagram from then on. Throws a `TypeError` for `^` behind values. */
export function coldSource<T>(
  clock: Clock,
  diagram: string,
  values?: Values,
  error?: unknown,
): MarbleSource<T> {
  const marks = readFromStart(diagram, values, error);
  return new MarbleSource<T>(clock, (subscriber) => {
    const timers = marks.map((mark) => clock.schedule(mark.at, () => emit(subscriber, mark)));
    return () => cancelAll(timers);
  });
}

/** Runs whether or not anyone listens; `^` in its diagram is now, and what stands before it is gone. */
export function hotSource<T>(
  clock: Clock,
  begin: Begin,
  diagram: string,
  values?: Values,
  error?: unknown,
): MarbleSource<T> {
  const subscribers = new Set<Subscriber<T>>();
  let last: Mark | undefined;
  const marks = read(diagram, values, error).filter(({ at }) => at >= 0);
  const show = (mark: Mark) => {
    if (mark.kind !== 'N') last = mark;
    for (const subscriber of [...subscribers]) emit(subscriber, mark);
  };
  begin(() => {
    for (const mark of marks) clock.schedule(mark.at, () => show(mark));
  });
  return new MarbleSource<T>(clock, (subscriber) => {
    if (last !== undefined) emit(subscriber, last);
    subscribers.add(subscriber);
    return () => subscribers.delete(subscriber);
  });
}

/**
 * Calls `send` for each value of a diagram at its time, and returns the last of these times. Throws a `TypeError` for
 * a diagram that ends, for nothing would, and for `^` behind values.
 */
export function play(
  clock: Clock,
  begin: Begin,
  diagram: string,
  values: Values | undefined,
  send: (value: unknown) => void,
): Milliseconds {
  const start = clock.now();
  const sent = readFromStart(diagram, values).map((mark) => {
    if (mark.kind !== 'N') throw new TypeError(expected('diagram', 'one of values only', diagram));
    return mark;
  });
  begin(() => {
    for (const { at, value } of sent) clock.schedule(at, () => send(value));
  });
  return start + (sent.at(-1)?.at ?? 0);
}

function readFromStart(diagram: string, values: Values | undefined, error?: unknown): Mark[] {
  const marks = read(diagram, values, error);
  if (marks.some(({ at }) => at < 0)) throw new TypeError(expected('diagram', 'one without `^`', diagram));
  return marks;
}

function emit<T>(subscriber: Subscriber<T>, mark: Mark): void {
  if (mark.kind === 'N') subscriber.next(mark.value as T);
  else if (mark.kind === 'E') subscriber.error(mark.error);
  else subscriber.complete();
}

function cancelAll(timers: readonly Cancel[]): void {
  for (const cancel of timers) cancel();
}
