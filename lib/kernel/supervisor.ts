import { expected, expectOptions } from '../protocol/expect.js';
import type { Directive, Supervision } from '../protocol/supervision.js';
import type { Milliseconds } from '../protocol/time.js';
import type { Behavior } from './behavior.js';
import type { Cell } from './cell.js';
import { beyondLimit, checkBackoff, checkLimit, DEFAULT_LIMIT, Retrying } from './retrying.js';

const DIRECTIVES: readonly unknown[] = ['resume', 'restart', 'stop', 'escalate'];

/** What is to be done about a failure. `undeclared`: the parent's `handleChildStopped` decides. */
export type Verdict =
  | { readonly directive: 'undeclared' | 'resume' | 'stop' }
  | { readonly directive: 'escalate'; readonly error: unknown }
  | { readonly directive: 'restart'; readonly delay: Milliseconds };

/** How an actor is restarted, and how often it was. */
export class Raising extends Retrying {
  readonly #parent: Cell | undefined;
  readonly #own: Supervision | undefined;
  /** Makes the next instance; throws what the factory throws. */
  readonly make: () => Behavior;
  incarnation = 0;
  /** Its failure is the parent's, and no question to `handleChildStopped`. */
  escalated: { readonly error: unknown } | undefined = undefined;

  constructor(parent: Cell | undefined, own: Supervision | undefined, make: () => Behavior) {
    super();
    this.#parent = parent;
    this.#own = own;
    this.make = make;
  }

  /** What is declared now: by the child's own option, and below that by its parent. */
  get policy(): Supervision | undefined {
    const own = this.#own;
    const inherited = this.#parent?.behavior.supervision;
    return own === undefined || inherited === undefined
      ? (own ?? inherited)
      : { ...inherited, ...given(own) };
  }
}

/**
 * Whether something is declared for a child, or may be by the time it fails: a functional actor says what it declares
 * when its body is through, and the body spawns.
 */
export function isDeclared(parent: Cell | undefined, own: Supervision | undefined): boolean {
  checkSupervision(own);
  if (own !== undefined) return true;
  if (parent === undefined) return false;
  const { behavior } = parent;
  return behavior.supervision !== undefined || ('supervision' in behavior && parent.state !== 'running');
}

/** Without the fields that are there, and say nothing. */
function given(supervision: Supervision): Supervision {
  return Object.fromEntries(Object.entries(supervision).filter(([, value]) => value !== undefined));
}

/** Decides about the failure of `cell`. A `setup` that failed has made nothing to go on with. */
export function judge(cell: Cell, error: unknown, inSetup: boolean): Verdict {
  const { raising } = cell;
  const policy = raising?.policy;
  if (raising === undefined || policy === undefined) return { directive: 'undeclared' };
  const directive = decided(cell, policy, error);
  if (directive === 'escalate') return { directive, error };
  if (directive === 'resume') return { directive: inSetup ? 'stop' : 'resume' };
  const first = inSetup && cell.incarnation === 0;
  if (directive === 'stop' || policy.restart === 'temporary' || (first && policy.backoff === undefined)) {
    return { directive: 'stop' };
  }
  return restart(cell, raising, policy, 'failed', error);
}

/** Decides about a normal end: only a permanent child begins anew. */
export function judgeEnd(cell: Cell): Verdict {
  const { raising } = cell;
  const policy = raising?.policy;
  if (raising === undefined || policy?.restart !== 'permanent') return { directive: 'undeclared' };
  return restart(cell, raising, policy, 'ended', undefined);
}

function decided(cell: Cell, { decide = 'escalate' }: Supervision, error: unknown): Directive {
  if (typeof decide !== 'function') return decide;
  try {
    const directive: unknown = decide(error, cell.reference);
    if (DIRECTIVES.includes(directive)) return directive as Directive;
    throw new TypeError(expected('decide()', 'a directive', directive));
  } catch (failure) {
    cell.system.logError(`The decider for ${cell.path} failed`, failure);
    return 'escalate';
  }
}

function restart(
  cell: Cell,
  raising: Raising,
  policy: Supervision,
  how: 'failed' | 'ended',
  error: unknown,
): Verdict {
  const { limit = DEFAULT_LIMIT, backoff } = policy;
  const now = cell.system.clock.now();
  if (!raising.allowed(limit, now))
    return {
      directive: 'escalate',
      error: beyondLimit(`Actor ${cell.path} ${how}`, cell.path, limit, error),
    };
  return { directive: 'restart', delay: raising.nextDelay(backoff, now, () => cell.system.random()) };
}

/** Throws a `TypeError` or `RangeError` that names the field which is wrong. */
export function checkSupervision(supervision: Supervision | undefined): void {
  expectOptions('supervision', supervision);
  const { decide, restart: kind, limit, backoff, strategy } = supervision ?? {};
  if (decide !== undefined && typeof decide !== 'function' && !DIRECTIVES.includes(decide)) {
    throw new TypeError(
      expected('supervision.decide', '`resume`, `restart`, `stop`, `escalate` or a function', decide),
    );
  }
  expectOneOf('supervision.restart', kind, ['permanent', 'transient', 'temporary']);
  expectOneOf('supervision.strategy', strategy, ['oneForOne', 'oneForAll', 'restForOne']);
  checkLimit('supervision.limit', limit);
  checkBackoff('supervision.backoff', backoff);
}

function expectOneOf(parameter: string, value: unknown, choices: readonly string[]): void {
  if (value === undefined || choices.includes(value as string)) return;
  throw new RangeError(expected(parameter, choices.map((choice) => `\`${choice}\``).join(', '), value));
}
