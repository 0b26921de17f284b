import type { Observable } from 'rxjs';
import type { AskOptions } from './options.js';
import type { Turn } from './recipient.js';

/** The key of {@link Untyped}. No other type has it, so that no protocol is taken for `Untyped`. */
declare const untyped: unique symbol;

/**
 * The protocol of an actor that declares none: any value is a message, and what it answers is unknown.
 *
 * `class Greeter extends Actor` is an `Actor<Untyped>`. A typed reference is no `ActorRef<Untyped>`, since it
 * does not take every message, and an untyped one is no typed one, since nobody promised its replies.
 */
export interface Untyped {
  readonly [untyped]: true;
}

type NotAFunction = 'A protocol member is a function with a string as its name: (message) => reply';
type NotOneObject =
  'A protocol member takes no parameter, or one object: not optional, no array, no function, no any';
type HasType = 'The parameter of a protocol member has no field `type`: its messages carry their name there';
type LateObservable = 'A protocol member returns an Observable itself, not a promise of one';

/**
 * What a protocol must be: an interface (or type) of functions, one for each kind of message, which takes no
 * parameter or one object without a field `type`, and returns the reply. Existing service interfaces will do,
 * asynchronous ones too.
 *
 * Anything else is an error where the protocol is used, `Actor<P>`, and the error says what is wrong.
 *
 * @example
 * ```ts
 * interface Greeting {
 *   greet(m: { who: string }): string;
 *   count(): number;
 * }
 * ```
 */
export type Protocol<P> = { readonly [K in keyof P]: K extends typeof untyped ? P[K] : Member<K, P[K]> };

/** `F` where it can be a member of a protocol, otherwise the sentence for the compiler to print. */
type Member<K, F> = K extends string
  ? [F] extends [(...parameters: infer A) => infer R]
    ? A extends []
      ? CheckedReply<K, F, R>
      : A extends [infer M]
        ? CheckedPayload<M, CheckedReply<K, F, R>>
        : NotOneObject
    : NotAFunction
  : NotAFunction;

type CheckedPayload<M, F> = 0 extends 1 & M
  ? NotOneObject
  : [M] extends [object]
    ? [Extract<M, readonly unknown[] | ((...parameters: never) => unknown)>] extends [never]
      ? 'type' extends KeyOfEach<M>
        ? HasType
        : F
      : NotOneObject
    : NotOneObject;

type CheckedReply<K, F, R> = IsPlain<Awaited<R>, K> extends true ? F : UnlessLate<F, R>;
type UnlessLate<F, R> = [ObservableIn<Awaited<R>>] extends [ObservableIn<R>] ? F : LateObservable;
type ObservableIn<R> = Extract<R, Observable<unknown>>;
type KeyOfEach<M> = M extends unknown ? keyof M : never;

/**
 * Whether no Observable is in `R`. True also for what is not known yet, the `E` of `interface Stack<E>`.
 *
 * The plain question, `R extends Observable<unknown>`, is put off by the compiler for as long as `E` is open,
 * and a generic actor could then have no asynchronous handlers. This one is answered at once: `E & X` is
 * assignable to `E & Y` whatever `E` is, since X is to Y; but `Observable & Y` is never, since `subscribe`
 * cannot be undefined. The name `K` is in it to put it off here, where `R` itself is still open.
 */
// biome-ignore lint/suspicious/noExplicitAny: assignable to undefined, and makes nothing never
type IsPlain<R, K> = [K, { of: R & { subscribe: any } }] extends [
  string,
  { of: R & { subscribe: undefined } },
]
  ? true
  : false;

// Not exported: what is inferred from it is then written out in the declarations of other packages.
type MessageName<P> = keyof P & string;

type PayloadOf<F> = F extends () => unknown ? unknown : F extends (payload: infer M) => unknown ? M : never;

type ReturnOf<F> = F extends (payload: never) => infer R ? R : never;

/** The messages of `P` that are called `K`, as plain data. */
export type MessageNamed<P, K extends MessageName<P>> = {
  readonly [T in K]: { readonly type: T } & PayloadOf<P[T]>;
}[K];

