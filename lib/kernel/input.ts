import { type Observable, Subscription, take } from 'rxjs';
import { expected, expectInteger } from '../protocol/expect.js';
import type { InputHandler, InputOptions, InputSource } from '../protocol/input.js';
import type { DeadLetterReason } from '../protocol/lifecycle.js';
import type { Turn } from '../protocol/recipient.js';
import type { Milliseconds } from '../protocol/time.js';
import type { Cell } from './cell.js';
import { ContainedSubscriber } from './contained-subscriber.js';
import { checkPolicy } from './policies.js';
import { isThenable } from './results.js';
import type { Slot } from './slot.js';
import { isPausable, nameOf, toObservable } from './source.js';
import { BaseTurn } from './turn.js';

type Callback = (value: unknown, turn: Turn) => unknown;

interface Callbacks {
  readonly next?: Callback | undefined;
  readonly error?: Callback | undefined;
  readonly complete?: ((turn: Turn) => unknown) | undefined;
}

type Kind = keyof Callbacks;

/**
 * A source outside the actor whose values are turns. Each notification is wrapped before it enters the mailbox, so a
 * source that ends or fails ends nothing but itself.
 */
export class Input {
  /** Made before the source is subscribed: a source may emit, fail and complete while it is. */
  readonly subscription = new Subscription();
  readonly since: Milliseconds;
  /** What kind of source it is. */
  readonly label: string;
  readonly #cell: Cell;
  readonly #callbacks: Callbacks;
  /** What decides about a value that comes while others wait or are handled. */
  readonly slot: Slot | undefined;
  #pull: (() => unknown) | undefined;
  /** The mailbox is full, and this one can wait: until its last value has been let in, it is not read further. */
  #entering: Promise<void> | undefined;
  readonly #pausable: boolean;
  #left: number;

  constructor(
    cell: Cell,
    source: InputSource<unknown>,
    handle: InputHandler<unknown>,
    options: InputOptions | undefined,
  ) {
    const { count, busy } = options ?? {};
    this.#cell = cell;
    this.#callbacks = callbacksOf(handle);
    checkPolicy('busy', busy);
    this.slot = cell.slot(busy);
    if (count !== undefined) expectInteger('count', count, 1);
    this.#left = count ?? Number.POSITIVE_INFINITY;
    if (typeof source === 'function') this.#pull = source as () => unknown;
    this.#pausable = this.#pull !== undefined || isPausable(source);
    const gate = () => this.#entering ?? cell.room() ?? cell.system.runQueue.admit();
    const observable = this.#pull === undefined ? this.#limited(toObservable(cell, source, gate)) : undefined;
    this.since = cell.system.clock.now();
    this.label = nameOf(source);
    cell.inputs.add(this);
    this.subscription.add(() => cell.inputs.delete(this));
    if (observable === undefined) this.fetch();
    else this.#subscribe(observable);
  }

  /** A pull source: asks for its next value, which it does when the one before has been handled. */
  fetch(): void {
    // An actor that ends wants no more values: they would be dead letters.
    if (this.#pull === undefined || this.subscription.closed || !this.#cell.open) return;
    if (this.#left === 0) {
      this.#end('complete');
      return;
    }
    const room = this.#cell.room();
    if (room === undefined) this.#call(this.#pull);
    else void room.then(() => this.#call(this.#pull));
  }

  /** A value of a pull source was dropped, and will not be handled: on with the next, but not within the call that did it. */
  dropped(): void {
    if (this.#pull !== undefined) void Promise.resolve().then(() => this.fetch());
  }

  #call(pull: (() => unknown) | undefined): void {
    if (pull === undefined || this.subscription.closed || !this.#cell.open) return;
    this.#left -= 1;
    this.#value(pull).then(
      (value) => this.#arrive(value),
      (error) => this.#end('error', error),
    );
  }

  call(kind: Kind, value: unknown, turn: Turn): unknown {
    if (kind === 'complete') return this.#callbacks.complete?.(turn);
    const callback = this.#callbacks[kind];
    // An error that nobody handles fails the turn, and so goes to supervision.
    if (callback === undefined && kind === 'error') throw value;
    return callback?.(value, turn);
  }

  async #value(pull: () => unknown): Promise<unknown> {
    const promise = pull();
    if (!isThenable(promise)) throw new TypeError(expected('source()', 'a promise', promise));
    return promise;
  }

  #arrive(value: unknown): void {
    if (!this.subscription.closed || !this.#cell.open) this.#push('next', value);
  }

  #limited(observable: Observable<unknown>): Observable<unknown> {
    return this.#left === Number.POSITIVE_INFINITY ? observable : observable.pipe(take(this.#left));
  }

