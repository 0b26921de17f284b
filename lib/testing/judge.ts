import { isActorError } from '../protocol/errors.js';
import type { Milliseconds } from '../protocol/time.js';
import type { Entry } from './entry.js';
import type { Record } from './record.js';

/**
 * What holds for every actor, whatever its messages mean. A user's actor can break each of them, and so could a kernel.
 *
 * - `one at a time` (G1, G2): a turn begins when the one before has settled, and between two turns the state is as the
 *   first left it; that is looked at where the option `state` says how. Broken by a callback or an unawaited promise
 *   that touches the state, and under `parallel` by a handler that does so outside of `turn.enter`.
 * - `per-sender order` (G3): the messages of one sender have their turns in the order in which he sent them, asks
 *   included; those that were stashed, or are subject to a busy policy, aside. Broken by an actor that tells a message to
 *   itself again to handle it later. (Only messages that are objects are known again: where the actor tells itself a
 *   copy, or the message is a string or a number, only the order of the first turns is looked at.)
 * - `nothing lost` (G5): when nothing is left to happen, each message has been handled to its end, once, or its asker
 *   has left, or it is one dead letter. Broken by an actor that stashes and never unstashes, and by a handler that never
 *   settles.
 * - `ask settles once` (G6): each ask settles by an answer, an error, or because the actor stops, within a minute of its
 *   turn (the option `patience`) unless its asker waits less, and no second answer is given. Broken by an actor that
 *   forgets to answer, and by one that answers twice. The option `answers` says which messages have an answer. What was
 *   forwarded to one who is no child of the actor is answered by that one, or not.
 * - `lifecycle grammar` (G7, G8): the events of a life come in an order that makes sense, `stopped` last and once, no turn
 *   after it; a stop comes to its end, and `teardown` does not fail. Broken by a `teardown` that throws or never settles.
 * - `no leak` (G11): after the actor's `teardown` nobody listens any more to an `input` that was subscribed by hand, on the
 *   stack of a turn; when it has stopped, no root lives that was spawned beside it (those of `create`, and of other actors,
 *   aside); when its system is shut down, nothing is left in it, nor on its clock. Broken by `interval(…).subscribe()` or
 *   `clock.schedule` that `teardown` does not end. Not seen: a subscription to a source of your own (a `Subject`) that has
 *   nothing on the clock, and what is past the clock, as `setInterval`.
 */
export type InvariantName =
  | 'one at a time'
  | 'per-sender order'
  | 'nothing lost'
  | 'ask settles once'
  | 'lifecycle grammar'
  | 'no leak';

interface Invariant {
  /** The guarantees that it rests on. */
  readonly guarantees: string;
  /** What is wrong with a run, if anything is. */
  readonly problem: (record: Record) => string | undefined;
}

/**
 * In the order in which they are looked at: what is nearest to the cause first. A handler that never settles gives no
 * answer either, and is lost rather than silent.
 */
export const INVARIANTS: Readonly<{ [Name in InvariantName]: Invariant }> = {
  'one at a time': { guarantees: 'G1, G2', problem: ({ seen }) => seen.oneAtATime[0] },
  'per-sender order': { guarantees: 'G3', problem: outOfOrder },
  'nothing lost': { guarantees: 'G5', problem: lost },
  'ask settles once': { guarantees: 'G6', problem: unsettled },
  'lifecycle grammar': { guarantees: 'G7, G8', problem: ungrammatical },
  'no leak': { guarantees: 'G11', problem: ({ leak }) => leak },
};

/** The first that a run breaks, and how. */
export function broken(
  record: Record,
  names: readonly InvariantName[],
): { readonly name: InvariantName; readonly problem: string } | undefined {
  for (const [name, { problem }] of Object.entries(INVARIANTS) as [InvariantName, Invariant][]) {
    const found = names.includes(name) ? problem(record) : undefined;
    if (found !== undefined) return { name, problem: found };
  }
  return undefined;
}

function outOfOrder({ entries }: Record): string | undefined {
  const placed = entries.filter(({ aside, begun }) => !aside && begun.length > 0);
  for (const [index, later] of placed.entries()) {
    const first = later.begun[0] as number;
    const earlier = placed
      .slice(0, index)
      .find(({ sender, begun }) => sender === later.sender && (begun.at(-1) as number) > first);
    if (earlier === undefined) continue;
    const how = earlier.begun.length > 1 ? 'has another turn' : 'has its turn';
    return `“${earlier}” ${how} after “${later}”, which was sent after it`;
  }
  return undefined;
}

