/** Every run-time failure of the library by its code. */
export type ActorErrorCode =
  | 'actor-stopped'
  | 'ask-timeout'
  | 'ask-cycle'
  | 'unhandled-message'
  | 'setup-failed'
  | 'mailbox-full'
  | 'superseded'
  | 'actor-restarted'
  | 'restart-limit'
  | 'stash-full';

/** Brands instead of `instanceof`: two copies of the package, or a bundle that holds one of its own, agree. */
const ERROR_BRAND = Symbol.for('rxactors.ActorError');
const END_BRAND = Symbol.for('rxactors.EndMainLoop');

export interface ActorErrorInit {
  readonly code: ActorErrorCode;
  /** Path of the actor that the error is about; empty where it is about none. */
  readonly path: string;
  readonly cause?: unknown;
  readonly undelivered?: unknown;
}

/**
 * A failure at run time: something that can happen to a correct program. Mistakes of the programmer are
 * `TypeError` and `RangeError`, thrown at the call.
 *
 * Recognize it with {@link isActorError}, which also knows the errors of another copy of the package.
 *
 * @example
 * ```ts
 * const error = new ActorError('Actor /till did not answer within 50 ms', { code: 'ask-timeout', path: '/till' });
 * error.code // => 'ask-timeout'
 * isActorError(error, 'ask-timeout') // => true
 * ```
 */
export class ActorError extends Error {
  override readonly name = 'ActorError';
  /** What happened, as a literal to switch on. */
  readonly code: ActorErrorCode;
  /** Path of the actor that it happened to; empty where it happened to none, as in an operator. */
  readonly path: string;
  /** The message that was not handled, where one was not. */
  readonly undelivered: unknown;

  constructor(message: string, init: ActorErrorInit) {
    super(message, 'cause' in init ? { cause: init.cause } : undefined);
    this.code = init.code;
    this.path = init.path;
    this.undelivered = init.undelivered;
  }

  get [ERROR_BRAND](): true {
    return true;
  }
}

/**
 * Whether `value` is a failure of this library and, if `code` is given, that one.
 *
 * @example
 * ```ts
 * isActorError(new Error('mine')) // => false
 * ```
 */
export function isActorError(value: unknown, code?: ActorErrorCode): value is ActorError {
  return branded(value, ERROR_BRAND) && (code === undefined || (value as ActorError).code === code);
}

/**
 * Thrown by a handler to stop its actor now, as actorio does; not a failure: the stop reason is `ended`. An ask that
 * the handler had not answered rejects with `actor-stopped`.
 *
 * `this.endMainLoop()` does the same after the turn, and no `catch` can swallow it.
 */
export class EndMainLoop extends Error {
  override readonly name = 'EndMainLoop';

  constructor(message = 'The actor ends its main loop') {
    super(message);
  }

  get [END_BRAND](): true {
    return true;
  }
}

export function isEndMainLoop(value: unknown): boolean {
  return branded(value, END_BRAND);
}

/** Anything can be thrown, a proxy whose every access throws included. */
function branded(value: unknown, brand: symbol): boolean {
  try {
    return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[brand] === true;
  } catch {
    return false;
  }
}
