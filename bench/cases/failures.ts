import { Actor, type ActorRef, ActorSystem, type Supervision } from 'rxactors';
import { type Benchmark, type Contestant, check } from '../harness/benchmark.js';
import { cpuTime } from '../harness/cpu.js';

/** Never exceeded. The window is short, for each restart within it is remembered. */
const LIMIT = { max: 1_000_000, within: 1 };
/** So many before the heap is looked at first: until then it grows by what a process makes once. */
const WARM_UP = 50_000;
/** How many messages may wait: enough for many to wait over each restart. */
const BACKLOG = 2_000;
const BATCH = 500;

/** The chances of what a message is about; those in between are handled at once, and do not fail. */
const FAILS = 0.3;
const FAILS_LATER = 0.45;
const IS_SLOW = 0.6;
/** Of a `setup` that begins anew. */
const SETUP_FAILS = 0.2;

interface Family {
  readonly children: number;
  readonly supervision: Supervision;
}

/** One that repeats itself: the failures of a run are the same each time, up to what timers do. */
function randomNumbers(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** What was told, and how often each of it was handled. */
class Tally {
  readonly random = randomNumbers();
  readonly #handled: number[] = [];
  failures = 0;
  waiting = 0;
  wrong = 0;

  next(): number {
    this.waiting += 1;
    return this.#handled.push(0) - 1;
  }

  /** A handler was called, which may be just about to fail. */
  handle(message: number): void {
    const times = (this.#handled[message] ?? 0) + 1;
    this.#handled[message] = times;
    if (times === 1) this.waiting -= 1;
    else this.wrong += 1;
  }

  /** All is handled: what is known of it would only grow. */
  forget(): void {
    this.#handled.length = 0;
  }
}

class Worker extends Actor {
  /** Something for a heap that keeps old instances to grow by. */
  readonly state = new Array<number>(100).fill(0);

  constructor(
    readonly tally: Tally,
    readonly again: boolean,
  ) {
    super();
  }

  protected override setup() {
    if (this.again && this.tally.random() < SETUP_FAILS) throw new Error('setup');
  }

  protected override handleMessage(message: number): void | Promise<void> {
    const { tally } = this;
    tally.handle(message);
    const chance = tally.random();
    if (chance < FAILS) throw new Error('at once');
    if (chance < IS_SLOW) return this.#later(chance < FAILS_LATER);
  }

  async #later(fails: boolean): Promise<void> {
    await undefined;
    if (fails) throw new Error('later');
  }
}

class Parent extends Actor {
  protected override readonly supervision: Supervision;

  constructor(
    readonly tally: Tally,
    readonly family: Family,
    readonly workers: ActorRef[],
  ) {
    super();
    const decide = () => {
      tally.failures += 1;
      return 'restart' as const;
    };
    this.supervision = { ...family.supervision, decide, limit: LIMIT };
  }

  protected override setup() {
    for (let i = 0; i < this.family.children; i++) {
      let made = 0;
      this.workers.push(this.spawn(() => new Worker(this.tally, made++ > 0)));
    }
  }
}

function turnOfLoop(delay = 0): Promise<void> {
  return new Promise((resolve) => (delay === 0 ? setImmediate(resolve) : setTimeout(resolve, delay)));
}

/** Live bytes, several collections since each may free what the next needs. */
async function liveBytes(): Promise<number> {
  for (let i = 0; i < 4; i++) {
    globalThis.gc?.();
    await turnOfLoop(5);
  }
  return process.memoryUsage().heapUsed;
}

/** Tells at random until so many have failed, and waits until all that was told is handled, or is lost. */
async function failUntil(failures: number, tally: Tally, workers: readonly ActorRef[]): Promise<void> {
  for (let patience = 0; tally.failures < failures && patience < 2_000; patience++) {
    const before = tally.failures;
    if (tally.waiting < BACKLOG) tellAtRandom(tally, workers);
    // Where many wait for a restart, a spinning loop would only be counted as work of theirs.
    await turnOfLoop(tally.waiting < BACKLOG ? 0 : 1);
    if (tally.failures > before) patience = 0;
  }
  check(tally.failures >= failures, `${tally.failures} of ${failures} have failed`);
  for (let patience = 0; tally.waiting > 0 && patience < 1_000; patience++) await turnOfLoop(5);
  tally.wrong += tally.waiting;
  tally.waiting = 0;
  tally.forget();
}

function tellAtRandom(tally: Tally, workers: readonly ActorRef[]): void {
  for (let i = 0; i < BATCH; i++) {
    const worker = workers[Math.floor(tally.random() * workers.length)];
    worker?.tell(tally.next());
  }
}

const failing = (family: Family): Contestant => {
  return async (quick) => {
    check(globalThis.gc !== undefined, 'needs --expose-gc');
    const failures = WARM_UP + (quick ? 50_000 : 100_000);
    const tally = new Tally();
    const workers: ActorRef[] = [];
    const system = new ActorSystem();
    const parent = system.spawn(() => new Parent(tally, family, workers));
    await turnOfLoop(5);
    await failUntil(WARM_UP, tally, workers);
    const [before, failed] = [await liveBytes(), tally.failures];
    const start = cpuTime();
    await failUntil(failures, tally, workers);
    const time = cpuTime() - start;
    const grown = (await liveBytes()) - before;
    check(parent.state === 'running' && workers.length === family.children, 'the parent has failed');
    const counted = tally.failures - failed;
    const lost = tally.wrong + system.deadLetters.count;
    return { 'lost messages': lost, 'bytes of heap': grown / counted, 'CPU ns': (time * 1_000) / counted };
  };
};

const contestants: Readonly<Record<string, Contestant>> = {
  'one for one': failing({ children: 20, supervision: {} }),
  'one for all': failing({ children: 4, supervision: { strategy: 'oneForAll' } }),
  'rest for one': failing({ children: 4, supervision: { strategy: 'restForOne' } }),
  'with back-off': failing({ children: 200, supervision: { backoff: { min: 0.1, max: 1 } } }),
};

/** An object that is kept for each failure would take 16 bytes at least; the heap as a whole varies by 300 kB. */
export const failures: Benchmark = {
  title: '100,000 failures under supervision, after 50,000 to warm up',
  unit: 'each failure; messages in all',
  flags: ['--expose-gc'],
  contestants,
  goals: Object.keys(contestants).flatMap((name) => [
    { what: `${name}: lost`, value: (of) => of(name, 'lost messages'), most: 0 },
    { what: `${name}: bytes kept`, value: (of) => of(name, 'bytes of heap'), most: 12 },
  ]),
};
