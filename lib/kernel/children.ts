import type { Cell } from './cell.js';

/**
 * Actors that stand side by side, in order of start: a chain that runs through them. Those without an id of their own
 * are numbered: the id that is made of the number is made for those who ask.
 */
export class Children {
  size = 0;
  #oldest: Cell | undefined;
  #youngest: Cell | undefined;
  readonly #named = new Map<string, Cell>();
  /** The others; made for the first who looks for one of them. */
  #numbered: Map<number, Cell> | undefined;

  add(cell: Cell): void {
    const { key } = cell;
    if (typeof key === 'string') this.#named.set(key, cell);
    else this.#numbered?.set(key, cell);
    const older = this.#youngest;
    cell.older = older;
    if (older === undefined) this.#oldest = cell;
    else older.younger = cell;
    this.#youngest = cell;
    this.size += 1;
  }

  delete(cell: Cell): void {
    const { key, older, younger } = cell;
    if (typeof key === 'string') this.#named.delete(key);
    else this.#numbered?.delete(key);
    if (older === undefined) this.#oldest = younger;
    else older.younger = younger;
    if (younger === undefined) this.#youngest = older;
    else younger.older = older;
    // Who holds one that has stopped holds none of the others.
    cell.older = undefined;
    cell.younger = undefined;
    this.size -= 1;
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

  /** All that there are now. */
  list(): Cell[] {
    const cells: Cell[] = [];
    for (let cell = this.#oldest; cell !== undefined; cell = cell.younger) cells.push(cell);
    return cells;
  }

  private byNumber(): Map<number, Cell> {
    const numbered = new Map<number, Cell>();
    for (const cell of this.list()) if (typeof cell.key === 'number') numbered.set(cell.key, cell);
    return numbered;
  }
}
