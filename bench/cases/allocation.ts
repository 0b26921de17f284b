/**
 * Bytes allocated per message. V8 of Node 20 does not count allocations, so the heap's growth is read over a rally
 * during which nothing can be collected: the young generation is larger than all of the rally's garbage, and a rally
 * that saw a collection all the same is thrown away. What optimised code does not allocate is rightly not in it.
 */
import { PerformanceObserver } from 'node:perf_hooks';
import { type Benchmark, type Contestant, check } from '../harness/benchmark.js';
import { median } from '../harness/cpu.js';
import { asyncRally, rally } from '../workloads/rally.js';
import type { MakeStage } from '../workloads/stage.js';
import { stages } from '../workloads/stages.js';
import { LITERAL, LITERAL_SYNC, NO_ASYNC, others, own } from './everyone.js';

const MESSAGES = 20_000;
const WARM_UP = 400_000;

let collections = 0;
const observer = new PerformanceObserver((list) => {
  collections += list.getEntries().length;
});

function turnOfLoop(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}

async function growth(play: (messages: number) => Promise<void>): Promise<number | undefined> {
  collections = 0;
  const before = process.memoryUsage().heapUsed;
  await play(MESSAGES);
  const after = process.memoryUsage().heapUsed;
  await turnOfLoop();
  return collections === 0 ? (after - before) / MESSAGES : undefined;
}

const allocating = (make: MakeStage, form: typeof rally): Contestant => {
  return async () => {
    const play = await form(await make());
    observer.observe({ entryTypes: ['gc'] });
    for (let played = 0; played < WARM_UP; played += MESSAGES) await play(MESSAGES);
    await turnOfLoop();
    const bytes: number[] = [];
    for (let tries = 0; bytes.length < 9 && tries < 50; tries++) {
      const grown = await growth(play);
      if (grown !== undefined) bytes.push(grown);
    }
    check(bytes.length === 9, 'each rally was interrupted by a collection');
    return { bytes: median(bytes) };
  };
};

const sync = (make: MakeStage) => allocating(make, rally);
const async = (make: MakeStage) => allocating(make, asyncRally);

/** Each rally fits in, and so leaves no collection to wait for. */
const flags = ['--min-semi-space-size=128', '--max-semi-space-size=128'];

export const allocation: Benchmark = {
  title: 'Allocated in ping-pong, the message (`limit`) included',
  unit: 'bytes per message',
  flags,
  baseline: 'limit',
  contestants: own(sync, ['limit', 'rxactors', 'rxactors, typed', LITERAL, LITERAL_SYNC]),
  mayFail: [LITERAL_SYNC],
  peers: others(sync),
  goals: [
    {
      what: 'beyond the message',
      value: (of) => of('rxactors', 'bytes') - of('limit', 'bytes'),
      most: 48,
      reach: 0,
    },
  ],
};

export const asyncAllocation: Benchmark = {
  title: 'Allocated in ping-pong with handlers that await once',
  unit: 'bytes per message',
  flags,
  baseline: 'rxactors',
  contestants: { rxactors: async(stages.rxactors), ...own(async, [LITERAL]) },
  peers: others(async, { cannot: NO_ASYNC }),
};
