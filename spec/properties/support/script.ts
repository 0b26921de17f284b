import * as fc from 'fast-check';
import type { Milliseconds } from '../../../lib/index.js';

/** How a handler spends its turn, and how it ends. */
export type How = 'sync' | 'promise' | 'timer' | 'observable' | 'throw' | 'reject' | 'end';

/** What a handler does in its turn. */
export interface Deed {
  readonly how: How;
  /** How long it takes on the clock; 0 is an Observable that is through at once. */
  readonly ms: Milliseconds;
  /** Whom it tells something meanwhile. */
  readonly tells?: number | undefined;
}

/** How an ask is answered. */
export type ReplyMode = 'return' | 'message.reply' | 'turn.reply' | 'late' | 'never' | 'twice' | 'forwarded';

export type SourceKind =
  | 'hot'
  | 'cold'
  | 'finite'
  | 'failing'
  | 'sync'
  | 'sync failing'
  | 'promise'
  | 'generator'
  | 'pull';

/** Players are meant by number, counted around: a script stays valid when it is shrunk. */
export type Step =
  /** `from`: 0 is nobody, 1 a recipient that is no actor, 2 an actor. */
  | { readonly step: 'tell'; readonly to: number; readonly from: number; readonly deed: Deed }
  | {
      readonly step: 'ask';
      readonly to: number;
      readonly mode: ReplyMode;
      readonly deed: Deed;
      readonly timeout: Milliseconds;
      /** Set: the ask has a signal, and the asker leaves after so long. */
      readonly abortAfter: Milliseconds | undefined;
    }
  | { readonly step: 'stop'; readonly to: number; readonly drain: boolean }
  | { readonly step: 'spawn'; readonly under: number; readonly setup: Deed; readonly teardown: Deed }
  | {
      readonly step: 'input';
      readonly to: number;
      readonly source: SourceKind;
      readonly count: number;
      readonly deed: Deed;
    }
  | { readonly step: 'emit' }
  | { readonly step: 'observe'; readonly to: number }
  | { readonly step: 'advance'; readonly ms: Milliseconds };

export interface Script {
  /** Set: the run queue chooses among the ready by it. */
  readonly seed: number | undefined;
  readonly steps: readonly Step[];
}

/** What may happen in a script. */
export interface Limits {
  /** Whether anyone stops, ends or fails. */
  readonly endings?: boolean;
}

const FOREVER = Number.POSITIVE_INFINITY;
/** A time limit that is over only after all that a script begins. */
export const BEYOND = 10_000;

const player = fc.nat({ max: 4 });
const GENTLE = ['sync', 'sync', 'promise', 'timer', 'timer', 'observable'] as const;
const REPLIES = ['return', 'message.reply', 'turn.reply', 'late', 'never', 'twice', 'forwarded'] as const;
const SOURCES = [
  'hot',
  'hot',
  'cold',
  'finite',
  'failing',
  'sync',
  'sync failing',
  'promise',
  'generator',
  'pull',
] as const;

export function deed(how: readonly How[] = GENTLE): fc.Arbitrary<Deed> {
  return fc.record({
    how: fc.constantFrom(...how),
    ms: fc.nat({ max: 3 }),
    tells: fc.option(player, { nil: undefined, freq: 4 }),
  });
}

/** Deeds whose failure ends the actor: rare, or little would be left to happen. */
const risky = fc.oneof(
  { weight: 9, arbitrary: deed() },
  { weight: 1, arbitrary: deed(['throw', 'reject', 'end']) },
);

/** What fails while it answers is the asker's, and the actor lives on. */
const answering = fc.oneof(
  { weight: 4, arbitrary: deed() },
  { weight: 1, arbitrary: deed(['throw', 'reject']) },
);

const answeringOrEnding = fc.oneof(
  { weight: 9, arbitrary: answering },
  { weight: 1, arbitrary: deed(['end']) },
);

export const askStep = ({ endings = true }: Limits = {}) =>
  fc.record({
    step: fc.constant('ask' as const),
    to: player,
    mode: fc.constantFrom(...REPLIES),
    deed: endings ? answeringOrEnding : answering,
    timeout: fc.oneof(
      { weight: 1, arbitrary: fc.constantFrom(FOREVER, BEYOND) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 8 }) },
    ),
    abortAfter: fc.option(
      fc.oneof({ weight: 1, arbitrary: fc.constant(FOREVER) }, { weight: 2, arbitrary: fc.nat({ max: 5 }) }),
      { nil: undefined, freq: 2 },
    ),
  });

export const tellStep = ({ endings = true }: Limits = {}) =>
  fc.record({
    step: fc.constant('tell' as const),
    to: player,
    from: fc.nat({ max: 2 }),
    deed: endings ? risky : deed(),
  });

const inputStep = ({ endings = true }: Limits) =>
  fc.record({
    step: fc.constant('input' as const),
    to: player,
    source: fc.constantFrom(...SOURCES),
    count: fc.nat({ max: 3 }),
    deed: endings ? risky : deed(),
  });

export const stopStep = fc.record({ step: fc.constant('stop' as const), to: player, drain: fc.boolean() });

const spawnStep = fc.record({
  step: fc.constant('spawn' as const),
  under: player,
  setup: deed(),
  teardown: deed(),
});
const observeStep = fc.record({ step: fc.constant('observe' as const), to: player });
const emitStep = fc.constant({ step: 'emit' } as const);
export const advanceStep = fc.record({ step: fc.constant('advance' as const), ms: fc.nat({ max: 3 }) });

export function scripts(limits: Limits = {}): fc.Arbitrary<Script> {
  const { endings = true } = limits;
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 6, arbitrary: tellStep(limits) },
    { weight: 4, arbitrary: askStep(limits) },
    { weight: 2, arbitrary: inputStep(limits) },
    { weight: 2, arbitrary: emitStep },
    { weight: 2, arbitrary: advanceStep },
    { weight: 1, arbitrary: spawnStep },
    { weight: 1, arbitrary: observeStep },
    { weight: endings ? 2 : 0, arbitrary: stopStep },
  );
  return scriptOf(step);
}

export function scriptOf(step: fc.Arbitrary<Step>, maxLength = 40): fc.Arbitrary<Script> {
  return fc.record({
    seed: fc.option(fc.nat(), { nil: undefined, freq: 2 }),
    steps: fc.array(step, { minLength: 1, maxLength, size: 'max' }),
  });
}
