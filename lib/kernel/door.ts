import type { BusyPolicy } from '../protocol/busy.js';
import type { ActorError } from '../protocol/errors.js';
import type { Mailbox, MailboxFigures } from '../protocol/mailbox.js';
import { adopt } from '../protocol/message.js';
import type { Recipient } from '../protocol/recipient.js';
import { Bounds, NO_BOUNDS, type Offer } from './bounds.js';
import type { Busy } from './busy.js';
import { Line, marks } from './line.js';
import { engineOf } from './policies.js';
import type { Slot } from './slot.js';
import { told } from './told-turn.js';
import type { BaseTurn } from './turn.js';

/** So few that have lost their places may stay in the line. */
const MANY = 64;

const { TURN, NOTICE, NONE } = marks;

/**
 * Where turns come in and wait: one door and one queue for all of them (G3). What is not let in, or will not be
 * handled any more, goes to whom it concerns: an asker, or the dead letters (G5).
 */
export abstract class Door extends Line {
  /** Not there where anything is let in at once. */
  protected get bounds(): Bounds | undefined {
    return this.some?.bounds;
  }

  override get mailbox(): MailboxFigures {
    const capacity = this.bounds?.limit.capacity ?? Number.POSITIVE_INFINITY;
    return { size: this.size, highWater: this.highWater, capacity };
  }

  bound(limit: Mailbox): void {
    if (!Number.isFinite(limit.capacity)) return;
    this.rare.bounds = new Bounds(limit);
  }

  /** Who comes is looked at, and let in. */
  look(): void {
    this.rare.bounds ??= NO_BOUNDS;
  }

  /** Its policies for what comes while it is busy, from now on. */
  declareBusy(table: object): void {
    const [make] = Object.values(table as Record<string, BusyPolicy | undefined>).flatMap(
      (policy) => engineOf(policy) ?? [],
    );
    const busy = make === undefined ? this.busy : this.busyBy(make);
    busy?.declare(table);
    if (busy !== undefined) this.look();
  }

  /** A policy for one source of its own; `undefined` for one that only stands in line. */
  slot(policy: BusyPolicy | undefined): Slot | undefined {
    const make = engineOf(policy);
    return policy === undefined || make === undefined ? undefined : this.busyBy(make).slot(policy);
  }

  tell(message: unknown, sender: Recipient | undefined): void {
    if (sender !== undefined) adopt(message, sender);
    if (this.end === undefined && this.some === undefined) this.put(message, sender);
    else this.tellInAnyCase(message, sender);
  }

  /** As {@link Door.tell}, where something may be in the way. */
  private tellInAnyCase(message: unknown, sender: Recipient | undefined): void {
    if (this.reason !== undefined) this.refuseTold(message, sender, 'actor-stopped');
    else if (this.bounds !== undefined) this.enqueue(told(this.self, message, sender));
    else this.put(message, sender);
  }

  enqueue(turn: BaseTurn): void {
    if (this.reason !== undefined) turn.refuse('actor-stopped');
    // Nobody looks at who comes.
    else if (this.bounds === undefined && this.busy === undefined) this.put(turn, TURN);
    else {
      const slot = this.slotOf(turn);
      if (slot?.refuses || slot?.replaces || this.makesRoom(turn)) {
        this.letIn(this.system.carry?.(turn) ?? turn, slot);
      }
    }
  }

  /** Lets `turn` in as soon as there is room; `undefined` when there is at once. Rejects when the actor stops first. */
  offer(turn: BaseTurn): Promise<void> | undefined {
    if (this.reason !== undefined) return Promise.reject(this.refusal('actor-stopped', turn.subject));
    const { sender, subject } = turn;
    if (turn.isMessage && sender !== undefined) adopt(subject, sender);
    const carried = this.system.carry?.(turn) ?? turn;
    const bounds = this.bounds;
    const slot = this.slotOf(turn);
    if (bounds === undefined || slot?.refuses || slot?.replaces || this.size < bounds.limit.capacity) {
      this.letIn(carried, slot);
      return undefined;
    }
    return new Promise((accepted, reject) => {
      const refused = () => reject(this.refusal('actor-stopped', turn.subject));
      bounds.offers.push({ turn: carried, accepted, refused });
    });
  }

  /** Resolves when there is room, in line with those who offer; `undefined` when there is. Not when the actor stops. */
  room(): Promise<void> | undefined {
    const bounds = this.bounds;
    if (bounds === undefined || this.size < bounds.limit.capacity) return undefined;
    return new Promise((accepted) => {
      bounds.offers.push({ turn: undefined, accepted, refused: () => undefined });
    });
  }

  /** The turn that runs, or is about to. */
  get atHand(): BaseTurn | undefined {
    return this.self.running ?? this.bounds?.taken;
  }

