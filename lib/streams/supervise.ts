import { type MonoTypeOperatorFunction, Observable, Subscriber } from 'rxjs';
import { hostClock, hostLogger } from '../kernel/host.js';
import { beyondLimit, checkBackoff, checkLimit, DEFAULT_LIMIT, Retrying } from '../kernel/retrying.js';
import { expected, expectFunction, expectOptions } from '../protocol/expect.js';
import type { Backoff, Directive, RestartLimit } from '../protocol/supervision.js';
import type { Cancel, Clock } from '../protocol/time.js';

/** What is done about the error of a stream; a stream has no state to `resume` with. */
type StreamDirective = Exclude<Directive, 'resume'>;

/** What {@link supervise} does about errors. */
export interface SuperviseOptions {
  /**
   * `restart`: subscribe to the source anew. `stop`: complete. `escalate`: error with the same error. Or what decides
   * by the error; a decider that throws escalates, and is logged. @defaultValue 'restart'
   */
  readonly decide?: StreamDirective | ((error: unknown) => StreamDirective) | undefined;
  /** Per subscription. Beyond it the result errors with `restart-limit`. @defaultValue 3 within 5_000 */
  readonly limit?: RestartLimit | undefined;
  /** Without it the source is subscribed anew at once. */
  readonly backoff?: Backoff | undefined;
  /** Called right before the source is subscribed anew, the first time with 1. What it throws errors the result. */
  readonly onRestart?: ((error: unknown, attempt: number) => void) | undefined;
  /** Whose time counts. @defaultValue the host's */
  readonly clock?: Clock | undefined;
}

const DIRECTIVES: readonly unknown[] = ['restart', 'stop', 'escalate'];
const CHOICES = '`restart`, `stop`, `escalate`';

/** The path of an error that is about no actor. */
const NOWHERE = '';

/**
 * Keeps a stream alive as a parent keeps its children: an error is looked at, and the source is subscribed anew, given
 * up, or left to fail, with a limit to how often and a delay that grows. For any Observable; no actor is needed.
 *
 * The values pass as they come, before and after a restart. What failed is given back before it begins anew. A restart
 * that is due is taken back when the result is unsubscribed. A source that fails at once, over and over, is subscribed
 * in a loop, and not in a recursion that overflows the stack.
 *
 * The failure beyond `limit` errors the result with `restart-limit`, with that failure as its `cause`. The delays of
 * `backoff` begin anew when a subscription has held for its `resetAfter`; its jitter is not seeded.
 *
 * A hot source that has failed, such as a Subject, fails again at once: make it anew with `defer`. A finalizer of the
 * source that throws errors the result.
 *
 * Throws a `TypeError` or `RangeError` for a bad option.
 *
 * @param options.decide - a directive, or what decides by the error; default `restart`
 * @param options.limit - default 3 within 5_000
 * @param options.backoff - `{ min, max, factor, jitter, resetAfter }`; default: no delay
 * @param options.onRestart - is told the error, and how often the source was subscribed anew
 * @param options.clock - default: the host's
 * @example
 * ```ts
 * let connections = 0;
 * const feed = defer(() => {
 *   connections += 1;
 *   return connections < 3 ? throwError(() => new Error('refused')) : of('first', 'second');
 * });
 * const attempts: number[] = [];
 * const kept = feed.pipe(
 *   supervise({ backoff: { min: 1, max: 1_000 }, onRestart: (error, attempt) => attempts.push(attempt) }),
 *   toArray(),
 * );
 * await firstValueFrom(kept) // => ['first', 'second']
 * attempts // => [1, 2]
 * ```
 */
export function supervise<T>(options?: SuperviseOptions): MonoTypeOperatorFunction<T> {
  checkOptions(options);
  const settings = { ...options };
  return (source) => new Observable((result) => new Supervised(source, result, settings).begin());
}

