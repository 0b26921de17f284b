import type { AnyActorRef } from '../protocol/actor-ref.js';
import { expectFunction } from '../protocol/expect.js';
import type { Milliseconds } from '../protocol/time.js';
import type { Busy } from './busy.js';
import type { Cell } from './cell.js';
import { enter, leave } from './owner.js';
import { EnterTurn } from './parallel-turns.js';
import { kindOf, type Later, type ResultKind } from './results.js';
import { Settlement, type SettlementHost } from './settlement.js';
import type { Slot } from './slot.js';
import type { SystemCore } from './system-core.js';
import type { BaseTurn } from './turn.js';

/** A handler that runs beside the line. */
export class Body implements SettlementHost {
  readonly system: SystemCore;
  readonly reference: AnyActorRef;
  readonly turn: BaseTurn;
  readonly #cell: Cell;
  readonly slot: Slot;
  readonly #settlement = new Settlement(this);
  /** Hands its outcome to whom it concerns. */
  #outcome: (() => void) | undefined;
  /** `fail` was called while its code was on the stack: no `catch` in the handler can take it back. */
  #failure: { readonly error: unknown } | undefined;
  /** What `fail` was called with elsewhere, and may come out of the handler yet. */
  readonly #known: unknown[] = [];

  constructor(cell: Cell, slot: Slot, turn: BaseTurn) {
    this.system = cell.system;
    this.reference = cell.reference;
    this.turn = turn;
    this.#cell = cell;
    this.slot = slot;
  }

  start(busy: Busy): void {
    const { turn } = this;
    const { incarnation } = this.#cell;
    turn.body = this;
    turn.enter = <R>(call: () => R | PromiseLike<R>) =>
      new Promise<unknown>((resolve, reject) => {
        expectFunction('call', call);
        this.#cell.enter(new EnterTurn(this.#cell, this, incarnation, call, resolve, reject));
      }) as Promise<Awaited<R>>;
    let result: unknown;
    let kind: ResultKind = 'value';
    let thrown: { readonly error: unknown } | undefined;
    // It may begin on anyone's stack: where another has made room.
    const outer = enter(this.#cell);
    busy.current = this;
    try {
      result = turn.invoke();
      kind = kindOf(result);
    } catch (error) {
      thrown = { error };
    }
    busy.current = undefined;
    leave(outer);
    if (thrown !== undefined) this.turnFailed(turn, thrown.error);
    else if (kind === 'value') this.turnSucceeded(turn, result);
    if (this.settled) this.turnSettled();
    else this.#settlement.await(turn, result as Later, kind);
  }

  /** `this.fail`, in its own code. */
  fail(error: unknown): void {
    this.#failure = { error };
  }

  get since(): Milliseconds {
    return this.#settlement.since;
  }

  get settled(): boolean {
    return this.#outcome !== undefined;
  }

  hand(): void {
    this.#outcome?.();
    this.turn.ended();
  }

  /** `error` is supervised already: when the handler rejects with it, that is no second failure. */
  knows(error: unknown): void {
    this.#known.push(error);
  }

  /** Its asker has left. */
  cancelStream(): void {
    this.#settlement.cancelStream();
    this.slot.goOn();
  }

  /** The actor goes on, or ends, without it. An outcome that was early and had to wait is handed on all the same. */
  disown(reason: unknown): void {
    if (this.settled) {
      this.hand();
      return;
    }
    this.turn.dropped();
    this.#settlement.disown();
    this.turn.abort(reason);
  }

  attempt(call: () => void): void {
    this.#cell.attempt(call);
  }

  lateOutcome(outcome: unknown): void {
    this.#cell.lateOutcome(outcome);
  }

  turnSucceeded(turn: BaseTurn, value: unknown): void {
    this.#outcome = () => {
      if (this.#failure === undefined) turn.succeeded(value);
      else this.#failed(this.#failure.error);
    };
  }

  turnFailed(_turn: BaseTurn, error: unknown): void {
    this.#outcome = () => {
      if (this.#failure !== undefined) this.#failed(this.#failure.error);
      else if (this.#known.includes(error)) this.turn.failed(error);
      else this.#cell.turnFailed(this.turn, error);
    };
  }

  turnSettled(): void {
    this.#cell.touched();
    this.slot.settle(this);
  }

  goOn(): void {}

  /** By `fail`: the asker has it, and supervision too. */
  #failed(error: unknown): void {
    this.turn.failed(error);
    this.#cell.supervise(error);
  }
}
