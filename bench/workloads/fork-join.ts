/** Savina's fork-join: throughput floods sixty actors; creation makes many, and tells each once. */
import { check } from '../harness/benchmark.js';
import { cpuTime } from '../harness/cpu.js';
import { gate } from './gate.js';
import { all, type MakeStage, type Stage, type Told } from './stage.js';

export const WORKERS = 60;

interface Task extends Told {
  readonly number: number;
}

export async function forkJoin<Ref>(stage: Stage<Ref>): Promise<(each: number) => Promise<void>> {
  let handled = 0;
  let expected = 0;
  let done: () => void = () => undefined;
  const workers: Ref[] = [];
  for (let worker = 0; worker < WORKERS; worker++) {
    const ref = await stage.spawn(() => {
      handled += 1;
      if (handled === expected) done();
    });
    workers.push(ref);
  }
  return async (each) => {
    const { passed, open } = gate();
    handled = 0;
    expected = each * WORKERS;
    done = open;
    for (let number = 0; number < each; number++) {
      for (const worker of workers) stage.tell(worker, { type: 'task', number } as Task);
    }
    await passed;
    check(handled === expected, `handled ${handled} of ${expected}`);
  };
}

/** On a stage of its own, so that what was made can be collected afterwards; gives the microseconds that it took. */
export async function create(makeStage: MakeStage, count: number): Promise<number> {
  const stage = await makeStage();
  const { passed, open } = gate();
  let handled = 0;
  const handle = () => {
    handled += 1;
    if (handled === count) open();
  };
  const start = cpuTime();
  const made: unknown[] = [];
  for (let i = 0; i < count; i++) made.push(stage.spawn(handle));
  for (const ref of await all(made)) stage.tell(ref, { type: 'task', number: 1 } as Task);
  await passed;
  const taken = cpuTime() - start;
  check(handled === count, `handled ${handled} of ${count}`);
  await stage.end?.();
  return taken;
}
