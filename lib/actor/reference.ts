/// <reference lib="esnext.disposable" preserve="true" />
import type { Observable } from 'rxjs';
import { ask } from '../kernel/asking.js';
import type { Cell } from '../kernel/cell.js';
import { cellKey } from '../kernel/cell-of.js';
import type { ActorState, AnyActorRef, StopOptions } from '../protocol/actor-ref.js';
import { expected, expectOptions } from '../protocol/expect.js';
import type { LifecycleEvent, StopReason } from '../protocol/lifecycle.js';
import { senderIn } from '../protocol/message.js';
import type { AskOptions } from '../protocol/options.js';
import type { TellOptions } from '../protocol/recipient.js';
import { ActorInbox } from './actor-inbox.js';

/** Older browsers lack the symbol, where a method under `undefined` would be called "undefined". */
const asyncDispose: typeof Symbol.asyncDispose = Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose');

/** The run-time side of every `ActorRef`. What it binds or makes, it makes when it is asked for. */
export class Reference implements Pick<AnyActorRef, 'id' | 'path' | 'state' | 'lifecycle' | 'stopped'> {
  readonly #cell: Cell;
  #tell: ((message: unknown, options?: TellOptions) => void) | undefined;
  #ask: ((message: unknown, options?: AskOptions) => Promise<unknown>) | undefined;
  #inbox: ActorInbox<unknown> | undefined;

  constructor(cell: Cell) {
    this.#cell = cell;
  }

  get [cellKey](): Cell {
    return this.#cell;
  }

  get id(): string {
    return this.#cell.id;
  }

  get path(): string {
    return this.#cell.path;
  }

  get tell(): (message: unknown, options?: TellOptions) => void {
    const cell = this.#cell;
    this.#tell ??= (message, options) => cell.tell(message, options ? senderIn(options) : undefined);
    return this.#tell;
  }

  get ask(): (message: unknown, options?: AskOptions) => Promise<unknown> {
    const cell = this.#cell;
    this.#ask ??= (message, options) => ask(cell, message, options);
    return this.#ask;
  }

  get inbox(): ActorInbox<unknown> {
    this.#inbox ??= new ActorInbox(this.#cell);
    return this.#inbox;
  }

  get lifecycle(): Observable<LifecycleEvent> {
    return this.#cell.lifecycle;
  }

  get state(): ActorState {
    return this.#cell.state;
  }

  get stopped(): Promise<StopReason> {
    return this.#cell.stopped;
  }

  stop(options?: StopOptions): Promise<StopReason> {
    expectOptions('options', options);
    const drain: unknown = options?.drain;
    if (drain !== undefined && typeof drain !== 'boolean')
      throw new TypeError(expected('drain', 'a boolean', drain));
    const { stopped } = this.#cell;
    this.#cell.stop({ kind: 'requested' }, options?.drain ?? false);
    return stopped;
  }

  async [asyncDispose](): Promise<void> {
    await this.stop({ drain: true });
  }
}
