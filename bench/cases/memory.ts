import { Actor, type ActorRef, ActorSystem, defineActor, type Handlers } from 'rxactors';
import { type Benchmark, type Contestant, check, type Goal } from '../harness/benchmark.js';
import { erlang } from '../workloads/erlang.js';
import { all, type MakeStage } from '../workloads/stage.js';
import { ERLANG, LITERAL, others, own } from './everyone.js';

let handled = 0;

class Plain extends Actor {
  protected override handleMessage() {
    handled += 1;
  }
}

interface Protocol {
  count(): void;
}

class Typed extends Actor<Protocol> {
  protected override readonly handlers: Handlers<Protocol> = {
    count: () => {
      handled += 1;
    },
  };
}

const defined = defineActor(() => ({
  handlers: {
    count: () => {
      handled += 1;
    },
  },
}));

/** Live bytes: what is left after collections, several since each may free what the next needs. */
async function liveBytes(): Promise<number> {
  for (let i = 0; i < 4; i++) {
    globalThis.gc?.();
    await turnOfLoop();
  }
  return process.memoryUsage().heapUsed;
}

function turnOfLoop(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}

/** Waits for what is told or spawned; the machine may be slow, and the actors pause for it. */
async function until(done: () => boolean, what: string): Promise<void> {
  for (let patience = 0; patience < 2_000 && !done(); patience++) await turnOfLoop();
  check(done(), what);
}

/** Bytes each of many holds: set up and untouched, and after a message to each. */
async function bytesPer<Ref>(make: () => Ref | Promise<Ref>, tell: (ref: Ref) => void, count: number) {
  const some = await all(Array.from({ length: 1_000 }, make));
  for (const one of some) tell(one);
  await until(() => handled === some.length, 'the first are handled');
  const many = new Array<unknown>(count).fill(undefined);
  const empty = await liveBytes();
  for (let i = 0; i < count; i++) many[i] = make();
  if (many[0] instanceof Promise) for (let i = 0; i < count; i++) many[i] = await many[i];
  await until(() => many.every((one) => (one as { state?: string }).state !== 'starting'), 'all are set up');
  const idle = (await liveBytes()) - empty;
  handled = 0;
  for (const one of many) tell(one as Ref);
  await until(() => handled === count, 'all messages are handled');
  const used = (await liveBytes()) - empty;
  // Held to here, or what is measured would be garbage by then.
  check(many.length === count, 'they are gone');
  return { idle: idle / count, used: used / count };
}

const actors = (create: () => Actor): Contestant => {
  return (quick) => {
    check(globalThis.gc !== undefined, 'needs --expose-gc');
    const system = new ActorSystem();
    const tell = (ref: ActorRef) => ref.tell({ type: 'count' });
    return bytesPer(() => system.spawn(create), tell, quick ? 20_000 : 100_000);
  };
};

const held = (make: MakeStage, name: string): Contestant => {
  return async (quick) => {
    const stage = await make();
    const handle = () => {
      handled += 1;
    };
    // comedy takes a thousand times as long as the others.
    const count = name === 'comedy' ? 3_000 : quick ? 20_000 : 100_000;
    const tell = (ref: unknown) => stage.tell(ref, { type: 'count' });
    return bytesPer(() => stage.spawn(handle), tell, count);
  };
};

const CLASS = 'class, handleMessage';

const smallerThan = (row: string, least: number, reach: number): Goal => ({
  what: `idle: times as small as ${row}`,
  value: (of) => of(row, 'idle') / of(CLASS, 'idle'),
  least,
  reach,
});

export const memory: Benchmark = {
  title: 'An actor, its instance included: untouched, and after a message',
  unit: 'bytes',
  flags: ['--expose-gc'],
  contestants: {
    [CLASS]: actors(() => new Plain()),
    'class, typed handlers': actors(() => new Typed() as unknown as Actor),
    defineActor: actors(() => defined() as Actor),
    ...own(held, [LITERAL]),
  },
  peers: { ...others(held), [ERLANG]: erlang('memory', 'idle') },
  goals: [
    { what: 'idle', value: (of) => of(CLASS, 'idle'), most: 250, reach: 162 },
    { what: 'used', value: (of) => of(CLASS, 'used'), most: 400, reach: 298 },
    smallerThan(LITERAL, 4.6, 11),
    smallerThan('nact', 3.3, 8),
    smallerThan('effect', 7, 17),
    smallerThan('xstate', 5, 12),
    smallerThan(ERLANG, 6, 16),
  ],
};
