import type { Cell } from './cell.js';
import { kindOf, type Later, type ResultKind } from './results.js';
import type { Settlement } from './settlement.js';
import { ToldTurn } from './told-turn.js';
import type { BaseTurn } from './turn.js';

/**
 * Runs a turn to its end, or to where it has to wait. Whatever the user's code throws or returns is a value here:
 * nothing gets out but the settlement to wait for.
 */
export function runTurn(turn: BaseTurn): Settlement | undefined {
  // The commonest turn by a way of its own: calls that meet every kind of turn cost each message several times as much.
  return turn instanceof ToldTurn ? runTold(turn) : run(turn);
}

function runTold(turn: ToldTurn): Settlement | undefined {
  const { cell } = turn;
  if (isObserved(cell)) cell.turnStarted(turn);
  let result: unknown;
  let kind: ResultKind;
  try {
    result = turn.invoke();
    kind = result === undefined ? 'value' : kindOf(result);
  } catch (error) {
    return failed(turn, error);
  }
  if (kind !== 'value') return cell.await(turn, result as Later, kind);
  // All that `ended` looks at is of what few have.
  if (cell.some === undefined && cell.system.turnsSince === undefined) cell.running = undefined;
  else ended(turn);
  return undefined;
}

/** Nobody waits for the value of `turn`, so that it has no further consequence unless the actor is to fail. */
function ended(turn: ToldTurn): void {
  const { cell } = turn;
  if (cell.failure !== undefined) failed(turn, cell.failure.error);
  else cell.turnEnded(turn);
}

function run(turn: BaseTurn): Settlement | undefined {
  const { cell } = turn;
  if (isObserved(cell)) cell.turnStarted(turn);
  let result: unknown;
  let kind: ResultKind;
  try {
    result = turn.invoke();
    kind = result === undefined ? 'value' : kindOf(result);
  } catch (error) {
    return failed(turn, error);
  }
  if (kind !== 'value') return cell.await(turn, result as Later, kind);
  cell.turnSucceeded(turn, result);
  cell.turnEnded(turn);
  turn.ended();
  return undefined;
}

function isObserved(cell: Cell): boolean {
  return cell.some?.inboxHub !== undefined || cell.system.events.observed;
}

function failed(turn: BaseTurn, error: unknown): undefined {
  turn.cell.turnFailed(turn, error);
  turn.cell.turnEnded(turn);
  turn.ended();
}
