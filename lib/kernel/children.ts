import type { Cell } from './cell.js';

/**
 * Actors that stand side by side, in order of start. Those without an id of their own are numbered: the id that is made
 * of the number costs a string, and is made for those who ask.
 */
export class Children {
  readonly #cells = new Map<string | number, Cell>();
  /** Some were given ids: a made-up one may be among them. */
  #named = false;

  get size(): number {
    return this.#cells.size;
  }

  add(cell: Cell): void {
    this.#cells.set(cell.key, cell);
    this.#named ||= typeof cell.key === 'string';
  }

  delete(cell: Cell): void {
    this.#cells.delete(cell.key);
  }

  get(id: string): Cell | undefined {
    const cell = this.#cells.get(id) ?? this.#cells.get(Number(String(id).replace(/^.*-/, '')));
    return cell?.id === id ? cell : undefined;
  }

  /** Whether one was given the id that would be made up. */
  hasNamed(stem: string, number: number): boolean {
    return this.#named && this.#cells.has(`${stem}-${number}`);
  }

  values(): MapIterator<Cell> {
    return this.#cells.values();
  }
}
