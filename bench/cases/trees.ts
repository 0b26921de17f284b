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

/** CPU time to stop `parents`, one after the other, with all below them; to start them is not counted. */
const stopping = (parents: number, count: number, width: number): Contestant => {
  return async () => ({
    ns: await nsPerOperation(
      parents * count,
      async () => {
        ready = 0;
        const system = new ActorSystem();
        const refs = Array.from({ length: parents }, () => system.spawn(() => new Branch(count, width)));
        const all = parents * (count + 1);
        for (let patience = 0; ready < all && patience < 100_000; patience++) await turnOfLoop();
        check(ready === all, `${ready} of ${all} are set up`);
        const start = cpuTime();
        for (const ref of refs) await ref.stop();
        return cpuTime() - start;
      },
      3,
    ),
  });
};

/**
 * How much longer the tenfold takes, with equally many actors alive: a larger heap makes each step dearer (caches,
 * collector), whatever is done in it.
 */
const growth = (of: (contestant: string, column: string) => number, form: string) =>
  (10 * of(`${form}, 100,000`, 'ns')) / of(`${form}, 10 x 10,000`, 'ns');

export const trees: Benchmark = {
  title: 'Stop of a parent and all below it',
  unit: 'CPU ns per actor',
  contestants: {
    'flat, 10,000': stopping(1, 10_000, 10_000),
    'flat, 10 x 10,000': stopping(10, 10_000, 10_000),
    'flat, 100,000': stopping(1, 100_000, 100_000),
    'tree, 10,000': stopping(1, 10_000, FAN_OUT),
    'tree, 10 x 10,000': stopping(10, 10_000, FAN_OUT),
    'tree, 100,000': stopping(1, 100_000, FAN_OUT),
  },
  goals: [
    { what: 'flat, 10 times as many', value: (of) => growth(of, 'flat'), most: 12 },
    { what: 'tree, 10 times as many', value: (of) => growth(of, 'tree'), most: 12 },
  ],
};
