/** Random schedules that are made of microtasks only: promises, and async generators. */
import * as fc from 'fast-check';
import { Observable, type ObservableInput } from 'rxjs';
import type { Operator } from './operators.js';

type Projection =
  | { readonly kind: 'promise' | 'rejected'; readonly ticks: number }
  | { readonly kind: 'generator'; readonly gaps: readonly number[]; readonly fails: boolean }
  | { readonly kind: 'array'; readonly length: number };

export interface MicrotaskSchedule {
  /** Microtasks before each value of the source; 0 for a value that comes with the one before. */
  readonly gaps: readonly number[];
  readonly end: 'complete' | 'error';
  readonly projections: readonly Projection[];
  readonly leavesAt: number | undefined;
}

const ticks = fc.nat({ max: 6 });

const projection: fc.Arbitrary<Projection> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('promise' as const), ticks }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rejected' as const), ticks }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('generator' as const),
      gaps: fc.array(ticks, { maxLength: 3 }),
      fails: fc.nat({ max: 5 }).map((n) => n === 0),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('array' as const), length: fc.nat({ max: 2 }) }),
  },
);

export const microtaskSchedule: fc.Arbitrary<MicrotaskSchedule> = fc.record({
  gaps: fc.array(ticks, { maxLength: 12 }),
  end: fc.constantFrom('complete', 'complete', 'complete', 'error'),
  projections: fc.array(projection, { minLength: 1, maxLength: 6 }),
  leavesAt: fc.option(fc.nat({ max: 60 }), { nil: undefined, freq: 2 }),
});

/** More microtasks than any of the schedules takes. */
const LAST_TICK = 400;

async function pass(count: number): Promise<void> {
  for (let passed = 0; passed < count; passed++) await undefined;
}

/** Plays `schedule` to `operator`, and says in order all that happened, between which ticks. */
export async function playMicrotasks(schedule: MicrotaskSchedule, operator: Operator): Promise<string[]> {
  const trace: string[] = [];
  const { gaps, end, projections, leavesAt } = schedule;

  const source = new Observable<string>((subscriber) => {
    const emit = async () => {
      for (const [index, gap] of gaps.entries()) {
        if (gap > 0) await pass(gap);
        if (subscriber.closed) return;
        subscriber.next(`s${index}`);
      }
      if (end === 'complete') subscriber.complete();
      else subscriber.error(new Error('source failed'));
    };
    void emit();
    return () => void trace.push('left the source');
  });

  function project(value: string, index: number): ObservableInput<string> {
    trace.push(`project ${value} ${index}`);
    const projection = projections[index % projections.length] as Projection;
    switch (projection.kind) {
      case 'promise':
        return pass(projection.ticks).then(() => value);
      case 'rejected':
        return pass(projection.ticks).then(() => Promise.reject(new Error(value)));
      case 'array':
        return Array.from({ length: projection.length }, () => value);
      case 'generator':
        return generate(value, projection.gaps, projection.fails);
    }
  }

  async function* generate(value: string, gaps: readonly number[], fails: boolean) {
    for (const gap of gaps) {
      await pass(gap);
      yield value;
    }
    if (fails) throw new Error(value);
  }

  const subscription = source.pipe(operator(project)).subscribe({
    next: (value) => void trace.push(`next ${value}`),
    error: (error) => void trace.push(`error ${error}`),
    complete: () => void trace.push('complete'),
  });
  for (let tick = 0; tick < LAST_TICK; tick++) {
    trace.push(`tick ${tick}`);
    if (tick === leavesAt) subscription.unsubscribe();
    await undefined;
  }
  return trace;
}
