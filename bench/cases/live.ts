import { Actor, ActorSystem } from 'rxactors';
import { type Benchmark, type Contestant, check, type Lookup } from '../harness/benchmark.js';
import { cpuTime, scaled } from '../harness/cpu.js';

const MILLION = 1_000_000;
/** The heap as a whole varies by so much, whatever is in it. */
const NOISE = 1 << 20;

let alive = 0;

class Plain extends Actor {
  protected override setup() {
    alive += 1;
  }
  protected override teardown() {
    alive -= 1;
  }
}

function turnOfLoop(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}

async function liveBytes(): Promise<number> {
  for (let i = 0; i < 4; i++) {
    globalThis.gc?.();
    await turnOfLoop();
  }
  return process.memoryUsage().heapUsed;
}

/** Seconds of CPU for a million, in the heap that Node gives a process by itself. */
async function secondsPerMillion(count: number, work: () => Promise<void>): Promise<number> {
  const start = cpuTime();
  await work();
  const taken = cpuTime() - start;
  return scaled(() => taken) / count;
}

const living: Contestant = async (quick) => {
  check(globalThis.gc !== undefined, 'needs --expose-gc');
  const count = quick ? MILLION / 5 : MILLION;
  await buildAndStop(1_000);
  const before = await liveBytes();
  const { built, stopped } = await buildAndStop(count);
  const left = (await liveBytes()) - before;
  return { 'built, s': built, 'stopped, s': stopped, 'MiB left': left / NOISE };
};

async function buildAndStop(count: number): Promise<{ readonly built: number; readonly stopped: number }> {
  const system = new ActorSystem();
  const built = await secondsPerMillion(count, async () => {
    for (let i = 0; i < count; i++) system.spawn(() => new Plain());
    for (let patience = 0; alive < count && patience < 100_000; patience++) await turnOfLoop();
    check(alive === count, `${alive} of ${count} are alive`);
  });
  const stopped = await secondsPerMillion(count, () => system.shutdown());
  check(alive === 0, `${alive} are still alive`);
  return { built, stopped };
}

const of = (column: string) => (figure: Lookup) => figure('rxactors', column);

export const liveActors: Benchmark = {
  title: 'A million live actors in the default heap, and their end',
  unit: 'seconds of CPU per million',
  flags: ['--expose-gc'],
  contestants: { rxactors: living },
  goals: [
    { what: 'built, s', value: of('built, s'), most: 20 },
    { what: 'stopped, s', value: of('stopped, s'), most: 15 },
    { what: 'MiB left', value: of('MiB left'), most: 1 },
  ],
};
