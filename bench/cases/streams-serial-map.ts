import { serialMap } from 'rxactors';
import { concatMap, EMPTY, Observable, type ObservableInput, type OperatorFunction, of, Subject } from 'rxjs';
import { type Benchmark, type Contestant, check, type Figures } from '../harness/benchmark.js';
import { nsPerOperation } from '../harness/cpu.js';

type Project = (value: number) => ObservableInput<number>;
type Operator = (project: Project) => OperatorFunction<number, number>;

/** A backlog at which `concatMap`, whose queue is an array, still costs the same per value. */
const SHORT = 1_000;
const LONG = 1_000_000;
const VALUES = 100_000;

const once: Project = (value) => of(value);
const none: Project = () => EMPTY;
const array: Project = (value) => [value];
const promise: Project = async (value) => value;

/** Emits as fast as it is read: whatever does not complete at once makes the rest wait. */
function numbers(length: number): Observable<number> {
  return new Observable((subscriber) => {
    for (let value = 0; value < length && !subscriber.closed; value++) subscriber.next(value);
    subscriber.complete();
  });
}

function completed(result: Observable<unknown>): Promise<void> {
  return new Promise((resolve, reject) => result.subscribe({ error: reject, complete: resolve }));
}

/** Each value comes when the one before is through, so that none waits. */
async function paced(operator: Operator): Promise<void> {
  const source = new Subject<number>();
  let left = SHORT;
  const done = new Promise<void>((resolve) => {
    source.pipe(operator(promise)).subscribe(() => {
      left -= 1;
      // Behind the completion of its projection.
      if (left > 0) queueMicrotask(() => source.next(left));
      else resolve();
    });
  });
  source.next(left);
  await done;
}

/** What one value costs where `length` of them come at once. */
function flood(operator: Operator, project: Project, length: number, values = VALUES): Promise<number> {
  return nsPerOperation(values, async () => {
    for (let done = 0; done < values; done += length) {
      let projected = 0;
      const counted: Project = (value) => {
        projected += 1;
        return project(value);
      };
      await completed(numbers(length).pipe(operator(counted)));
      check(projected === length, `${projected} of ${length} values were projected`);
    }
  });
}

const contestant =
  (operator: Operator): Contestant =>
  async (): Promise<Figures> => ({
    'sync: of': await flood(operator, once, SHORT),
    'sync: EMPTY': await flood(operator, none, SHORT),
    'sync: array': await flood(operator, array, SHORT),
    'async: 1000 waiting': await flood(operator, promise, SHORT),
    'async: none waiting': await nsPerOperation(VALUES, async () => {
      for (let done = 0; done < VALUES; done += SHORT) await paced(operator);
    }),
  });

const ours: Operator = (project) => serialMap(project);
const theirs: Operator = (project) => concatMap(project);

const kinds = ['sync: of', 'sync: EMPTY', 'sync: array', 'async: 1000 waiting', 'async: none waiting'];

export const streamsSerialMap: Benchmark = {
  title: 'serialMap and concatMap on an Observable',
  unit: 'CPU ns per value',
  baseline: 'concatMap',
  contestants: { concatMap: contestant(theirs), serialMap: contestant(ours) },
  goals: kinds.map((kind) => ({
    what: `${kind}, x concatMap`,
    value: (of) => of('serialMap', kind) / of('concatMap', kind),
    most: 1,
  })),
};

/** concatMap is not here: it would take minutes. */
export const longSerialMap: Benchmark = {
  title: 'serialMap with a backlog of N promises',
  unit: 'CPU ns per value',
  contestants: {
    serialMap: async () => ({
      'N=1000': await flood(ours, promise, SHORT, LONG),
      'N=1000000': await flood(ours, promise, LONG, LONG),
    }),
  },
  goals: [
    {
      what: 'N=1000000, x N=1000',
      value: (of) => of('serialMap', 'N=1000000') / of('serialMap', 'N=1000'),
      most: 1.5,
    },
  ],
};
