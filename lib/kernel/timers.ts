import { expectDuration, expected, expectFunction } from '../protocol/expect.js';
import type { Result } from '../protocol/protocol.js';
import type { Resource } from '../protocol/resource.js';
import type { Cancel, Milliseconds } from '../protocol/time.js';
import type { Cell } from './cell.js';
import { BaseTurn } from './turn.js';

type Callback = () => Result<unknown>;

/** How a timer goes on after its callback. `idle`: it is wound up anew by each message. */
type Kind = 'once' | 'every' | 'fixedRate' | 'idle';

const RECEIVE_TIMEOUT = Symbol('receiveTimeout');

/**
 * An actor's timers. Their callbacks are turns, one at a time with its messages; a key names a timer, and using it
 * again, or cancelling it, takes back the turn that it had queued. All end when the actor stops or restarts.
 *
 * In a drain they can be set, and do not call any more. Only `once` keeps a Node process alive. Delays are milliseconds > 0 of the system's clock.
 *
 * Guarantees: G1, G11.
 *
 * @example
 * ```ts
 * const light = spawn(defineActor((self) => {
 *   let color = 'red';
 *   self.timers.once('change', 1, () => { color = 'green'; self.endMainLoop(); });
 *   return { handlers: {} };
 * }));
 * (await light.stopped).kind // => 'ended'
 * ```
 */
export class Timers {
  readonly #cell: Cell;
  readonly #timers = new Map<unknown, Timer>();

  /** @internal */
  constructor(cell: Cell) {
    this.#cell = cell;
  }

  /** Calls once, after `delay`. Throws a `TypeError` or `RangeError` for a bad delay or callback. */
  once(key: string, delay: Milliseconds, callback: Callback): void {
    this.#start(key, 'once', delay, callback);
  }

  /** Calls again and again, each time `delay` after the callback before has settled. Throws as {@link Timers.once}. */
  every(key: string, delay: Milliseconds, callback: Callback): void {
    this.#start(key, 'every', delay, callback);
  }

  /**
   * Calls at each multiple of `period` from now on. Where the callback takes longer, the times that pass meanwhile are
   * left out: at most one call waits. Throws as {@link Timers.once}.
   */
  fixedRate(key: string, period: Milliseconds, callback: Callback): void {
    this.#start(key, 'fixedRate', period, callback);
  }

  /** Cancels a timer, and the turn that it has queued. Without effect where there is none. */
  cancel(key: string): void {
    this.#cancel(key);
  }

  /** Whether a timer of that key is to call yet, or its call is queued. */
  has(key: string): boolean {
    return this.#timers.has(key);
  }

  /**
   * Calls when no message has been handled for `idle`, once for each such silence. `Infinity` ends it. Throws as
   * {@link Timers.once}.
   */
  receiveTimeout(idle: Milliseconds, callback: Callback): void {
    expectDuration('idle', idle);
    expectFunction('callback', callback);
    if (!this.#cell.handles) throw this.#cell.refusal('actor-stopped', undefined);
    this.#cancel(RECEIVE_TIMEOUT);
    if (idle !== Number.POSITIVE_INFINITY) this.#add(RECEIVE_TIMEOUT, 'idle', idle, callback);
  }

  /** @internal A message has been handled. */
  touched(): void {
    this.#timers.get(RECEIVE_TIMEOUT)?.rewind();
  }

  /** @internal */
  get resources(): Resource[] {
    return [...this.#timers].map(([key, timer]) => timer.asResource(key));
  }

  /** @internal */
  cancelAll(): void {
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }

  #start(key: string, kind: Kind, delay: Milliseconds, callback: Callback): void {
    if (typeof key !== 'string') throw new TypeError(expected('key', 'a string', key));
    const parameter = kind === 'fixedRate' ? 'period' : 'delay';
    expectDuration(parameter, delay);
    if (!Number.isFinite(delay)) throw new RangeError(expected(parameter, 'finite', delay));
    expectFunction('callback', callback);
    if (!this.#cell.handles) throw this.#cell.refusal('actor-stopped', undefined);
    this.#cancel(key);
    this.#add(key, kind, delay, callback);
  }

  #add(key: unknown, kind: Kind, delay: Milliseconds, callback: Callback): void {
    this.#timers.set(key, new Timer(this.#cell, kind, delay, callback, () => this.#timers.delete(key)));
  }

  #cancel(key: unknown): void {
    this.#timers.get(key)?.cancel();
    this.#timers.delete(key);
  }
}

