import type { AnyActorRef } from '../protocol/actor-ref.js';
import {
  expectDuration,
  expected,
  expectFunction,
  expectInteger,
  expectOptions,
} from '../protocol/expect.js';
import type { SpawnOptions } from '../protocol/options.js';
import type { Milliseconds } from '../protocol/time.js';
import { exclusively } from './exclusive.js';
import { type Arbitrary, type FastCheck, fastCheck } from './fast-check.js';
import { broken, INVARIANTS, type InvariantName } from './judge.js';
import { type Cast, type Played, play } from './play.js';
import { print } from './print.js';
import type { Record } from './record.js';
import { arbitraries, checkScript, type Script, say } from './script.js';
import { smallest } from './smallest.js';
import type { StageTools } from './stage.js';

/** An actor, of any protocol. */
interface AnyActor {
  readonly reference: AnyActorRef;
}

/** What an actor can be told. */
export type MessagesFor<A extends AnyActor> = Parameters<A['reference']['tell']>[0];

/** Makes the actor under test, a new one at each call; it may spawn others in the system that it works with. */
export type CreateActor<A extends AnyActor> = (tools: StageTools) => A;

/** How an actor is checked. */
export interface InvariantOptions<A extends AnyActor, M = MessagesFor<A>> {
  /** Which messages have an answer: the others are not asked. @defaultValue all of them */
  readonly answers?: ((message: M) => boolean) | undefined;
  /**
   * The actor's state, as what `structuredClone` can clone; without it nobody looks whether it changes between turns.
   * Called between the end of `setup` and `teardown` only.
   */
  readonly state?: ((actor: A) => unknown) | undefined;
  /** How the actor is spawned: its mailbox, its supervision. */
  readonly spawn?: SpawnOptions | undefined;
  /** Which are checked. @defaultValue all of them */
  readonly only?: readonly InvariantName[] | undefined;
  /** How long the actor has for an answer, on the clock. @defaultValue 60_000 */
  readonly patience?: Milliseconds | undefined;
}

/** What {@link invariants.check} tries. */
export interface CheckOptions<A extends AnyActor, M = MessagesFor<A>> extends InvariantOptions<A, M> {
  /** What the actor may be told and asked: `fc.Arbitrary`. */
  readonly messages: Arbitrary<M>;
  /** How many scripts. @defaultValue 100 */
  readonly runs?: number | undefined;
  /** With the same seed the same scripts are tried. @defaultValue another each time; a failure names it */
  readonly seed?: number | undefined;
  /** fast-check, where it cannot be loaded by its name. */
  readonly fc?: FastCheck | undefined;
}

const DEFAULT_RUNS = 100;
/** A minute: beyond what any handler takes, and not beyond what a test can wait for on its clock. */
const DEFAULT_PATIENCE: Milliseconds = 60_000;
/** By chance alone, so many scripts do not all stop their actor before it has handled anything. */
const ENOUGH_RUNS = 20;

/** What a property throws whose actor breaks something; what it throws else is somebody's own error. */
const BROKEN = new Error('An invariant is broken');

/** What an actor breaks, with all that is needed to see it again: the `cause` of the error. */
export interface Counterexample {
  readonly invariant: InvariantName;
  /** For `invariants.run`. */
  readonly script: Script<never>;
  readonly seed?: number | undefined;
}

/**
 * What holds for every actor, to be checked on your own: see {@link InvariantName} for what they are, and what breaks
 * them. Each script (messages, asks, turns that fail, time, a stop) is played with an actor of its own in a system of
 * its own, on a clock of its own, which RxJS's timed operators follow, and under a schedule of its own, as in
 * {@link explore}. An actor has to be deterministic for that: no `Math.random`, no `setTimeout`, no I/O.
 */
export const invariants = {
  /**
   * Checks all of them on an actor, with scripts made by fast-check: install it beside rxactors.
   *
   * Rejects with the smallest counterexample found: which invariant is broken and how, the script, the steps of the
   * run, and the seed for the next time. Rejects with what `create` throws, with a `TypeError` or `RangeError` for a
   * bad option, and with an `Error` where fast-check is missing, where `state` throws, and where the actor has handled
   * no message at all without a failure, for then nothing was checked.
   *
   * @example
   * ```ts
   * // import * as fc from 'fast-check';
   * class Counter extends Actor {
   *   #count = 0;
   *   protected override handleMessage(step: number) { return (this.#count += step); }
   * }
   * await invariants.check(() => new Counter(), { messages: fc.nat(), runs: 20 }) // => undefined
   * ```
   */
  async check<A extends AnyActor, M extends MessagesFor<A>>(
    create: CreateActor<A>,
    options: CheckOptions<A, M>,
  ): Promise<void> {
    const { messages, runs = DEFAULT_RUNS, seed } = options ?? {};
    const { cast, names } = checked(create, options);
    expectInteger('runs', runs, 1);
    if (seed !== undefined) expectInteger('seed', seed, Number.MIN_SAFE_INTEGER);
    if (typeof (messages as { generate?: unknown } | undefined)?.generate !== 'function')
      throw new TypeError(expected('messages', 'an arbitrary of fast-check', messages));
    const fc = options.fc ?? (await fastCheck());
    return exclusively(() => checkAll(fc, messages, cast, names, { runs, seed }));
  },

  /**
   * Plays one script, such as that of a counterexample (`error.cause.script`), or one written by hand.
   *
   * Rejects as {@link invariants.check} does, but for an actor that handles nothing; needs no fast-check.
   *
   * @example
   * ```ts
   * class Forgetful extends Actor {
   *   protected override handleMessage() {}
   * }
   * const script = { steps: [{ step: 'ask', sender: 1, message: 'hey' }], schedule: [] } as const;
   * const error = await invariants.run(() => new Forgetful(), script).catch((error: Error) => error);
   * error?.message.split('\n')[0] // => 'ask settles once (G6): “sender 1 asks "hey"” has no answer after 60000 ms'
   * ```
   */
  async run<A extends AnyActor, M extends MessagesFor<A>>(
    create: CreateActor<A>,
    script: Script<M>,
    options: InvariantOptions<A, M> = {},
  ): Promise<void> {
    const { cast, names } = checked(create, options);
    checkScript(script);
    const played = await exclusively(() => play(cast, script));
    const found = broken(played.record, names);
    if (found !== undefined) throw failure(found, script, played);
  },
};

