import { expect } from 'chai';
import { Actor, type ActorRef } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';

class Worker extends Actor {
  protected override handleMessage(message: unknown) {
    return `worked on ${message}`;
  }
}

/** Hands its work to a child that its setup starts. */
class Desk extends Actor {
  #worker: ActorRef | undefined;
  protected override setup() {
    this.#worker = this.spawn(() => new Worker());
  }
  protected override handleMessage(message: unknown) {
    return this.#worker === undefined ? undefined : this.ask<string>(this.#worker, message);
  }
}

describe('A drain', () => {
  onBothLanes((newSystem) => {
    it('still runs a setup that spawns, and what waited behind it', async () => {
      await using system = newSystem();
      const desk = system.spawn(() => new Desk());
      const answer = desk.ask('this');

      const reason = await desk.stop({ drain: true });

      expect([await answer, reason]).to.deep.equal(['worked on this', { kind: 'requested' }]);
    });

    it('still runs handlers that spawn, whose children stop with the actor', async () => {
      await using system = newSystem({ clock: new TestClock() });
      const children: ActorRef[] = [];
      class Manager extends Actor {
        protected override handleMessage() {
          children.push(this.spawn(() => new Worker()));
        }
      }
      const manager = system.spawn(() => new Manager());
      for (let told = 0; told < 3; told++) manager.tell(told);

      await manager.stop({ drain: true });

      expect(children.map(({ state }) => state)).to.deep.equal(['stopped', 'stopped', 'stopped']);
    });
  });
});
