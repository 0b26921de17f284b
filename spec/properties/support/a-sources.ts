import { EMPTY, map, Observable, type Subject } from 'rxjs';
import type { Cancel, Clock, InputSource } from '../../../lib/index.js';
import type { Letter } from './a-log.js';
import type { SourceKind } from './script.js';

export interface SourceTools {
  readonly clock: Clock;
  /** Emits for all hot sources. */
  readonly hot: Subject<void>;
  /** Makes what the source emits next, and notes that it does so now. */
  readonly mint: (kind: 'next' | 'error' | 'complete') => Letter;
}

/** A source of `count` values that comes as an input task; each value, error and end is a letter. */
export function sourceOf(kind: SourceKind, count: number, tools: SourceTools): InputSource<Letter> {
  const { clock, hot, mint } = tools;
  switch (kind) {
    case 'hot':
      return hot.pipe(map(() => mint('next')));
    case 'cold':
      return timed(count, tools);
    case 'finite':
      return timed(count, tools, 'complete');
    case 'failing':
      return timed(count, tools, 'error');
    case 'sync':
      return atOnce(count, tools, 'complete');
    case 'sync failing':
      return atOnce(count, tools, 'error');
    case 'promise':
      return count === 0 ? EMPTY : delay(clock, count).then(() => mint('next'));
    case 'generator':
      return generated(count, tools);
    case 'pull':
      return () => delay(clock, 1).then(() => mint('next'));
  }
}

/** Sources whose values pass through promises on their way. */
export function isLoose(kind: SourceKind): boolean {
  return kind === 'promise' || kind === 'generator' || kind === 'pull';
}

export function delay(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.schedule(ms, resolve);
  });
}

type End = 'complete' | 'error' | undefined;
type Emit = (index: number) => void;

/** Emits value number `index` of `count`, and after the last the end. */
function emitting(count: number, { mint }: SourceTools, end: End, play: (emit: Emit) => Cancel | undefined) {
  return new Observable<Letter>((subscriber) =>
    play((index) => {
      if (index < count) subscriber.next(mint('next'));
      else if (end === 'error') subscriber.error(mint('error'));
      else if (end === 'complete') {
        mint('complete');
        subscriber.complete();
      }
    }),
  );
}

function timed(count: number, tools: SourceTools, end?: End): Observable<Letter> {
  return emitting(count, tools, end, (emit) => {
    const timers = Array.from({ length: count + 1 }, (_, index) => {
      return tools.clock.schedule(index + 1, () => emit(index));
    });
    return () => {
      for (const cancel of timers) cancel();
    };
  });
}

function atOnce(count: number, tools: SourceTools, end: End): Observable<Letter> {
  return emitting(count, tools, end, (emit) => {
    for (let index = 0; index <= count; index++) emit(index);
    return undefined;
  });
}

async function* generated(count: number, { clock, mint }: SourceTools): AsyncGenerator<Letter> {
  for (let index = 0; index < count; index++) {
    if (index > 0) await delay(clock, 1);
    yield mint('next');
  }
}
