import { expect } from 'chai';
import type { LifecycleEvent } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';
import { gate } from './support/gate.js';
import { label, lifeOf, record } from './support/log.js';
import { act, puppet, raise } from './support/puppet.js';

describe('ActorRef.lifecycle for a late subscriber', () => {
  onBothLanes((newSystem) => {
    it('begins with `starting` before the setup has ended', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const loaded = gate();
      const ref = system.spawn(puppet({ setup: () => loaded.passed }));
      await clock.settle();

      const life = lifeOf(ref);
      const atOnce = [...life];
      loaded.open();
      await clock.settle();

      expect(atOnce).to.deep.equal(['starting']);
      expect(life).to.deep.equal(['starting', 'started']);
    });

    it('begins with `started` while the actor runs', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(puppet());
      await clock.settle();

      const life = lifeOf(ref);
      const atOnce = [...life];
      await ref.stop();
      await clock.settle();

      expect(atOnce).to.deep.equal(['started']);
      expect(life).to.deep.equal(['started', 'stopping requested', 'stopped requested', 'complete']);
    });

    it('begins with `stopping` and its reason while the actor stops', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const turn = gate();
      const ref = system.spawn(puppet());
      ref.tell(act(() => turn.passed));
      await clock.settle();
      void ref.stop();

      const life = lifeOf(ref);
      const atOnce = [...life];
      turn.open();
      await clock.settle();

      expect(atOnce).to.deep.equal(['stopping requested']);
      expect(life).to.deep.equal(['stopping requested', 'stopped requested', 'complete']);
    });

    it('is `stopped` with its reason and the end, at once, when the actor has stopped', async () => {
      await using system = newSystem();
      const ref = system.spawn(puppet());
      const error = new Error('boom');
      ref.tell(raise(error));
      await ref.stopped;

      const events: LifecycleEvent[] = [];
      ref.lifecycle.subscribe((event) => events.push(event));
      const life = lifeOf(ref);

      expect(life).to.deep.equal(['stopped failed', 'complete']);
      expect(events[0]).to.have.property('actor', ref);
      expect(events[0]).to.have.property('reason').that.includes({ kind: 'failed', error });
    });

    it('does not repeat an event that others have still to see', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(puppet());
      const early = lifeOf(ref);
      await clock.settle();

      void ref.stop();
      const late = lifeOf(ref);
      const earlyAtOnce = [...early];
      await clock.settle();

      expect(earlyAtOnce).to.deep.equal(['starting', 'started']);
      expect(early.slice(2)).to.deep.equal(['stopping requested', 'stopped requested', 'complete']);
      expect(late).to.deep.equal(['stopping requested', 'stopped requested', 'complete']);
    });

    it('is the present for one who subscribes while an event is delivered', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(puppet());
      const lives: string[][] = [];
      ref.lifecycle.subscribe(() => lives.push(lifeOf(ref)));

      await clock.settle();
      await ref.stop();
      await clock.settle();

      expect(lives).to.deep.equal([
        ['starting', 'started', 'stopping requested', 'stopped requested', 'complete'],
        ['started', 'stopping requested', 'stopped requested', 'complete'],
        ['stopping requested', 'stopped requested', 'complete'],
        ['stopped requested', 'complete'],
      ]);
    });

    it('ends for one who leaves, and begins anew for one who comes again', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(puppet());
      const first: string[] = [];

      const subscription = ref.lifecycle.subscribe((event) => first.push(label(event)));
      subscription.unsubscribe();
      await clock.settle();
      const again = record(ref.lifecycle, label);
      await ref.stop();
      await clock.settle();

      expect(first).to.deep.equal(['starting']);
      expect(again).to.deep.equal(['started', 'stopping requested', 'stopped requested', 'complete']);
    });
  });
});
