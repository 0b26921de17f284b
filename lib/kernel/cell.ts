import { type Observable, Subject } from 'rxjs';
import { ChunkedQueue } from '../mailbox/chunked-queue.js';
import { ActorError, isEndMainLoop } from '../protocol/errors.js';
import type { DeadLetterReason, StopReason } from '../protocol/lifecycle.js';
import type { Recipient } from '../protocol/recipient.js';
import type { Milliseconds } from '../protocol/time.js';
import type { Behavior } from './behavior.js';
import { Holdings } from './holdings.js';
import type { Hub } from './hub.js';
import type { TurnInbox } from './lane.js';
import { ChildStoppedTurn, SetupTurn, TeardownTurn } from './life-turns.js';
import type { Later } from './results.js';
import type { Runnable } from './run-queue.js';
import { fuse } from './serial-map.js';
import { Settlement } from './settlement.js';
import type { SystemCore } from './system-core.js';
import { ToldTurn } from './told-turn.js';
import type { BaseTurn } from './turn.js';

/** Stands where a sender would: what waits is a whole turn, and not a bare message. */
const TURN = Symbol('turn');

/** How far an actor is with stopping; the stages follow each other. */
type Stage = 'living' | 'children' | 'teardown' | 'done';

/**
 * The kernel's side of an actor: its mailbox, the turn that runs, and the steps of its end.
 *
 * Turns enter by one door, wait in one queue and run one at a time through the lane (G1-G3). The run queue calls
 * `run`; nothing else starts a turn.
 */
export class Cell extends Holdings implements Runnable, TurnInbox {
  declare readonly parent: Cell | undefined;
  readonly id: string;
  behavior!: Behavior;
  /** The turn that holds the lane; no other starts before it has settled. */
  running: BaseTurn | undefined;
  /** `this.fail(error)` was called in the running turn: no `catch` in the handler can take it back. */
  failure: { readonly error: unknown } | undefined;
  inboxHub: Hub<unknown> | undefined;
  /** Items in pairs: a message and its sender, or a turn and the mark `TURN`. */
  #mailbox: ChunkedQueue<unknown> | undefined;
  #settlement: Settlement | undefined;
  /** Hands a turn to the lane. */
  #feed!: (turn: BaseTurn) => unknown;
  /** In the run queue: an actor stands in it once. */
  #scheduled = false;
  #setUp = false;
  #draining = false;
  /** Nobody waits for its turns any more: the deadline of a shutdown is over. */
  #hurried = false;
  #stage: Stage = 'living';
  /** When the running turn began; known only while somebody observes the system's events. */
  #startedAt: Milliseconds | undefined;
  #leaving: Cell[] | undefined;

  constructor(system: SystemCore, parent: Cell | undefined, id: string) {
    super(system, parent);
    this.id = id;
    this.pipe(system.lane).subscribe();
  }

  get path(): string {
    return `${this.parent === undefined ? '' : this.parent.path}/${this.id}`;
  }

  /** Whether the door is open: messages are accepted. */
  get open(): boolean {
    return this.reason === undefined;
  }

  /** How many turns wait. */
  get waiting(): number {
    return (this.#mailbox?.size ?? 0) / 2;
  }

  // ── the lane ──────────────────────────────────────────────────────────────

  pipe<R>(operator: (inbox: TurnInbox) => R): R {
    return operator(this);
  }

  [fuse](project: (turn: BaseTurn) => unknown): { subscribe(): void } {
    return {
      subscribe: () => {
        this.#feed = project;
      },
    };
  }

  asObservable(): Observable<BaseTurn> {
    const turns = new Subject<BaseTurn>();
    this.#feed = (turn) => turns.next(turn);
    return turns;
  }

  // ── the door ──────────────────────────────────────────────────────────────

  tell(message: unknown, sender: Recipient | undefined): void {
    if (this.reason !== undefined) this.refuseTold(message, sender, 'actor-stopped');
    else if (this.system.carry !== undefined) this.enqueue(new ToldTurn(this, message, sender));
    else this.#put(message, sender);
  }

  enqueue(turn: BaseTurn): void {
    if (this.reason !== undefined) turn.refuse('actor-stopped');
    else this.#put(this.system.carry?.(turn) ?? turn, TURN);
  }

  /** A notice passes the door as long as anything is handled. */
  childGone(child: Cell, reason: StopReason): void {
    this.children.delete(child.id);
    if (this.open || this.#draining) this.#put(new ChildStoppedTurn(this, child.reference, reason), TURN);
    else this.schedule();
  }

  #put(first: unknown, second: unknown): void {
    this.#mailbox ??= new ChunkedQueue();
    this.#mailbox.push(first);
    this.#mailbox.push(second);
    this.schedule();
  }

  refuseTold(message: unknown, sender: Recipient | undefined, reason: DeadLetterReason): void {
    this.system.deadLetter({ message, reason, recipient: this.reference, sender });
  }

  /** Why a message that waited, or came too late, is not handled. */
  refusal(reason: DeadLetterReason, undelivered: unknown): ActorError {
    const { path } = this;
    const code = reason === 'mailbox-full' || reason === 'superseded' ? reason : 'actor-stopped';
    return new ActorError(`Actor ${path} ${this.#whatHappened()}`, {
      code,
      path,
      undelivered,
      ...this.#cause(),
    });
  }

  #whatHappened(): string {
    return `${this.state === 'stopped' ? 'has stopped' : 'is stopping'} (${this.reason?.kind ?? 'ended'})`;
  }

