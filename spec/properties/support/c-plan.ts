import * as fc from 'fast-check';
import type { Supervision } from '../../../lib/index.js';

/** An actor, what it declares for all its children, if anything, and what is declared for it alone. */
export interface Plan {
  readonly strategy: Supervision['strategy'];
  readonly policy: Policy | undefined;
  /** Goes on when a child has stopped failed, and that is no decision of a policy. */
  readonly survives: boolean;
  /** Its turns and its teardown wait for a promise. */
  readonly slow: boolean;
  readonly kids: readonly Plan[];
}

export interface Policy {
  readonly decide: 'resume' | 'restart' | 'stop' | 'escalate';
  readonly restart: NonNullable<Supervision['restart']>;
  readonly limit: { readonly max: number; readonly within: number };
  /** 0 for none. */
  readonly delay: number;
}

/** What befalls an actor; `at` chooses it, and `ahead` and `behind` count the plain messages around it. */
export type Step =
  | {
      readonly at: number;
      readonly blow: 'fail' | 'end' | 'stop' | 'nothing';
      readonly ahead: number;
      readonly behind: number;
    }
  | { readonly advance: number };

const policy: fc.Arbitrary<Policy> = fc.record({
  decide: fc.oneof(
    { weight: 6, arbitrary: fc.constant('restart' as const) },
    { weight: 2, arbitrary: fc.constantFrom('resume' as const, 'stop' as const, 'escalate' as const) },
  ),
  restart: fc.constantFrom('permanent' as const, 'transient' as const, 'temporary' as const),
  limit: fc.record({ max: fc.constantFrom(0, 1, 2, 3, 100, 100), within: fc.constantFrom(10, 20, 1_000) }),
  delay: fc.constantFrom(0, 0, 5, 15),
});

const STRATEGIES = ['oneForOne', 'oneForAll', 'oneForAll', 'restForOne', 'restForOne'] as const;

const one = {
  strategy: fc.constantFrom(undefined, ...STRATEGIES),
  policy: fc.option(policy, { nil: undefined, freq: 4 }),
  survives: fc.boolean(),
  slow: fc.boolean(),
};

const { tree } = fc.letrec<{ tree: Plan; branch: Plan; leaf: Plan }>((tie) => ({
  leaf: fc.record({ ...one, kids: fc.constant([]) }),
  branch: fc.record({ ...one, kids: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }) }),
  tree: fc.oneof({ depthSize: 'small', withCrossShrink: true }, tie('leaf'), tie('branch')),
}));

const family: fc.Arbitrary<Plan> = fc.record({
  ...one,
  kids: fc.array(tree, { minLength: 2, maxLength: 4 }),
});

const still = { strategy: undefined, policy: undefined, survives: true, slow: false, kids: [] };

/** One child of a parent that lives on, and how long it is left in peace before each of its failures. */
export const crashLoop: fc.Arbitrary<{ readonly plan: Plan; readonly steps: readonly Step[] }> = fc
  .record({
    max: fc.nat({ max: 4 }),
    within: fc.constantFrom(10, 20),
    gaps: fc.array(fc.constantFrom(0, 5, 5, 10), { minLength: 5, maxLength: 12 }),
    restart: fc.constantFrom('permanent' as const, 'transient' as const),
  })
  .map(({ max, within, gaps, restart }) => {
    const policy: Policy = { decide: 'restart', restart, limit: { max, within }, delay: 0 };
    const blow = { blow: 'fail', ahead: 0, behind: 0, at: 1 } as const;
    return {
      plan: { ...still, kids: [{ ...still, policy }] },
      steps: gaps.flatMap((advance) => [{ advance }, blow]),
    };
  });

const few = fc.nat({ max: 2 });

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        at: fc.nat({ max: 30 }),
        blow: fc.constantFrom('fail' as const, 'fail' as const, 'fail' as const, 'end' as const),
        ahead: few,
        behind: few,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        at: fc.nat({ max: 30 }),
        blow: fc.constantFrom('stop' as const, 'nothing' as const),
        ahead: few,
        behind: few,
      }),
    },
    { weight: 3, arbitrary: fc.record({ advance: fc.constantFrom(1, 5, 10, 20) }) },
  ),
  { maxLength: 25 },
);

/** Restarts that wait, one within the other. */
const crossing: fc.Arbitrary<readonly [Plan, readonly Step[]]> = fc
  .record({
    delays: fc.array(fc.constantFrom(5, 10, 15), { minLength: 3, maxLength: 3 }),
    strategy: fc.constantFrom('restForOne' as const, 'oneForAll' as const),
    blows: fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom(1, 1, 10)), {
      minLength: 2,
      maxLength: 8,
    }),
  })
  .map(({ delays, strategy, blows }) => {
    const limit = { max: 100, within: 1_000 };
    const kids = delays.map((delay) => ({
      ...still,
      policy: { decide: 'restart', restart: 'transient', limit, delay } as const,
    }));
    const steps = blows.flatMap(([at, advance]): Step[] => [
      { at, blow: 'fail', ahead: 1, behind: 1 },
      { advance },
    ]);
    return [{ ...still, strategy, kids }, steps];
  });

/** A tree, and what befalls it. */
export const scenario: fc.Arbitrary<readonly [Plan, readonly Step[]]> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(family, steps) },
  { weight: 1, arbitrary: crossing },
);
