/** A kernel broken on purpose: a place in the source, and what stands there instead. */
export interface Mutant {
  readonly name: string;
  /** What is wrong with it, in a few words. */
  readonly fault: string;
  readonly file: string;
  /** Occurs exactly once in the file: a mutant that no longer applies fails the run. */
  readonly find: string;
  readonly replace: string;
  /** The properties that must fail on it, by their numbers, and the invariants of the test kit, by their names. */
  readonly killedBy: readonly string[];
}
