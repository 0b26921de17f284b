import fastq from 'fastq';
import type { Stage, Told } from '../workloads/stage.js';

/** A queue whose worker takes one task at a time; with callbacks where handlers are synchronous, else with promises. */
export function stage(): Stage<fastq.queue<Told, unknown>> {
  return {
    spawn: (handle) =>
      fastq<unknown, Told>((message, done) => {
        handle(message);
        done(null);
      }, 1),
    spawnAsync: (handle) =>
      fastq<unknown, Told>((message, done) => {
        handle(message).then(() => done(null), done);
      }, 1),
    tell: (queue, message) => queue.push(message),
    spawnAnswering: (answer) => fastq.promise<unknown, Told>(async (message) => answer(message), 1),
    ask: (queue, message) => (queue as fastq.queueAsPromised<Told, unknown>).push(message),
  };
}
