import { cpuTime } from './cpu.js';

const cells = new Int32Array(1 << 14);

function step(seed: number): number {
  let next = seed;
  next ^= next << 13;
  next ^= next >>> 17;
  next ^= next << 5;
  return next | 0;
}

/** Microseconds of CPU for a fixed amount of arithmetic, calls and memory access that allocates nothing. */
export function referenceTime(): number {
  const start = cpuTime();
  let seed = 1;
  for (let i = 0; i < 3_300_000; i++) {
    seed = step(seed);
    const index = seed & (cells.length - 1);
    cells[index] = (cells[index] as number) + seed;
  }
  return cpuTime() - start;
}
