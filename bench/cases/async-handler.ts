import { Actor, ActorSystem, type SystemOptions } from 'rxactors';
import { concatMap, Subject } from 'rxjs';
import { type Benchmark, type Contestant, check } from '../harness/benchmark.js';
import { nsPerOperation } from '../harness/cpu.js';
import { gate } from '../workloads/gate.js';

/** So many wait at most: RxJS's buffer turns quadratic beyond some ten thousand. */
const BATCH = 1_000;

class Work {
  handled = 0;
  done: () => void = () => undefined;

  async handle(_message: unknown): Promise<void> {
    await undefined;
    this.handled += 1;
    if (this.handled === BATCH) this.done();
  }
}

class Worker extends Actor {
  constructor(readonly work: Work) {
    super();
  }
  protected override handleMessage(message: unknown) {
    return this.work.handle(message);
  }
}

const telling = (prepare: (work: Work) => (message: unknown) => void): Contestant => {
  return async (quick) => {
    const batches = quick ? 50 : 200;
    const work = new Work();
    const tell = prepare(work);
    const ns = await nsPerOperation(batches * BATCH, async () => {
      for (let batch = 0; batch < batches; batch++) {
        const { passed, open } = gate();
        work.handled = 0;
        work.done = open;
        for (let number = 0; number < BATCH; number++) tell({ number });
        await passed;
        check(work.handled === BATCH, `handled ${work.handled} of ${BATCH}`);
      }
    });
    return { ns };
  };
};

const plainCalls: Contestant = async (quick) => {
  const count = quick ? 50_000 : 200_000;
  const work = new Work();
  const ns = await nsPerOperation(count, async () => {
    work.handled = 0;
    for (let number = 0; number < count; number++) await work.handle({ number });
    check(work.handled === count, `handled ${work.handled} of ${count}`);
  });
  return { ns };
};

const actor = (options?: SystemOptions) =>
  telling((work) => new ActorSystem(options).spawn(() => new Worker(work)).tell);

export const asyncHandler: Benchmark = {
  title: 'A handler that awaits once, told in batches of 1,000',
  unit: 'CPU ns per message',
  baseline: 'plain call',
  contestants: {
    'plain call': plainCalls,
    rxactors: actor(),
    'rxactors, lane concatMap': actor({ lane: 'concatMap' }),
    'Subject + concatMap': telling((work) => {
      const inbox = new Subject<unknown>();
      inbox.pipe(concatMap((message) => work.handle(message))).subscribe();
      return (message) => inbox.next(message);
    }),
  },
  goals: [
    { what: 'x plain call', value: (of) => of('rxactors', 'ns') / of('plain call', 'ns'), most: 2.5 },
    {
      what: 'x Subject + concatMap',
      value: (of) => of('rxactors', 'ns') / of('Subject + concatMap', 'ns'),
      most: 1 / 2.5,
    },
  ],
};
