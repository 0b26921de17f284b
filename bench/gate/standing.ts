import type { Goal } from '../harness/benchmark.js';
import { type Bound, widened } from './judge.js';

/**
 * Where the kernel stands in what it does not hold yet, or only just: the worst median of several runs, on a machine with
 * other work. By contest and goal. Lower what is a `most`, and raise what is a `least`, with each gain.
 */
const standing: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'ping-pong': {
    'x limit': 3.4,
    'rxactors, typed, x limit': 4.5,
    'times as fast as Subject + concatMap': 5.6,
  },
  'thread-ring': { 'x limit': 4, 'times as fast as Subject + concatMap': 6.5 },
  big: { 'x limit': 4.9, 'times as fast as Subject + concatMap': 4.7 },
  counting: { 'x limit': 3.3 },
  // Mostly the collector's work, which varies.
  'fork-join': { 'x limit': 10, 'times as fast as Subject + concatMap': 3.1 },
  ask: { 'x limit': 2.6, 'times as fast as Subject + concatMap': 1.4 },
  'ask-async': { 'x plain call': 5.8, 'times as fast as Subject + concatMap': 0.9 },
  'async-handler': { 'times as fast as Subject + concatMap': 1.8 },
  spawn: { 'rxactors, class, times as fast as Subject + concatMap': 3.8 },
};

/** What other work on the machine may add, beside what the medians of a gate's rounds take out. */
const ROOM = 1.3;

/** Where the gate shuts: somewhat beyond what must hold, or beyond where the kernel stands. */
export function gateBound(contest: string, goal: Goal): Bound {
  const stands = standing[contest]?.[goal.what];
  if (stands === undefined) return widened(goal);
  if (goal.most !== undefined) return { most: Math.max(goal.most, stands) * ROOM };
  return { least: Math.min(goal.least ?? Number.POSITIVE_INFINITY, stands) / ROOM };
}
