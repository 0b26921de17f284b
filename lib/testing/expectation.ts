import { deepEqual } from './deep-equal.js';
import { draw, type Mark, read, symbolOf, type Values } from './diagram.js';
import { print } from './print.js';

/** How a value that came is compared with the one in the diagram. */
type Same = (actual: unknown, expected: unknown) => boolean;

/** The end of an expectation: what is to be seen, as a diagram. */
export interface ToBe {
  /**
   * @param diagram - RxJS's marble syntax, one millisecond a character
   * @param values - what its letters stand for
   * @param error - what `#` stands for; default: any error
   */
  toBe(diagram: string, values?: Values, error?: unknown): void;
}

const ANY_ERROR = Symbol('any error');

/** What is seen of one flow, and what is to be seen. */
export class Expectation implements ToBe {
  readonly marks: Mark[] = [];
  readonly #label: string;
  readonly #same: Same;
  #diagram: string | undefined;
  #expected: readonly Mark[] = [];
  #values: Values = {};

  constructor(label: string, same: Same = deepEqual) {
    this.#label = label;
    this.#same = same;
  }

  toBe(diagram: string, values: Values = {}, error: unknown = ANY_ERROR): void {
    this.#expected = read(diagram, values, error);
    this.#diagram = diagram;
    this.#values = values;
  }

  /** The letters of the diagram that is expected. */
  get values(): Values {
    return this.#values;
  }

  /** The time of the last thing expected. */
  get end(): number {
    return this.#expected.at(-1)?.at ?? 0;
  }

  /** What is wrong, in lines to read; `undefined` if nothing is. */
  problem(): string | undefined {
    if (this.#diagram === undefined)
      return `${this.#label}: nothing was expected of it; \`toBe\` was never called`;
    const marks = this.seen();
    const length = Math.max(marks.length, this.#expected.length);
    const first = Array.from({ length }).findIndex(
      (_, index) => !this.#agrees(marks[index], this.#expected[index]),
    );
    if (first < 0) return undefined;
    return [
      `${this.#label} differs:`,
      `  expected  ${this.#draw(this.#expected)}`,
      `  actual    ${this.#draw(marks)}`,
      `  first difference: expected ${this.#describe(this.#expected[first])},`,
      `                         got ${this.#describe(marks[first])}`,
    ].join('\n');
  }

  /** What counts of what was seen; a subclass may leave something out. */
  protected seen(): readonly Mark[] {
    return this.marks;
  }

  #draw(marks: readonly Mark[]): string {
    return draw(marks, this.#values) || '(nothing)';
  }

  #agrees(actual: Mark | undefined, expected: Mark | undefined): boolean {
    if (actual === undefined || expected === undefined) return false;
    if (actual.at !== expected.at || actual.kind !== expected.kind) return false;
    if (actual.kind === 'N') return expected.kind === 'N' && this.#same(actual.value, expected.value);
    if (actual.kind === 'C' || expected.kind !== 'E') return true;
    return expected.error === ANY_ERROR || this.#same(actual.error, expected.error);
  }

  #describe(mark: Mark | undefined): string {
    if (mark === undefined) return 'nothing more';
    const value = mark.kind === 'N' ? mark.value : mark.kind === 'E' ? mark.error : undefined;
    const shown = mark.kind === 'C' || value === ANY_ERROR ? '' : ` = ${print(value)}`;
    return `${symbolOf(mark, this.#values)}${shown} at ${mark.at} ms`;
  }
}