  /** The subscriber is added first: a source that emits at once can be left at once. */
  #subscribe(observable: Observable<unknown>): void {
    const subscriber = new ContainedSubscriber(this.#cell, {
      next: (value) => this.#push('next', value),
      error: (error) => this.#end('error', error),
      complete: () => this.#end('complete'),
    });
    this.subscription.add(subscriber);
    // On a subscriber that is closed already, RxJS runs the source's finalizer here.
    this.#cell.attempt(() => observable.subscribe(subscriber));
  }

  #push(kind: Kind, value: unknown): void {
    const turn = new InputTurn(this.#cell, this, kind, value);
    if (kind !== 'next') {
      this.#cell.system.carry?.(turn);
      this.#announce(turn);
    } else if (this.#pausable && this.#cell.open) {
      const entering = this.#cell
        .offer(turn)
        ?.catch(() => turn.refuse('actor-stopped'))
        .then(() => {
          if (this.#entering === entering) this.#entering = undefined;
        });
      this.#entering = entering;
    } else this.#cell.enqueue(turn);
  }

  /** The end of a source takes no room, and comes after its last value. */
  #announce(turn: InputTurn): void {
    if (!this.#cell.open) turn.refuse('actor-stopped');
    else if (this.#entering === undefined) this.#cell.notify(turn);
    else void this.#entering.then(() => this.#announce(turn));
    this.#entering = undefined;
  }

  /** The turn of the end is queued first: who hears of it may count on the values before it. */
  #end(kind: 'error' | 'complete', value?: unknown): void {
    if (this.subscription.closed) return;
    if (kind === 'error' || this.#callbacks.complete !== undefined) this.#push(kind, value);
    this.#cell.release(this);
  }
}

class InputTurn extends BaseTurn {
  readonly subject: unknown;
  readonly #incarnation: number;
  readonly #input: Input;
  readonly #kind: Kind;

  constructor(cell: Cell, input: Input, kind: Kind, value: unknown) {
    super(cell);
    this.subject = value;
    this.#incarnation = cell.incarnation;
    this.#input = input;
    this.#kind = kind;
  }

  override get ownSlot(): Slot | undefined {
    return this.#kind === 'next' ? this.#input.slot : undefined;
  }

  override get messageType(): string {
    return `input ${this.#kind}`;
  }

  /** Its callback belongs to an instance that is no more. */
  override get withdrawn(): boolean {
    return this.#incarnation !== this.cell.incarnation;
  }

  override skipped(): void {
    this.refuse('actor-stopped');
  }

  invoke(): unknown {
    if (this.#kind !== 'next' && this.#input.slot?.holds(this)) return undefined;
    return this.#input.call(this.#kind, this.subject, this);
  }

  override ended(): void {
    this.#input.fetch();
  }

  refuse(reason: DeadLetterReason): void {
    if (this.#kind !== 'complete') this.cell.refuseTold(this.subject, undefined, reason);
    if (reason !== 'actor-stopped') this.#input.dropped();
  }
}

function callbacksOf(handle: InputHandler<unknown>): Callbacks {
  if (typeof handle === 'function') return { next: handle };
  const what = 'a function, or an object of `next`, `error` and `complete` functions';
  if (typeof handle !== 'object' || handle === null) throw new TypeError(expected('handle', what, handle));
  const { next, error, complete } = handle;
  if (next === undefined && error === undefined && complete === undefined) {
    throw new TypeError(expected('handle', what, handle));
  }
  for (const callback of [next, error, complete]) {
    if (callback !== undefined && typeof callback !== 'function')
      throw new TypeError(expected('handle', what, callback));
  }
  return {
    next: next && ((value, turn) => next.call(handle, value, turn)),
    error: error && ((value, turn) => error.call(handle, value, turn)),
    complete: complete && ((turn) => complete.call(handle, turn)),
  };
}
