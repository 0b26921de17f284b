import * as fc from 'fast-check';

/** A mutant has to die soon, and there nobody reads the smallest counterexample. */
const quick = Boolean(process.env.FC_QUICK);

/** Runs a property, here in one way for all. */
export function holds<T>(arbitrary: fc.Arbitrary<T>, check: (value: T) => Promise<void>): Promise<void> {
  return fc.assert(fc.asyncProperty(arbitrary, check), {
    numRuns: quick ? 30 : 100,
    endOnFailure: quick,
    includeErrorInReport: true,
  });
}
