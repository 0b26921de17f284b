import { ActorError, isEndMainLoop } from '../protocol/errors.js';
import type { Milliseconds } from '../protocol/time.js';
import { type Feed, piped } from './lane.js';
import { STOPPED_BIT } from './life.js';
import { SetupTurn } from './life-turns.js';
import { enter, leave } from './owner.js';
import type { Rare } from './rare.js';
import type { Later, ResultKind } from './results.js';
import type { Runnable } from './run-queue.js';
import { Settlement } from './settlement.js';
import { Supervised } from './supervised.js';
import type { SystemCore } from './system-core.js';
import { type BaseTurn, endsAsTold } from './turn.js';

const DEFAULT_STASH = 1_000;

/** In the run queue: an actor stands in it once. */
const SCHEDULED = 1 << 5;
/** A constant of its own, for an import is looked up each time. */
const STOPPED = STOPPED_BIT;

/**
 * The kernel's side of an actor: the turn that runs, and what becomes of its outcome. (Where turns wait is `Door`, how
 * it ends is `Ending`, what it owns is `Holdings`, what is seen of it is `Life`.)
 *
 * Turns run one at a time through the lane (G1, G2). The run queue calls `run`; nothing else starts a turn.
 */
export class Cell extends Supervised implements Runnable {
  /** The turn that holds the lane; no other starts before it has settled. */
  running: BaseTurn | undefined = undefined;
  nextReady: Runnable | undefined = undefined;

  constructor(system: SystemCore, parent: Cell | undefined, stem: string, number: number) {
    super(system, parent, stem, number);
    if (system.feed === undefined) this.rare.feed = piped(system.lane);
    if (system.carry !== undefined) this.look();
  }

  schedule(): void {
    if ((this.bits & (SCHEDULED | STOPPED)) !== 0 || this.running !== undefined) return;
    this.bits |= SCHEDULED;
    this.system.runQueue.schedule(this);
  }

  goOn(promised: boolean): void {
    // Nothing is next.
    if (!this.waits && this.end === undefined) return;
    if (!promised) this.schedule();
    else if ((this.bits & (SCHEDULED | STOPPED)) === 0 && this.running === undefined) {
      this.bits |= SCHEDULED;
      this.system.runQueue.proceed(this);
    }
  }

  run(limit: number): number {
    this.bits &= ~SCHEDULED;
    // One of the two is there.
    const feed = (this.some?.feed ?? this.system.feed) as Feed;
    let turns = 0;
    const outer = enter(this);
    while (this.running === undefined) {
      if (turns === limit) {
        this.letOthers();
        break;
      }
      const turn = this.next();
      if (turn === undefined) break;
      turns += 1;
      this.running = turn;
      feed(turn);
    }
    leave(outer);
    return turns;
  }

  /** It has had its turns, and stands in line again if it needs more. */
  private letOthers(): void {
    if (this.waits || this.end !== undefined) this.schedule();
  }

  /** `this.fail(error)` was called in the running turn. */
  get failure(): Rare['failure'] {
    return this.some?.failure;
  }

  /** The handler gave a promise or an Observable; returns what to wait for unless it has settled already. */
  await(turn: BaseTurn, result: Later, kind: ResultKind): Settlement | undefined {
    const { rare } = this;
    rare.settlement ??= new Settlement(this);
    const { settlement } = rare;
    const waits = settlement.await(turn, result, kind);
    if (!waits) return undefined;
    if (!this.hurried) return settlement;
    this.disown();
    return undefined;
  }

  turnSucceeded(turn: BaseTurn, value: unknown): void {
    if (this.failure === undefined) turn.succeeded(value);
    else this.turnFailed(turn, this.failure.error);
  }

  turnFailed(turn: BaseTurn, error: unknown): void {
    // What runs beside the line has no part in it.
    const failure = turn.body === undefined ? this.failure : undefined;
    if (failure !== undefined) this.rare.failure = undefined;
    if (failure !== undefined) {
      turn.raised(failure.error);
      const taken = turn.failed(failure.error) && turn.mindsFailures;
      if (!taken) this.supervise(failure.error);
    } else if (isEndMainLoop(error)) {
      this.endMainLoop();
      // Now it is known whether the actor ends, or begins anew.
      turn.dropped();
    } else if (!endsAsTold(turn, error) && !turn.failed(error)) {
      if (this.hurried) this.lateOutcome(error);
      else this.supervise(error);
    }
  }

