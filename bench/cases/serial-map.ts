import { serialMap } from 'rxactors';
import { concatMap, EMPTY, from, type ObservableInput, type OperatorFunction, Subject } from 'rxjs';
import { type Benchmark, type Contestant, check, type Figures } from '../harness/benchmark.js';
import { cpuTime, nsPerOperation } from '../harness/cpu.js';
import { gate } from '../workloads/gate.js';

type Project = (value: number) => ObservableInput<unknown>;
type Operator = (project: Project) => OperatorFunction<number, unknown>;

const LENGTHS = [300, 1_000, 10_000];

/** Lets `length` values wait behind an unfinished first one; gives the microseconds in which they are then projected. */
async function drain(operator: Operator, project: Project, length: number): Promise<number | undefined> {
  const source = new Subject<number>();
  const { passed, open } = gate();
  let projected = 0;
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  source
    .pipe(
      operator((value) => {
        if (value === 0) return from(passed);
        projected += 1;
        return project(value);
      }),
    )
    .subscribe({ complete: finish });
  for (let value = 0; value <= length; value++) source.next(value);
  source.complete();
  const start = cpuTime();
  open();
  // All that is to come comes in microtasks: what is not there in the next task never will.
  await Promise.race([finished, new Promise((resolve) => setImmediate(resolve))]);
  return projected === length ? cpuTime() - start : undefined;
}

/** A length at which values were lost has no figure; only RxJS's own operator may lose any. */
async function curve(operator: Operator, project: Project, lossy: boolean): Promise<Figures> {
  const figures: Record<string, number> = {};
  for (const length of LENGTHS) {
    let lost = false;
    const ns = await nsPerOperation(30_000, async () => {
      let taken = 0;
      for (let values = 0; values < 30_000 && !lost; values += length) {
        const part = await drain(operator, project, length);
        lost = part === undefined;
        taken += part ?? 0;
      }
      return taken;
    });
    check(!lost || lossy, `values were lost of ${length}`);
    if (!lost) figures[`N=${length}`] = ns;
  }
  return figures;
}

const contestant = (operator: Operator, project: Project, lossy = false): Contestant => {
  return () => curve(operator, project, lossy);
};

const sync: Project = () => EMPTY;
const async: Project = async (value) => value;
const ours: Operator = (project) => serialMap(project);
const theirs: Operator = (project) => concatMap(project);

const ratio = (kind: string, length: string) => (of: (row: string, column: string) => number) =>
  of(`serialMap, ${kind}`, length) / of(`concatMap, ${kind}`, length);

export const serial: Benchmark = {
  title: 'serialMap and concatMap on a Subject, N values waiting (-: values were lost)',
  unit: 'CPU ns per value',
  contestants: {
    'concatMap, sync': contestant(theirs, sync, true),
    'serialMap, sync': contestant(ours, sync),
    'concatMap, async': contestant(theirs, async),
    'serialMap, async': contestant(ours, async),
  },
  goals: [
    { what: 'sync, x concatMap', value: ratio('sync', 'N=300'), most: 1.2 },
    { what: 'async, x concatMap', value: ratio('async', 'N=1000'), most: 1.2 },
  ],
};
