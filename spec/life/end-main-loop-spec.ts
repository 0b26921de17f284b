import { expect } from 'chai';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';
import { lifeOf, record } from './support/log.js';
import { act, puppet } from './support/puppet.js';

const ENDED = ['starting', 'started', 'stopping ended', 'stopped ended', 'complete'];

describe('endMainLoop', () => {
  onBothLanes((newSystem) => {
    it('ends the actor with the reason `ended`', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(puppet());
      const life = lifeOf(ref);

      ref.tell(act((self) => self.endMainLoop()));
      const reason = await ref.stopped;
      await clock.settle();

      expect(reason).to.deep.equal({ kind: 'ended' });
      expect(life).to.deep.equal(ENDED);
    });

    it('lets the turn go on, and its result answer', async () => {
      await using system = newSystem();
      const ref = system.spawn(puppet());
      const log: string[] = [];

      const answer = await ref.ask(
        act(async (self) => {
          self.endMainLoop();
          await Promise.resolve();
          log.push('went on');
          return 42;
        }),
      );

      expect(answer).to.equal(42);
      expect(log).to.deep.equal(['went on']);
    });

    it('closes the door at once: what waits becomes dead letters', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const handled: unknown[] = [];
      const letters = record(system.deadLetters, ({ message, reason }) => `${message} ${reason}`);
      const ref = system.spawn(puppet({ message: (message) => void handled.push(message) }));

      ref.tell('first');
      ref.tell(act((self) => self.endMainLoop()));
      ref.tell('waits');
      await clock.settle();
      ref.tell('late');
      await clock.settle();

      expect(handled).to.deep.equal(['first']);
      expect(letters).to.deep.equal(['waits actor-stopped', 'late actor-stopped']);
    });

    it('ends the actor from its setup, which has then never started', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(puppet({ setup: (self) => self.endMainLoop() }));
      const life = lifeOf(ref);

      await clock.settle();

      expect(life).to.deep.equal(['starting', 'stopping ended', 'stopped ended', 'complete']);
    });

    it('called twice is called once', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(puppet());
      const life = lifeOf(ref);

      ref.tell(
        act((self) => {
          self.endMainLoop();
          self.endMainLoop();
        }),
      );
      await clock.settle();

      expect(life).to.deep.equal(ENDED);
    });
  });
});
