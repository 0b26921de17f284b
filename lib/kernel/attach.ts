import type { Cell } from './cell.js';

/** What a clock can see of a system. */
export interface Attached {
  /** Nothing is to do until something happens outside. */
  readonly quiet: boolean;
  readonly runQueue?: { readonly turns: number };
  readonly roots?: { list(): readonly Cell[] };
}

/** Key under which a clock that has to know when its systems are idle takes them in. */
export const attach = Symbol('attach');

export interface Attachable {
  [attach]?(system: Attached): void;
}
