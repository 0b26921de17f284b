import { kindOf, type Later, type ResultKind } from './results.js';
import type { Settlement } from './settlement.js';
import type { BaseTurn } from './turn.js';

/**
 * Runs a turn to its end, or to where it has to wait. Whatever the user's code throws or returns is a value here:
 * nothing gets out but the settlement to wait for.
 */
export function runTurn(turn: BaseTurn): Settlement | undefined {
  const { cell } = turn;
  if (cell.inboxHub !== undefined || cell.system.events.observed) cell.turnStarted(turn);
  let result: unknown;
  let kind: ResultKind;
  try {
    result = turn.invoke();
    kind = result === undefined ? 'value' : kindOf(result);
  } catch (error) {
    cell.turnFailed(turn, error);
    cell.turnEnded(turn);
    return undefined;
  }
  if (kind !== 'value') return cell.await(turn, result as Later, kind);
  cell.turnSucceeded(turn, result);
  cell.turnEnded(turn);
  return undefined;
}
