import type { Milliseconds } from '../protocol/time.js';
import { deepEqual } from './deep-equal.js';
import { draw, type Mark, read, type Same, symbolOf, type Values } from './diagram.js';
import { print } from './print.js';

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

/** A mark without its time. */
type Unstamped<M = Mark> = M extends Mark ? Omit<M, 'at'> : never;

/** What is seen of one flow, and what is to be seen. */
export class Expectation implements ToBe {
  readonly #marks: Mark[] = [];
  readonly #label: string;
  readonly #start: Milliseconds;
  readonly #same: Same;
  #diagram: string | undefined;
  #expected: readonly Mark[] = [];
  #values: Values = {};

  /** @param start - the time at which its diagram begins */
  constructor(label: string, start: Milliseconds, same: Same = deepEqual) {
    this.#label = label;
    this.#start = start;
    this.#same = same;
  }

  toBe(diagram: string, values: Values = {}, error: unknown = ANY_ERROR): void {
    this.#expected = read(diagram, values, error);
    this.#diagram = diagram;
    this.#values = values;
  }

  /** The time of the last thing expected. */
  get end(): Milliseconds {
    return this.#start + (this.#expected.at(-1)?.at ?? 0);
  }

  /** Takes down what is seen now. */
  mark(now: Milliseconds, seen: Unstamped): void {
    this.#marks.push({ ...seen, at: now - this.#start } as Mark);
  }

  /** What is wrong, in lines to read; `undefined` if nothing is. */
  problem(): string | undefined {
    if (this.#diagram === undefined)
      return `${this.#label}: nothing was expected of it; \`toBe\` was never called`;
    const marks = this.#marks.filter((mark) => this.counts(mark, this.#expected));
    const length = Math.max(marks.length, this.#expected.length);
    const first = Array.from({ length }).findIndex(
      (_, index) => !this.#agrees(marks[index], this.#expected[index]),
    );
    if (first < 0) return undefined;
    return [
      `${this.#label} differs:`,
      `  expected  ${draw(this.#expected, this.#values) || '(nothing)'}`,
      `  actual    ${draw(marks, this.#values, this.#same) || '(nothing)'}`,
      `  first difference: expected ${this.#describe(this.#expected[first], deepEqual)},`,
      `                         got ${this.#describe(marks[first], this.#same)}`,
    ].join('\n');
  }

  /** Whether something that was seen counts; a subclass may leave something out. */
  protected counts(_mark: Mark, _expected: readonly Mark[]): boolean {
    return true;
  }

  #agrees(actual: Mark | undefined, expected: Mark | undefined): boolean {
    if (actual === undefined || expected === undefined) return false;
    if (actual.at !== expected.at || actual.kind !== expected.kind) return false;
    if (actual.kind === 'N') return expected.kind === 'N' && this.#same(actual.value, expected.value);
    if (actual.kind === 'C' || expected.kind !== 'E') return true;
    return expected.error === ANY_ERROR || this.#same(actual.error, expected.error);
  }

  #describe(mark: Mark | undefined, same: Same): string {
    if (mark === undefined) return 'nothing more';
    const value = mark.kind === 'N' ? mark.value : mark.kind === 'E' ? mark.error : undefined;
    const shown = mark.kind === 'C' || value === ANY_ERROR ? '' : ` = ${print(value)}`;
    return `${symbolOf(mark, this.#values, same)}${shown} at ${mark.at} ms`;
  }
}

/** The end of an actor is no turn: it counts where the diagram shows it, and is otherwise for its lifecycle to tell. */
export class MessagesExpectation extends Expectation {
  constructor(path: string, start: Milliseconds) {
    super(`Messages of ${path}`, start);
  }

  protected override counts(mark: Mark, expected: readonly Mark[]): boolean {
    return mark.kind !== 'C' || expected.some(({ kind }) => kind === 'C');
  }
}
