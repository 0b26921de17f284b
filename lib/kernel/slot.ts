import { ChunkedQueue } from '../mailbox/chunked-queue.js';
import type { BusyPolicy } from '../protocol/busy.js';
import { Body } from './body.js';
import type { Busy } from './busy.js';
import type { Cell } from './cell.js';
import { LaunchTurn } from './parallel-turns.js';
import type { BaseTurn } from './turn.js';

/** One kind of message, or one input: who of it waits and runs, and what that means for the next. */
export class Slot {
  policy: BusyPolicy;
  readonly #cell: Cell;
  readonly #busy: Busy;
  /** The last that was let in, until it begins. */
  #latest: BaseTurn | undefined;
  /** `switchTo`: the turn that is about to hear that another has come. */
  #leaving: BaseTurn | undefined;
  /** `parallel`: they have left the line, and wait for a place. */
  readonly #aside = new ChunkedQueue<LaunchTurn>();
  #first: LaunchTurn | undefined;
  #running = 0;
  /** `parallel` in order: what has begun, in order, each with its outcome once it has one. */
  readonly #order: Body[] = [];
  #pumping = false;
  /** The end of an input: it comes after the last of its values, those beside the line included. */
  #end: BaseTurn | undefined;

  constructor(cell: Cell, busy: Busy, policy: BusyPolicy) {
    this.#cell = cell;
    this.#busy = busy;
    this.policy = policy;
  }

  /** A new one does not come in. */
  get refuses(): boolean {
    return this.policy.kind === 'dropWhileBusy' && (this.#waits || this.#runs);
  }

  /** A new one takes the place of another, and so needs no room. */
  get replaces(): boolean {
    return (this.policy.kind === 'conflate' || this.policy.kind === 'switchTo') && this.#waits;
  }

  /** A new one comes in: what stands in its way goes. Returns what is to stand in line for it. */
  letIn(turn: BaseTurn): BaseTurn {
    if (this.policy.kind === 'parallel') return new LaunchTurn(this.#cell, this, turn);
    if (this.replaces) this.#cell.drop(this.#latest as BaseTurn);
    if (this.policy.kind === 'switchTo' && this.#runs) this.#supersede(this.#cell.atHand as BaseTurn);
    this.#latest = turn;
    turn.slot = this;
    return turn;
  }

  /** `turn` has been taken from the line. */
  begins(turn: BaseTurn): void {
    if (this.#latest === turn) this.#latest = undefined;
  }

  /** `turn` has come to the head of the line, and leaves it to be handled beside it. */
  launch(turn: LaunchTurn): void {
    turn.number = this.#busy.nextNumber();
    this.#aside.push(turn);
    this.#busy.aside += 1;
    this.#busy.crowded.add(this);
    this.#pump();
  }

  /** One that waits beside the line has lost its asker. */
  left(): void {
    this.#busy.aside -= 1;
    this.#cell.admit();
  }

  /** `body` has settled. In order, an outcome that is early keeps its place until those before it are there. */
  settle(body: Body): void {
    if (!this.#order.includes(body)) this.#release(body);
    this.goOn();
  }

  /** Hands on what is there, in order, and begins the next. For an outcome that nobody awaits none is held back. */
  goOn(): void {
    for (let [first] = this.#order; first?.settled || first?.turn.withdrawn; [first] = this.#order) {
      this.#order.shift();
      if (first.settled) this.#release(first);
    }
    this.#pump();
    this.#cell.schedule();
  }

  /** Whether the end of an input has to wait; then it comes to the line once more. */
  holds(end: BaseTurn): boolean {
    if (this.#running === 0 && this.first === undefined) return false;
    this.#end = end;
    this.#busy.crowded.add(this);
    return true;
  }

  takeAside(): LaunchTurn[] {
    const taken: LaunchTurn[] = [];
    for (let turn = this.#next(); turn !== undefined; turn = this.#next()) {
      turn.takenBack();
      taken.push(turn);
    }
    this.#end?.skipped();
    this.#end = undefined;
    return taken;
  }

  reset(): void {
    this.#running = 0;
    this.#order.length = 0;
  }

  #release(body: Body): void {
    // Disowned, it is nobody's any more.
    if (!this.#busy.bodies.delete(body)) return;
    this.#running -= 1;
    body.hand();
  }

  /** The oldest that waits beside the line. */
  get first(): LaunchTurn | undefined {
    while (this.#first === undefined || this.#first.left) {
      this.#first = this.#aside.shift();
      if (this.#first === undefined) return undefined;
    }
    return this.#first;
  }

  #next(): LaunchTurn | undefined {
    const { first } = this;
    this.#first = undefined;
    return first;
  }

  /** A loop: a body may be through before it returns. None begins in an instance that is on its way down. */
  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    const { limit = 1 } = this.policy;
    while (this.#running < limit && this.first !== undefined && this.#cell.handles) {
      const { inner } = this.#next() as LaunchTurn;
      this.#busy.aside -= 1;
      this.#cell.admit();
      if (!inner.withdrawn) this.#begin(new Body(this.#cell, this, inner));
    }
    this.#pumping = false;
    if (this.first !== undefined) return;
    if (this.#end !== undefined && this.#running === 0) {
      this.#cell.notify(this.#end);
      this.#end = undefined;
    }
    if (this.#end === undefined) this.#busy.crowded.delete(this);
  }

  #begin(body: Body): void {
    this.#running += 1;
    this.#busy.bodies.add(body);
    if (this.policy.ordered === true) this.#order.push(body);
    body.start(this.#busy);
  }

  get #waits(): boolean {
    return this.#latest !== undefined && !this.#latest.withdrawn && !this.#latest.ousted;
  }

  get #runs(): boolean {
    return this.#cell.atHand?.slot === this;
  }

  /** Not on the stack of who tells: an abort runs listeners, and a tell runs nobody's code. */
  #supersede(turn: BaseTurn): void {
    if (this.#leaving === turn) return;
    this.#leaving = turn;
    const run = () => {
      if (this.#cell.running === turn)
        this.#cell.supersede(turn, this.#cell.refusal('superseded', turn.subject));
      this.#leaving = undefined;
      return 1;
    };
    this.#cell.system.runQueue.schedule({ run });
  }
}
