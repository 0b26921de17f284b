/**
 * Bytes allocated per message. V8 of Node 20 does not count allocations, so the heap's growth is read over a rally
 * during which nothing can be collected: the young generation is larger than all of the rally's garbage, and a rally
 * that saw a collection all the same is thrown away. What optimised code does not allocate is rightly not in it.
 */
import { PerformanceObserver } from 'node:perf_hooks';
import { type Benchmark, type Contestant, check } from '../harness/benchmark.js';
import { median } from '../harness/cpu.js';
import { rallies } from '../workloads/rally.js';

const MESSAGES = 20_000;
const WARM_UP = 400_000;

let collections = 0;
const observer = new PerformanceObserver((list) => {
  collections += list.getEntries().length;
});

function turnOfLoop(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}

async function growth(rally: (messages: number) => Promise<void>): Promise<number | undefined> {
  collections = 0;
  const before = process.memoryUsage().heapUsed;
  await rally(MESSAGES);
  const after = process.memoryUsage().heapUsed;
  await turnOfLoop();
  return collections === 0 ? (after - before) / MESSAGES : undefined;
}

const allocating = (form: keyof typeof rallies): Contestant => {
  return async () => {
    const rally = rallies[form]();
    observer.observe({ entryTypes: ['gc'] });
    for (let played = 0; played < WARM_UP; played += MESSAGES) await rally(MESSAGES);
    await turnOfLoop();
    const bytes: number[] = [];
    for (let tries = 0; bytes.length < 9 && tries < 50; tries++) {
      const grown = await growth(rally);
      if (grown !== undefined) bytes.push(grown);
    }
    check(bytes.length === 9, 'each rally was interrupted by a collection');
    return { bytes: median(bytes) };
  };
};

export const allocation: Benchmark = {
  title: 'Allocated in ping-pong, the message (`limit`) included',
  unit: 'bytes per message',
  flags: ['--min-semi-space-size=128', '--max-semi-space-size=128'],
  baseline: 'limit',
  contestants: {
    limit: allocating('limit'),
    rxactors: allocating('rxactors'),
    'rxactors, typed': allocating('rxactors, typed'),
    'rxactors, async': allocating('rxactors, async'),
    'Subject + concatMap': allocating('Subject + concatMap'),
  },
  goals: [
    {
      what: 'beyond the message',
      value: (of) => of('rxactors', 'bytes') - of('limit', 'bytes'),
      most: 48,
    },
  ],
};
