import type { Attached } from '../kernel/attach.js';
import type { Cell } from '../kernel/cell.js';
import type { Milliseconds } from '../protocol/time.js';

/** Something goes on and on, while the clock stands still. */
export class StillBusy extends Error {
  constructor(systems: readonly Attached[], turns: number, now: Milliseconds) {
    const cells = systems.flatMap(({ roots }) => roots?.list() ?? []).flatMap(withChildren);
    const waited = cells.filter(({ size }) => size > 0);
    // One that waits for something keeps its messages waiting too.
    const busy = waited.find(({ running }) => running === undefined) ?? waited[0];
    super(
      `Still busy after ${turns} turns at ${now} ms: does ${busy?.path ?? 'an actor'} tell itself without end?`,
    );
  }
}

function withChildren(cell: Cell): readonly Cell[] {
  return [cell, ...cell.childrenInOrder().flatMap(withChildren)];
}
