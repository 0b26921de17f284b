import type { Cell } from './cell.js';

/** Key by which a reference leads the kernel to its actor. */
export const cellKey = Symbol('cell');

/** The actor behind a reference, if it is one of this copy of the package. */
export function cellOf(ref: object): Cell | undefined {
  return (ref as { readonly [cellKey]?: Cell })[cellKey];
}
