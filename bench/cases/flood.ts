import { Actor, ActorSystem } from 'rxactors';
import { type Benchmark, type Contestant, check } from '../harness/benchmark.js';
import { nsPerOperation } from '../harness/cpu.js';
import { gate } from '../workloads/gate.js';
import { send } from '../workloads/limit.js';

/** How many messages a turn tells its own actor before it waits for them. */
const burstsOf = (burst: number, prepare: (flood: Flood) => (message: unknown) => void): Contestant => {
  return async (quick) => {
    const count = quick ? 200_000 : 500_000;
    const flood = new Flood(burst);
    flood.tell = prepare(flood);
    return { ns: await nsPerOperation(count, () => flood.run(count)) };
  };
};

class Flood {
  tell: (message: unknown) => void = () => undefined;
  private told = 0;
  private handled = 0;
  private count = 0;
  private done: () => void = () => undefined;

  constructor(private readonly burst: number) {}

  handle(_message: unknown): void {
    this.handled += 1;
    if (this.handled === this.count) this.done();
    else if (this.handled === this.told) this.pour();
  }

  async run(count: number): Promise<void> {
    const { passed, open } = gate();
    this.told = 0;
    this.handled = 0;
    this.count = count;
    this.done = open;
    this.pour();
    await passed;
    check(this.handled === count, `handled ${this.handled} of ${count}`);
  }

  private pour(): void {
    const more = Math.min(this.burst, this.count - this.told);
    for (let i = 0; i < more; i++) this.tell({ number: this.told + i });
    this.told += more;
  }
}

class Flooded extends Actor {
  constructor(readonly flood: Flood) {
    super();
  }
  protected override handleMessage(message: unknown) {
    this.flood.handle(message);
  }
}

const actor = (flood: Flood) => new ActorSystem().spawn(() => new Flooded(flood)).tell;

function limit(flood: Flood): (message: unknown) => void {
  const receive = (message: unknown) => flood.handle(message);
  return (message) => send(receive, message);
}

export const flood: Benchmark = {
  title: 'An actor that floods itself',
  unit: 'CPU ns per message',
  baseline: 'limit, one by one',
  contestants: {
    'limit, one by one': burstsOf(1, limit),
    'limit, bursts of 1,000': burstsOf(1_000, limit),
    'rxactors, one by one': burstsOf(1, actor),
    'rxactors, bursts of 1,000': burstsOf(1_000, actor),
  },
  goals: [
    {
      what: 'one by one, x limit',
      value: (of) => of('rxactors, one by one', 'ns') / of('limit, one by one', 'ns'),
      most: 3,
    },
  ],
};
