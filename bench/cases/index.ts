import type { Benchmark } from '../harness/benchmark.js';
import { allocation } from './allocation.js';
import { ask } from './ask.js';
import { askingEach } from './ask-each.js';
import { asyncHandler } from './async-handler.js';
import { backlog } from './backlog.js';
import { chain } from './chain.js';
import { failures } from './failures.js';
import { flood } from './flood.js';
import { memory } from './memory.js';
import { pingPong } from './ping-pong.js';
import { serial } from './serial-map.js';
import { spawn } from './spawn.js';
import { longSerialMap, streamsSerialMap } from './streams-serial-map.js';
import { timers } from './timers.js';
import { trees } from './trees.js';

export const benchmarks: Readonly<Record<string, Benchmark>> = {
  'ping-pong': pingPong,
  backlog,
  ask,
  'ask-each': askingEach,
  'async-handler': asyncHandler,
  spawn,
  chain,
  flood,
  'serial-map': serial,
  'streams-serial-map': streamsSerialMap,
  'long-serial-map': longSerialMap,
  timers,
  trees,
  failures,
  memory,
  allocation,
};
