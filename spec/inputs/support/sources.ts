import { Observable, Subject } from 'rxjs';
import type { InputSource } from '../../../lib/index.js';

/** A source of 1, 2, 3, and how it tells what was done to it. */
export interface Specimen {
  readonly source: InputSource<number>;
  /** For a source that waits for the outside: emits all it has. */
  readonly emit?: () => void;
  /** How many values were fetched from it so far. */
  readonly fetched: () => number;
}

const VALUES = [1, 2, 3];

/** Each kind of source of the values 1, 2 and 3, by its name. */
export const specimens: Readonly<Record<string, () => Specimen>> = {
  'a hot Observable': () => {
    const subject = new Subject<number>();
    const observed: number[] = [];
    return {
      source: subject,
      emit: () => {
        for (const value of VALUES) {
          if (subject.observed) observed.push(value);
          subject.next(value);
        }
        subject.complete();
      },
      fetched: () => observed.length,
    };
  },
  'a cold Observable': () => {
    let fetched = 0;
    const source = new Observable<number>((subscriber) => {
      for (const value of VALUES) {
        if (subscriber.closed) return;
        fetched += 1;
        subscriber.next(value);
      }
      subscriber.complete();
    });
    return { source, fetched: () => fetched };
  },
  'an asynchronous Observable': () => {
    let fetched = 0;
    const source = new Observable<number>((subscriber) => {
      const emit = async () => {
        for (const value of VALUES) {
          await undefined;
          if (subscriber.closed) return;
          fetched += 1;
          subscriber.next(value);
        }
        subscriber.complete();
      };
      void emit();
    });
    return { source, fetched: () => fetched };
  },
  'an array': () => {
    const fetched = new Set<PropertyKey>();
    const source = new Proxy(VALUES, {
      get(target, key, receiver) {
        if (typeof key === 'string' && /^\d+$/.test(key)) fetched.add(key);
        return Reflect.get(target, key, receiver);
      },
    });
    return { source, fetched: () => fetched.size };
  },
  'an iterable': () => {
    let fetched = 0;
    function* iterate() {
      for (const value of VALUES) {
        fetched += 1;
        yield value;
      }
    }
    return { source: iterate(), fetched: () => fetched };
  },
  'an async generator': () => {
    let fetched = 0;
    async function* iterate() {
      for (const value of VALUES) {
        fetched += 1;
        yield value;
      }
    }
    return { source: iterate(), fetched: () => fetched };
  },
  'an async iterable': () => {
    let fetched = 0;
    const source = {
      [Symbol.asyncIterator]: () => ({
        next: async () => {
          if (fetched === VALUES.length) return { done: true as const, value: undefined };
          fetched += 1;
          return { done: false as const, value: fetched };
        },
      }),
    };
    return { source, fetched: () => fetched };
  },
  'a ReadableStream': () => {
    let fetched = 0;
    const source = new ReadableStream<number>(
      {
        pull(controller) {
          if (fetched === VALUES.length) {
            controller.close();
            return;
          }
          fetched += 1;
          controller.enqueue(fetched);
        },
      },
      { highWaterMark: 0 },
    );
    return { source, fetched: () => fetched };
  },
};
