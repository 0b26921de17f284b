import type { Goal } from '../harness/benchmark.js';
import { type Bound, widened } from './judge.js';

/**
 * Where the kernel stands in what it does not hold yet, or only just: the worst median of several runs, on a machine with
 * other work. By contest and goal; with each gain, bring them nearer to the goal.
 */
const standing: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  // Of fewer actors than in the benchmark, among which what is there once counts for more.
  memory: { idle: 270 },
  'ping-pong': {
    'x limit': 3.1,
    'rxactors, typed, x limit': 3.7,
    'times as fast as Subject + concatMap': 5.5,
  },
  'thread-ring': { 'x limit': 4.1, 'times as fast as Subject + concatMap': 6.2 },
  big: { 'x limit': 4, 'times as fast as Subject + concatMap': 4.9 },
  // Mostly the collector's work, which varies from process to process.
  counting: { 'x limit': 2.6 },
  'fork-join': { 'x limit': 2.6, 'times as fast as Subject + concatMap': 3.1 },
  ask: { 'x limit': 2.3, 'times as fast as Subject + concatMap': 1.4 },
  'ask-async': { 'x plain call': 4.9, 'times as fast as Subject + concatMap': 1.1 },
  'async-handler': { 'x plain call': 2.5, 'times as fast as Subject + concatMap': 1.8 },
  spawn: { 'rxactors, class, times as fast as Subject + concatMap': 3.3 },
};

/** What other work on the machine may add, beside what the medians of a gate's rounds take out. */
const ROOM = 1.4;

/** Where the gate shuts: somewhat beyond what must hold, or beyond where the kernel stands. */
export function gateBound(contest: string, goal: Goal): Bound {
  const stands = standing[contest]?.[goal.what];
  if (stands === undefined) return widened(goal);
  if (goal.most !== undefined) return { most: Math.max(goal.most, stands) * ROOM };
  return { least: Math.min(goal.least ?? Number.POSITIVE_INFINITY, stands) / ROOM };
}
