import type { Benchmark } from '../harness/benchmark.js';
import { allocation, asyncAllocation } from './allocation.js';
import { ask, askAsync } from './ask.js';
import { askingEach } from './ask-each.js';
import { asyncHandler } from './async-handler.js';
import { asyncBacklog, backlog } from './backlog.js';
import { chain } from './chain.js';
import { failures } from './failures.js';
import { flood } from './flood.js';
import { liveActors } from './live.js';
import { memory } from './memory.js';
import { pingPong } from './ping-pong.js';
import { big, counting, create, forkJoin, threadRing } from './savina.js';
import { serial } from './serial-map.js';
import { soak } from './soak.js';
import { spawn } from './spawn.js';
import { longSerialMap, streamsSerialMap } from './streams-serial-map.js';
import { asyncTimers, timers } from './timers.js';
import { trees } from './trees.js';

export const benchmarks: Readonly<Record<string, Benchmark>> = {
  'ping-pong': pingPong,
  counting,
  'fork-join': forkJoin,
  create,
  'thread-ring': threadRing,
  big,
  ask,
  'ask-async': askAsync,
  'async-handler': asyncHandler,
  spawn,
  chain,
  flood,
  backlog,
  'backlog-async': asyncBacklog,
  timers,
  'timers-async': asyncTimers,
  memory,
  allocation,
  'allocation-async': asyncAllocation,
  live: liveActors,
  soak,
  'ask-each': askingEach,
  'serial-map': serial,
  'streams-serial-map': streamsSerialMap,
  'long-serial-map': longSerialMap,
  trees,
  failures,
};
