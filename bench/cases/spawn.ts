import { Actor, ActorSystem, defineActor } from 'rxactors';
import { type Benchmark, type Contestant, check } from '../harness/benchmark.js';
import { cpuTime } from '../harness/cpu.js';
import { timed } from '../harness/timed.js';
import { all, type MakeStage } from '../workloads/stage.js';
import { ERLANG, fasterThan, LITERAL, others, own } from './everyone.js';

let ready = 0;

class Plain extends Actor {
  protected override setup() {
    ready += 1;
  }
}

const defined = defineActor(() => {
  ready += 1;
  return { handlers: {} };
});

class Parent extends Actor {
  breed(count: number): void {
    for (let i = 0; i < count; i++) this.spawn(() => new Plain());
  }
}

function turnOfLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

async function untilReady(count: number): Promise<void> {
  for (let patience = 0; ready < count && patience < 10_000; patience++) await turnOfLoop();
  check(ready === count, `${ready} of ${count} are set up`);
}

const spawning = (start: (count: number) => (() => unknown) | void): Contestant => {
  return timed((quick) => {
    const count = quick ? 10_000 : 20_000;
    const pass = async () => {
      ready = 0;
      const end = start(count);
      await untilReady(count);
      await end?.();
    };
    return { operations: count, pass };
  });
};

/** A system for each pass, so that what was spawned can be collected. */
const roots = (create: () => Actor, end?: (system: ActorSystem) => unknown) =>
  spawning((count) => {
    const system = new ActorSystem();
    for (let i = 0; i < count; i++) system.spawn(create);
    return () => end?.(system);
  });

const children = spawning((count) => {
  const parent = new Parent();
  new ActorSystem().spawn(() => parent);
  parent.breed(count);
});

/** Of whoever else: made, and given a turn of the loop to begin. */
const making = (make: MakeStage): Contestant => {
  return timed((quick) => {
    const count = quick ? 10_000 : 20_000;
    const pass = async () => {
      const stage = await make();
      const start = cpuTime();
      const made: unknown[] = [];
      for (let i = 0; i < count; i++) made.push(stage.spawn(() => undefined));
      await all(made);
      await turnOfLoop();
      const taken = cpuTime() - start;
      check(made.length === count, 'they are gone');
      await stage.end?.();
      return taken;
    };
    return { operations: count, pass };
  });
};

const CLASS = 'rxactors, class';

export const spawn: Benchmark = {
  title: 'Spawn, up to the end of setup',
  unit: 'CPU ns per actor',
  baseline: LITERAL,
  contestants: {
    ...own(making, [LITERAL]),
    [CLASS]: roots(() => new Plain()),
    'rxactors, defineActor': roots(() => defined() as Actor),
    'rxactors, child': children,
    'rxactors, with shutdown': roots(
      () => new Plain(),
      (system) => system.shutdown(),
    ),
  },
  peers: others(making, { erlang: 'spawn' }),
  goals: [
    fasterThan(LITERAL, 8, 26, CLASS),
    fasterThan('nact', 8, 22, CLASS),
    fasterThan('effect', 8, 18, CLASS),
    fasterThan('xstate', 15, 39, CLASS),
    fasterThan('xstate, callback', 15, 39, CLASS),
    fasterThan(ERLANG, 4, 10, CLASS),
  ],
};
