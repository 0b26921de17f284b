import { ChunkedQueue } from '../mailbox/chunked-queue.js';
import { ActorError } from '../protocol/errors.js';
import type { DeadLetterReason, StopReason } from '../protocol/lifecycle.js';
import { adoptSender, isMessage, Message } from '../protocol/message.js';
import type { Recipient } from '../protocol/recipient.js';
import type { Behavior } from './behavior.js';
import type { Cell } from './cell.js';
import { Holdings } from './holdings.js';
import type { Hub } from './hub.js';
import { ChildStoppedTurn } from './life-turns.js';
import type { SystemCore } from './system-core.js';
import { ToldTurn } from './told-turn.js';
import type { BaseTurn } from './turn.js';

/** Stands where a sender would: what waits is a whole turn, and not a bare message. */
const TURN = Symbol('turn');
/** Nothing: `undefined` may be a message. */
const NONE = Symbol('none');

/**
 * Where turns come in and wait: one door and one queue for all of them (G3). What is not let in, or will not be
 * handled any more, goes to whom it concerns: an asker, or the dead letters (G5).
 */
export abstract class Door extends Holdings {
  declare readonly parent: Cell | undefined;
  readonly id: string;
  behavior!: Behavior;
  /** Those who observe the messages; made for the first of them. */
  inboxHub: Hub<unknown> | undefined;
  /** What waited when the door was closed is still handled. */
  protected draining = false;
  /** The oldest that waits, or `NONE`: an actor that keeps up needs no queue. With its sender, or the mark `TURN`. */
  #oldest: unknown = NONE;
  #oldestSender: unknown;
  /** What waits behind it, in pairs: a message and its sender, or a turn and the mark `TURN`. */
  #mailbox: ChunkedQueue<unknown> | undefined;

  constructor(system: SystemCore, parent: Cell | undefined, id: string) {
    super(system, parent);
    this.id = id;
  }

  get path(): string {
    let path = `/${this.id}`;
    // No recursion: a tree may be deeper than the stack.
    for (let { parent } = this; parent !== undefined; parent = parent.parent) path = `/${parent.id}${path}`;
    return path;
  }

  /** Whether messages are accepted. */
  get open(): boolean {
    return this.reason === undefined;
  }

  /** Whether its handlers may begin new things: as long as what waits is handled, in a drain too. */
  get works(): boolean {
    return this.handles;
  }

  /** How many turns wait. */
  get waiting(): number {
    return (this.#oldest === NONE ? 0 : 1) + (this.#mailbox?.size ?? 0) / 2;
  }

  tell(message: unknown, sender: Recipient | undefined): void {
    if (sender !== undefined && Message[isMessage](message)) message[adoptSender](sender);
    if (this.reason !== undefined) this.refuseTold(message, sender, 'actor-stopped');
    else if (this.system.carry !== undefined) this.enqueue(new ToldTurn(this.self, message, sender));
    else this.put(message, sender);
  }

  enqueue(turn: BaseTurn): void {
    if (this.reason !== undefined) turn.refuse('actor-stopped');
    else this.put(this.system.carry?.(turn) ?? turn, TURN);
  }

  /** A notice passes the door as long as anything is handled. */
  childGone(child: Cell, reason: StopReason): void {
    this.children.delete(child.id);
    if (this.handles) this.put(new ChildStoppedTurn(this.self, child.reference, reason), TURN);
    else this.schedule();
  }

  refuseTold(message: unknown, sender: Recipient | undefined, reason: DeadLetterReason): void {
    this.system.deadLetter({ message, reason, recipient: this.reference, sender });
  }

  /** Why a message that waited, or came too late, is not handled. */
  refusal(reason: DeadLetterReason, undelivered: unknown): ActorError {
    const { path } = this;
    const code = reason === 'mailbox-full' || reason === 'superseded' ? reason : 'actor-stopped';
    const cause = this.reason?.kind === 'failed' ? { cause: this.reason.error } : {};
    const state = this.state === 'stopped' ? 'has stopped' : 'is stopping';
    const text = `Actor ${path} ${state} (${this.reason?.kind ?? 'ended'})`;
    return new ActorError(text, { code, path, undelivered, ...cause });
  }

  /** Asks for a run, unless one is due or a turn is running. */
  abstract schedule(): void;

  /** Whether what waits is still handled. */
  protected get handles(): boolean {
    return this.reason === undefined || this.draining;
  }

  /** This, as those below the class know it. */
  protected abstract get self(): Cell;

  /** The next turn that somebody still wants. */
  protected take(): BaseTurn | undefined {
    while (this.#oldest !== NONE) {
      const first = this.#oldest;
      const second = this.#oldestSender;
      this.advance();
      if (second !== TURN) return new ToldTurn(this.self, first, second as Recipient | undefined);
      if (!(first as BaseTurn).withdrawn) return first as BaseTurn;
    }
    return undefined;
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

  /** What waits becomes dead letters; asks reject, with `error` where that says more. */
  protected refuseWaiting(error?: (message: unknown) => ActorError): void {
    for (let turn = this.take(); turn !== undefined; turn = this.take()) {
      if (error === undefined || !turn.rejectAsk(error(turn.subject))) turn.refuse('actor-stopped');
    }
    this.#mailbox = undefined;
  }

  private put(first: unknown, second: unknown): void {
    if (this.#oldest === NONE) {
      this.#oldest = first;
      this.#oldestSender = second;
    } else {
      this.#mailbox ??= new ChunkedQueue();
      this.#mailbox.pushPair(first, second);
    }
    this.schedule();
  }
}
