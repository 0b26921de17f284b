import { Actor, ActorSystem, defineActor } from 'rxactors';
import { concatMap, Subject } from 'rxjs';
import { type Benchmark, type Contestant, check } from '../harness/benchmark.js';
import { nsPerOperation } from '../harness/cpu.js';

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
  return async (quick) => {
    const count = quick ? 10_000 : 20_000;
    const ns = await nsPerOperation(count, async () => {
      ready = 0;
      const end = start(count);
      await untilReady(count);
      await end?.();
    });
    return { ns };
  };
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

const subjects = spawning((count) => {
  const held: Subject<unknown>[] = [];
  for (let i = 0; i < count; i++) {
    const subject = new Subject<unknown>();
    subject.pipe(concatMap(async () => undefined)).subscribe();
    held.push(subject);
    ready += 1;
  }
  return () => check(held.length === count, 'they are gone');
});

export const spawn: Benchmark = {
  title: 'Spawn, up to the end of setup',
  unit: 'CPU ns per actor',
  baseline: 'Subject + concatMap',
  contestants: {
    'Subject + concatMap': subjects,
    'rxactors, class': roots(() => new Plain()),
    'rxactors, defineActor': roots(() => defined() as Actor),
    'rxactors, child': children,
    'rxactors, with shutdown': roots(
      () => new Plain(),
      (system) => system.shutdown(),
    ),
  },
  goals: [
    {
      what: 'x Subject + concatMap',
      value: (of) => of('rxactors, class', 'ns') / of('Subject + concatMap', 'ns'),
      most: 1 / 2,
    },
  ],
};