class Timer {
  readonly #cell: Cell;
  readonly #kind: Kind;
  readonly #delay: Milliseconds;
  readonly #callback: Callback;
  readonly #over: () => void;
  readonly #start: Milliseconds;
  /** When it is to ring, by the clock. */
  #due: Milliseconds = 0;
  /** Of `fixedRate`: the number of the period that is over when it rings. */
  #period = 1;
  #cancel: Cancel | undefined;
  #turn: TimerTurn | undefined;

  constructor(cell: Cell, kind: Kind, delay: Milliseconds, callback: Callback, over: () => void) {
    this.#cell = cell;
    this.#kind = kind;
    this.#delay = delay;
    this.#callback = callback;
    this.#over = over;
    this.#start = cell.system.clock.now();
    this.#wind(this.#start + delay);
  }

  cancel(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#turn?.takeBack();
    this.#turn = undefined;
  }

  asResource(key: unknown): Resource {
    const label = this.#kind === 'idle' ? 'receiveTimeout' : `${this.#kind} \`${key}\``;
    return { kind: 'timer', label, since: this.#start };
  }

  /** Begins its time anew. */
  rewind(): void {
    this.cancel();
    this.#wind(this.#cell.system.clock.now() + this.#delay);
  }

  call(): unknown {
    if (this.#kind === 'once') this.#over();
    return this.#callback();
  }

  /** The callback has settled. */
  called(turn: TimerTurn): void {
    // Replaced, cancelled or rewound from within the callback: that timer is another's business.
    if (this.#turn !== turn) return;
    this.#turn = undefined;
    if (!this.#cell.open || this.#kind === 'once' || this.#kind === 'idle') return;
    const now = this.#cell.system.clock.now();
    if (this.#kind === 'every') this.#wind(now + this.#delay);
    else {
      // Counted, since a remainder may come out as nearly nothing, and that period would be over twice.
      this.#period = Math.max(this.#period, Math.floor((now - this.#start) / this.#delay)) + 1;
      this.#wind(this.#start + this.#period * this.#delay);
    }
  }

  #wind(due: Milliseconds): void {
    this.#due = due;
    const { clock } = this.#cell.system;
    const delay = Math.max(0, due - clock.now());
    this.#cancel = clock.schedule(delay, () => this.#ring(), this.#kind === 'once');
  }

  #ring(): void {
    this.#cancel = undefined;
    // What comes after the door was closed is too late, also where what came before it is still handled.
    if (!this.#cell.open) return;
    // Beside the line there may be a message that is still being handled.
    if (this.#kind === 'idle' && this.#cell.busy?.holds) {
      this.rewind();
      return;
    }
    // Timers of the host may ring a part of a millisecond early.
    if (this.#cell.system.clock.now() < this.#due) {
      this.#wind(this.#due);
      return;
    }
    this.#turn = new TimerTurn(this.#cell, this);
    this.#cell.notify(this.#turn);
  }
}

class TimerTurn extends BaseTurn {
  readonly subject = undefined;
  readonly #timer: Timer;
  #takenBack = false;

  constructor(cell: Cell, timer: Timer) {
    super(cell);
    this.#timer = timer;
  }

  override get messageType(): string {
    return 'timer';
  }

  override get withdrawn(): boolean {
    return this.#takenBack;
  }

  takeBack(): void {
    this.#takenBack = true;
  }

  invoke(): unknown {
    return this.#timer.call();
  }

  override ended(): void {
    this.#timer.called(this);
  }

  refuse(): void {}
}
