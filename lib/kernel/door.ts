import { ChunkedQueue } from '../mailbox/chunked-queue.js';
import type { ActorError } from '../protocol/errors.js';
import type { Mailbox, MailboxFigures } from '../protocol/mailbox.js';
import { adoptSender, isMessage, Message } from '../protocol/message.js';
import type { Recipient } from '../protocol/recipient.js';
import { AskTurn } from './ask-turn.js';
import { Bounds, type Offer } from './bounds.js';
import { Identity } from './identity.js';
import { ToldTurn } from './told-turn.js';
import type { BaseTurn } from './turn.js';

/** Stands where a sender would: what waits is a whole turn, and not a bare message. */
const TURN = Symbol('turn');
/** As {@link TURN}, for a turn that is no message: it takes no room, and is never refused for want of it. */
const NOTICE = Symbol('notice');
/** Nothing: `undefined` may be a message. */
const NONE = Symbol('none');

/**
 * Where turns come in and wait: one door and one queue for all of them (G3). What is not let in, or will not be
 * handled any more, goes to whom it concerns: an asker, or the dead letters (G5).
 */
export abstract class Door extends Identity {
  /** The oldest that waits, or `NONE`: an actor that keeps up needs no queue. With its sender, or a mark. */
  #oldest: unknown = NONE;
  #oldestSender: unknown;
  /** What waits behind it, in pairs: a message and its sender, or a turn and the mark `TURN` or `NOTICE`. */
  #mailbox: ChunkedQueue<unknown> | undefined;
  #bounds: Bounds | undefined;
  /** How many of those that wait are no messages, or are withdrawn: they take no room. */
  #roomless = 0;
  #highWater = 0;

  /** How many messages wait. */
  get size(): number {
    return this.waiting - this.#roomless;
  }

