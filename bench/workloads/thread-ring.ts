/** Savina's thread ring: a hundred actors in a circle hand on one message. */
import { check } from '../harness/benchmark.js';
import { gate } from './gate.js';
import type { Stage, Told } from './stage.js';

const ACTORS = 100;

interface Token extends Told {
  readonly left: number;
}

export async function threadRing<Ref>(stage: Stage<Ref>): Promise<(hops: number) => Promise<void>> {
  let handled = 0;
  let done: () => void = () => undefined;
  const ring: Ref[] = [];
  for (let i = 0; i < ACTORS; i++) {
    const next = (i + 1) % ACTORS;
    const ref = await stage.spawn((message) => {
      const { left } = message as Token;
      handled += 1;
      if (left > 1) stage.tell(ring[next] as Ref, { type: 'token', left: left - 1 } as Token);
      else done();
    });
    ring.push(ref);
  }
  return async (hops) => {
    const { passed, open } = gate();
    handled = 0;
    done = open;
    stage.tell(ring[0] as Ref, { type: 'token', left: hops } as Token);
    await passed;
    check(handled === hops, `${handled} of ${hops} hops`);
  };
}
