import type { Actor, AskOptions, TellOptions, Turn } from '../../lib/index.js';
import type { Role } from './hostile-roles.js';
import { OnStage, type Stage } from './hostile-stage.js';

type Settled = { readonly value: unknown } | { readonly error: unknown };

const settled = (call: () => unknown): Settled => {
  try {
    return { value: call() };
  } catch (error) {
    return { error };
  }
};

/** What ids may be; anything else is refused in words that name the parameter. */
const isId = (value: unknown) =>
  value === undefined ||
  (typeof value === 'string' && /^[A-Za-z0-9_-][A-Za-z0-9_~-]{0,127}$/.test(value) && value !== '__proto__');

function judgeId(value: unknown, outcome: Settled): string | undefined {
  if (isId(value)) return 'error' in outcome ? `it is refused: ${outcome.error}` : undefined;
  if (!('error' in outcome)) return 'it is taken';
  const { error } = outcome;
  const type = typeof value === 'string' ? RangeError : TypeError;
  return error instanceof type && /^Expected `id`[^\n\p{Cc}\p{Cs}]{1,300}$/u.test(error.message)
    ? undefined
    : `it is refused with ${error}`;
}

const isMistake = (error: unknown) => error instanceof TypeError || error instanceof RangeError;

/** What is handled next, with who sent it. */
async function tellWith({ clock, start }: Stage, options: TellOptions): Promise<string | undefined> {
  const senders: unknown[] = [];
  const ref = start();
  const outcome = settled(() =>
    ref.tell((_: OnStage, turn: Turn) => void senders.push(turn.sender), options),
  );
  await clock.settle();
  return 'error' in outcome ? 'it throws' : senders.length === 1 ? undefined : 'it is not told';
}

/** Where a value is a parameter. */
export const given: Readonly<Record<string, Role>> = {
  'the id of a root': async ({ system }, value) =>
    judgeId(
      value,
      settled(() => system.spawn(() => new OnStage({}), { id: value as string })),
    ),

  'the id of a child': async ({ start }, value) => {
    const parent = start();
    const outcome = await parent.ask<Settled>((self: OnStage) =>
      settled(() => self.spawn(() => new OnStage({}), { id: value as string }).path),
    );
    const children = await parent.ask<number>((self: OnStage) => self.children.size);
    return (
      judgeId(value, outcome) ?? (children === (isId(value) ? 1 : 0) ? undefined : `${children} children`)
    );
  },

  'what a factory gives': async ({ system }, value) => {
    const outcome = settled(() => system.spawn(() => value as Actor));
    return 'error' in outcome && outcome.error instanceof TypeError ? undefined : 'it is taken for an actor';
  },

  'the sender of a message': (stage, value) => tellWith(stage, { sender: value as never }),

  'the options of a tell': (stage, value) => tellWith(stage, value as TellOptions),

  'the options of an ask': async ({ start }, value) => {
    const ref = start();
    const asked = settled(() => ref.ask(() => 'answer', value as AskOptions));
    if ('error' in asked) return 'it throws';
    const outcome = await (asked.value as Promise<unknown>).then(
      (reply) => ({ value: reply }),
      (error: unknown) => ({ error }),
    );
    const next = await ref.ask(() => 'alive');
    if (next !== 'alive') return 'it lives no more';
    if (typeof value === 'object' && value !== null) return undefined;
    return value === undefined || ('error' in outcome && isMistake(outcome.error))
      ? undefined
      : 'it is taken';
  },

  'the time limit of an ask': async ({ start }, value) => {
    const ref = start();
    const asked = settled(() => ref.ask(() => 'answer', { timeout: value as number }));
    if ('error' in asked) return 'it throws';
    const error = await (asked.value as Promise<unknown>).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if ((await ref.ask(() => 'alive')) !== 'alive') return 'it lives no more';
    return value === undefined || (isMistake(error) && /`timeout`/.test(String(error)))
      ? undefined
      : 'it is taken';
  },
};
