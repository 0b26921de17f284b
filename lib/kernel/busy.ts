import { ChunkedQueue } from '../mailbox/chunked-queue.js';
import type { BusyPolicy } from '../protocol/busy.js';
import type { Body } from './body.js';
import type { Cell } from './cell.js';
import type { EnterTurn, LaunchTurn } from './parallel-turns.js';
import { Slot } from './slot.js';

/** An actor's policies for what comes while it is busy. */
export class Busy {
  readonly #cell: Cell;
  /** By the kind of message; looked up in a map, for a message may call itself `constructor`. */
  #policies = new Map<string, BusyPolicy>();
  readonly #slots = new Map<string, Slot>();
  /** Those of which somebody waits beside the line, inputs' too. */
  readonly crowded = new Set<Slot>();
  /** The handlers that run beside the line. */
  readonly bodies = new Set<Body>();
  /** The one whose code is on the stack. */
  current: Body | undefined;
  /** Their turns that came when the door was closed: a stop waits for the handlers, and so for these. */
  readonly entries = new ChunkedQueue<EnterTurn>();
  /** How many have left the line and wait for a place beside it. */
  aside = 0;
  /** How many have lost their place to others since the line was last swept. */
  ousted = 0;
  #launched = 0;

  constructor(cell: Cell) {
    this.#cell = cell;
  }

  /** What holds from now on. What was let in before stays subject to what held then. */
  declare(table: object): void {
    const policies = Object.entries(table as Record<string, BusyPolicy | undefined>);
    this.#policies = new Map(
      policies.flatMap(([type, policy]) =>
        policy === undefined || policy.kind === 'serial' ? [] : [[type, policy]],
      ),
    );
    for (const [type, slot] of this.#slots) {
      const policy = this.#policies.get(type);
      // A new instance declares the same anew, and what waits is counted on.
      if (policy?.kind === slot.policy.kind) slot.policy = policy;
      else this.#slots.delete(type);
    }
  }

  /** Where messages like this one have to pass; `undefined` for those that only stand in line. */
  slotFor(message: unknown): Slot | undefined {
    const type = typeOf(message);
    const policy = type === undefined ? undefined : this.#policies.get(type);
    if (type === undefined || policy === undefined) return undefined;
    let slot = this.#slots.get(type);
    if (slot === undefined) {
      slot = this.slot(policy);
      this.#slots.set(type, slot);
    }
    return slot;
  }

  /** One that goes with a source of its own, or with a kind of message. */
  slot(policy: BusyPolicy): Slot {
    return new Slot(this.#cell, this, policy);
  }

  /** A stop waits for what runs beside the line, and for its turns. */
  get holds(): boolean {
    return this.bodies.size > 0 || this.entries.size > 0;
  }

  /** The number of the next that leaves the line. */
  nextNumber(): number {
    this.#launched += 1;
    return this.#launched;
  }

  /** Takes what has left the line without having begun, in the order in which it stood there. */
  takeAside(): LaunchTurn[] {
    const taken = [...this.crowded].flatMap((slot) => slot.takeAside());
    this.crowded.clear();
    this.aside = 0;
    return taken.sort((a, b) => a.number - b.number);
  }

  /** Makes room at the cost of the oldest that has left the line without having begun; false where there is none. */
  dropOldest(): boolean {
    const waiting = [...this.crowded].flatMap(({ first }) => first ?? []);
    const [oldest] = waiting.sort((a, b) => a.number - b.number);
    if (oldest === undefined) return false;
    oldest.left = true;
    this.aside -= 1;
    if (!oldest.withdrawn) oldest.refuse('mailbox-full');
    return true;
  }

  /** Lets go of what runs beside the line: its signals abort, and its outcomes will be dead letters. */
  disown(): void {
    const bodies = [...this.bodies];
    this.bodies.clear();
    for (const { slot } of bodies) slot.reset();
    for (const body of bodies) body.disown(this.#cell.refusal('actor-stopped', body.turn.subject));
    for (let entry = this.entries.shift(); entry !== undefined; entry = this.entries.shift()) entry.skipped();
  }
}

/** Reads a field of a user's value, which may throw; a tell never does. */
function typeOf(message: unknown): string | undefined {
  try {
    const type = (message as { readonly type?: unknown } | null | undefined)?.type;
    return typeof type === 'string' ? type : undefined;
  } catch {
    return undefined;
  }
}
