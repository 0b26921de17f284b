import { referenceTime } from './reference.js';

/** Time of the reference kernel on the machine of the first figures; only makes the figures readable. */
const NOMINAL = 4_450;
const WARM_UP = 300_000;
const SAMPLES = 5;

/** Microseconds of CPU, user and system, that this process has used: waiting for other processes is not in it. */
export function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/**
 * Nanoseconds of CPU per operation of `pass`, which does `operations` of them and gives the microseconds it wants to
 * be counted (default: all). Each sample is scaled by a fixed kernel that runs just before and after it, so that a
 * machine that changes its speed changes no figure. Garbage is not collected in between: that de-optimises code.
 */
export async function nsPerOperation(
  operations: number,
  pass: () => Promise<number | void> | number | void,
  samples = SAMPLES,
): Promise<number> {
  const timed = async () => {
    const start = cpuTime();
    return (await pass()) ?? cpuTime() - start;
  };
  await warmUp(timed);
  const figures: number[] = [];
  for (let sample = 0; sample < samples; sample++) {
    const before = referenceTime();
    const taken = await timed();
    figures.push((taken * speedBetween(before, referenceTime()) * 1_000) / operations);
  }
  return median(figures);
}

/** A time that `measure` gives, scaled in the same way. */
export function scaled(measure: () => number): number {
  for (let i = 0; i < 3; i++) referenceTime();
  const before = referenceTime();
  const taken = measure();
  return taken * speedBetween(before, referenceTime());
}

function speedBetween(before: number, after: number): number {
  return (2 * NOMINAL) / (before + after);
}

async function warmUp(pass: () => Promise<unknown>): Promise<void> {
  const start = cpuTime();
  let passes = 0;
  while (passes < 2 || (cpuTime() - start < WARM_UP && passes < 1_000)) {
    await pass();
    passes += 1;
  }
  referenceTime();
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[middle] as number;
  return ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}
