import { Actor, type ActorRef, ActorSystem, defineActor, type Handlers } from 'rxactors';
import { concatMap, Subject } from 'rxjs';
import { type Benchmark, type Contestant, check } from '../harness/benchmark.js';

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

interface Told {
  readonly state?: string;
  readonly tell: (message: { readonly type: 'count' }) => void;
}

/** Bytes each of many actors holds: set up and untouched, and after a message to each. */
async function bytesPer(make: () => Told, count: number) {
  const warm = Array.from({ length: 1_000 }, make);
  for (const one of warm) one.tell({ type: 'count' });
  const all = new Array<Told | undefined>(count).fill(undefined);
  await until(() => handled === warm.length, 'the first are handled');
  const empty = await liveBytes();
  for (let i = 0; i < count; i++) all[i] = make();
  await until(() => all.every((one) => one?.state !== 'starting'), 'all are set up');
  const idle = (await liveBytes()) - empty;
  handled = 0;
  for (const one of all) one?.tell({ type: 'count' });
  await until(() => handled === count, 'all messages are handled');
  const used = (await liveBytes()) - empty;
  // Held to here, or what is measured would be garbage by then.
  check(all.length === count, 'they are gone');
  return { idle: idle / count, used: used / count };
}

const actors = (create: () => Actor): Contestant => {
  return (quick) => {
    check(globalThis.gc !== undefined, 'needs --expose-gc');
    const system = new ActorSystem();
    return bytesPer(() => system.spawn(create) as ActorRef, quick ? 20_000 : 100_000);
  };
};

const subjects: Contestant = (quick) =>
  bytesPer(
    () => {
      const subject = new Subject<unknown>();
      subject
        .pipe(
          concatMap(async () => {
            handled += 1;
          }),
        )
        .subscribe();
      return { tell: (message) => subject.next(message) };
    },
    quick ? 20_000 : 100_000,
  );

export const memory: Benchmark = {
  title: 'An actor, its instance included',
  unit: 'bytes',
  flags: ['--expose-gc'],
  contestants: {
    'class, handleMessage': actors(() => new Plain()),
    'class, typed handlers': actors(() => new Typed() as unknown as Actor),
    defineActor: actors(() => defined() as Actor),
    'Subject + concatMap': subjects,
  },
  goals: [{ what: 'idle', value: (of) => of('class, handleMessage', 'idle'), most: 400 }],
};
