import type { Cell } from './cell.js';

/** Few gaps are left alone. */
const FEW = 32;

/**
 * Actors that stand side by side, in order of start. Those without an id of their own are numbered: the id that is made
 * of the number is made for those who ask.
 *
 * An array, and no chain through the actors: the collector would lay them out along it, all over the memory, and a
 * message that goes through very many actors would take three times as long.
 */
export class Children {
  size = 0;
  /** With gaps where some have left, but none at the end. Each cell knows its place. */
  #cells: (Cell | undefined)[] = [];
  readonly #named = new Map<string, Cell>();
  /** The others; made for the first who looks for one of them. */
  #numbered: Map<number, Cell> | undefined;

  add(cell: Cell): void {
    const { key } = cell;
    if (typeof key === 'string') this.#named.set(key, cell);
    else this.#numbered?.set(key, cell);
    cell.place = this.#cells.length;
    this.#cells.push(cell);
    this.size += 1;
  }

  delete(cell: Cell): void {
    const { key } = cell;
    const cells = this.#cells;
    if (typeof key === 'string') this.#named.delete(key);
    else this.#numbered?.delete(key);
    cells[cell.place] = undefined;
    this.size -= 1;
    while (cells.length > 0 && cells[cells.length - 1] === undefined) cells.pop();
    if (cells.length > FEW && cells.length > 2 * this.size) this.closeUp();
  }

  get(id: string): Cell | undefined {
    const named = this.#named.get(id);
    if (named !== undefined) return named;
    const number = Number(/-(\d+)$/.exec(id)?.[1]);
    if (Number.isNaN(number)) return undefined;
    this.#numbered ??= this.byNumber();
    const numbered = this.#numbered.get(number);
    return numbered?.id === id ? numbered : undefined;
  }

  /** Whether one was given the id that would be made up. */
  hasNamed(stem: string, number: number): boolean {
    return this.#named.size > 0 && this.#named.has(`${stem}-${number}`);
  }

  /** A live view: it shows those who join while it is walked, and none who has left. */
  *values(): MapIterator<Cell> {
    let cells = this.#cells;
    for (let place = 0; place < cells.length; place += 1) {
      const cell = cells[place];
      if (cell !== undefined) yield cell;
      if (cells === this.#cells) continue;
      // They have closed up meanwhile: those who were seen come first.
      const seen = new Set(cells.slice(0, place + 1));
      cells = this.#cells;
      const next = cells.findIndex((other) => !seen.has(other));
      if (next < 0) return;
      place = next - 1;
    }
  }

  /** All that there are now. */
  list(): Cell[] {
    return this.#cells.filter((cell) => cell !== undefined);
  }

  private closeUp(): void {
    const cells = this.list();
    for (const [place, cell] of cells.entries()) cell.place = place;
    this.#cells = cells;
  }

  private byNumber(): Map<number, Cell> {
    const numbered = new Map<number, Cell>();
    for (const cell of this.list()) if (typeof cell.key === 'number') numbered.set(cell.key, cell);
    return numbered;
  }
}