  #cause(): { cause?: unknown } {
    return this.reason?.kind === 'failed' ? { cause: this.reason.error } : {};
  }

  // ── turns ─────────────────────────────────────────────────────────────────

  schedule(): void {
    if (this.#scheduled || this.running !== undefined || this.state === 'stopped') return;
    this.#scheduled = true;
    this.system.runQueue.schedule(this);
  }

  run(limit: number): number {
    this.#scheduled = false;
    let turns = 0;
    while (this.running === undefined) {
      if (turns === limit) {
        if (this.waiting > 0 || !this.open) this.schedule();
        break;
      }
      const turn = this.#next();
      if (turn === undefined) break;
      turns += 1;
      this.running = turn;
      this.#feed(turn);
    }
    return turns;
  }

  #next(): BaseTurn | undefined {
    if (!this.#setUp && this.#handles) {
      this.#setUp = true;
      return new SetupTurn(this);
    }
    const turn = this.#handles ? this.#take() : undefined;
    return turn === undefined && !this.open ? this.#wind() : turn;
  }

  /** Whether what waits is still handled. */
  get #handles(): boolean {
    return this.reason === undefined || this.#draining;
  }

  #take(): BaseTurn | undefined {
    const mailbox = this.#mailbox;
    while (mailbox !== undefined && mailbox.size > 0) {
      const first = mailbox.shift();
      const second = mailbox.shift();
      if (second !== TURN) return new ToldTurn(this, first, second as Recipient | undefined);
      if (!(first as BaseTurn).withdrawn) return first as BaseTurn;
    }
    return undefined;
  }

  /** The handler gave a promise or an Observable; returns what to wait for unless it has settled already. */
  await(turn: BaseTurn, result: Later): Settlement | undefined {
    this.#settlement ??= new Settlement(this);
    const settlement = this.#settlement;
    const waits = settlement.await(turn, result);
    if (waits && this.#hurried) this.#disown();
    return waits ? settlement : undefined;
  }

  turnSucceeded(turn: BaseTurn, value: unknown): void {
    if (this.failure === undefined) turn.succeeded(value);
    else this.turnFailed(turn, this.failure.error);
  }

  turnFailed(turn: BaseTurn, error: unknown): void {
    const { failure } = this;
    this.failure = undefined;
    if (failure !== undefined) {
      turn.failed(failure.error);
      this.supervise(failure.error);
    } else if (isEndMainLoop(error)) {
      turn.dropped();
      this.stop({ kind: 'ended' });
    } else if (!turn.failed(error)) this.supervise(error);
  }

  /** Called only where somebody looks. */
  turnStarted(turn: BaseTurn): void {
    const { system, reference } = this;
    if (turn.isMessage) system.announcer.publish(this.inboxHub, turn.subject);
    if (!system.events.observed) return;
    this.#startedAt = system.clock.now();
    const { messageType } = turn;
    system.announcer.publish(system.events, {
      type: 'turn-started',
      actor: reference,
      messageType,
      at: this.#startedAt,
    });
  }

  turnEnded(turn: BaseTurn): void {
    this.running = undefined;
    turn.ended();
    if (this.#startedAt !== undefined) this.#publishEnd(turn.messageType, this.#startedAt);
  }

  #publishEnd(messageType: string, startedAt: Milliseconds): void {
    const { system, reference } = this;
    const at = system.clock.now();
    this.#startedAt = undefined;
    const event = {
      type: 'turn-ended',
      actor: reference,
      messageType,
      duration: at - startedAt,
      at,
    } as const;
    system.announcer.publish(system.events, event);
  }

  /** The asker of the running turn has left: a stream that answers him is cut off. */
  cancelStream(): void {
    this.#settlement?.cancelStream();
  }

  /** The outcome of a turn that the actor has ended without. */
  lateOutcome(outcome: unknown): void {
    const { system, reference } = this;
    system.deadLetter({ message: outcome, reason: 'late-reply', recipient: undefined, sender: reference });
  }

  // ── life ──────────────────────────────────────────────────────────────────

  started(): void {
    if (this.open) this.announce('started');
  }

  setupFailed(cause: unknown): void {
    const { path } = this;
    this.refuseWaiting((undelivered) => {
      return new ActorError(`Actor ${path} failed in its setup`, {
        code: 'setup-failed',
        path,
        undelivered,
        cause,
      });
    });
  }

  /** A failure that belongs to no asker: the actor fails, and its parent decides. */
  supervise(error: unknown): void {
    if (this.open) {
      this.announce('failed', { error, incarnation: this.incarnation });
      this.stop({ kind: 'failed', error });
      return;
    }
    // The reason is the first one's; the failure only ends what would still be handled.
    this.system.logError(`Actor ${this.path} failed while it was stopping`, error);
    this.#endDrain();
  }

  /** `this.fail`: takes effect when the running turn has settled, and at once where none runs. */
  fail(error: unknown): never {
    if (this.running === undefined) this.supervise(error);
    else this.failure = { error };
    throw error;
  }

  stop(reason: StopReason, drain = false): void {
    if (!this.open) {
      if (!drain) this.#endDrain();
      return;
    }
    this.reason = reason;
    this.#draining = drain;
    this.announce('stopping', { reason });
    if (!drain) this.refuseWaiting();
    this.schedule();
  }

  /** Ends without what runs (G7): its signal aborts, and its outcome will be a dead letter. */
  hurry(): void {
    for (const child of this.childrenInOrder()) child.hurry();
    this.#hurried = true;
    this.stop({ kind: 'parentStopped' });
    if (this.running !== undefined) this.#disown();
  }

  #disown(): void {
    const turn = this.running as BaseTurn;
    const settlement = this.#settlement;
    this.#settlement = undefined;
    turn.dropped();
    turn.abort(this.refusal('actor-stopped', turn.subject));
    settlement?.disown();
    this.running = undefined;
    this.schedule();
  }

  #endDrain(): void {
    if (!this.#draining) return;
    this.#draining = false;
    this.refuseWaiting();
    this.schedule();
  }

  /** What waits becomes dead letters; asks reject, with `error` where that says more. */
  protected refuseWaiting(error?: (message: unknown) => ActorError): void {
    for (let turn = this.#take(); turn !== undefined; turn = this.#take()) {
      if (error === undefined || !turn.rejectAsk(error(turn.subject))) turn.refuse('actor-stopped');
    }
    this.#mailbox = undefined;
  }

  /** The next step of the end: a turn to run, or nothing while a child is still stopping. */
  #wind(): BaseTurn | undefined {
    if (this.#stage === 'living') this.#leave();
    if (this.#stage === 'children' && !this.#childrenStopped()) return undefined;
    if (this.#stage === 'children' && this.#setUp) {
      this.#stage = 'teardown';
      return new TeardownTurn(this, this.reason as StopReason);
    }
    if (this.#stage !== 'done') this.#finish();
    return undefined;
  }

  #leave(): void {
    this.#stage = 'children';
    this.abandonAsks(() => this.refusal('actor-stopped', undefined));
    this.releaseInputs();
    this.#leaving = this.childrenInOrder();
  }

  /** Stops the last child that lives; the parent goes on when that one is gone (G8). */
  #childrenStopped(): boolean {
    const leaving = this.#leaving ?? [];
    while (leaving.at(-1)?.state === 'stopped') leaving.pop();
    leaving.at(-1)?.stop({ kind: 'parentStopped' });
    return leaving.length === 0;
  }

  #finish(): void {
    const reason = this.reason as StopReason;
    this.#stage = 'done';
    this.#leaving = undefined;
    this.refuseUnanswered(() => this.refusal('actor-stopped', undefined));
    if (this.parent === undefined) this.system.rootGone(this, reason);
    else this.parent.childGone(this, reason);
    this.announceStopped(reason);
    this.system.announcer.complete(this.inboxHub);
  }
}
