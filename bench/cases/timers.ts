import type { Benchmark, Contestant, Figures } from '../harness/benchmark.js';
import { cpuTime } from '../harness/cpu.js';
import { rallies } from '../workloads/rally.js';

const MESSAGES = 1_000_000;
const SLICE = 5;

interface Gap {
  readonly wall: number;
  /** Not longer than the CPU that this process used meanwhile: a wait for other processes is not the loop's. */
  readonly own: number;
}

/** Gaps between the ticks of a chain of 1 ms timers, in milliseconds, until `until` is over. */
async function gapsDuring(until: Promise<unknown>): Promise<Gap[]> {
  const gaps: Gap[] = [];
  let [last, cpu] = [performance.now(), cpuTime()];
  let timer: ReturnType<typeof setTimeout>;
  const look = () => {
    const [now, used] = [performance.now(), cpuTime()];
    gaps.push({ wall: now - last, own: Math.min(now - last, (used - cpu) / 1_000) });
    [last, cpu] = [now, used];
  };
  const tick = () => {
    look();
    timer = setTimeout(tick, 1);
  };
  timer = setTimeout(tick, 1);
  await until;
  clearTimeout(timer!);
  // The last gap is still open, and may be the longest.
  look();
  return gaps;
}

function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] as number;
}

function figures(gaps: readonly Gap[]): Figures {
  const wall = gaps.map((gap) => gap.wall);
  const own = gaps.map((gap) => gap.own);
  return {
    p50: quantile(wall, 0.5),
    p99: quantile(wall, 0.99),
    max: Math.max(...wall),
    'own p99': quantile(own, 0.99),
    'own max': Math.max(...own),
    gaps: gaps.length,
  };
}

const idle: Contestant = async () =>
  figures(await gapsDuring(new Promise((resolve) => setTimeout(resolve, 500))));

const during = (form: keyof typeof rallies): Contestant => {
  return async (quick) => {
    const rally = rallies[form]();
    await rally(MESSAGES / 10);
    const gaps: Gap[] = [];
    while (gaps.length < (quick ? 50 : 300)) gaps.push(...(await gapsDuring(rally(MESSAGES))));
    return figures(gaps);
  };
};

export const timers: Benchmark = {
  title: 'Gaps of a 1 ms timer while a million messages flow',
  unit: 'ms; own: at most the CPU that the process used meanwhile',
  contestants: {
    'idle process': idle,
    'sync handlers': during('rxactors'),
    'async handlers': during('rxactors, async'),
  },
  goals: [
    { what: 'sync, own p99', value: (of) => of('sync handlers', 'own p99'), most: 2 * SLICE },
    { what: 'async, own p99', value: (of) => of('async handlers', 'own p99'), most: 2 * SLICE },
  ],
};
