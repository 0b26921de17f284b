import * as fc from 'fast-check';

/** An actor, how long its teardown takes on the clock, and its children. All watch, and all are watched. */
export interface Kin {
  readonly teardown: number;
  readonly kids: readonly Kin[];
}

/** How an actor is brought to its end, or begins anew, or goes on all the same. */
export type Blow = 'stop' | 'drain' | 'kill' | 'end' | 'fail' | 'restart' | 'resume' | 'escalate';

/** `at` chooses who acts among those that live, `of` whom it concerns among all there ever were, counted around. */
export type WatchStep =
  | { readonly step: 'watch' | 'watchWith' | 'unwatch'; readonly at: number; readonly of: number }
  /** A turn that goes on until it is released; what its actor does meanwhile it does in this turn. */
  | { readonly step: 'hold'; readonly at: number }
  | { readonly step: 'release'; readonly at: number; readonly restarts: boolean }
  | { readonly step: 'blow'; readonly of: number; readonly blow: Blow }
  | { readonly step: 'settle' }
  | { readonly step: 'advance'; readonly ms: number };

export interface WatchScript {
  readonly kin: readonly Kin[];
  readonly steps: readonly WatchStep[];
}

const { kin } = fc.letrec<{ kin: Kin; leaf: Kin; branch: Kin }>((tie) => ({
  leaf: fc.record({ teardown: fc.constantFrom(0, 0, 5), kids: fc.constant([]) }),
  branch: fc.record({
    teardown: fc.constantFrom(0, 0, 5),
    kids: fc.array(tie('kin'), { minLength: 1, maxLength: 2 }),
  }),
  kin: fc.oneof({ depthSize: 'small', withCrossShrink: true }, tie('leaf'), tie('branch')),
}));

const at = fc.nat({ max: 9 });
const of = fc.nat({ max: 9 });

const step: fc.Arbitrary<WatchStep> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ step: fc.constantFrom('watch', 'watch', 'watchWith', 'unwatch'), at, of }),
  },
  { weight: 2, arbitrary: fc.record({ step: fc.constant('hold'), at }) },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('release'), at, restarts: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      step: fc.constant('blow'),
      of,
      blow: fc.constantFrom(
        'stop',
        'drain',
        'kill',
        'end',
        'fail',
        'restart',
        'restart',
        'resume',
        'escalate',
      ),
    }),
  },
  { weight: 4, arbitrary: fc.record({ step: fc.constant('settle') }) },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('advance'), ms: fc.constantFrom(1, 5) }) },
);

export const watchScripts: fc.Arbitrary<WatchScript> = fc.record({
  kin: fc.array(kin, { minLength: 2, maxLength: 3 }),
  steps: fc.array(step, { minLength: 5, maxLength: 40, size: 'max' }),
});

/** What an actor asked for: which call of it, and whether by a message. */
interface Registration {
  readonly call: number;
  readonly byMessage: boolean;
}

/** A notice as it arrived. Only a message says which call it is for. */
export interface Notice {
  readonly call: number | undefined;
  /** The watched actor and those below it, as far as they had not stopped. */
  readonly living: readonly string[];
}

/** The rule, for one watcher: what it registered, and which notices it may get. Whom it watches is a name. */
export class WatchModel {
  /** What was against the rule. */
  readonly broken: string[] = [];
  readonly #watcher: string;
  readonly #registered = new Map<string, Registration>();

  constructor(watcher: string) {
    this.#watcher = watcher;
  }

  /** Whom it waits for. */
  get watched(): readonly string[] {
    return [...this.#registered.keys()];
  }

  watch(other: string, call: number, byMessage: boolean): void {
    if (!this.#registered.has(other)) this.#registered.set(other, { call, byMessage });
  }

  unwatch(other: string): void {
    this.#registered.delete(other);
  }

  /** Another instance, which has asked for nothing. */
  begin(): void {
    this.#registered.clear();
  }

  notice(other: string, { call, living }: Notice): void {
    const registration = this.#registered.get(other);
    this.#registered.delete(other);
    const wanted = registration?.byMessage ? registration.call : undefined;
    if (registration === undefined) this.#complain(`has heard of ${other}, and did not ask`);
    else if (call !== wanted) this.#complain(`was to hear of ${other} by ${wanted}, not ${call}`);
    if (living.length > 0) this.#complain(`has heard of ${other} while ${living.join(', ')} lived`);
  }

  #complain(what: string): void {
    this.broken.push(`${this.#watcher} ${what}`);
  }
}
