import { type Benchmark, type Contestant, check } from '../harness/benchmark.js';
import { nsPerOperation } from '../harness/cpu.js';
import { gate } from '../workloads/gate.js';
import type { MakeStage, Stage, Told } from '../workloads/stage.js';
import { LITERAL, LITERAL_SYNC, others, own } from './everyone.js';

const LENGTH = 100_000;

interface Parcel extends Told {
  readonly hops: number;
}

const passing = (make: MakeStage, name: string): Contestant => {
  return async () => {
    // comedy needs minutes to make as many, and is none of those that overflow.
    const length = name === 'comedy' ? LENGTH / 50 : LENGTH;
    const pass = await chainOf(await make(), length);
    const ns = await nsPerOperation(length, async () => {
      const hops = await pass();
      check(hops === length, `${hops} of ${length} hops`);
    });
    return { ns };
  };
};

async function chainOf<Ref>(stage: Stage<Ref>, length: number): Promise<() => Promise<number>> {
  let arrived: (hops: number) => void = () => undefined;
  const after = (message: Told): Parcel => ({ type: 'parcel', hops: (message as Parcel).hops + 1 });
  let next: Ref = await stage.spawn((message) => arrived(after(message).hops));
  for (let i = 1; i < length; i++) {
    const target = next;
    const made = stage.spawn((message) => stage.tell(target, after(message)));
    next = made instanceof Promise ? await made : made;
  }
  return () => {
    const { passed, open } = gate<number>();
    arrived = open;
    stage.tell(next, { type: 'parcel', hops: 0 } as Parcel);
    return passed;
  };
}

export const chain: Benchmark = {
  title: 'A message through a chain of 100,000 actors',
  unit: 'CPU ns per hop',
  baseline: 'limit',
  contestants: own(passing, ['limit', 'rxactors', LITERAL, LITERAL_SYNC]),
  mayFail: [LITERAL, LITERAL_SYNC],
  peers: others(passing),
};
