import { expect } from 'chai';
import * as fc from 'fast-check';
import { attach } from '../../lib/kernel/attach.js';
import { type Runnable, RunQueue, type RunQueueOptions } from '../../lib/kernel/run-queue.js';
import { TestClock } from '../../lib/testing.js';
import { countLoopTurns } from './support/ping-pong.js';

const SLICE = 5;

/** A clock that the turns move. */
function handClock() {
  let now = 1_000;
  return {
    now: () => now,
    schedule: () => () => {},
    take: (ms: number) => {
      now += ms;
    },
  };
}

function newQueue(options: Partial<RunQueueOptions> = {}): RunQueue {
  return new RunQueue({
    clock: handClock(),
    slice: SLICE,
    events: { size: 0, deliver: () => 0 },
    idle: () => {},
    ...options,
  });
}

/** Runs one turn each time it is chosen. */
function task(turn: () => void): Runnable {
  return {
    run: () => {
      turn();
      return 1;
    },
  };
}

/** Resolves when the queue has nothing left. */
async function quiet(queue: RunQueue): Promise<void> {
  const clock = new TestClock();
  clock[attach](queue);
  await clock.settle();
}

/** Runs one turn of each of these lengths, and says how long it took from one task of the host to the next. */
async function stretches(costs: readonly number[], perTask: number): Promise<number[]> {
  const clock = handClock();
  const lengths: number[] = [];
  let began = clock.now();
  const queue = newQueue({
    clock,
    idle: () => {
      lengths.push(clock.now() - began);
      began = clock.now();
    },
  });
  const left = [...costs];
  const worker: Runnable = {
    run: (limit) => {
      let turns = 0;
      for (; turns < Math.min(limit, perTask) && left.length > 0; turns++) clock.take(left.shift() as number);
      if (left.length > 0) queue.schedule(worker);
      return turns;
    },
  };
  queue.schedule(worker);
  await quiet(queue);
  return lengths;
}

/** The clock is looked at once in so many turns, at least. */
const LOOKS_AFTER = 8;

describe('RunQueue', () => {
  it('runs nothing while it is called', async () => {
    const log: string[] = [];
    const queue = newQueue();
    await quiet(queue);

    queue.schedule(task(() => log.push('turn')));
    const before = [...log];
    await quiet(queue);

    expect(before).to.deep.equal([]);
    expect(log).to.deep.equal(['turn']);
  });

  it('serves first who came first', async () => {
    const log: number[] = [];
    const queue = newQueue();

    for (let n = 0; n < 100; n++) queue.schedule(task(() => log.push(n)));
    await quiet(queue);

    expect(log).to.deep.equal([...log.keys()]);
  });

  it('lets who is scheduled by a turn wait behind those who wait', async () => {
    const log: string[] = [];
    const queue = newQueue();
    queue.schedule(
      task(() => {
        log.push('a');
        queue.schedule(task(() => log.push('a again')));
      }),
    );
    queue.schedule(task(() => log.push('b')));

    await quiet(queue);

    expect(log).to.deep.equal(['a', 'b', 'a again']);
  });

  it('calls the observers between two turns', async () => {
    const log: string[] = [];
    const queue = newQueue({
      events: {
        size: 1,
        deliver: () => {
          log.push('between');
          return 0;
        },
      },
    });
    queue.schedule(task(() => log.push('a')));
    queue.schedule(task(() => log.push('b')));

    await quiet(queue);

    expect(log.slice(0, 4)).to.deep.equal(['between', 'a', 'between', 'b']);
  });

  it('calls idle in a task of the host, once for many marks', async () => {
    const log: string[] = [];
    const queue = newQueue({ idle: () => log.push('idle') });
    await quiet(queue);
    log.length = 0;

    queue.mark();
    queue.mark();
    const before = [...log];
    await quiet(queue);

    expect(before).to.deep.equal([]);
    expect(log).to.deep.equal(['idle']);
  });

  it('is quiet only when nothing is ready and no task of the host is awaited', async () => {
    const queue = newQueue();
    await quiet(queue);

    const states = [queue.quiet];
    queue.schedule(task(() => states.push(queue.quiet)));
    states.push(queue.quiet);
    await quiet(queue);
    states.push(queue.quiet);

    expect(states).to.deep.equal([true, false, false, true]);
  });

  it('counts the slice over bursts that each empty the queue', async () => {
    const clock = handClock();
    const queue = newQueue({ clock });
    const perLoopTurn: number[] = [];
    let turns = 0;
    const stop = countLoopTurns(() => {
      perLoopTurn.push(turns);
      turns = 0;
    });
    const done = new Promise<void>((resolve) => {
      const again = (left: number) => {
        turns += 1;
        clock.take(1);
        if (left === 0) resolve();
        // Like an async handler: the queue is empty until a promise has settled.
        else void Promise.resolve().then(() => queue.schedule(task(() => again(left - 1))));
      };
      queue.schedule(task(() => again(100)));
    });

    await done;
    stop();

    expect(Math.max(...perLoopTurn)).to.be.at.most(2 * SLICE + 1);
    expect(perLoopTurn.length).to.be.at.least(9);
  });

  it('yields within two slices and eight turns after turns that became dear all at once', async () => {
    const costs = [...Array<number>(200).fill(0), ...Array<number>(40).fill(4)];

    const lengths = [await stretches(costs, 1), await stretches(costs, 100)];

    expect(Math.max(...lengths.flat())).to.be.at.most(2 * SLICE + LOOKS_AFTER * 4);
  });

  it('yields within two slices and the longest turn while turns take as long as before', async () => {
    const property = fc.asyncProperty(
      fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 30 })),
      fc.integer({ min: 1, max: 100 }),
      async (cost, perTask) => {
        const lengths = await stretches(Array<number>(100).fill(cost), perTask);

        expect(Math.max(0, ...lengths)).to.be.at.most(2 * SLICE + cost);
      },
    );

    await fc.assert(property, { numRuns: 200 });
  }).timeout(20_000);

  it('yields within two slices and eight times the longest turn, however long the turns are', async () => {
    const cost = fc.oneof(
      { weight: 4, arbitrary: fc.constant(0) },
      { weight: 2, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 30 }) },
    );
    const property = fc.asyncProperty(
      fc.array(cost, { maxLength: 200 }),
      fc.integer({ min: 1, max: 100 }),
      async (costs, perTask) => {
        const lengths = await stretches(costs, perTask);

        expect(Math.max(0, ...lengths)).to.be.at.most(2 * SLICE + LOOKS_AFTER * Math.max(0, ...costs));
      },
    );

    await fc.assert(property, { numRuns: 200 });
  }).timeout(20_000);
});
