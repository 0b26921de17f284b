import { expect } from 'chai';
import { Actor } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';

class Worker extends Actor {
  protected override handleMessage(message: unknown) {
    return `worked on ${message}`;
  }
}

describe('A lifecycle observer that acts on the greeting', () => {
  onBothLanes((newSystem) => {
    it('misses nothing of what follows (G12)', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(() => new Worker());
      await clock.settle();
      const seen: string[] = [];

      ref.lifecycle.subscribe(({ type }) => {
        seen.push(type);
        if (type === 'started') void ref.stop();
      });
      await clock.settle();

      expect(seen).to.deep.equal(['started', 'stopping', 'stopped']);
    });
  });
});
