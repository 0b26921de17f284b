/** Savina's micro-benchmarks beside ping-pong. */
import type { Benchmark, Contestant } from '../harness/benchmark.js';
import { timed } from '../harness/timed.js';
import { big as bigOf, ACTORS as PLAYERS } from '../workloads/big.js';
import { counting as countingOf } from '../workloads/counting.js';
import { create as createOn, forkJoin as forkJoinOf, WORKERS } from '../workloads/fork-join.js';
import type { MakeStage, Stage } from '../workloads/stage.js';
import { threadRing as threadRingOf } from '../workloads/thread-ring.js';
import { ERLANG, fasterThan, LITERAL, others, own, timesAsMuchAs } from './everyone.js';

type Workload = (stage: Stage) => Promise<(size: number) => Promise<void>>;

/** A run is of `size`, and does `operations` for each of it. */
const running = (workload: Workload, sizes: readonly [full: number, quick: number], operations = 1) => {
  return (make: MakeStage): Contestant =>
    timed(async (quick) => {
      const size = sizes[quick ? 1 : 0];
      const run = await workload(await make());
      return { operations: size * operations, pass: () => run(size) };
    });
};

/** Of a million messages some need seconds, or more memory than there is. */
const FEWER = [LITERAL, 'p-queue', 'comedy'];

const count = (make: MakeStage, name: string): Contestant =>
  running(countingOf, FEWER.includes(name) ? [100_000, 50_000] : [1_000_000, 300_000])(make);

export const counting: Benchmark = {
  title: `Counting: an actor floods another with 1,000,000 messages (100,000: ${FEWER.join(', ')})`,
  unit: 'CPU ns per message',
  baseline: 'limit',
  contestants: own(count),
  peers: others(count, { erlang: 'counting' }),
  goals: [
    timesAsMuchAs('limit', 2.5, 1.2),
    fasterThan(LITERAL, 30, 65),
    fasterThan('nact', 9, 18),
    fasterThan('effect', 8, 17),
    fasterThan('xstate', 1, 1.9),
    fasterThan('xstate, callback', 0.3, 0.6),
    fasterThan(ERLANG, 0.5, 0.7),
  ],
};

const join = running(forkJoinOf, [10_000, 3_000], WORKERS);

export const forkJoin: Benchmark = {
  title: `Fork-join, throughput: ${WORKERS} actors are flooded`,
  unit: 'CPU ns per message',
  baseline: 'limit',
  contestants: own(join),
  peers: others(join, { erlang: 'forkjoin' }),
  goals: [
    timesAsMuchAs('limit', 2.5, 1.2),
    fasterThan(LITERAL, 3.5, 7),
    fasterThan('nact', 5, 11),
    fasterThan('effect', 3, 6),
    fasterThan('xstate', 1, 1.8),
    fasterThan('xstate, callback', 0.4, 0.8),
    fasterThan(ERLANG, 0.5, 1),
  ],
};

const creating = (make: MakeStage, name: string): Contestant => {
  return timed((quick) => {
    // comedy takes a thousand times as long as the others.
    const actors = name === 'comedy' ? 2_000 : quick ? 10_000 : 40_000;
    return { operations: actors, pass: () => createOn(make, actors) };
  });
};

export const create: Benchmark = {
  title: 'Fork-join, creation: many actors that are told once each',
  unit: 'CPU ns per actor',
  baseline: 'limit',
  contestants: own(creating),
  peers: others(creating, { erlang: 'create' }),
  goals: [
    fasterThan(LITERAL, 6, 12),
    fasterThan('nact', 10, 37),
    fasterThan('effect', 10, 21),
    fasterThan('xstate', 7, 14),
    fasterThan('xstate, callback', 7, 14),
    fasterThan(ERLANG, 1.5, 3.7),
  ],
};

const ring = running(threadRingOf, [200_000, 50_000]);

export const threadRing: Benchmark = {
  title: 'Thread ring: a message through a circle of 100 actors',
  unit: 'CPU ns per hop',
  baseline: 'limit',
  contestants: own(ring),
  peers: others(ring, { erlang: 'threadring' }),
  goals: [
    timesAsMuchAs('limit', 2.8, 1.4),
    fasterThan(LITERAL, 8, 16),
    fasterThan('nact', 25, 49),
    fasterThan('effect', 10, 20),
    fasterThan('xstate', 5, 10),
    fasterThan('xstate, callback', 2.5, 5),
    fasterThan(ERLANG, 5, 10),
  ],
};

const playBig = running(bigOf, [1_000, 300], 2 * PLAYERS);

export const big: Benchmark = {
  title: `Big: ${PLAYERS} actors that ping each other at random`,
  unit: 'CPU ns per message',
  baseline: 'limit',
  contestants: own(playBig),
  peers: others(playBig, { erlang: 'big' }),
  goals: [
    timesAsMuchAs('limit', 3, 1.6),
    fasterThan(LITERAL, 5, 11),
    fasterThan('nact', 5, 10),
    fasterThan('effect', 11, 22),
    fasterThan('xstate', 2, 4),
    fasterThan('xstate, callback', 1, 1.9),
    fasterThan(ERLANG, 1.9, 3.7),
  ],
};
