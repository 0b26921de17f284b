import { type Benchmark, type Contestant, check } from '../harness/benchmark.js';
import { timed } from '../harness/timed.js';
import { gate } from '../workloads/gate.js';
import type { MakeStage, Told } from '../workloads/stage.js';
import { fasterThan, LITERAL, NO_ASYNC, others, own, timesAsMuchAs } from './everyone.js';

/** So many wait at most: RxJS's buffer turns quadratic beyond some ten thousand. */
const BATCH = 1_000;

class Work {
  handled = 0;
  done: () => void = () => undefined;

  async handle(_message: Told): Promise<void> {
    await undefined;
    this.handled += 1;
    if (this.handled === BATCH) this.done();
  }
}

const telling = (make: MakeStage): Contestant => {
  return timed(async (quick) => {
    const batches = quick ? 50 : 200;
    const work = new Work();
    const stage = await make();
    const ref = await stage.spawnAsync?.((message) => work.handle(message));
    const pass = async () => {
      for (let batch = 0; batch < batches; batch++) {
        const { passed, open } = gate();
        work.handled = 0;
        work.done = open;
        for (let number = 0; number < BATCH; number++) stage.tell(ref, { type: 'work' });
        await passed;
        check(work.handled === BATCH, `handled ${work.handled} of ${BATCH}`);
      }
    };
    return { operations: batches * BATCH, pass };
  });
};

const plainCalls = timed((quick) => {
  const count = quick ? 50_000 : 200_000;
  const work = new Work();
  const pass = async () => {
    work.handled = 0;
    for (let number = 0; number < count; number++) await work.handle({ type: 'work' });
    check(work.handled === count, `handled ${work.handled} of ${count}`);
  };
  return { operations: count, pass };
});

const CALL = 'plain call';

export const asyncHandler: Benchmark = {
  title: 'A handler that awaits once, told in batches of 1,000',
  unit: 'CPU ns per message',
  baseline: CALL,
  contestants: {
    [CALL]: plainCalls,
    ...own(telling, ['rxactors', 'rxactors, lane concatMap', LITERAL]),
  },
  peers: others(telling, { cannot: NO_ASYNC }),
  goals: [
    timesAsMuchAs(CALL, 2.5, 1.3),
    fasterThan(LITERAL, 2.5, 4.4),
    fasterThan('nact', 2, 3.9),
    fasterThan('effect', 4, 7.7),
  ],
};
