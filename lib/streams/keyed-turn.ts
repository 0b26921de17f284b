import { AskTurn } from '../kernel/ask-turn.js';
import type { Cell } from '../kernel/cell.js';
import type { DeadlineList, Expiring } from '../kernel/deadlines.js';
import type { PendingAsk } from '../kernel/pending-ask.js';
import type { SystemCore } from '../kernel/system-core.js';
import type { BaseTurn } from '../kernel/turn.js';
import type { DeadLetterReason } from '../protocol/lifecycle.js';
import type { Milliseconds } from '../protocol/time.js';

/** What an ask settles with that nobody answers; not an error. */
export const NO_REPLY = Symbol('no reply');

/** A message on its way to the actor of its key: one ask, whichever instance handles it. */
export interface Keyed {
  readonly message: unknown;
  /** Calls what gives it to an actor, among the stores' contents of its arrival. */
  readonly within: (call: () => void) => void;
  /** Made when it is first given to an actor. */
  ask?: PendingAsk;
}

/** Nobody will handle it. */
export function drop(system: SystemCore, keyed: Keyed | undefined, cell?: Cell): void {
  if (keyed === undefined) return;
  const recipient = cell?.reference;
  system.deadLetter({ message: keyed.message, reason: 'actor-stopped', recipient, sender: undefined });
  keyed.ask?.reject(NO_REPLY);
}

/** Who is told how a resident fares. */
export interface Landlord {
  /** Nobody listens any more. */
  readonly left: boolean;
  /** A turn has begun, or is over. */
  changed(resident: Resident): void;
  /** It has been idle for long enough. */
  passivate(resident: Resident): void;
}

/** One instance of a key's actor, from its spawn until it has stopped. A node of the list of those that are idle. */
export class Resident implements Expiring {
  readonly cell: Cell;
  readonly landlord: Landlord;
  readonly timeout: Milliseconds;
  /** How many messages it has, waiting or running. */
  open = 0;
  /** How many it has stashed. */
  aside = 0;
  /** How many it has begun to handle. */
  begun = 0;
  /** It is being passivated: given nothing more. */
  leaving = false;
  /** What it was given and did not begin, once it has stopped; in order. */
  readonly returned: Keyed[] = [];
  deadline: Milliseconds = 0;
  list: DeadlineList | undefined;
  previous: Expiring | undefined;
  next: Expiring | undefined;

  constructor(cell: Cell, landlord: Landlord, timeout: Milliseconds) {
    this.cell = cell;
    this.landlord = landlord;
    this.timeout = timeout;
  }

  /** Whether it may be given anything. Where it hands things back, it is on its way out, whatever its door says. */
  get accepts(): boolean {
    return this.cell.open && !this.leaving && this.returned.length === 0;
  }

  expire(): void {
    this.landlord.passivate(this);
  }
}

/**
 * The turn of a keyed message. Three things are not as in an ask: it is handed back where it never began, so that the
 * next instance of its key handles it; what its handler throws is the actor's failure, for nobody else could see to
 * it; and it owes no answer when it is over, so that an actor which never answers holds no asks.
 */
export class KeyedTurn extends AskTurn {
  readonly #keyed: Keyed;
  readonly #ask: PendingAsk;
  readonly #resident: Resident;
  #begun: boolean;
  /** It is in the stash. */
  #kept = false;
  #over = false;

  constructor(resident: Resident, keyed: Keyed, ask: PendingAsk, kept = false) {
    super(resident.cell, keyed.message, ask);
    this.#resident = resident;
    this.#keyed = keyed;
    this.#ask = ask;
    this.#begun = kept;
    this.#kept = kept;
    this.aside = kept;
    if (kept) resident.aside += 1;
    else resident.open += 1;
  }

  override invoke(): unknown {
    const resident = this.#resident;
    if (this.#kept) {
      this.#kept = false;
      resident.aside -= 1;
      resident.open += 1;
    }
    this.#begun = true;
    resident.begun += 1;
    resident.landlord.changed(resident);
    return super.invoke();
  }

  override failed(error: unknown): boolean {
    return this.#resident.landlord.left && super.failed(error);
  }

  /** The actor ends with it: at once where it is killed, otherwise `ended` follows. */
  override dropped(): void {
    if (!this.cell.open) this.ended();
  }

  override ended(): void {
    // Stashed or forwarded, the ask is another turn's; a detached stream answers when it is over.
    if (this.#ask.turn === this && this.#ask.detached === undefined) this.#ask.reject(NO_REPLY);
    this.#leave();
  }

  override refuse(reason: DeadLetterReason): void {
    if (reason === 'actor-stopped' && !this.#begun && !this.#resident.landlord.left) {
      this.#resident.returned.push(this.#keyed);
    } else {
      this.cell.refuseTold(this.subject, undefined, reason);
      this.#ask.reject(NO_REPLY);
    }
    this.#leave();
  }

  /** Why it will not run here is no answer: the next instance may give one. */
  override rejectAsk(): boolean {
    return false;
  }

  override skipped(): void {
    this.#leave();
  }

  override again(): BaseTurn {
    super.again();
    const turn = new KeyedTurn(this.#resident, this.#keyed, this.#ask, true);
    return this.cell.system.carry?.(turn) ?? turn;
  }

  #leave(): void {
    if (this.#over) return;
    this.#over = true;
    const resident = this.#resident;
    if (this.#kept) resident.aside -= 1;
    else resident.open -= 1;
    resident.landlord.changed(resident);
  }
}