  override get mailbox(): MailboxFigures {
    const capacity = this.#bounds?.limit.capacity ?? Number.POSITIVE_INFINITY;
    return { size: this.size, highWater: this.#highWater, capacity };
  }

  bound(limit: Mailbox): void {
    if (Number.isFinite(limit.capacity)) this.#bounds = new Bounds(limit);
  }

  /** Whether its handlers may begin new things: as long as what waits is handled, in a drain too. */
  get works(): boolean {
    return this.handles;
  }

  tell(message: unknown, sender: Recipient | undefined): void {
    if (sender !== undefined && Message[isMessage](message)) message[adoptSender](sender);
    if (this.reason !== undefined) this.refuseTold(message, sender, 'actor-stopped');
    else if (this.system.carry !== undefined || this.#bounds !== undefined) {
      this.enqueue(new ToldTurn(this.self, message, sender));
    } else this.put(message, sender);
  }

  enqueue(turn: BaseTurn): void {
    if (this.reason !== undefined) turn.refuse('actor-stopped');
    else if (this.makesRoom(turn)) this.put(this.system.carry?.(turn) ?? turn, TURN);
  }

  /** Lets `turn` in as soon as there is room; `undefined` when there is at once. Rejects when the actor stops first. */
  offer(turn: BaseTurn): Promise<void> | undefined {
    if (this.reason !== undefined) return Promise.reject(this.refusal('actor-stopped', turn.subject));
    const { sender, subject } = turn;
    if (turn.isMessage && sender !== undefined && Message[isMessage](subject)) subject[adoptSender](sender);
    const carried = this.system.carry?.(turn) ?? turn;
    const bounds = this.#bounds;
    if (bounds === undefined || this.size < bounds.limit.capacity) {
      this.put(carried, TURN);
      return undefined;
    }
    return new Promise((accepted, reject) => {
      const refused = () => reject(this.refusal('actor-stopped', turn.subject));
      bounds.offers.push({ turn: carried, accepted, refused });
    });
  }

  /** Resolves when there is room, in line with those who offer; `undefined` when there is. Not when the actor stops. */
  room(): Promise<void> | undefined {
    const bounds = this.#bounds;
    if (bounds === undefined || this.size < bounds.limit.capacity) return undefined;
    return new Promise((accepted) => {
      bounds.offers.push({ turn: undefined, accepted, refused: () => undefined });
    });
  }

  /** A notice takes no room, and no policy drops it. It passes the door as long as this incarnation handles anything. */
  notify(turn: BaseTurn): void {
    if (this.handles) {
      this.#roomless += 1;
      this.put(turn, NOTICE);
    } else this.schedule();
  }

  /** A message that waits has lost its asker: it will be passed over, and takes no room any more. */
  withdrawn(): void {
    this.#roomless += 1;
    this.admit();
  }

  /** Puts turns before all that waits. */
  putFirst(turns: readonly BaseTurn[]): void {
    const pairs: unknown[] = [];
    for (const turn of turns) {
      if (turn.withdrawn) continue;
      if (turn instanceof AskTurn) turn.aside = false;
      pairs.push(turn, TURN);
    }
    this.prepend(pairs);
  }

  /** Asks for a run, unless one is due or a turn is running. */
  abstract schedule(proceed?: boolean): void;

  /** How many turns wait, notices and withdrawn ones included. */
  get waiting(): number {
    return (this.#oldest === NONE ? 0 : 1) + (this.#mailbox?.size ?? 0) / 2;
  }

  /** Whether what waits is still handled, by this incarnation. */
  protected get handles(): boolean {
    return this.reason === undefined ? this.end === undefined : this.end?.draining === true;
  }

  /** The next turn that somebody still wants. */
  protected take(): BaseTurn | undefined {
    while (this.#oldest !== NONE) {
      const first = this.#oldest;
      const second = this.#oldestSender;
      this.advance();
      if (second !== TURN && second !== NOTICE)
        return new ToldTurn(this.self, first, second as Recipient | undefined);
      const turn = first as BaseTurn;
      if (second === NOTICE || turn.passedOver) this.#roomless -= 1;
      this.admit();
      if (!turn.withdrawn) return turn;
      turn.skipped();
    }
    return undefined;
  }

  /** What waits becomes dead letters; asks reject, with `error` where that says more. */
  protected refuseWaiting(error?: (message: unknown) => ActorError): void {
    this.#bounds?.refuseOffers();
    this.putFirst(this.unstash());
    for (let turn = this.take(); turn !== undefined; turn = this.take()) {
      if (turn.isMessage) this.end?.undelivered?.push(turn.subject);
      if (error === undefined || !turn.rejectAsk(error(turn.subject))) turn.refuse('actor-stopped');
    }
    this.#mailbox = undefined;
  }

  /** What was meant for the instance before goes: where room is scarce it would be in the way of what can be handled. */
  protected sweep(): void {
    if (this.#bounds === undefined) return;
    const kept: unknown[] = [];
    for (; this.#oldest !== NONE; this.advance()) {
      const turn = this.#oldest as BaseTurn;
      if (this.#oldestSender === TURN && turn.withdrawn && !turn.passedOver) turn.skipped();
      else kept.push(turn, this.#oldestSender);
    }
    this.prepend(kept);
    this.admit();
  }

  /** Whether `turn` may come in; what has to go, by the mailbox's rule, is refused. */
  private makesRoom(turn: BaseTurn): boolean {
    const bounds = this.#bounds;
    if (bounds === undefined || this.size < bounds.limit.capacity) return true;
    if (bounds.limit.overflow === 'reject') {
      turn.refuse('mailbox-full');
      return false;
    }
    this.dropOldest();
    return true;
  }

  private dropOldest(): void {
    const notices: unknown[] = [];
    // Only whole turns wait in a bounded mailbox.
    let turn = this.#oldest as BaseTurn;
    for (; this.#oldestSender === NOTICE || turn.passedOver; turn = this.#oldest as BaseTurn) {
      if (this.#oldestSender === NOTICE) notices.push(turn, NOTICE);
      else {
        this.#roomless -= 1;
        turn.skipped();
      }
      this.advance();
    }
    this.advance();
    this.prepend(notices);
    if (turn.withdrawn) turn.skipped();
    else turn.refuse('mailbox-full');
  }

  /** Lets the next offers in, while there is room. */
  private admit(): void {
    const bounds = this.#bounds;
    if (bounds === undefined) return;
    while (bounds.offers.size > 0 && this.size < bounds.limit.capacity) {
      const { turn, accepted } = bounds.offers.shift() as Offer;
      if (turn !== undefined) this.put(turn, TURN);
      accepted();
    }
  }

  /** Puts pairs, given flat, before all that waits. */
  private prepend(pairs: unknown[]): void {
    if (pairs.length === 0) return;
    if (this.#oldest !== NONE) pairs.push(this.#oldest, this.#oldestSender);
    [this.#oldest, this.#oldestSender] = pairs;
    if (pairs.length > 2) {
      this.#mailbox ??= new ChunkedQueue();
      this.#mailbox.unshiftPairs(pairs.slice(2));
    }
    this.#highWater = Math.max(this.#highWater, this.size);
    this.schedule();
  }

  private advance(): void {
    const mailbox = this.#mailbox;
    if (mailbox === undefined || mailbox.size === 0) {
      this.#oldest = NONE;
      this.#oldestSender = undefined;
      return;
    }
    this.#oldest = mailbox.shiftPair();
    this.#oldestSender = mailbox.second;
    mailbox.second = undefined;
  }

  private put(first: unknown, second: unknown): void {
    if (this.#oldest === NONE) {
      this.#oldest = first;
      this.#oldestSender = second;
      if (this.#highWater === 0) this.#highWater = this.size;
    } else {
      this.#mailbox ??= new ChunkedQueue();
      this.#mailbox.pushPair(first, second);
      const { size } = this;
      if (size > this.#highWater) this.#highWater = size;
    }
    this.schedule();
  }
}
