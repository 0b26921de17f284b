/** Random schedules on virtual time: the same one is played to two operators, and what happened is compared. */
import * as fc from 'fast-check';
import {
  Observable,
  type ObservableInput,
  Subject,
  type Subscriber,
  takeUntil,
  VirtualTimeScheduler,
} from 'rxjs';
import type { Operator } from './operators.js';

interface Timeline {
  /** Values that come at once, when it is subscribed. */
  readonly atOnce: number;
  /** Gaps between the values that come later. */
  readonly gaps: readonly number[];
  readonly end: 'complete' | 'error' | 'never';
  /** From the last value on; 0 after values that came at once: at once too. */
  readonly endGap: number;
}

type Projection =
  | { readonly kind: 'timeline'; readonly timeline: Timeline }
  | { readonly kind: 'array' | 'iterable'; readonly length: number }
  /** Makes the source emit while it is asked for a projection. */
  | { readonly kind: 'feeding'; readonly values: number }
  | { readonly kind: 'throwing' | 'nonsense' };

type Leaving = { readonly at: number } | { readonly afterValues: number } | undefined;

export interface Schedule {
  readonly source: Timeline;
  readonly projections: readonly Projection[];
  readonly leaving: Leaving;
}

/** How often a source may be made to emit by its own projections, which would otherwise never end. */
const MOST_FED = 6;

function timeline(longest: number): fc.Arbitrary<Timeline> {
  return fc.record({
    atOnce: fc.nat({ max: longest }),
    gaps: fc.array(fc.nat({ max: 4 }), { maxLength: longest }),
    end: fc.oneof(
      { weight: 6, arbitrary: fc.constant('complete' as const) },
      { weight: 1, arbitrary: fc.constantFrom('error' as const, 'never' as const) },
    ),
    endGap: fc.nat({ max: 4 }),
  });
}

const projection: fc.Arbitrary<Projection> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('timeline' as const), timeline: timeline(3) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('array' as const, 'iterable' as const),
      length: fc.nat({ max: 3 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('feeding' as const), values: fc.integer({ min: 1, max: 2 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('throwing' as const, 'nonsense' as const) }) },
);

export const schedule: fc.Arbitrary<Schedule> = fc.record({
  source: timeline(12),
  projections: fc.array(projection, { minLength: 1, maxLength: 6 }),
  leaving: fc.oneof(
    { weight: 2, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.record({ at: fc.nat({ max: 40 }) }) },
    { weight: 1, arbitrary: fc.record({ afterValues: fc.integer({ min: 1, max: 8 }) }) },
  ),
});

/** Plays `schedule` to `operator`, and says in order all that happened, with its time. */
export function play(schedule: Schedule, operator: Operator): string[] {
  return new Run(schedule).play(operator);
}

class Run {
  readonly #schedule: Schedule;
  readonly #scheduler = new VirtualTimeScheduler();
  readonly #trace: string[] = [];
  #feed: ((value: string) => void) | undefined;
  #fed = 0;
  #values = 0;

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
  }

  play(operator: Operator): string[] {
    const { leaving, source } = this.#schedule;
    const left = new Subject<void>();
    const subscription = this.#timeline('s', source)
      .pipe(
        operator((value, index) => this.#project(value, index)),
        takeUntil(left),
      )
      .subscribe({
        next: (value) => {
          this.#say(`next ${value}`);
          this.#values += 1;
          if (leaving && 'afterValues' in leaving && this.#values === leaving.afterValues) left.next();
        },
        error: (error) => this.#say(`error ${error}`),
        complete: () => this.#say('complete'),
      });
    if (leaving && 'at' in leaving) this.#scheduler.schedule(() => subscription.unsubscribe(), leaving.at);
    this.#scheduler.flush();
    this.#say(`closed ${subscription.closed}`);
    return this.#trace;
  }

  #say(what: string): void {
    this.#trace.push(`${this.#scheduler.now()}: ${what}`);
  }

  #project(value: string, index: number): ObservableInput<string> {
    this.#say(`project ${value} ${index}`);
    const { projections } = this.#schedule;
    const projection = projections[index % projections.length] as Projection;
    const values = (length: number) => Array.from({ length }, (_, n) => `${value}.${n}`);
    switch (projection.kind) {
      case 'timeline':
        return this.#timeline(value, projection.timeline);
      case 'array':
        return values(projection.length);
      case 'iterable':
        return new Set(values(projection.length));
      case 'feeding':
        for (let n = 0; n < projection.values && this.#fed < MOST_FED; n++) this.#feed?.(`f${this.#fed++}`);
        return [value];
      case 'throwing':
        throw new Error(`thrown for ${value}`);
      case 'nonsense':
        return undefined as never;
    }
  }

  #timeline(name: string, { atOnce, gaps, end, endGap }: Timeline): Observable<string> {
    return new Observable((subscriber) => {
      this.#say(`subscribed ${name}`);
      if (name === 's') this.#feed = (value) => subscriber.next(value);
      for (let n = 0; n < atOnce && !subscriber.closed; n++) subscriber.next(`${name}.${n}`);
      let at = 0;
      for (const [n, gap] of gaps.entries()) {
        at += gap;
        this.#later(subscriber, at, () => subscriber.next(`${name}.${atOnce + n}`));
      }
      if (end !== 'never') this.#end(subscriber, name, at + endGap, end);
      // RxJS runs the finalizer of what ended while it was subscribed deep in a recursion, a loop does it at once.
      return subscriber.closed ? undefined : () => this.#say(`left ${name}`);
    });
  }

  #end(subscriber: Subscriber<string>, name: string, at: number, end: 'complete' | 'error'): void {
    const finish = () => {
      this.#say(`end of ${name}`);
      if (end === 'complete') subscriber.complete();
      else subscriber.error(new Error(`failed ${name}`));
    };
    if (at === 0) finish();
    else this.#later(subscriber, at, finish);
  }

  #later(subscriber: Subscriber<string>, at: number, what: () => void): void {
    subscriber.add(this.#scheduler.schedule(what, at));
  }
}