  /** Another takes the place of the running turn: it is to end soon, and its outcome is of no interest. */
  supersede(turn: BaseTurn, error: ActorError): void {
    turn.superseded = true;
    turn.rejectAsk(error);
    turn.abort(error);
    if (this.running === turn) this.cancelStream();
  }

  /** Called only where somebody looks. */
  turnStarted(turn: BaseTurn): void {
    const { system, reference } = this;
    if (turn.isMessage) system.announcer.publish(this.some?.inboxHub, turn.subject);
    if (!system.events.observed) return;
    const at = system.clock.now();
    system.turnsSince ??= new Map();
    system.turnsSince.set(this, at);
    const { messageType } = turn;
    const event = { type: 'turn-started', actor: reference, messageType, at } as const;
    system.announcer.publish(system.events, event);
  }

  turnEnded(turn: BaseTurn): void {
    this.running = undefined;
    if (turn.isMessage) this.touched();
    if (this.system.turnsSince !== undefined) this.publishEnd(turn.messageType);
  }

  turnSettled(turn: BaseTurn): void {
    this.turnEnded(turn);
    turn.ended();
  }

  /** Since when the running turn is waited for. */
  get turnSince(): Milliseconds {
    const settlement = this.some?.settlement;
    return settlement?.waits ? settlement.since : this.system.clock.now();
  }

  /** The asker of the running turn has left: a stream that answers him is cut off. */
  cancelStream(): void {
    this.some?.settlement?.cancelStream();
  }

  /** The outcome of a turn that the actor has ended without. */
  lateOutcome(outcome: unknown): void {
    const { system, reference } = this;
    system.deadLetter({ message: outcome, reason: 'late-reply', recipient: undefined, sender: reference });
  }

  /** Puts the message at hand aside. Throws where there is none, and `stash-full` beyond the capacity. */
  putAside(): void {
    const { running, path } = this;
    const { stashCapacity = DEFAULT_STASH } = this.behavior;
    if (this.busy?.current !== undefined)
      throw new Error('There is no message to put aside: under `parallel` a handler is no turn');
    if (running === undefined) throw new Error('There is no message to put aside: no turn is running');
    if (running.isMessage && this.stashed(stashCapacity) >= stashCapacity) {
      const text = `The stash of ${path} is full (${stashCapacity} messages)`;
      throw new ActorError(text, { code: 'stash-full', path, undelivered: running.subject });
    }
    const turn = running.again();
    if (running.slot !== undefined) turn.slot = running.slot;
    this.keep(turn);
  }

  /** Puts all that was put aside before what waits. */
  unstashAll(): void {
    this.putFirst(this.unstash());
  }

  /** `this.fail`: takes effect when the running turn has settled, and at once where none runs. */
  fail(error: unknown): never {
    const { busy, running } = this;
    if (busy?.current !== undefined) busy.current.fail(error);
    else if (running !== undefined) this.rare.failure = { error };
    else {
      for (const body of busy?.bodies ?? []) body.knows(error);
      this.supervise(error);
    }
    throw error;
  }

  protected override get self(): Cell {
    return this;
  }

  protected override disown(): void {
    const turn = this.running;
    if (turn === undefined) return;
    turn.dropped();
    turn.abort(this.refusal('actor-stopped', turn.subject));
    const settlement = this.some?.settlement;
    // Still on the stack: what it returns is let go of in `await`.
    if (!settlement?.waits) return;
    this.rare.settlement = undefined;
    this.rare.failure = undefined; // the next turn has no part in it
    settlement.disown();
    this.turnEnded(turn);
    this.schedule();
  }

  private next(): BaseTurn | undefined {
    return this.setUp && this.end === undefined ? this.take() : this.nextStep();
  }

  /** As it begins or ends. */
  private nextStep(): BaseTurn | undefined {
    if (!this.setUp && this.handles) {
      this.setUp = true;
      return new SetupTurn(this);
    }
    const turn = this.handles ? this.take() : undefined;
    return turn === undefined && this.end !== undefined ? this.wind() : turn;
  }

  private publishEnd(messageType: string): void {
    const { system, reference } = this;
    const startedAt = system.turnsSince?.get(this);
    system.turnsSince?.delete(this);
    // Nobody looks any more: a turn costs no more than before.
    if (system.turnsSince?.size === 0 && !system.events.observed) system.turnsSince = undefined;
    if (startedAt === undefined) return;
    const at = system.clock.now();
    const event = {
      type: 'turn-ended',
      actor: reference,
      messageType,
      duration: at - startedAt,
      at,
    } as const;
    system.announcer.publish(system.events, event);
  }
}
