import { Actor, ActorSystem } from 'rxactors';
import { type Benchmark, type Contestant, check } from '../harness/benchmark.js';
import { cpuTime, nsPerOperation } from '../harness/cpu.js';

const FAN_OUT = 10;

let ready = 0;

/** Has `count` descendants: at most `width` children, among whom the rest is shared out. */
class Branch extends Actor {
  constructor(
    readonly count: number,
    readonly width: number,
  ) {
    super();
  }

  protected override setup() {
    ready += 1;
    const children = Math.min(this.width, this.count);
    for (let i = 0; i < children; i++) {
      const below = Math.floor((this.count - children + i) / children);
      this.spawn(() => new Branch(below, this.width));
    }
  }
}

function turnOfLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** CPU time to stop a parent and all below it; to start them is not counted. */
const stopping = (count: number, width: number): Contestant => {
  return async () => ({
    ns: await nsPerOperation(
      count,
      async () => {
        ready = 0;
        const ref = new ActorSystem().spawn(() => new Branch(count, width));
        for (let patience = 0; ready <= count && patience < 100_000; patience++) await turnOfLoop();
        check(ready === count + 1, `${ready} of ${count + 1} are set up`);
        const start = cpuTime();
        await ref.stop();
        return cpuTime() - start;
      },
      3,
    ),
  });
};

/** Of the whole time, and not of that for each actor. */
const growth = (of: (contestant: string, column: string) => number, form: string) =>
  (10 * of(`${form}, 100,000`, 'ns')) / of(`${form}, 10,000`, 'ns');

export const trees: Benchmark = {
  title: 'Stop of a parent and all below it',
  unit: 'CPU ns per actor',
  contestants: {
    'flat, 10,000': stopping(10_000, 10_000),
    'flat, 100,000': stopping(100_000, 100_000),
    'tree, 10,000': stopping(10_000, FAN_OUT),
    'tree, 100,000': stopping(100_000, FAN_OUT),
  },
  goals: [
    { what: 'flat, 10 times as many', value: (of) => growth(of, 'flat'), most: 12 },
    { what: 'tree, 10 times as many', value: (of) => growth(of, 'tree'), most: 12 },
  ],
};
