/** A figure, or in its place why there is none. */
export type Figure = number | string;

/** What one contestant gave: a figure for each column of its table. */
export type Figures = Readonly<Record<string, Figure>>;

/** A figure of the finished table, by contestant and column; `NaN` where there is none. */
export type Lookup = (contestant: string, column: string) => number;

/** Something that must hold between the figures of one run: a ratio wherever the machine matters. */
export interface Goal {
  readonly what: string;
  readonly value: (figure: Lookup) => number;
  /** What must hold: at most so much, or at least so much. */
  readonly most?: number;
  readonly least?: number;
  /** How far the best known design for the same task comes, of which twice the cost must hold. */
  readonly reach?: number;
}

/**
 * Measures one contestant, and throws when it did not do its work. What it puts into `partial` counts even where it
 * comes to grief afterwards.
 */
export type Contestant = (quick: boolean, partial: Record<string, Figure>) => Figures | Promise<Figures>;

export interface Benchmark {
  readonly title: string;
  /** What the figures are, for the reader of the table. */
  readonly unit: string;
  /** Flags of the node processes that measure. */
  readonly flags?: readonly string[];
  readonly contestants: Readonly<Record<string, Contestant>>;
  /** Others, who may fail, or not be there; so may those of the contestants who are named in `mayFail`. */
  readonly peers?: Readonly<Record<string, Contestant>>;
  readonly mayFail?: readonly string[];
  /** The contestant by which the ratios of the table are formed. */
  readonly baseline?: string;
  readonly goals?: readonly Goal[];
}

/** Thrown by a contestant that cannot take part, which is no failure. */
export class CannotTakePart extends Error {}

export function check(done: boolean, what: string): asserts done {
  if (!done) throw new Error(`The benchmark did not do its work: ${what}`);
}

export function contestant(benchmark: Benchmark, name: string): Contestant | undefined {
  return benchmark.contestants[name] ?? benchmark.peers?.[name];
}
