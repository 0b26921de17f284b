/// <reference lib="esnext.disposable" preserve="true" />
import type { Observable } from 'rxjs';
import { ask } from '../kernel/asking.js';
import type { Cell } from '../kernel/cell.js';
import { cellKey } from '../kernel/cell-of.js';
import { resourcesOf } from '../kernel/resources.js';
import { streamOf } from '../kernel/stream.js';
import { told } from '../kernel/told-turn.js';
import type { ActorState, AnyActorRef, StopOptions } from '../protocol/actor-ref.js';
import { expectDuration, expected, expectOptions } from '../protocol/expect.js';
import type { LifecycleEvent, StopReason } from '../protocol/lifecycle.js';
import type { MailboxFigures } from '../protocol/mailbox.js';
import { senderIn } from '../protocol/message.js';
import type { AskOptions } from '../protocol/options.js';
import type { TellOptions } from '../protocol/recipient.js';
import type { Resource } from '../protocol/resource.js';
import type { Milliseconds } from '../protocol/time.js';
import { ActorInbox } from './actor-inbox.js';

/** Older browsers lack the symbol, where a method under `undefined` would be called "undefined". */
const asyncDispose: typeof Symbol.asyncDispose = Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose');

/** What a reference makes when it is asked for it, beside `tell`. */
class Made {
  ask: ((message: unknown, options?: AskOptions) => Promise<unknown>) | undefined = undefined;
  inbox: ActorInbox<unknown> | undefined = undefined;
}

// Each closes over the actor alone.
const boundTell = (cell: Cell) => (message: unknown, options?: TellOptions) =>
  cell.tell(message, options ? senderIn(options) : undefined);
const boundAsk = (cell: Cell) => (message: unknown, options?: AskOptions) => ask(cell, message, options);

function killAfter(cell: Cell, deadline: Milliseconds): void {
  if (deadline === Number.POSITIVE_INFINITY) return;
  const cancel = cell.system.clock.schedule(deadline, () => cell.hurry({ kind: 'killed' }));
  void cell.stopped.then(cancel);
}

/** The run-time side of every `ActorRef`. What it binds or makes, it makes when it is asked for. */
export class Reference implements Pick<AnyActorRef, 'id' | 'path' | 'state' | 'lifecycle' | 'stopped'> {
  readonly #cell: Cell;
  // No private methods here: they would cost each reference 8 bytes.
  #tell: ((message: unknown, options?: TellOptions) => void) | undefined = undefined;
  #made: Made | undefined = undefined;

  constructor(cell: Cell) {
    this.#cell = cell;
  }

  /** For people who print it; and for those who wrap plain objects in proxies (Vue), which a reference is not. */
  get [Symbol.toStringTag](): string {
    return 'ActorRef';
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
    this.#tell ??= boundTell(this.#cell);
    return this.#tell;
  }

  get ask(): (message: unknown, options?: AskOptions) => Promise<unknown> {
    this.#made ??= new Made();
    this.#made.ask ??= boundAsk(this.#cell);
    return this.#made.ask;
  }

  get stream(): (message: unknown) => Observable<unknown> {
    const cell = this.#cell;
    return (message) => streamOf(cell, message);
  }

  get inbox(): ActorInbox<unknown> {
    this.#made ??= new Made();
    this.#made.inbox ??= new ActorInbox(this.#cell);
    return this.#made.inbox;
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
    if (options?.deadline !== undefined) expectDuration('deadline', options.deadline);
    const drain: unknown = options?.drain;
    if (drain !== undefined && typeof drain !== 'boolean')
      throw new TypeError(expected('drain', 'a boolean', drain));
    const { stopped } = this.#cell;
    this.#cell.stop({ kind: 'requested' }, options?.drain ?? false);
    if (options?.deadline !== undefined) killAfter(this.#cell, options.deadline);
    return stopped;
  }

  kill(): Promise<StopReason> {
    const { stopped } = this.#cell;
    this.#cell.hurry({ kind: 'killed' });
    return stopped;
  }

  get offer(): (message: unknown, options?: TellOptions) => Promise<void> {
    const cell = this.#cell;
    return (message, options) => {
      const sender = options ? senderIn(options) : undefined;
      return cell.offer(told(cell, message, sender)) ?? Promise.resolve();
    };
  }

  get mailbox(): MailboxFigures {
    return this.#cell.mailbox;
  }

  resources(): Resource[] {
    return resourcesOf(this.#cell);
  }

  async [asyncDispose](): Promise<void> {
    await this.stop({ drain: true });
  }
}
