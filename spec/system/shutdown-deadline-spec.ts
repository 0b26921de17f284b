import { expect } from 'chai';
import { Actor, type ActorRef } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';

describe('The deadline of a shutdown', () => {
  onBothLanes((newSystem) => {
    it('keeps the order in which actors stop (G8)', async () => {
      const clock = new TestClock();
      const system = newSystem({ clock });
      const stopped: string[] = [];
      class Hanging extends Actor {
        protected override handleMessage() {
          return new Promise(() => {});
        }
      }
      class Parent extends Actor {
        protected override setup() {
          for (const id of ['a', 'b']) this.spawn(() => new Hanging(), { id }).tell('hang');
        }
      }
      system.events.subscribe((event) => {
        if (event.type === 'stopped') stopped.push(event.actor.path);
      });
      for (const id of ['one', 'two']) system.spawn(() => new Parent(), { id });
      await clock.settle();

      const ended = system.shutdown({ timeout: 20 });
      await clock.advance(20);
      await ended;

      expect(stopped).to.deep.equal(['/two/b', '/two/a', '/two', '/one/b', '/one/a', '/one']);
    });

    it('reaches the bottom of a tree that is deeper than the stack', async () => {
      const clock = new TestClock();
      const system = newSystem({ clock });
      let depth = 0;
      let last: ActorRef | undefined;
      class Level extends Actor {
        protected override setup() {
          depth += 1;
          last = this.reference;
          if (depth < 20_000) this.spawn(() => new Level(), { id: 'x' });
        }
      }
      system.spawn(() => new Level(), { id: 'x' });
      await clock.settle();

      const ended = system.shutdown({ timeout: 1 });
      await clock.advance(1);
      await ended;

      expect(last?.state).to.equal('stopped');
      expect(last?.path).to.have.lengthOf(40_000);
    }).timeout(20_000);
  });
});