function checked<A extends AnyActor, M>(
  create: CreateActor<A>,
  options: InvariantOptions<A, M>,
): { readonly cast: Cast; readonly names: readonly InvariantName[] } {
  expectFunction('create', create);
  expectOptions('options', options);
  const { answers = () => true, state, spawn = {}, only, patience = DEFAULT_PATIENCE } = options ?? {};
  expectFunction('answers', answers);
  if (state !== undefined) expectFunction('state', state);
  expectDuration('patience', patience);
  return { cast: { create, spawn, answers, state, patience }, names: chosen(only) };
}

function chosen(only: readonly InvariantName[] | undefined): readonly InvariantName[] {
  const all = Object.keys(INVARIANTS) as InvariantName[];
  if (only === undefined) return all;
  const names = all.map((name) => `\`${name}\``).join(', ');
  if (!Array.isArray(only) || only.length === 0)
    throw new TypeError(expected('only', `a list of one or more of: ${names}`, only));
  const place = only.findIndex((name) => !all.includes(name));
  if (place >= 0) throw new TypeError(expected(`only[${place}]`, `one of: ${names}`, only[place]));
  return only;
}

async function checkAll<M>(
  fc: FastCheck,
  messages: Arbitrary<M>,
  cast: Cast,
  names: readonly InvariantName[],
  { runs, seed }: { readonly runs: number; readonly seed: number | undefined },
): Promise<void> {
  // While it shrinks, the first that was found broken is the one that is looked at.
  let looked = names;
  let handled = 0;
  let last: Record['failure'];
  /** A script could not be played to its end: a smaller one would say no more, and may take as long. */
  let stuck = false;
  const property = fc.asyncProperty(scripts(fc, messages), async (script) => {
    if (stuck) return;
    stuck = true;
    const { record } = await play(cast, script);
    stuck = false;
    handled += record.handled;
    last = record.failure ?? last;
    const found = broken(record, looked);
    if (found === undefined) return;
    looked = [found.name];
    throw BROKEN;
  });
  const details = await fc.check(property, { numRuns: runs, ...(seed !== undefined && { seed }) });
  if (!details.failed) {
    if (handled === 0 && (last !== undefined || runs >= ENOUGH_RUNS)) throw idle(runs, last);
    return;
  }
  if (details.errorInstance !== BROKEN) throw details.errorInstance;
  const fails = async (script: Script) => broken((await play(cast, script)).record, looked) !== undefined;
  const script = await smallest((details.counterexample as [Script])[0], fails);
  const played = await play(cast, script);
  const found = broken(played.record, looked);
  if (found === undefined)
    throw new Error(
      `${looked} was broken once, and holds when the script is played again: the actor does not always do the same`,
    );
  throw failure(found, script, played, { seed: details.seed, runs });
}

/** All hold for an actor that does nothing, and say nothing about it. */
function idle(runs: number, failure: Record['failure']): Error {
  const text = `Nothing was checked: in ${runs} runs the actor handled no message without a failure`;
  if (failure === undefined) return new Error(text);
  return new Error(`${text}; the last was ${print(failure.error)}`, { cause: failure.error });
}

function scripts<M>(fc: FastCheck, messages: Arbitrary<M>): Arbitrary<Script<M>> {
  const { tell, ask, failure, stop, wait, script } = arbitraries(fc);
  return script(
    fc.oneof(
      { weight: 6, arbitrary: tell(messages) },
      { weight: 5, arbitrary: ask(messages) },
      { weight: 2, arbitrary: wait() },
      { weight: 1, arbitrary: failure(messages) },
      { weight: 1, arbitrary: stop() },
    ),
  );
}

function failure(
  { name, problem }: { readonly name: InvariantName; readonly problem: string },
  script: Script,
  { steps }: Played,
  from?: { readonly seed: number; readonly runs: number },
): Error {
  const lines = [
    `${name} (${INVARIANTS[name].guarantees}): ${problem}`,
    '',
    'The script:',
    ...script.steps.map((step) => `  ${say(step)}`),
    '',
    'What happened (`--` the script, `>` out of turn):',
    ...steps.map((step) => `  ${step}`),
  ];
  if (from !== undefined) lines.push('', `To see it again: \`seed: ${from.seed}, runs: ${from.runs}\``);
  const cause: Counterexample = { invariant: name, script: script as Script<never>, seed: from?.seed };
  return new Error(lines.join('\n'), { cause });
}
