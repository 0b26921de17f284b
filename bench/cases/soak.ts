import { type Benchmark, type Contestant, check } from '../harness/benchmark.js';
import { ACTORS, big } from '../workloads/big.js';
import { asyncRally } from '../workloads/rally.js';
import type { Stage } from '../workloads/stage.js';
import { stages } from '../workloads/stages.js';

const MILLION = 1_000_000;
const MIB = 1 << 20;
/** How often the heap is looked at. */
const LOOKS = 10;

/** Does so many messages' work in which each message follows from the one before, so that none pile up. */
type Loop = (messages: number) => Promise<void>;

async function telling(stage: Stage): Promise<Loop> {
  const play = await big(stage);
  return (messages) => play(messages / (2 * ACTORS));
}

async function asking(stage: Stage): Promise<Loop> {
  const ref = await stage.spawnAnswering?.((message) => message.type.length);
  return async (messages) => {
    let right = 0;
    for (let i = 0; i < messages; i++) if ((await stage.ask?.(ref, { type: 'asked' })) === 5) right += 1;
    check(right === messages, `${right} of ${messages} right answers`);
  };
}

async function liveBytes(): Promise<number> {
  for (let i = 0; i < 4; i++) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return process.memoryUsage().heapUsed;
}

const soaking = (loop: (stage: Stage) => Promise<Loop>): Contestant => {
  return async (quick) => {
    check(globalThis.gc !== undefined, 'needs --expose-gc');
    const part = (quick ? 2 * MILLION : 10 * MILLION) / LOOKS;
    const run = await loop(stages.rxactors());
    // What a process makes once is no growth.
    await run(part);
    const heap: number[] = [];
    for (let look = 0; look <= LOOKS; look++) {
      if (look > 0) await run(part);
      heap.push(await liveBytes());
    }
    return { 'MiB per million': (slope(heap) * MILLION) / part / MIB, 'MiB at the end': heap[LOOKS]! / MIB };
  };
};

/** By how much `values` grow from each to the next, by least squares. */
function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const covariance = values.reduce((sum, value, index) => sum + (index - middle) * (value - mean), 0);
  const variance = values.reduce((sum, _, index) => sum + (index - middle) ** 2, 0);
  return covariance / variance;
}

const contestants: Readonly<Record<string, Contestant>> = {
  'sync handlers': soaking(telling),
  'async handlers': soaking(asyncRally),
  asks: soaking(asking),
};

export const soak: Benchmark = {
  title: 'Growth of the heap over 10,000,000 messages, each in answer to another',
  unit: 'MiB of heap that is live',
  flags: ['--expose-gc'],
  contestants,
  goals: Object.keys(contestants).map((name) => ({
    what: `${name}: MiB per million`,
    value: (of) => of(name, 'MiB per million'),
    most: 1,
  })),
};
