import { expect } from 'chai';
import { core } from '../../lib/actor/actor-system.js';
import { Actor, type SystemEvent } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';

class Caught extends Actor {
  protected override async handleMessage() {
    try {
      this.fail(new Error('caught'));
    } catch {
      // To be seen when the turn has settled, which it never does.
    }
    await new Promise(() => undefined);
  }
}

class Keeper extends Actor {
  protected override handleMessage() {
    this.stash();
  }
}

class Idle extends Actor {
  protected override handleMessage() {}
}

describe('A turn that was killed', () => {
  onBothLanes((newSystem) => {
    it('leaves its failure to no later turn', async () => {
      const clock = new TestClock();
      const system = newSystem({ clock });
      const events: SystemEvent[] = [];
      system.events.subscribe((event) => void events.push(event));
      const ref = system.spawn(() => new Caught());
      ref.tell('on');
      await clock.settle();

      expect(await ref.kill()).to.deep.equal({ kind: 'killed' });
      await system.shutdown();

      expect(events.filter(({ type }) => type === 'teardown-failed')).to.deep.equal([]);
    });
  });
});

describe('What a stop refuses', () => {
  onBothLanes((newSystem) => {
    it('counts for no high water: it was put aside, and did not wait', async () => {
      const clock = new TestClock();
      const system = newSystem({ clock });
      const ref = system.spawn(() => new Keeper());
      for (let told = 0; told < 10; told += 1) {
        ref.tell(told);
        await clock.settle();
      }

      await ref.stop();
      await system.shutdown();

      expect(ref.mailbox.highWater).to.equal(1);
      expect(system.deadLetters.counts['actor-stopped']).to.equal(10);
    });
  });
});

describe('Who observed the events, and left,', () => {
  onBothLanes((newSystem) => {
    it('costs later turns nothing', async () => {
      const clock = new TestClock();
      const system = newSystem({ clock });
      const ref = system.spawn(() => new Idle());
      const subscription = system.events.subscribe();
      ref.tell('observed');
      await clock.settle();
      const during = system[core].turnsSince;
      subscription.unsubscribe();
      ref.tell('not observed');
      await clock.settle();
      ref.tell('not observed either');
      await clock.settle();

      expect([during?.size, system[core].turnsSince]).to.deep.equal([0, undefined]);
      await system.shutdown();
    });
  });
});
