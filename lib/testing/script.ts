import { expectDuration, expected, expectInteger } from '../protocol/expect.js';
import type { Milliseconds } from '../protocol/time.js';
import type { Arbitrary, FastCheck } from './fast-check.js';
import { print } from './print.js';

/** One thing that is done to an actor. Senders are numbered, and each is a recipient of its own. */
export type ScriptStep<M> =
  | {
      readonly step: 'tell' | 'ask';
      readonly sender: number;
      readonly message: M;
      /** Its turn throws in place of the handler, as a bug or a broken line would. */
      readonly fails?: boolean | undefined;
      /** It is sent together with what comes before it; the others let what is ready have a turn. */
      readonly atOnce?: boolean | undefined;
      /** Of an ask: how long its sender waits. @defaultValue as the option `patience` says */
      readonly patience?: Milliseconds | undefined;
    }
  | { readonly step: 'stop'; readonly drain: boolean }
  | { readonly step: 'wait'; readonly ms: Milliseconds };

/** What is done to an actor, and in which order all that is then ready has its turn. */
export interface Script<M = unknown> {
  readonly steps: readonly ScriptStep<M>[];
  /** As {@link ExploreFailure.schedule}: 0 is who came first. */
  readonly schedule: readonly number[];
}

const SENDERS = 3;
const LONGEST_WAIT: Milliseconds = 100;
const LONGEST_PATIENCE: Milliseconds = 50;
const MOST_STEPS = 20;
const MOST_CHOICES = 60;
/** So many may be ready at a time for all of them to be chosen. */
const MOST_READY = 6;

/** What {@link arbitraries} makes. */
export interface Arbitraries {
  /** A message of one of three senders, told; `fails` is not set. */
  tell<M>(messages: Arbitrary<M>): Arbitrary<ScriptStep<M>>;
  /** A message that is asked, now and then by somebody who does not wait long. */
  ask<M>(messages: Arbitrary<M>): Arbitrary<ScriptStep<M>>;
  /** A message whose turn throws, told or asked. */
  failure<M>(messages: Arbitrary<M>): Arbitrary<ScriptStep<M>>;
  /** A stop, with or without `drain`. */
  stop(): Arbitrary<ScriptStep<never>>;
  /** Time that passes: up to 100 ms, in which everything settles. */
  wait(): Arbitrary<ScriptStep<never>>;
  /** A script of such steps, and the schedule it runs under. Shrinks to fewer steps, and to first come, first served. */
  script<M>(steps: Arbitrary<ScriptStep<M>>): Arbitrary<Script<M>>;
}

/**
 * What scripts are made of, for properties of your own; `invariants.run` plays a script. It is given fast-check, which
 * users of the rest of the test kit need not have.
 *
 * Throws a `TypeError` for what is not fast-check.
 *
 * @example
 * ```ts
 * // import * as fc from 'fast-check';
 * const { tell, script, wait } = arbitraries(fc);
 * const scripts = script(fc.oneof(tell(fc.constantFrom('a', 'b')), wait()));
 * const steps = fc.sample(scripts, { seed: 1 }).flatMap((script) => script.steps.map(({ step }) => step));
 * [...new Set(steps)].sort() // => ['tell', 'wait']
 * ```
 */
export function arbitraries(fc: FastCheck): Arbitraries {
  if (typeof fc?.asyncProperty !== 'function') throw new TypeError(expected('fc', 'fast-check', fc));
  const sender = fc.integer({ min: 1, max: SENDERS });
  const patience = fc.option(fc.integer({ min: 1, max: LONGEST_PATIENCE }), { nil: undefined, freq: 4 });
  const step = <const S extends string>(name: S) => fc.constant(name);
  return {
    tell: (message) => fc.record({ step: step('tell'), sender, message, atOnce: fc.boolean() }),
    ask: (message) => fc.record({ step: step('ask'), sender, message, atOnce: fc.boolean(), patience }),
    failure: (message) =>
      fc.record({
        step: fc.constantFrom('tell' as const, 'ask' as const),
        sender,
        message,
        fails: fc.constant(true),
      }),
    stop: () => fc.record({ step: step('stop'), drain: fc.boolean() }),
    wait: () => fc.record({ step: step('wait'), ms: fc.integer({ min: 1, max: LONGEST_WAIT }) }),
    script: (steps) =>
      fc.record({
        steps: fc.array(steps, { minLength: 1, maxLength: MOST_STEPS, size: 'max' }),
        schedule: fc.array(fc.nat({ max: MOST_READY - 1 }), { maxLength: MOST_CHOICES, size: 'max' }),
      }),
  };
}

/** Throws a `TypeError` or `RangeError` that names what is wrong with a script that was written by hand. */
export function checkScript(script: unknown): void {
  const { steps, schedule } = (script ?? {}) as Partial<Script>;
  if (!Array.isArray(steps) || !Array.isArray(schedule))
    throw new TypeError(expected('script', 'an object with `steps` and `schedule`', script));
  for (const [place, step] of steps.entries()) checkStep(`script.steps[${place}]`, step);
  for (const [place, choice] of schedule.entries()) expectInteger(`script.schedule[${place}]`, choice, 0);
}

function checkStep(name: string, step: unknown): void {
  const { step: kind, sender, ms, patience } = (step ?? {}) as { readonly [field: string]: unknown };
  if (kind === 'tell' || kind === 'ask') {
    expectInteger(`${name}.sender`, sender, 1);
    if (patience !== undefined) expectDuration(`${name}.patience`, patience);
  } else if (kind === 'wait') expectInteger(`${name}.ms`, ms, 0);
  else if (kind !== 'stop')
    throw new TypeError(expected(`${name}.step`, '`tell`, `ask`, `stop` or `wait`', kind));
}

/** A step in words. */
export function say(step: ScriptStep<unknown>): string {
  switch (step.step) {
    case 'stop':
      return step.drain ? 'stop, when what waits is handled' : 'stop';
    case 'wait':
      return `wait ${step.ms} ms`;
    default: {
      const { sender, message, fails, atOnce, patience } = step;
      const limit = patience === undefined ? '' : `, and waits ${patience} ms`;
      const how = `${atOnce ? ', at once' : ''}${fails ? ', whose turn fails' : ''}`;
      return `sender ${sender} ${step.step}s ${print(message)}${limit}${how}`;
    }
  }
}
