import type { AsyncLocalStorageLike } from '../protocol/options.js';
import type { BaseTurn } from './turn.js';

/** Gives a turn the stores' contents of this moment. */
export type Carry = (turn: BaseTurn) => BaseTurn;

/** What takes the contents of `stores` from a teller to the turn; `undefined` where there is nothing to take. */
export function carrier(stores: readonly AsyncLocalStorageLike[]): Carry | undefined {
  if (stores.length === 0) return undefined;
  return (turn) => {
    const held = stores.map(contentOf);
    const invoke = turn.invoke.bind(turn);
    turn.invoke = () => stores.reduce((call, store, index) => () => store.run(held[index], call), invoke)();
    return turn;
  };
}

/** A store is foreign code, and a tell never throws. */
function contentOf(store: AsyncLocalStorageLike): unknown {
  try {
    return store.getStore();
  } catch {
    return undefined;
  }
}
