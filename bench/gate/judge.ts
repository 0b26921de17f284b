/** What the samples say about a bound: nothing as long as it may be either. */
export type Judgement = 'met' | 'missed' | 'open';

/** Fewer say nothing, whatever they are. */
const LEAST_SAMPLES = 9;
/** How likely the true median may lie beyond each end of its bounds. */
const RISK = 0.005;
const SLACK = 1.15;

export interface Bound {
  readonly most?: number;
  readonly least?: number;
}

/** What the gate says about a goal. */
export interface Verdict {
  readonly goal: string;
  readonly value: number;
  readonly bound: Bound;
  readonly judgement: Judgement;
  readonly rounds: number;
}

/**
 * Judges the median of `samples` by `bound`. Nothing is assumed about their noise but that they are as often above the
 * true median as below: the bounds are order statistics. So no single slow round decides, and no number of rounds is
 * right for every machine: whoever measures goes on while it is open, and in the end asks for the `last` judgement.
 */
export function judge(samples: readonly number[], bound: Bound): Judgement {
  const { low, high } = boundsOfMedian(samples);
  const { most = Number.POSITIVE_INFINITY, least = Number.NEGATIVE_INFINITY } = bound;
  if (high <= most && low >= least) return 'met';
  return low > most || high < least ? 'missed' : 'open';
}

/** As {@link judge}, when no more can be measured: the median decides. */
export function lastJudgement(samples: readonly number[], bound: Bound): Exclude<Judgement, 'open'> {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted[sorted.length >> 1] ?? Number.NaN;
  const { most = Number.POSITIVE_INFINITY, least = Number.NEGATIVE_INFINITY } = bound;
  return middle <= most && middle >= least ? 'met' : 'missed';
}

/** Between which samples the true median lies, but for the risk; anywhere while there are too few. */
export function boundsOfMedian(samples: readonly number[]): { readonly low: number; readonly high: number } {
  const { length } = samples;
  if (length < LEAST_SAMPLES) return { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  const sorted = [...samples].sort((a, b) => a - b);
  const beyond = samplesBeyond(length);
  return { low: sorted[beyond] as number, high: sorted[length - 1 - beyond] as number };
}

/** How many samples at each end may be left out: their number on one side of the median is binomial. */
function samplesBeyond(length: number): number {
  let term = 0.5 ** length;
  let risk = term;
  let beyond = 0;
  while (risk <= RISK) {
    term *= (length - beyond) / (beyond + 1);
    risk += term;
    if (risk <= RISK) beyond += 1;
    else break;
  }
  return beyond;
}

/** A kernel that just holds must not fail by noise: the gate shuts somewhat beyond what must hold. */
export function widened({ most, least }: Bound): Bound {
  return {
    ...(most !== undefined && { most: most * SLACK }),
    ...(least !== undefined && { least: least / SLACK }),
  };
}
