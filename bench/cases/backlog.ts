import { Actor, ActorSystem } from 'rxactors';
import { type Benchmark, type Contestant, check, type Figures } from '../harness/benchmark.js';
import { cpuTime, nsPerOperation } from '../harness/cpu.js';
import { gate } from '../workloads/gate.js';
import { send } from '../workloads/limit.js';

interface Item {
  readonly number: number;
}

/** Counts what is handled, and opens the gate at the last. */
class Counter {
  private handled = 0;
  private expected = 0;
  private done: () => void = () => undefined;

  expect(count: number): Promise<void> {
    const { passed, open } = gate();
    this.handled = 0;
    this.expected = count;
    this.done = open;
    return passed;
  }

  take(item: Item): void {
    check(item.number === this.handled, `message ${item.number} came as number ${this.handled}`);
    this.handled += 1;
    if (this.handled === this.expected) this.done();
  }
}

class SyncActor extends Actor {
  constructor(readonly counter: Counter) {
    super();
  }
  protected override handleMessage(item: Item) {
    this.counter.take(item);
  }
}

class AsyncActor extends Actor {
  constructor(readonly counter: Counter) {
    super();
  }
  protected override async handleMessage(item: Item) {
    await undefined;
    this.counter.take(item);
  }
}

/** Queues `length` messages, then gives the microseconds in which they are handled; waits in the queue are not in it. */
async function drain(tell: (item: Item) => void, counter: Counter, length: number): Promise<number> {
  const passed = counter.expect(length);
  for (let number = 0; number < length; number++) tell({ number });
  const start = cpuTime();
  await passed;
  return cpuTime() - start;
}

/** The lengths ascend, so that a short backlog is not measured in the heap of a long one. */
async function curve(tell: (item: Item) => void, counter: Counter, quick: boolean): Promise<Figures> {
  const figures: Record<string, number> = {};
  for (const length of [1_000, 10_000, 100_000, 1_000_000]) {
    const repeats = Math.max(1, (quick ? 30_000 : 100_000) / length);
    const pass = async () => {
      let taken = 0;
      for (let i = 0; i < repeats; i++) taken += await drain(tell, counter, length);
      return taken;
    };
    figures[`N=${length.toExponential(0).replace('+', '')}`] = await nsPerOperation(length * repeats, pass);
  }
  return figures;
}

const actor = (make: (counter: Counter) => Actor): Contestant => {
  return (quick) => {
    const counter = new Counter();
    return curve(new ActorSystem().spawn(() => make(counter)).tell, counter, quick);
  };
};

const limit: Contestant = (quick) => {
  const counter = new Counter();
  const receive = (item: unknown) => counter.take(item as Item);
  return curve((item) => send(receive, item), counter, quick);
};

export const backlog: Benchmark = {
  title: 'Draining a backlog of N messages',
  unit: 'CPU ns per message',
  contestants: {
    limit,
    'sync handler': actor((counter) => new SyncActor(counter)),
    'async handler': actor((counter) => new AsyncActor(counter)),
  },
  goals: [
    {
      what: 'async: N=1e6 / N=1e3',
      value: (of) => of('async handler', 'N=1e6') / of('async handler', 'N=1e3'),
      most: 3,
    },
    {
      what: 'sync: N=1e6 / N=1e3',
      value: (of) => of('sync handler', 'N=1e6') / of('sync handler', 'N=1e3'),
      most: 3,
    },
    {
      what: 'sync: N=1e6, x limit',
      value: (of) => of('sync handler', 'N=1e6') / of('limit', 'N=1e6'),
      most: 3,
    },
  ],
};
