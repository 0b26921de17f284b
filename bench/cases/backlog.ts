import { type Benchmark, type Contestant, check, type Figure, type Lookup } from '../harness/benchmark.js';
import { cpuTime, nsPerOperation } from '../harness/cpu.js';
import { gate } from '../workloads/gate.js';
import type { MakeStage, Stage, Told } from '../workloads/stage.js';
import { LITERAL, LITERAL_SYNC, NO_ASYNC, others, own } from './everyone.js';

const LENGTHS = [1_000, 10_000, 100_000, 1_000_000];
/** Microseconds of CPU after which a backlog is not waited for any longer. */
const PATIENCE = 4_000_000;

interface Item extends Told {
  readonly number: number;
}

/** Counts what is handled, and opens the gate at the last. */
class Counter {
  handled = 0;
  #expected = 0;
  #start = 0;
  #done: (complete: boolean) => void = () => undefined;

  expect(count: number): Promise<boolean> {
    const { passed, open } = gate<boolean>();
    this.handled = 0;
    this.#expected = count;
    this.#start = cpuTime();
    this.#done = open;
    return passed;
  }

  readonly take = (message: Told): void => {
    const { number } = message as Item;
    if (number !== this.handled) throw new Error(`message ${number} came as number ${this.handled}`);
    this.handled += 1;
    if (this.handled === this.#expected) this.#done(true);
    else if (this.handled % 1_024 === 0 && cpuTime() - this.#start > PATIENCE) this.#done(false);
  };

  readonly takeLater = async (message: Told): Promise<void> => {
    await undefined;
    this.take(message);
  };
}

/** Too slow to go on with: what a message cost up to then. */
class TooSlow extends Error {
  constructor(readonly ns: number) {
    super('too slow');
  }
}

/** Queues `length` messages, then gives the microseconds in which they are handled. */
async function drain(tell: (item: Item) => void, counter: Counter, length: number): Promise<number> {
  const passed = counter.expect(length);
  for (let number = 0; number < length; number++) tell({ type: 'item', number });
  const before = counter.handled;
  const start = cpuTime();
  const complete = await passed;
  const taken = cpuTime() - start;
  if (!complete) throw new TooSlow((taken * 1_000) / (counter.handled - before));
  // Who handles on the teller's stack has no backlog: there is nothing to drain.
  return before === length ? Number.NaN : taken;
}

/** The lengths ascend, so that a short backlog is not measured in the heap of a long one. */
async function curve(
  tell: (item: Item) => void,
  counter: Counter,
  quick: boolean,
  figures: Record<string, Figure>,
): Promise<void> {
  for (const length of LENGTHS) {
    const repeats = Math.max(1, (quick ? 30_000 : 100_000) / length);
    const pass = async () => {
      let taken = 0;
      for (let i = 0; i < repeats; i++) taken += await drain(tell, counter, length);
      return taken;
    };
    const column = columnOf(length);
    try {
      const ns = await nsPerOperation(length * repeats, pass, quick || length > 100_000 ? 3 : 5);
      figures[column] = Number.isNaN(ns) ? 'handles each message while it is told, so that none waits' : ns;
    } catch (error) {
      if (!(error instanceof TooSlow)) throw error;
      // Whoever is so slow already would be worse beyond, and still has work to do.
      figures[column] = `> ${error.ns.toFixed(0)}`;
      return;
    }
  }
}

function columnOf(length: number): string {
  return `N=${length.toExponential(0).replace('+', '')}`;
}

const draining =
  (kind: 'sync' | 'async') =>
  (make: MakeStage): Contestant => {
    return async (quick, partial) => {
      const stage = await make();
      const counter = new Counter();
      const ref = await actor(stage, counter, kind);
      await curve((item) => stage.tell(ref, item), counter, quick, partial);
      return partial;
    };
  };

function actor(stage: Stage, counter: Counter, kind: 'sync' | 'async'): unknown {
  if (kind === 'sync') return stage.spawn(counter.take);
  check(stage.spawnAsync !== undefined, 'no handlers that await');
  return stage.spawnAsync(counter.takeLater);
}

const [sync, async] = [draining('sync'), draining('async')];

/** How much more a message costs where most wait, than where fewest do. */
const growth = (of: Lookup) => of('rxactors', 'N=1e6') / of('rxactors', 'N=1e3');

export const backlog: Benchmark = {
  title: 'Draining a backlog of N messages, handlers that are synchronous',
  unit: 'CPU ns per message',
  contestants: own(sync, ['limit', 'rxactors', LITERAL, LITERAL_SYNC]),
  mayFail: [LITERAL, LITERAL_SYNC],
  peers: others(sync),
  goals: [
    { what: 'rxactors: N=1e6 / N=1e3', value: growth, most: 3 },
    { what: 'rxactors: N=1e6, in ns', value: (of) => of('rxactors', 'N=1e6'), most: 150 },
  ],
};

export const asyncBacklog: Benchmark = {
  title: 'Draining a backlog of N messages, handlers that await once',
  unit: 'CPU ns per message',
  contestants: own(async, ['rxactors', LITERAL]),
  mayFail: [LITERAL],
  peers: others(async, { cannot: NO_ASYNC }),
  goals: [{ what: 'rxactors: N=1e6 / N=1e3', value: growth, most: 1.5 }],
};
