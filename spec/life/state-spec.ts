import { expect } from 'chai';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';
import { gate } from './support/gate.js';
import { act, puppet } from './support/puppet.js';

describe('ActorRef.state', () => {
  onBothLanes((newSystem) => {
    it('is `starting` when spawn returns, and until the setup has ended', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const loaded = gate();

      const ref = system.spawn(puppet({ setup: () => loaded.passed }));
      const atOnce = ref.state;
      await clock.settle();
      const during = ref.state;
      loaded.open();
      await clock.settle();
      const after = ref.state;

      expect([atOnce, during, after]).to.deep.equal(['starting', 'starting', 'running']);
    });

    it('is `stopping` as soon as stop returns, and until the teardown has ended', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const saved = gate();
      const ref = system.spawn(puppet({ teardown: () => saved.passed }));
      await clock.settle();

      void ref.stop();
      const atOnce = ref.state;
      await clock.settle();
      const during = ref.state;
      saved.open();
      await clock.settle();
      const after = ref.state;

      expect([atOnce, during, after]).to.deep.equal(['stopping', 'stopping', 'stopped']);
    });

    it('is `stopping` in the turn that has ended the main loop', async () => {
      await using system = newSystem();
      const ref = system.spawn(puppet());

      const state = await ref.ask(
        act((self) => {
          self.endMainLoop();
          return self.reference.state;
        }),
      );

      expect(state).to.equal('stopping');
    });

    it('is `stopping` in the teardown and `stopped` when the promise resolves', async () => {
      await using system = newSystem();
      const states: string[] = [];
      const ref = system.spawn(puppet({ teardown: (_, self) => void states.push(self.reference.state) }));
      await ref.ask(act(() => 'here'));

      await ref.stop();
      states.push(ref.state);

      expect(states).to.deep.equal(['stopping', 'stopped']);
    });
  });
});
