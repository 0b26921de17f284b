import * as fc from 'fast-check';

/** How long something takes: nothing at all, some microtasks, or milliseconds of the clock. */
export type Pace = 'sync' | 'async' | number;

/** An actor, and those that it starts. */
export interface Plan {
  readonly setup: Pace;
  readonly teardown: Pace;
  /** What the setup and the teardown throw, if anything. */
  readonly breaks: 'nowhere' | 'in setup' | 'in teardown';
  /** Goes on when a child has failed. */
  readonly survives: boolean;
  readonly kids: readonly Plan[];
}

/** What an actor does in a turn, after its pace. */
export type Deed = { readonly pace: Pace } & (
  | { readonly do: 'idle' | 'throw' | 'fail' | 'end' | 'leave' | 'ask nobody' }
  | { readonly do: 'spawn'; readonly plan: Plan }
  | { readonly do: 'stop child'; readonly nth: number; readonly drain: boolean }
  | { readonly do: 'tell child' | 'ask child'; readonly nth: number; readonly deed: Deed }
);

/** What is done to the actors from outside; `at` chooses one. */
export type Step =
  | { readonly step: 'tell' | 'ask' | 'input'; readonly at: number; readonly deeds: readonly Deed[] }
  | { readonly step: 'stop'; readonly at: number; readonly drain: boolean }
  | { readonly step: 'advance'; readonly ms: number }
  | { readonly step: 'settle' };

export interface Program {
  readonly plan: Plan;
  readonly steps: readonly Step[];
}

export const pace: fc.Arbitrary<Pace> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<Pace>('sync', 'async') },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 9 }) },
);

const breaks = fc.oneof(
  { weight: 12, arbitrary: fc.constant('nowhere' as const) },
  { weight: 1, arbitrary: fc.constantFrom('in setup' as const, 'in teardown' as const) },
);

const one = { setup: pace, teardown: pace, breaks, survives: fc.boolean() };

const { tree } = fc.letrec<{ tree: Plan; branch: Plan; leaf: Plan }>((tie) => ({
  leaf: fc.record({ ...one, kids: fc.constant([]) }),
  branch: fc.record({ ...one, kids: fc.array(tie('tree'), { maxLength: 3 }) }),
  tree: fc.oneof({ depthSize: 'small', withCrossShrink: true }, tie('leaf'), tie('branch')),
}));

/** Has children more often than not. */
export const plan: fc.Arbitrary<Plan> = fc.record({
  ...one,
  breaks: fc.constant('nowhere' as const),
  kids: fc.array(tree, { maxLength: 3 }),
});

const nth = fc.nat({ max: 3 });
const small: fc.Arbitrary<Plan> = fc.record({ ...one, kids: fc.constant([]) });

const { deed: anyDeed } = fc.letrec<{ deed: Deed; simple: Deed; nested: Deed }>((tie) => ({
  simple: fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        pace,
        do: fc.constantFrom(
          'idle' as const,
          'idle' as const,
          'throw' as const,
          'fail' as const,
          'end' as const,
          'leave' as const,
          'ask nobody' as const,
        ),
      }),
    },
    { weight: 1, arbitrary: fc.record({ pace, do: fc.constant('spawn' as const), plan: small }) },
    {
      weight: 1,
      arbitrary: fc.record({ pace, do: fc.constant('stop child' as const), nth, drain: fc.boolean() }),
    },
  ),
  nested: fc.record({
    pace,
    do: fc.constantFrom('tell child' as const, 'ask child' as const),
    nth,
    deed: tie('deed'),
  }),
  deed: fc.oneof({ depthSize: 'small', withCrossShrink: true }, tie('simple'), tie('nested')),
}));

export const deed: fc.Arbitrary<Deed> = anyDeed;

const at = fc.nat({ max: 20 });

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      step: fc.constantFrom('tell' as const, 'ask' as const, 'input' as const),
      at,
      deeds: fc.array(deed, { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ step: fc.constant('stop' as const), at, drain: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ step: fc.constant('advance' as const), ms: fc.nat({ max: 12 }) }) },
  { weight: 3, arbitrary: fc.constant({ step: 'settle' as const }) },
);

/** Any tree of actors, and anything done to it. */
export const program: fc.Arbitrary<Program> = fc.record({
  plan,
  steps: fc.array(step, { maxLength: 15 }),
});
