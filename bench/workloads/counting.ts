/** Savina's counting: one actor tells another to count, as often as it is told, and asks for the sum at the end. */
import { check } from '../harness/benchmark.js';
import { gate } from './gate.js';
import type { Stage, Told } from './stage.js';

interface Count extends Told {
  readonly by: number;
}

interface Produce extends Told {
  readonly count: number;
}

export async function counting<Ref>(stage: Stage<Ref>): Promise<(count: number) => Promise<void>> {
  let sum = 0;
  let retrieved: (sum: number) => void = () => undefined;
  const counter: Ref = await stage.spawn((message) => {
    if (message.type === 'count') sum += (message as Count).by;
    else retrieved(sum);
  });
  const producer: Ref = await stage.spawn((message) => {
    const { count } = message as Produce;
    for (let i = 0; i < count; i++) stage.tell(counter, { type: 'count', by: 1 } as Count);
    stage.tell(counter, { type: 'retrieve' });
  });
  return async (count) => {
    const { passed, open } = gate<number>();
    sum = 0;
    retrieved = open;
    stage.tell(producer, { type: 'produce', count } as Produce);
    const counted = await passed;
    check(counted === count, `counted ${counted} of ${count}`);
  };
}
