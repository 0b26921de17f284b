/** What one contestant gave: a figure for each column of its table. */
export type Figures = Readonly<Record<string, number>>;

/** A figure of the finished table, by contestant and column. */
export type Lookup = (contestant: string, column: string) => number;

/** Something that must hold between the figures of one run: a ratio wherever the machine matters. */
export interface Goal {
  readonly what: string;
  readonly value: (figure: Lookup) => number;
  readonly most: number;
}

/** Measures one contestant, and throws when it did not do its work. */
export type Contestant = (quick: boolean) => Figures | Promise<Figures>;

export interface Benchmark {
  readonly title: string;
  /** What the figures are, for the reader of the table. */
  readonly unit: string;
  /** Flags of the node processes that measure. */
  readonly flags?: readonly string[];
  readonly contestants: Readonly<Record<string, Contestant>>;
  /** The contestant by which the ratios of the table are formed. */
  readonly baseline?: string;
  readonly goals?: readonly Goal[];
}

export function check(done: boolean, what: string): asserts done {
  if (!done) throw new Error(`The benchmark did not do its work: ${what}`);
}
