import { expected } from '../protocol/expect.js';
import type { MessageNamed, MessageOf, Untyped } from '../protocol/protocol.js';
import type { Milliseconds } from '../protocol/time.js';
import { deepEqual } from './deep-equal.js';
import { print } from './print.js';

type Class<M> = abstract new (...parameters: never) => M;

/** A value of which fields may be left out, at any depth. */
type Part<M> = M extends (...parameters: never) => unknown
  ? M
  : M extends object
    ? { readonly [K in keyof M]?: Part<M[K]> | undefined }
    : M;

/** Typed by the protocol where there is one: see {@link Probe.expectMessage}. */
export type ExpectOf<P> = 0 extends 1 & P
  ? UntypedExpect
  : [P] extends [Untyped]
    ? UntypedExpect
    : TypedExpect<P>;

/** Functions first: a parameter without a type has that of the first that it is tried with. */
type UntypedExpect = {
  <M>(match: (message: unknown) => message is M, within?: Milliseconds): Promise<M>;
  <M = unknown>(match: (message: M) => boolean, within?: Milliseconds): Promise<M>;
  <M>(match: Class<M>, within?: Milliseconds): Promise<M>;
  <M = unknown>(match?: unknown, within?: Milliseconds): Promise<M>;
};

type TypedExpect<P> = {
  <K extends keyof P & string>(
    match: K | ({ readonly type: K } & Part<MessageNamed<P, K>>),
    within?: Milliseconds,
  ): Promise<MessageNamed<P, K>>;
  <M extends MessageOf<P>>(match: (message: MessageOf<P>) => message is M, within?: Milliseconds): Promise<M>;
  (
    match?: Part<MessageOf<P>> | ((message: MessageOf<P>) => boolean) | undefined,
    within?: Milliseconds,
  ): Promise<MessageOf<P>>;
};

/** What tells whether a message is meant, and how to say what is. */
export interface Matcher {
  readonly wanted: string;
  /** Throws what a predicate throws. */
  fits(message: unknown): boolean;
}

/** Reads what a test says of a message. */
export function matcherOf(match: unknown): Matcher {
  if (match === undefined) return { wanted: 'any message', fits: () => true };
  if (typeof match === 'string')
    return {
      wanted: `a message \`${match}\``,
      fits: (message) => message === match || typeOf(message) === match,
    };
  if (isClass(match))
    return { wanted: `an instance of ${match.name}`, fits: (message) => message instanceof match };
  if (typeof match === 'function')
    return {
      wanted: `a message that fits ${match.name === '' ? 'the predicate' : `\`${match.name}\``}`,
      fits: (message) => truth(match(message)),
    };
  return { wanted: print(match), fits: (message) => deepEqual(message, match, true) };
}

/** What a predicate says of a message. A promise would fit always. */
function truth(said: unknown): boolean {
  if (typeof (said as PromiseLike<unknown> | null | undefined)?.then === 'function')
    throw new TypeError(expected('match', 'a predicate that is not async', said));
  return Boolean(said);
}

function typeOf(message: unknown): unknown {
  try {
    return (message as { readonly type?: unknown } | null | undefined)?.type;
  } catch {
    // It throws when it is looked at.
    return undefined;
  }
}

/** Unlike a function, a class cannot be given another prototype. */
function isClass(value: unknown): value is Class<unknown> & { readonly name: string } {
  return (
    typeof value === 'function' && Object.getOwnPropertyDescriptor(value, 'prototype')?.writable === false
  );
}
