import { expected } from './expect.js';
import type { Recipient, Sender } from './recipient.js';

/** Who sent the message, or waits for its answer. Keys of what the kernel needs; no user's field can collide. */
export const sentBy = Symbol('sentBy');
/** Tells a message which turn handles it, so that a reply without a sender becomes a dead letter of that system. */
export const takenBy = Symbol('takenBy');
/** Key of the test for this class. */
export const isMessage = Symbol('isMessage');
/** Makes a sender that a message was told with its own, unless it has one. */
export const adoptSender = Symbol('adoptSender');
/** Ties a message to an ask in flight, across copies of the package. */
export const askedBy = Symbol.for('rxactors.Message.askedBy');

/** The end of an ask that a {@link Message} holds while the ask is in flight. */
export interface AskPort {
  readonly settled: boolean;
  /** The first answer settles the ask; a later one is a dead letter. */
  reply(value: unknown): void;
  /** What `message.sender` is meanwhile: telling it answers. */
  readonly recipient: Recipient;
}

/** One was made: while there is none, no message needs to be asked whether it is one, which costs as much as a turn. */
let made = false;

/** Where a reply goes that has neither an ask nor a sender. */
interface Handling {
  reply(value: unknown): void;
}

/** What a {@link Message} is made of. */
export interface MessageInit {
  /** Who gets the reply: a reference, an inbox, or an actor (`sender: this`). */
  readonly sender?: Sender | undefined;
}

/**
 * A message that knows its sender, as in actorio. Any value can be told; this class is for actors that answer by
 * `message.reply`, to an asker and to a teller alike.
 *
 * Passed by identity, never copied. While an `ask` is in flight its message answers to the asker, whatever sender it
 * was made with; asking with it again meanwhile is a `TypeError`.
 *
 * Throws a `TypeError` when `sender` is not something that can be told.
 *
 * @example
 * ```ts
 * class Echo extends Actor {
 *   protected override handleMessage(message: DataMessage<string>) {
 *     message.reply(`${message.data}, ${message.data}`);
 *   }
 * }
 * const echo = spawn(() => new Echo());
 * await ask(echo, new DataMessage({ data: 'hey' })) // => 'hey, hey'
 * await echo.stop();
 * ```
 */
export class Message {
  #sender: Recipient | undefined;
  #ask: AskPort | undefined;
  #turn: Handling | undefined;

  constructor(init?: MessageInit) {
    made = true;
    this.#sender = init?.sender === undefined ? undefined : toRecipient(init.sender);
  }

  /** Who told or asks it; telling this one answers. `undefined` when nobody was named. */
  get sender(): Recipient | undefined {
    return this[sentBy];
  }

  /**
   * Answers: settles the ask that the message came by, or tells its sender. Without either, and for any but the first
   * answer to an ask, the reply is a dead letter (`no-sender`, `late-reply`). Never throws.
   */
  reply(message: unknown): void {
    if (this.#ask !== undefined) this.#ask.reply(message);
    else if (this.#turn !== undefined) this.#turn.reply(message);
    else this.#sender?.tell(message);
  }

  /** Whether `value` was made by this class. Unlike `instanceof` it runs no code of a proxy's. @internal */
  static [isMessage](value: unknown): value is Message {
    return made && typeof value === 'object' && value !== null && #sender in value;
  }

  get [sentBy](): Recipient | undefined {
    return this.#ask?.recipient ?? this.#sender;
  }

  [takenBy](turn: Handling): void {
    this.#turn = turn;
    // Told again after its ask was over: it is its sender's once more.
    if (this.#ask?.settled) this.#ask = undefined;
  }

  [adoptSender](sender: Recipient): void {
    this.#sender ??= sender;
  }

  /** Returns whether the message was free: not in flight as another ask. */
  [askedBy](port: AskPort): boolean {
    if (this.#ask !== undefined && !this.#ask.settled) return false;
    this.#ask = port;
    return true;
  }
}

/** Makes `sender` the sender of a {@link Message} that has none; for any other value it does nothing. */
export function adopt(message: unknown, sender: Recipient): void {
  if (Message[isMessage](message)) message[adoptSender](sender);
}

/** What a {@link DataMessage} is made of. */
export interface DataMessageInit<T> extends MessageInit {
  readonly data: T;
}

/**
 * A {@link Message} that carries a value.
 *
 * @example
 * ```ts
 * new DataMessage({ data: 7 }).data // => 7
 * ```
 */
export class DataMessage<T> extends Message {
  /** The value, by identity. */
  readonly data: T;

  constructor(init: DataMessageInit<T>) {
    super(init);
    this.data = init.data;
  }
}

/** The recipient behind any sender. Throws a `TypeError` for what cannot be told. */
export function toRecipient(sender: Sender): Recipient {
  const recipient = recipientOf(sender);
  if (recipient === undefined)
    throw new TypeError(expected('sender', 'a reference, an actor or an inbox', sender));
  return recipient;
}

/** As {@link toRecipient}, `undefined` where there is none: for `tell`, which never throws. */
export function recipientOf(sender: unknown): Recipient | undefined {
  try {
    // An actor has a `tell` of its own, with other parameters: its reference goes first.
    const { reference = sender } = sender as { readonly reference?: unknown };
    return typeof (reference as Partial<Recipient>).tell === 'function'
      ? (reference as Recipient)
      : undefined;
  } catch {
    // Nothing, or something that throws when it is looked at: an actor in its constructor, a proxy.
    return undefined;
  }
}

/** The sender among the options of a `tell`, whatever they are. */
export function senderIn(options: unknown): Recipient | undefined {
  try {
    return recipientOf((options as { readonly sender?: unknown }).sender);
  } catch {
    return undefined;
  }
}
