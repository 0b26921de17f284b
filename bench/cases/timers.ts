import type { Benchmark, Contestant, Figures, Lookup } from '../harness/benchmark.js';
import { cpuTime } from '../harness/cpu.js';
import { asyncRally, rally } from '../workloads/rally.js';
import type { MakeStage } from '../workloads/stage.js';
import { LITERAL, NO_ASYNC, others, own } from './everyone.js';

const MESSAGES = 1_000_000;
const SLICE = 5;

interface Gap {
  readonly wall: number;
  /** Not longer than the CPU that this process used meanwhile: a wait for other processes is not the loop's. */
  readonly own: number;
}

/** Gaps between the ticks of a chain of 1 ms timers, in milliseconds, until `work` is done. */
async function gapsDuring(work: () => Promise<unknown>): Promise<Gap[]> {
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
  // Not before: some do all of it on the stack of the first call.
  await work();
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
  figures(await gapsDuring(() => new Promise((resolve) => setTimeout(resolve, 500))));

const during =
  (form: typeof rally) =>
  (make: MakeStage): Contestant => {
    return async (quick) => {
      const play = await form(await make());
      await play(MESSAGES / 20);
      const gaps: Gap[] = [];
      // Whoever starves the timers has one gap for each rally, and would take minutes.
      for (let rallies = 0; gaps.length < (quick ? 50 : 300) && rallies < (quick ? 5 : 20); rallies++)
        gaps.push(...(await gapsDuring(() => play(quick ? MESSAGES / 2 : MESSAGES))));
      return figures(gaps);
    };
  };

const [sync, async] = [during(rally), during(asyncRally)];

const UNIT = 'ms; own: at most the CPU that the process used meanwhile';
const goal = { what: 'own p99', value: (of: Lookup) => of('rxactors', 'own p99'), most: 2 * SLICE, reach: 6 };

export const timers: Benchmark = {
  title: 'Gaps of a 1 ms timer while a million messages flow, handlers that are synchronous',
  unit: UNIT,
  contestants: { 'idle process': idle, ...own(sync, ['rxactors', LITERAL]) },
  mayFail: [LITERAL],
  peers: others(sync),
  goals: [goal],
};

export const asyncTimers: Benchmark = {
  title: 'Gaps of a 1 ms timer while a million messages flow, handlers that await once',
  unit: UNIT,
  contestants: own(async, ['rxactors', LITERAL]),
  mayFail: [LITERAL],
  peers: others(async, { cannot: NO_ASYNC }),
  goals: [goal],
};