function checkOptions(options: SuperviseOptions | undefined): void {
  expectOptions('options', options);
  const { decide, limit, backoff, onRestart, clock } = options ?? {};
  if (decide !== undefined && typeof decide !== 'function' && !DIRECTIVES.includes(decide))
    throw new TypeError(expected('decide', `one of ${CHOICES} or a function`, decide));
  checkLimit('limit', limit);
  checkBackoff('backoff', backoff);
  if (onRestart !== undefined) expectFunction('onRestart', onRestart);
  if (clock === undefined) return;
  expectOptions('clock', clock);
  expectFunction('clock.now', clock.now);
  expectFunction('clock.schedule', clock.schedule);
}

class Supervised<T> {
  readonly #source: Observable<T>;
  readonly #result: Subscriber<T>;
  readonly #options: SuperviseOptions;
  readonly #clock: Clock;
  readonly #retrying = new Retrying();
  #restarts = 0;
  /** Takes back the restart that is due. */
  #cancel: Cancel | undefined;
  /** The loop of `begin` is on the stack: what fails meanwhile returns to it instead of going deeper. */
  #beginning = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(source: Observable<T>, result: Subscriber<T>, options: SuperviseOptions) {
    this.#source = source;
    this.#result = result;
    this.#options = options;
    this.#clock = options.clock ?? hostClock;
    result.add(() => this.#cancel?.());
  }

  /** Subscribes the source, and again for as long as it fails at once and is to be restarted at once. */
  begin(): void {
    this.#beginning = true;
    let failure = this.#subscribe();
    while (failure !== undefined && this.#restartsAtOnce(failure.error)) failure = this.#subscribe();
    this.#beginning = false;
  }

  /** @internal The source has failed, and was given back. */
  failed(error: unknown): void {
    if (this.#beginning) this.#failure = { error };
    else if (this.#restartsAtOnce(error)) this.begin();
  }

  #subscribe(): { readonly error: unknown } | undefined {
    this.#failure = undefined;
    this.#retrying.runningSince = this.#clock.now();
    try {
      this.#source.subscribe(new Incarnation(this.#result, this));
    } catch (error) {
      // Thrown by a finalizer of what has ended already.
      this.#result.error(error);
    }
    return this.#failure;
  }

  #restartsAtOnce(error: unknown): boolean {
    if (this.#result.closed) return false;
    const directive = this.#decided(error);
    if (directive === 'stop') this.#result.complete();
    if (directive === 'escalate') this.#result.error(error);
    // Also where the decider has left the result.
    if (this.#result.closed) return false;
    const { limit = DEFAULT_LIMIT, backoff } = this.#options;
    const now = this.#clock.now();
    if (!this.#retrying.allowed(limit, now)) {
      this.#result.error(beyondLimit('The source failed', NOWHERE, limit, error));
      return false;
    }
    const delay = this.#retrying.nextDelay(backoff, now);
    if (delay === 0) return this.#announced(error);
    this.#cancel = this.#clock.schedule(delay, () => {
      if (this.#announced(error)) this.begin();
    });
    return false;
  }

  #decided(error: unknown): StreamDirective {
    const { decide = 'restart' } = this.#options;
    if (typeof decide !== 'function') return decide;
    try {
      const directive: unknown = decide(error);
      if (DIRECTIVES.includes(directive)) return directive as StreamDirective;
      throw new TypeError(expected('decide()', `one of ${CHOICES}`, directive));
    } catch (failure) {
      hostLogger.error('The decider of supervise failed', failure);
      return 'escalate';
    }
  }

  /** Tells of the restart; whether it still is to be. */
  #announced(error: unknown): boolean {
    this.#restarts += 1;
    try {
      this.#options.onRestart?.(error, this.#restarts);
    } catch (thrown) {
      this.#result.error(thrown);
    }
    return !this.#result.closed;
  }
}

/** One subscription of the source. */
class Incarnation<T> extends Subscriber<T> {
  readonly #result: Subscriber<T>;
  readonly #supervised: Supervised<T>;

  constructor(result: Subscriber<T>, supervised: Supervised<T>) {
    super(result);
    this.#result = result;
    this.#supervised = supervised;
  }

  /** What failed is given back before anything is decided: two incarnations never share a port or a file. */
  protected override _error(error: unknown): void {
    try {
      this.unsubscribe();
    } catch (thrown) {
      this.#result.error(thrown);
    }
    this.#supervised.failed(error);
  }
}
