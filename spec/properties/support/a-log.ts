import type {
  ActorContext,
  ActorRef,
  DeadLetterReason,
  Milliseconds,
  StopReason,
} from '../../../lib/index.js';
import type { Deed, ReplyMode } from './script.js';

/** An actor of a script. */
export interface Player {
  readonly name: string;
  readonly ref: ActorRef;
  /** What is protected in an actor, open to the interpreter. */
  readonly self: ActorContext;
  readonly parent: Player | undefined;
}

export type Kind = 'tell' | 'ask' | 'next' | 'error' | 'complete' | 'notice' | 'setup' | 'teardown';

/** What a turn is about. Messages and input values are letters themselves, so that each is known by identity. */
export class Letter {
  static #made = 0;
  readonly number = ++Letter.#made;
  readonly kind: Kind;
  readonly to: Player;
  readonly deed: Deed;
  /** Who sent it, or which source; the child of a notice. */
  readonly from: unknown;
  /** The moment of its arrival is known to the kernel alone: a promise or an iterator lies between. */
  readonly loose: boolean;

  constructor(kind: Kind, to: Player, deed: Deed, from?: unknown, loose = false) {
    this.kind = kind;
    this.to = to;
    this.deed = deed;
    this.from = from;
    this.loose = loose;
  }

  toString(): string {
    return `${this.kind} ${this.number} to ${this.to.name}`;
  }
}

export type Outcome = { readonly value: unknown } | { readonly error: unknown };

/** An ask of a script, and what became of it. */
export interface Asked {
  readonly letter: Letter;
  readonly mode: ReplyMode;
  readonly timeout: Milliseconds;
  readonly abortAfter: Milliseconds | undefined;
  readonly controller: AbortController | undefined;
  /** The right answer, and a second one for those who answer twice. */
  readonly reply: object;
  readonly second: object;
  /** What its handler throws. */
  readonly error: Error;
  /** Why the asker leaves. */
  readonly reason: Error;
  /** What its handlers answered, failures included. */
  readonly given: unknown[];
  /** How often its promise settled. */
  settled: number;
  outcome: Outcome | undefined;
  /** The letter by which another handles it. */
  forwarded: Letter | undefined;
}

/** `stop` and `drain` are calls, `stopping` and `stopped` what observers hear; `cut`: an Observable was unsubscribed. */
export type EntryType =
  | 'sent'
  | 'begun'
  | 'ended'
  | 'cut'
  | 'settled'
  | 'stop'
  | 'drain'
  | 'stopping'
  | 'stopped';

/** Something that happened, in order. Kept outside the handlers, whose own errors would be supervised away. */
export interface Entry {
  readonly type: EntryType;
  readonly at: Milliseconds;
  readonly player: Player;
  readonly letter: Letter | undefined;
}

export interface Dead {
  readonly message: unknown;
  readonly reason: DeadLetterReason;
}

/** A play as it went. */
export class Log {
  readonly entries: Entry[] = [];
  readonly dead: Dead[] = [];
  readonly asks: Asked[] = [];
  readonly players: Player[] = [];
  /** What observers of inboxes saw, and from which entry on. */
  readonly watches: { readonly player: Player; readonly since: number; readonly seen: unknown[] }[] = [];
  readonly reasons = new Map<Player, StopReason[]>();

  of(player: Player, ...types: EntryType[]): Entry[] {
    return this.entries.filter((entry) => entry.player === player && types.includes(entry.type));
  }

  letters(type: EntryType): Letter[] {
    return this.entries.flatMap((entry) => (entry.type === type && entry.letter ? [entry.letter] : []));
  }

  /** The place of a letter's first entry of a type; `Infinity` where there is none. */
  index(type: EntryType, letter: Letter): number {
    const index = this.entries.findIndex((entry) => entry.type === type && entry.letter === letter);
    return index < 0 ? Number.POSITIVE_INFINITY : index;
  }

  count(type: EntryType, letter: Letter): number {
    return this.entries.filter((entry) => entry.type === type && entry.letter === letter).length;
  }

  deadReasons(message: unknown): DeadLetterReason[] {
    return this.dead.filter((dead) => dead.message === message).map(({ reason }) => reason);
  }

  askOf(letter: Letter): Asked | undefined {
    return this.asks.find((asked) => asked.letter === letter || asked.forwarded === letter);
  }

  /** Whether the asker had left, or had been refused, before the letter's turn. */
  withdrawn(letter: Letter): boolean {
    const asked = this.askOf(letter);
    return asked !== undefined && this.index('settled', asked.letter) < this.index('begun', letter);
  }
}
