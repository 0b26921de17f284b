import type { Benchmark, Contestant } from '../harness/benchmark.js';
import { nsPerOperation } from '../harness/cpu.js';
import { rallies } from '../workloads/rally.js';

const contestant = (form: keyof typeof rallies, messages: number): Contestant => {
  return async (quick) => {
    const rally = rallies[form]();
    const count = quick ? messages / 4 : messages;
    return { ns: await nsPerOperation(count, () => rally(count)) };
  };
};

export const pingPong: Benchmark = {
  title: 'Ping-pong between two actors',
  unit: 'CPU ns per message',
  baseline: 'limit',
  contestants: {
    limit: contestant('limit', 1_000_000),
    rxactors: contestant('rxactors', 1_000_000),
    'rxactors, typed': contestant('rxactors, typed', 1_000_000),
    'rxactors, async': contestant('rxactors, async', 200_000),
    'rxactors, lane concatMap': contestant('rxactors, lane concatMap', 200_000),
    'Subject + concatMap': contestant('Subject + concatMap', 200_000),
  },
  goals: [
    { what: 'x limit', value: (of) => of('rxactors', 'ns') / of('limit', 'ns'), most: 3 },
    { what: 'x limit, typed', value: (of) => of('rxactors, typed', 'ns') / of('limit', 'ns'), most: 3 },
    {
      what: 'x Subject + concatMap',
      value: (of) => of('rxactors', 'ns') / of('Subject + concatMap', 'ns'),
      most: 1 / 8,
    },
  ],
};
