import { expect } from 'chai';
import * as fc from 'fast-check';
import { Actor, type ActorRef, type SystemOptions } from '../../lib/index.js';
import { type NewSystem, onBothLanes } from '../support/lanes.js';
import { countLoopTurns } from './support/ping-pong.js';

const NAMES = ['a', 'b', 'c', 'd', 'e'];

/** Tells itself five times, and says each time that it was its turn. */
class Talker extends Actor {
  readonly #name: string;
  readonly #turn: (name: string) => void;

  constructor(name: string, turn: (name: string) => void) {
    super();
    this.#name = name;
    this.#turn = turn;
  }

  protected override handleMessage(left: number): void {
    this.#turn(this.#name);
    if (left > 1) this.reference.tell(left - 1);
  }
}

/** The order in which five actors have their five turns each. */
async function orderOf(newSystem: NewSystem, options: SystemOptions): Promise<string> {
  const order: string[] = [];
  await using system = newSystem(options);
  const all = new Promise<void>((resolve) => {
    const turn = (name: string) => {
      order.push(name);
      if (order.length === NAMES.length * 5) resolve();
    };
    const refs: ActorRef[] = NAMES.map((name) => system.spawn(() => new Talker(name, turn)));
    for (const ref of refs) ref.tell(5);
  });
  await all;
  return order.join('');
}

describe('RunQueue with a seed', () => {
  onBothLanes((newSystem) => {
    it('gives the same order for the same seed', async () => {
      const property = fc.asyncProperty(fc.integer(), async (seed) => {
        expect(await orderOf(newSystem, { seed })).to.equal(await orderOf(newSystem, { seed }));
      });

      await fc.assert(property, { numRuns: 20 });
    });

    it('gives another order for another seed', async () => {
      const orders = new Set<string>();

      for (let seed = 0; seed < 10; seed++) orders.add(await orderOf(newSystem, { seed }));

      expect(orders.size).to.equal(10);
    });

    it('runs at most one turn in each turn of the event loop', async () => {
      const perLoopTurn: number[] = [];
      let turns = 0;
      await using system = newSystem({ seed: 7 });
      const stop = countLoopTurns(() => {
        perLoopTurn.push(turns);
        turns = 0;
      });

      await new Promise<void>((resolve) => {
        let left = 20;
        const turn = () => {
          turns += 1;
          left -= 1;
          if (left === 0) resolve();
        };
        for (const name of ['x', 'y']) system.spawn(() => new Talker(name, turn)).tell(10);
      });
      stop();

      expect(Math.max(...perLoopTurn)).to.equal(1);
    });
  });
});
