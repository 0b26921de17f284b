import { Actor, type ActorRef, type ActorSystem } from '../../../lib/index.js';
import { soon } from '../../support/soon.js';

export type Kind = 'sync' | 'async';

/** Answers each number by the one below, until it is 0. */
class Player extends Actor {
  readonly #partner: () => ActorRef;
  readonly #hit: (left: number) => void;

  constructor(partner: () => ActorRef, hit: (left: number) => void) {
    super();
    this.#partner = partner;
    this.#hit = hit;
  }

  protected override handleMessage(left: number): void {
    this.#hit(left);
    if (left > 0) this.#partner().tell(left - 1);
  }
}

class AsyncPlayer extends Player {
  protected override async handleMessage(left: number): Promise<void> {
    super.handleMessage(left);
  }
}

/** Lets two actors play until there were `hops` messages; `hit` is called in each turn. */
export function pingPong(
  system: ActorSystem,
  kind: Kind,
  hops: number,
  hit: () => void = () => {},
): Promise<void> {
  const Class = kind === 'sync' ? Player : AsyncPlayer;
  return new Promise((resolve) => {
    const end = (left: number) => {
      hit();
      if (left === 0) resolve();
    };
    const one: ActorRef = system.spawn(() => new Class(() => other, end));
    const other: ActorRef = system.spawn(() => new Class(() => one, end));
    one.tell(hops - 1);
  });
}

/** Lets one actor tell itself until there were `hops` messages; resolves with how many were handled. */
export function talkToOneself(system: ActorSystem, kind: Kind, hops: number): Promise<number> {
  const Class = kind === 'sync' ? Player : AsyncPlayer;
  let handled = 0;
  return new Promise((resolve) => {
    const end = (left: number) => {
      handled += 1;
      if (left === 0) resolve(handled);
    };
    const ref: ActorRef = system.spawn(() => new Class(() => ref, end));
    ref.tell(hops - 1);
  });
}

/** Counts the turns of the event loop from now on; the result stops, and tells how many there were. */
export function countLoopTurns(turn: () => void = () => {}): () => number {
  let count = 0;
  let counting = true;
  const next = () => {
    if (!counting) return;
    count += 1;
    turn();
    soon(next);
  };
  soon(next);
  return () => {
    counting = false;
    return count;
  };
}
