import type { Contestant } from './benchmark.js';
import { nsPerOperation } from './cpu.js';

/** Something that can be done again and again. */
export interface Run {
  readonly operations: number;
  /** Gives the microseconds of CPU that count, if not all do. */
  pass(): Promise<number | void> | number | void;
}

export type Prepare = (quick: boolean) => Promise<Run> | Run;

/** A contestant with the figure `ns`, whose single passes can be measured as well. */
export interface Timed extends Contestant {
  readonly prepare: Prepare;
}

export function timed(prepare: Prepare): Timed {
  const measure: Contestant = async (quick) => {
    const { operations, pass } = await prepare(quick);
    return { ns: await nsPerOperation(operations, pass) };
  };
  return Object.assign(measure, { prepare });
}

export function isTimed(contestant: Contestant | undefined): contestant is Timed {
  return contestant !== undefined && 'prepare' in contestant;
}
