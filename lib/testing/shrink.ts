import type { Choose } from './stage.js';
import { StillBusy } from './still-busy.js';

/** One run: what was chosen, what happened, and what it rejected with. */
export interface Run {
  readonly choices: readonly number[];
  readonly trace: readonly string[];
  readonly steps: readonly string[];
  readonly failure: { readonly error: unknown } | undefined;
}

export type Failed = Run & { readonly failure: { readonly error: unknown } };

/** Tries at a simpler schedule, at most; each is a run. */
const MOST_TRIES = 400;

export function hasFailed(run: Run): run is Failed {
  return run.failure !== undefined;
}

/**
 * Turns choices into first come, first served as long as the run still fails, until none is left that can be spared:
 * the fewer are left, the plainer. Halves of them first, then ever smaller parts; what could not be spared at first
 * may be when others are gone, so it begins anew after each round that spared some. Before all that it looks for a
 * single choice that leads to the same failure: most races need no more.
 */
export async function shrink(first: Failed, runAgain: (choose: Choose) => Promise<Run>): Promise<Failed> {
  // A run without end is a long one, and no choice of the schedule made it so.
  if (first.failure.error instanceof StillBusy) return first;
  let best = deviations(first).length > 1 ? await lone(first, runAgain) : first;
  let tries = 0;
  const spares = async (places: ReadonlySet<number>): Promise<boolean> => {
    if (tries === MOST_TRIES) return false;
    tries += 1;
    const choices = best.choices.map((choice, place) => (places.has(place) ? 0 : choice));
    const run = await runAgain(follow(choices));
    if (!hasFailed(run) || deviations(run).length >= deviations(best).length) return false;
    best = run;
    return true;
  };
  for (let spared = true; spared; ) {
    spared = false;
    for (let size = deviations(best).length; size > 0; size = Math.floor(size / 2))
      if (await sparesParts(() => deviations(best), size, spares)) spared = true;
  }
  return best;
}

/** A run with the failure of `first` in which one choice alone is another than the first in line; `first` without it. */
async function lone(first: Failed, runAgain: (choose: Choose) => Promise<Run>): Promise<Failed> {
  let tries = 0;
  for (let place = 0; place < first.choices.length; place += 1)
    for (let choice = 1; tries < MOST_TRIES; choice += 1, tries += 1) {
      const run = await runAgain(follow([...Array<number>(place).fill(0), choice]));
      // So many were not ready.
      if (run.choices[place] !== choice) break;
      if (hasFailed(run) && String(run.failure.error) === String(first.failure.error)) return run;
    }
  return first;
}

/** Tries to spare `size` neighbours at a time, from the last to the first. */
async function sparesParts(
  left: () => readonly number[],
  size: number,
  spares: (places: ReadonlySet<number>) => Promise<boolean>,
): Promise<boolean> {
  let spared = false;
  for (let end = left().length; end > 0; end = Math.min(end - size, left().length)) {
    const part = left().slice(Math.max(0, end - size), end);
    if (await spares(new Set(part))) spared = true;
  }
  return spared;
}

/** Where another than the first in line was chosen. */
function deviations({ choices }: Run): readonly number[] {
  return choices.flatMap((choice, place) => (choice > 0 ? [place] : []));
}

/** Chooses by a list, and first come, first served behind it. */
export function follow(choices: readonly number[]): Choose {
  let step = 0;
  return (n) => Math.min(choices[step++] ?? 0, n - 1);
}