/**
 * Every message of the protocol `P`, as plain data: a union discriminated by `type`. For an untyped actor any
 * value is a message.
 *
 * @example
 * ```ts
 * const messages: MessageOf<Greeting>[] = [{ type: 'greet', who: 'World' }, { type: 'count' }];
 * ```
 */
// `0 extends 1 & P` is true for `any` alone, which comes first since it would take every branch at once.
export type MessageOf<P> = 0 extends 1 & P
  ? // biome-ignore lint/suspicious/noExplicitAny: any in, any out
    any
  : [P] extends [Untyped]
    ? unknown
    : MessageNamed<P, MessageName<P>>;

/**
 * What `ask` resolves with for the messages of `P` called `K`: what the member returns, out of its promise;
 * of a member that returns an Observable, what that emits last. Without `K`: the union of all replies.
 */
export type ReplyOf<P, K extends MessageName<P> = MessageName<P>> = 0 extends 1 & P
  ? // biome-ignore lint/suspicious/noExplicitAny: any in, any out
    any
  : [P] extends [Untyped]
    ? unknown
    : { readonly [T in K]: Settled<ReturnOf<P[T]>, T> }[K];

type Settled<R, K> = IsPlain<R, K> extends true ? Awaited<R> : R extends Observable<infer T> ? T : Awaited<R>;

/**
 * What a hook may return: a value, a promise of one, or an Observable, which holds the turn until it
 * completes.
 */
export type Result<T> = T | PromiseLike<T> | Observable<T>;

/**
 * What the handler of a member that returns `R` may return: the reply, a promise of it, or an Observable
 * whose last value it is. Of a member that returns an Observable: an Observable, and no promise of one.
 *
 * `K` says when to decide which of the two it is, see `IsPlain`; leave it out where `R` is known.
 */
export type HandlerResult<R, K = string> =
  IsPlain<R, K> extends true
    ? PlainResult<R>
    : R extends Observable<infer T>
      ? Observable<T>
      : PlainResult<R>;

// R beside Awaited<R>: while R is open they are different types, and a handler may return either.
type PlainResult<R> = R | Awaited<R> | PromiseLike<R | Awaited<R>> | Observable<R | Awaited<R>>;

/**
 * The handlers of an actor: one function for each kind of message.
 *
 * The annotation is needed, since TypeScript does not type a field by that of the base class.
 *
 * @example
 * ```ts
 * protected override readonly handlers: Handlers<Greeting> = {
 *   greet: ({ who }) => `Hello, ${who}!`,
 *   count: async () => (await this.#load()).length,
 * };
 * ```
 */
export type Handlers<P = Untyped> = 0 extends 1 & P
  ? UntypedHandlers
  : [P] extends [Untyped]
    ? UntypedHandlers
    : {
        readonly [K in MessageName<P>]: (
          message: MessageNamed<P, K>,
          turn: Turn,
        ) => HandlerResult<ReturnOf<P[K]>, K>;
      };

type UntypedHandlers = {
  // biome-ignore lint/suspicious/noExplicitAny: not declared, so each handler says what it expects
  readonly [type: string]: (message: any, turn: Turn) => unknown;
};

/**
 * The type of `ref.ask`: the reply of a message by its name, the union of the replies where the message is
 * not known more closely, and whatever the asker expects (`ask<string>(…)`) of an untyped actor.
 */
export type AskOf<P> = 0 extends 1 & P ? AnyAsk : [P] extends [Untyped] ? UntypedAsk : TypedAsk<P>;

// The second overload takes what is not known by name. It is also what makes references comparable: single
// signatures are compared with their parameters open, which fails, overloads without, which leaves it to the
// variance below.
type TypedAsk<out P> = {
  <K extends MessageName<P>>(
    message: { readonly type: K } & MessageNamed<P, K>,
    options?: AskOptions,
  ): Promise<ReplyOf<P, K>>;
  <K extends MessageName<P>>(message: MessageNamed<P, K>, options?: AskOptions): Promise<ReplyOf<P, K>>;
};

type UntypedAsk = <R = unknown>(message: unknown, options?: AskOptions) => Promise<R>;

// Every ask must be assignable to it, whatever it takes and answers: every reference is an AnyActorRef.
// biome-ignore lint/suspicious/noExplicitAny: see above
type AnyAsk = (message: any, options?: AskOptions) => Promise<any>;
