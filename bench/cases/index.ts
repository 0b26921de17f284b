import type { Benchmark } from '../harness/benchmark.js';
import { allocation } from './allocation.js';
import { ask } from './ask.js';
import { asyncHandler } from './async-handler.js';
import { backlog } from './backlog.js';
import { chain } from './chain.js';
import { flood } from './flood.js';
import { memory } from './memory.js';
import { pingPong } from './ping-pong.js';
import { serial } from './serial-map.js';
import { spawn } from './spawn.js';
import { timers } from './timers.js';

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
  memory,
  allocation,
};
