import * as fc from 'fast-check';

/** How a handler answers: from its turn, at once or later; by an Observable; beside later turns; or by another actor. */
export const WAYS = ['value', 'promise', 'observable', 'loose', 'forward', 'throw', 'never'] as const;

export interface RequestPlan {
  readonly way: (typeof WAYS)[number];
  /** Milliseconds that the answer takes. */
  readonly takes: number;
  /** When its subscriber leaves: after so many milliseconds, and then so many microtasks; `null` stays. */
  readonly leave: { readonly after: number; readonly microtasks: number } | null;
}

const moment = fc.record({
  after: fc.integer({ min: 0, max: 12 }),
  microtasks: fc.integer({ min: 0, max: 12 }),
});

const request: fc.Arbitrary<RequestPlan> = fc
  .record({ way: fc.constantFrom(...WAYS), takes: fc.integer({ min: 0, max: 5 }), leave: fc.option(moment) })
  // Who is never answered leaves some time, or his turn would hold the actor for good.
  .map((plan) =>
    plan.way === 'never' && plan.leave === null ? { ...plan, leave: { after: 12, microtasks: 0 } } : plan,
  );

export const requestPlans: fc.Arbitrary<readonly RequestPlan[]> = fc.array(request, {
  minLength: 1,
  maxLength: 6,
});

/** What is seen of a request, in order: `begun`, `aborted`, `unsubscribed`, `answered`, `next`, `end`, `left`, `gone`. */
export type Trace = readonly string[];

const count = (trace: Trace, what: string): number => trace.filter((entry) => entry === what).length;

/** What is wrong with the life of a request; `undefined` where all is well. */
export function faultOf({ way }: RequestPlan, trace: Trace): string | undefined {
  const left = trace.indexOf('left');
  const after = left < 0 ? [] : trace.slice(left + 1);
  const before = left < 0 ? trace : trace.slice(0, left);
  const [begun, answered, next, end] = ['begun', 'answered', 'next', 'end'].map((what) =>
    count(before, what),
  );
  if (left >= 0 && end === 0) {
    if (after.includes('begun')) return 'is handled although it was withdrawn';
    if (after.includes('next') || after.includes('end')) return 'is heard by one who has left';
    const runs = begun === 1 && answered === 0;
    if (count(after, 'aborted') !== (runs ? 1 : 0))
      return runs ? 'runs on with nobody' : 'is aborted in vain';
    if (runs && (way === 'observable' || way === 'never') && count(after, 'unsubscribed') !== 1)
      return 'goes on as an Observable';
    if (runs && after.indexOf('aborted') > after.indexOf('gone')) return 'hears late that nobody waits';
    return undefined;
  }
  if (begun !== 1 || end !== 1 || next !== (way === 'throw' ? 0 : 1)) return 'is not answered once';
  return trace.includes('aborted') ? 'is aborted although it was answered' : undefined;
}