function lost({ entries, arrivals, unfinished }: Record): string | undefined {
  const fates = (message: unknown): number =>
    entries.reduce(
      (sum, { step, begun, dead }) => (step.message === message ? sum + begun.length + dead.length : sum),
      0,
    );
  const twice = entries.find(
    ({ step, aside }) => !aside && fates(step.message) > (arrivals.get(step.message) ?? 0),
  );
  if (twice !== undefined)
    return `“${twice}” has ${twice.begun.length} turns, and is ${twice.dead.length} dead letters`;
  if (unfinished.length > 0) return `${unfinished.join(', ')}, and nothing is left to happen`;
  const gone = entries.find(({ asked, over }) => !asked && !over);
  return gone && `“${gone}” has had no turn, and is no dead letter`;
}

function unsettled({ entries, late, disowned, path, patience }: Record): string | undefined {
  const asks = entries.filter(({ asked }) => asked);
  const waiting = asks.find(({ outcome }) => outcome === undefined);
  if (waiting !== undefined) return `“${waiting}” has not settled, and nothing is left to happen`;
  const unanswered = asks.find(
    (ask) =>
      ask.step.patience === undefined && isOfFamily(expired(ask), path) && had(ask, entries) >= patience,
  );
  if (unanswered !== undefined) return `“${unanswered}” has no answer after ${patience} ms`;
  const early = asks.find((ask) => expired(ask) === path && waited(ask) < (ask.step.patience ?? patience));
  if (early !== undefined) return `“${early}” ran out of time after ${waited(early)} ms`;
  const rejected = asks.filter(({ outcome }) => outcome !== undefined && 'error' in outcome).length;
  const surplus = late - disowned - rejected;
  return surplus > 0 ? `${surplus} answers came for an ask that had its answer` : undefined;
}

/** The path of whom the time limit that ended it says did not answer: an actor's own asks can run out of time, too. */
function expired({ outcome }: Entry): string | undefined {
  const error = outcome?.error;
  return isActorError(error, 'ask-timeout') ? error.path : undefined;
}

/** An actor answers for its children, if it hands on to them, and not for its partners. */
function isOfFamily(path: string | undefined, head: string): boolean {
  return path !== undefined && (path === head || path.startsWith(`${head}/`));
}

function waited({ at, outcome }: Entry): Milliseconds {
  return (outcome?.at ?? at) - at;
}

/** How long the actor had for it: what waits in line waits for the others there. */
function had({ at, called, outcome }: Entry, entries: readonly Entry[]): Milliseconds {
  const end = outcome?.at ?? at;
  const others = entries.map((other) => other.called ?? at).filter((other) => other <= end);
  return end - (called ?? Math.max(at, ...others));
}

/** What may come after what in a life. */
const AFTER: Readonly<{ [type: string]: readonly string[] }> = {
  starting: ['started', 'failed', 'stopping'],
  started: ['failed', 'restarting', 'stopping'],
  failed: ['resumed', 'restarting', 'stopping'],
  resumed: ['failed', 'restarting', 'stopping'],
  restarting: ['started', 'failed', 'stopping'],
  stopping: ['stopped'],
  // Another of the same name.
  stopped: ['starting'],
};

function ungrammatical(record: Record): string | undefined {
  const { lives, failedTeardowns, seen, stopped } = record;
  if (seen.lifecycle[0] !== undefined) return seen.lifecycle[0];
  for (const [path, life] of lives) {
    const wrong = life.findIndex(
      (type, index) => index > 0 && !AFTER[life[index - 1] as string]?.includes(type),
    );
    if (wrong > 0) return `in the life of ${path}, ${life[wrong]} comes after ${life[wrong - 1]}`;
  }
  if (failedTeardowns.length > 0) return `the teardown of ${failedTeardowns[0]} fails`;
  if (!stopped) return 'the stop of the actor does not come to its end';
  const lasting = [...lives].find(([, life]) => life.at(-1) !== 'stopped');
  return lasting && `the life of ${lasting[0]} does not end with stopped`;
}
