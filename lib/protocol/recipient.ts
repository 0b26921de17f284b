/** What may be said beside a message that is told. */
export interface TellOptions {
  /** Whom the receiver may answer: it becomes `turn.sender`. Default: nobody. */
  readonly sender?: Sender | undefined;
}

/**
 * Someone who can be told messages of type `M`: an actor's reference, or that of an `Inbox`.
 *
 * It is contravariant in `M`: who takes more kinds of messages may stand in for who takes fewer.
 *
 * @example
 * ```ts
 * const report = (to: Recipient<{ type: 'done' }>) => to.tell({ type: 'done' });
 * ```
 */
// The default stands for a recipient whose messages are not known, such as the sender of a message; `unknown`
// would claim that it takes all of them, and then only untyped actors could be senders.
// biome-ignore lint/suspicious/noExplicitAny: see above
export interface Recipient<in M = any> {
  /** Unique among its siblings. */
  readonly id: string;
  /** Where it is in the tree, from the root down: `/manager/worker-1`. */
  readonly path: string;
  /**
   * Sends a message and forgets it. Bound: `source.subscribe(ref.tell)` works.
   *
   * It never throws and never runs anyone's code; what cannot be delivered is a dead letter.
   *
   * Guarantees: G3, G4, G5.
   */
  readonly tell: (message: M, options?: TellOptions) => void;
}

/**
 * Who sends: a {@link Recipient}, or what has one as its `reference`, so that an actor may write
 * `sender: this`, and a program `sender: inbox`.
 */
export type Sender = Recipient | { readonly reference: Recipient };

/**
 * One run of one handler, as the handler sees it: its second parameter.
 *
 * @example
 * ```ts
 * load: async ({ url }, { signal }) => (await fetch(url, { signal })).text(),
 * ```
 */
export interface Turn {
  /** Who sent the message, as far as it said; `undefined` for inputs, notices and timers. */
  readonly sender: Recipient | undefined;

  /** Aborts when the asker gave up (timeout, abort) or the actor is killed; not on `stop`, see G7. */
  readonly signal: AbortSignal;

  /**
   * Answers before the handler returns. The first answer wins, a later one is a dead letter.
   *
   * Without an asker the value is told to the sender; without a sender either it is a dead letter
   * (`no-sender`).
   */
  reply(value: unknown): void;

  /**
   * For a handler under the policy `parallel`, which runs beside the line: calls back in a turn of its own, where the
   * actor's state may be touched, and resolves with what that returns. In any other turn it calls back at once.
   *
   * Rejects with what the callback throws, and with `actor-stopped` or `actor-restarted` when it is too late.
   */
  enter<R>(call: () => R | PromiseLike<R>): Promise<Awaited<R>>;

  /** Hands the message on, with its sender and with the pending reply: `ref` now owes the answer. */
  forward(ref: Recipient): void;
}
