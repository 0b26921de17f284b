import { ActorError } from '../protocol/errors.js';
import { expectDuration, expected, expectOptions } from '../protocol/expect.js';
import type { AskOptions } from '../protocol/options.js';
import type { Milliseconds } from '../protocol/time.js';
import { AskTurn } from './ask-turn.js';
import type { Cell } from './cell.js';
import { type Outlet, PendingAsk } from './pending-ask.js';

/** Asks `target`; never throws. `asker` is the actor that asks by `this.ask`, whose cycles are seen. */
export function ask(target: Cell, message: unknown, options?: AskOptions, asker?: Cell): Promise<unknown> {
  if (options !== undefined || asker !== undefined || !target.open)
    return askInAnyCase(target, message, options, asker);
  return startAsk(target, message, target.system.askTimeout).promise;
}

/** As {@link ask}, where something may be in the way. */
function askInAnyCase(
  target: Cell,
  message: unknown,
  options: AskOptions | undefined,
  asker: Cell | undefined,
): Promise<unknown> {
  try {
    check(options);
  } catch (error) {
    return Promise.reject(error);
  }
  const { timeout = target.system.askTimeout, signal } = options ?? {};
  if (signal?.aborted) return Promise.reject(signal.reason);
  if (asker !== undefined && wouldWaitForItself(asker, target)) return Promise.reject(cycle(asker, target));
  if (!target.open) return Promise.reject(target.refusal('actor-stopped', message));
  const pending = new PendingAsk(target, timeout, undefined, asker);
  // First: who is told, on this very stack, that another message made way for this one may abort.
  if (signal !== undefined) pending.heed(signal);
  return sent(pending, message).promise;
}

/**
 * Puts `message` in the line of `target`, unless it is a `Message` in flight: then the ask rejects. With an `outlet`
 * there is no promise.
 */
export function startAsk(target: Cell, message: unknown, timeout: Milliseconds, outlet?: Outlet): PendingAsk {
  return sent(new PendingAsk(target, timeout, outlet), message);
}

function sent(pending: PendingAsk, message: unknown): PendingAsk {
  const { target } = pending;
  if (pending.claim(message)) target.enqueue(new AskTurn(target, message, pending));
  else
    pending.reject(
      new TypeError('Expected `message` to be a Message that is not in flight: ask with a new one'),
    );
  return pending;
}

function check(options: AskOptions | undefined): void {
  expectOptions('options', options);
  if (options?.timeout !== undefined) expectDuration('timeout', options.timeout);
  const { signal } = options ?? {};
  if (signal !== undefined && typeof signal?.addEventListener !== 'function') {
    throw new TypeError(expected('signal', 'an AbortSignal', signal));
  }
}

/** The actors that `cell`'s running turn waits for. An ask that the turn did not live to see answered holds nobody. */
function* waitedFor(cell: Cell): Iterable<Cell> {
  if (!cell.hasAsksOut || cell.running === undefined) return;
  for (const pending of cell.asking) if (pending.askerTurn === cell.running) yield pending.target;
}

function wouldWaitForItself(asker: Cell, target: Cell): boolean {
  return pathBetween(target, asker) !== undefined;
}

/** Depth first, on a stack of our own: chains may be long. */
function pathBetween(start: Cell, goal: Cell): readonly Cell[] | undefined {
  const cameFrom = new Map<Cell, Cell | undefined>([[start, undefined]]);
  const open = [start];
  for (let cell = open.pop(); cell !== undefined; cell = open.pop()) {
    if (cell === goal) return trail(goal, cameFrom);
    for (const next of waitedFor(cell)) {
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, cell);
      open.push(next);
    }
  }
  return undefined;
}

function trail(goal: Cell, cameFrom: ReadonlyMap<Cell, Cell | undefined>): readonly Cell[] {
  const cells: Cell[] = [];
  for (let cell: Cell | undefined = goal; cell !== undefined; cell = cameFrom.get(cell)) cells.unshift(cell);
  return cells;
}

function cycle(asker: Cell, target: Cell): ActorError {
  const path = [asker, ...(pathBetween(target, asker) ?? [])].map((cell) => cell.path).join(' -> ');
  return new ActorError(`Ask cycle: ${path}; each would wait for the next for ever`, {
    code: 'ask-cycle',
    path: asker.path,
  });
}
