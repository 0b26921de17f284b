import { isLater, type Later } from './results.js';
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
  let later: boolean;
  try {
    result = turn.invoke();
    later = result !== undefined && isLater(result);
  } catch (error) {
    cell.turnFailed(turn, error);
    cell.turnEnded(turn);
    return undefined;
  }
  if (later) return cell.await(turn, result as Later);
  cell.turnSucceeded(turn, result);
  cell.turnEnded(turn);
  return undefined;
}