  /** A notice takes no room, and no policy drops it. It passes the door as long as this incarnation handles anything. */
  notify(turn: BaseTurn): void {
    if (this.handles) {
      this.takeNoRoom(1);
      this.put(turn, NOTICE);
    } else this.schedule();
  }

  /** A message that waits has lost its place to a newer one. */
  drop(turn: BaseTurn): void {
    turn.ousted = true;
    this.takeNoRoom(1);
    const busy = this.busy as Busy;
    busy.ousted += 1;
    if (busy.ousted > MANY && busy.ousted * 2 > this.waiting) {
      busy.ousted = 0;
      this.sweep();
    }
    turn.refuse('superseded');
  }

  /** A message that waits has lost its asker: it will be passed over, and takes no room any more. */
  withdrawn(): void {
    this.takeNoRoom(1);
    this.admit();
  }

  /** Whether what waits is still handled, by this incarnation; so long its handlers may begin new things. */
  get handles(): boolean {
    return this.reason === undefined ? this.end === undefined : this.end?.draining === true;
  }

  /** The next turn that somebody still wants. */
  protected take(): BaseTurn | undefined {
    while (this.oldest !== NONE) {
      const first = this.oldest;
      const second = this.oldestSender;
      this.advance();
      if (second !== TURN && second !== NOTICE)
        return told(this.self, first, second as Recipient | undefined);
      if (this.isWanted(first as BaseTurn, second === NOTICE)) return first as BaseTurn;
    }
    return undefined;
  }

  /** Whether somebody still wants `turn`, which has just been taken; the room that it took is free. */
  private isWanted(turn: BaseTurn, notice: boolean): boolean {
    if (notice || turn.passedOver) this.takeNoRoom(-1);
    const wanted = !turn.withdrawn && !turn.ousted;
    turn.slot?.begins(turn);
    const bounds = this.bounds;
    if (bounds !== undefined && bounds !== NO_BOUNDS && !(wanted && turn.keepsRoom)) {
      bounds.taken = wanted ? turn : undefined;
      this.admit();
      bounds.taken = undefined;
    }
    if (!wanted && !turn.ousted) turn.skipped();
    return wanted;
  }

  /** What waits becomes dead letters; asks reject, with `error` where that says more. */
  protected refuseWaiting(error?: (message: unknown) => ActorError): void {
    this.bounds?.refuseOffers();
    this.putFirst(this.busy?.takeAside() ?? []);
    this.putFirst(this.unstash());
    for (let turn = this.take(); turn !== undefined; turn = this.take()) {
      if (turn.isMessage) this.end?.undelivered?.push(turn.subject);
      if (error === undefined || !turn.rejectAsk(error(turn.subject))) turn.refuse('actor-stopped');
    }
    this.emptied();
  }

  /** Whether `turn` may come in; what has to go, by the mailbox's rule, is refused. */
  private makesRoom(turn: BaseTurn): boolean {
    const bounds = this.bounds;
    if (bounds === undefined || this.size < bounds.limit.capacity) return true;
    if (bounds.limit.overflow === 'reject') {
      turn.refuse('mailbox-full');
      return false;
    }
    this.dropOldest();
    return true;
  }

  private dropOldest(): void {
    if (this.busy?.dropOldest()) return;
    const notices: unknown[] = [];
    // Only whole turns wait in a bounded mailbox.
    let turn = this.oldest as BaseTurn;
    for (; this.oldestSender === NOTICE || turn.passedOver; turn = this.oldest as BaseTurn) {
      if (this.oldestSender === NOTICE) notices.push(turn, NOTICE);
      else {
        this.takeNoRoom(-1);
        if (!turn.ousted) turn.skipped();
      }
      this.advance();
    }
    this.advance();
    this.prepend(notices);
    if (turn.withdrawn) turn.skipped();
    else {
      // For its policy: it waits no longer.
      turn.ousted = true;
      turn.refuse('mailbox-full');
    }
  }

  /** Lets the next offers in, while there is room. */
  admit(): void {
    const bounds = this.bounds;
    if (bounds === undefined) return;
    while (bounds.offers.size > 0 && this.size < bounds.limit.capacity) {
      const { turn, accepted } = bounds.offers.shift() as Offer;
      if (turn !== undefined) this.letIn(turn, this.slotOf(turn));
      accepted();
    }
  }

  /** The policy for what is like `turn`, if there is one. */
  private slotOf(turn: BaseTurn): Slot | undefined {
    return turn.isMessage ? this.busy?.slotFor(turn.subject) : turn.ownSlot;
  }

  private letIn(turn: BaseTurn, slot: Slot | undefined): void {
    if (slot === undefined) this.put(turn, TURN);
    else if (slot.refuses) turn.refuse('superseded');
    else this.put(slot.letIn(turn), TURN);
  }
}
