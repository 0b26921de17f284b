import { Observable, type Subscriber } from 'rxjs';
import type { Cancel, Clock, Milliseconds } from '../protocol/time.js';
import { type Mark, read, type Span, type Values } from './diagram.js';

/** A source on a diagram, that remembers when it was subscribed. */
export class MarbleSource<T> extends Observable<T> {
  /** From when to when each subscription lasted; `to` is `Infinity` while it does. */
  readonly subscriptions: Span[] = [];

  constructor(clock: Clock, play: (subscriber: Subscriber<T>) => () => void) {
    super((subscriber) => {
      const index = this.subscriptions.push({ from: clock.now(), to: Number.POSITIVE_INFINITY }) - 1;
      const stop = play(subscriber);
      return () => {
        stop();
        this.subscriptions[index] = { from: (this.subscriptions[index] as Span).from, to: clock.now() };
      };
    });
  }
}

/** Begins anew for each subscriber, with its diagram from then on. */
export function coldSource<T>(
  clock: Clock,
  diagram: string,
  values?: Values,
  error?: unknown,
): MarbleSource<T> {
  const marks = read(diagram, values, error);
  return new MarbleSource<T>(clock, (subscriber) => {
    const timers = marks.map((mark) => clock.schedule(mark.at, () => emit(subscriber, mark)));
    return () => cancelAll(timers);
  });
}

/** Runs whether or not anyone listens; `^` in its diagram is now, and what stands before it is gone. */
export function hotSource<T>(
  clock: Clock,
  diagram: string,
  values?: Values,
  error?: unknown,
): MarbleSource<T> {
  const subscribers = new Set<Subscriber<T>>();
  let last: Mark | undefined;
  for (const mark of read(diagram, values, error).filter(({ at }) => at >= 0)) {
    clock.schedule(mark.at, () => {
      if (mark.kind !== 'N') last = mark;
      for (const subscriber of [...subscribers]) emit(subscriber, mark);
    });
  }
  return new MarbleSource<T>(clock, (subscriber) => {
    if (last !== undefined) emit(subscriber, last);
    subscribers.add(subscriber);
    return () => subscribers.delete(subscriber);
  });
}

/** Calls `send` for each value of a diagram at its time. Throws a `TypeError` for one that ends: nothing would. */
export function play(
  clock: Clock,
  diagram: string,
  values: Values | undefined,
  send: (value: unknown) => void,
): Milliseconds {
  const marks = read(diagram, values);
  for (const mark of marks) {
    if (mark.kind !== 'N')
      throw new TypeError(`Expected \`diagram\` to have values only, got \`${diagram}\``);
    clock.schedule(mark.at, () => send(mark.value));
  }
  return marks.at(-1)?.at ?? 0;
}

function emit<T>(subscriber: Subscriber<T>, mark: Mark): void {
  if (mark.kind === 'N') subscriber.next(mark.value as T);
  else if (mark.kind === 'E') subscriber.error(mark.error);
  else subscriber.complete();
}

function cancelAll(timers: readonly Cancel[]): void {
  for (const cancel of timers) cancel();
}
