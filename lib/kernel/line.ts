import { ChunkedQueue } from '../mailbox/chunked-queue.js';
import { AskTurn } from './ask-turn.js';
import { Identity } from './identity.js';
import type { BaseTurn } from './turn.js';

/** Stands where a sender would: what waits is a whole turn, and not a bare message. */
const TURN = Symbol('turn');
/** As {@link TURN}, for a turn that is no message: it takes no room, and is never refused for want of it. */
const NOTICE = Symbol('notice');
/** Nothing: `undefined` may be a message. */
const NONE = Symbol('none');
/** For the door, to be taken into constants of its own: each message meets them, and an import is looked up each time. */
export const marks = { TURN, NOTICE, NONE };

/** A message has waited. */
const WAITED = 1 << 3;

/** What waits behind the oldest; and figures, where they are not 0 or 1. */
class Backlog extends ChunkedQueue<unknown> {
  /** How many of those that wait, the oldest included, are no messages, or are withdrawn: they take no room. */
  roomless = 0;
  highWater = 0;
}

/** What waits, in order. Who may join it, and who is taken from it, is the door's business. */
export abstract class Line extends Identity {
  /** The oldest that waits, or `NONE`: an actor that keeps up needs no queue. With its sender, or a mark. */
  protected oldest: unknown = NONE;
  protected oldestSender: unknown = undefined;
  /** What waits behind it, in pairs: a message and its sender, or a turn and the mark `TURN` or `NOTICE`. */
  #backlog: Backlog | undefined = undefined;

  /** A turn waits. */
  protected get waits(): boolean {
    return this.oldest !== NONE;
  }

  /** How many messages wait, in line or for a place beside it. */
  get size(): number {
    return this.waiting - (this.#backlog?.roomless ?? 0) + (this.busy?.aside ?? 0);
  }

  /** How many turns wait, notices and withdrawn ones included. */
  get waiting(): number {
    return (this.oldest === NONE ? 0 : 1) + (this.#backlog?.size ?? 0) / 2;
  }

  /** The most that waited. */
  protected get highWater(): number {
    return this.#backlog?.highWater || ((this.bits & WAITED) === 0 ? 0 : 1);
  }

  /** So many more of those that wait take no room. */
  protected takeNoRoom(more: number): void {
    this.#backlog ??= new Backlog();
    this.#backlog.roomless += more;
  }

  /** Nothing waits: its memory is given back. */
  protected emptied(): void {
    this.#backlog?.clear();
  }

  /** Puts turns before all that waits. */
  putFirst(turns: readonly BaseTurn[]): void {
    const pairs: unknown[] = [];
    for (const turn of turns) {
      if (turn.withdrawn) {
        turn.skipped();
        continue;
      }
      if (turn instanceof AskTurn) turn.aside = false;
      pairs.push(turn, TURN);
    }
    this.prepend(pairs);
  }

  /** Asks for a run, unless one is due or a turn is running. */
  abstract schedule(): void;

  /** Puts pairs, given flat, before all that waits. */
  protected prepend(pairs: unknown[]): void {
    if (pairs.length === 0) return;
    if (this.oldest !== NONE) pairs.push(this.oldest, this.oldestSender);
    [this.oldest, this.oldestSender] = pairs;
    if (pairs.length > 2) {
      this.#backlog ??= new Backlog();
      this.#backlog.unshiftPairs(pairs.slice(2));
    }
    // What is put back only to be refused has not waited so.
    if (this.open) this.figures();
    this.schedule();
  }

  /** Takes out those that have lost their place to others: where they come faster for good, they would fill the memory. */
  protected sweep(): void {
    const mailbox = this.#backlog;
    for (let pairs = (mailbox?.size ?? 0) / 2; mailbox !== undefined && pairs > 0; pairs--) {
      const first = mailbox.shiftPair();
      const { second } = mailbox;
      if (second === TURN && (first as BaseTurn).ousted) mailbox.roomless -= 1;
      else mailbox.pushPair(first, second);
      mailbox.second = undefined;
    }
  }

  protected advance(): void {
    const mailbox = this.#backlog;
    if (mailbox === undefined || mailbox.size === 0) {
      this.oldest = NONE;
      this.oldestSender = undefined;
      return;
    }
    this.oldest = mailbox.shiftPair();
    this.oldestSender = mailbox.second;
    mailbox.second = undefined;
  }

  protected put(first: unknown, second: unknown): void {
    if (this.oldest === NONE) {
      this.oldest = first;
      this.oldestSender = second;
      if ((this.bits & WAITED) === 0 || this.busy !== undefined) this.figures();
    } else this.putBehind(first, second);
    this.schedule();
  }

  // In functions of their own, as elsewhere on the way of a message: what is short enough is compiled in one piece.
  private putBehind(first: unknown, second: unknown): void {
    this.#backlog ??= new Backlog();
    this.#backlog.pushPair(first, second);
    const { size } = this;
    if (size > this.#backlog.highWater) this.#backlog.highWater = size;
  }

  private figures(): void {
    const { size } = this;
    if (size > 0) this.bits |= WAITED;
    if (size <= this.highWater) return;
    this.#backlog ??= new Backlog();
    this.#backlog.highWater = size;
  }
}
