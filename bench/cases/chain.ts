import { Actor, type ActorRef, ActorSystem } from 'rxactors';
import { type Benchmark, type Contestant, check } from '../harness/benchmark.js';
import { nsPerOperation } from '../harness/cpu.js';
import { gate } from '../workloads/gate.js';
import { send } from '../workloads/limit.js';

const LENGTH = 100_000;

interface Parcel {
  readonly hops: number;
}

let arrived: (parcel: Parcel) => void = () => undefined;

class Link extends Actor {
  constructor(readonly next: ActorRef | undefined) {
    super();
  }
  protected override handleMessage({ hops }: Parcel) {
    const parcel = { hops: hops + 1 };
    if (this.next === undefined) arrived(parcel);
    else this.next.tell(parcel);
  }
}

const passing = (build: () => (parcel: Parcel) => void): Contestant => {
  return async () => {
    const first = build();
    const ns = await nsPerOperation(LENGTH, async () => {
      const { passed, open } = gate<Parcel>();
      arrived = open;
      first({ hops: 0 });
      const { hops } = await passed;
      check(hops === LENGTH, `${hops} of ${LENGTH} hops`);
    });
    return { ns };
  };
};

function actors(): (parcel: Parcel) => void {
  const system = new ActorSystem();
  let next: ActorRef | undefined;
  for (let i = 0; i < LENGTH; i++) {
    const target = next;
    next = system.spawn(() => new Link(target));
  }
  return (next as ActorRef).tell;
}

function limit(): (parcel: Parcel) => void {
  let next = (parcel: unknown) => arrived({ hops: (parcel as Parcel).hops + 1 });
  for (let i = 1; i < LENGTH; i++) {
    const target = next;
    next = (parcel) => send(target, { hops: (parcel as Parcel).hops + 1 });
  }
  const first = next;
  return (parcel) => send(first, parcel);
}

export const chain: Benchmark = {
  title: 'A message through a chain of 100,000 actors',
  unit: 'CPU ns per hop',
  baseline: 'limit',
  contestants: { limit: passing(limit), rxactors: passing(actors) },
};
