import type { Benchmark } from '../harness/benchmark.js';
import { allocation } from './allocation.js';
import { ask } from './ask.js';
import { asyncHandler } from './async-handler.js';
import { backlog } from './backlog.js';
import { chain } from './chain.js';
import { failures } from './failures.js';
import { flood } from './flood.js';
import { memory } from './memory.js';
import { pingPong } from './ping-pong.js';
import { serial } from './serial-map.js';
import { spawn } from './spawn.js';
import { timers } from './timers.js';
import { trees } from './trees.js';

export const benchmarks: Readonly<Record<string, Benchmark>> = {
  'ping-pong': pingPong,
  backlog,
  ask,
  'async-handler': asyncHandler,
  spawn,
  chain,
  flood,
  'serial-map': serial,
  timers,
  trees,
  failures,
  memory,
  allocation,
};
