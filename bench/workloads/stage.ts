/**
 * A library as the workloads see it, so that all run the same code around it. `Ref` is what it gives to reach an actor.
 * What a library has not got is left out, and its benchmarks say so.
 */
export interface Stage<Ref = unknown> {
  /** An actor that handles its messages by `handle`, one at a time. */
  spawn(handle: (message: Told) => void): Ref | Promise<Ref>;
  tell(ref: Ref, message: Told): void;
  /** As `spawn`, with a handler that awaits: the next message waits for it. */
  spawnAsync?(handle: (message: Told) => Promise<void>): Ref | Promise<Ref>;
  /** An actor that answers by what `answer` returns, or by what that resolves with. */
  spawnAnswering?(answer: (message: Told) => unknown): Ref | Promise<Ref>;
  ask?(ref: Ref, message: Told): Promise<unknown>;
  /** Everything on this stage may go. */
  end?(): unknown;
}

/** Each workload has messages of its own; some libraries insist on the type. */
export interface Told {
  readonly type: string;
}

export type MakeStage = () => Stage | Promise<Stage>;

/** Some libraries can only make an actor later; the others are not to pay for it. */
export async function all<Ref>(refs: readonly (Ref | Promise<Ref>)[]): Promise<readonly Ref[]> {
  return refs[0] instanceof Promise ? Promise.all(refs) : (refs as readonly Ref[]);
}
