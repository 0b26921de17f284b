import { expect } from 'chai';
import type { StopOptions } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';
import { gate } from './support/gate.js';
import { lifeOf, thrownBy } from './support/log.js';
import { act, puppet, raise } from './support/puppet.js';

describe('ActorRef.stop', () => {
  onBothLanes((newSystem) => {
    it('does not cut the running turn, whose answer still reaches its asker', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const loaded = gate<string>();
      const log: string[] = [];
      const ref = system.spawn(puppet());
      const answer = ref.ask(
        act(async (_, { signal }) => {
          const value = await loaded.passed;
          log.push(signal.aborted ? 'aborted' : 'not aborted');
          return value;
        }),
      );
      await clock.settle();

      const stopped = ref.stop();
      await clock.settle();
      const during = ref.state;
      loaded.open('value');

      expect(await answer).to.equal('value');
      expect(await stopped).to.deep.equal({ kind: 'requested' });
      expect(during).to.equal('stopping');
      expect(log).to.deep.equal(['not aborted']);
    });

    it('resolves after the teardown', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const log: string[] = [];
      const ref = system.spawn(
        puppet({
          teardown: async () => {
            await Promise.resolve();
            log.push('torn down');
          },
        }),
      );
      await clock.settle();

      await ref.stop();
      log.push('stopped');

      expect(log).to.deep.equal(['torn down', 'stopped']);
    });

    it('called again resolves with the same reason, during the stop and after it', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(puppet());
      const life = lifeOf(ref);
      await clock.settle();

      const [first, second] = await Promise.all([ref.stop(), ref.stop()]);
      const third = await ref.stop();
      await clock.settle();

      expect(first).to.deep.equal({ kind: 'requested' });
      expect(second).to.equal(first);
      expect(third).to.equal(first);
      expect(await ref.stopped).to.equal(first);
      expect(life).to.deep.equal([
        'starting',
        'started',
        'stopping requested',
        'stopped requested',
        'complete',
      ]);
    });

    it('may be called by a handler of the actor itself, whose result still answers', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(puppet());
      const life = lifeOf(ref);

      const answer = await ref.ask(
        act(async (self) => {
          void self.reference.stop();
          await Promise.resolve();
          return 'answered';
        }),
      );
      await clock.settle();

      expect(answer).to.equal('answered');
      expect(life.slice(2)).to.deep.equal(['stopping requested', 'stopped requested', 'complete']);
    });

    it('may be called by the teardown', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(
        puppet({
          teardown: (_, self) => {
            void self.reference.stop();
            self.endMainLoop();
          },
        }),
      );
      await clock.settle();

      const reason = await ref.stop();

      expect(reason).to.deep.equal({ kind: 'requested' });
    });

    for (const options of ['now', 0, true, null]) {
      it(`throws a TypeError for ${JSON.stringify(options)}, and the actor lives on`, async () => {
        await using system = newSystem();
        const ref = system.spawn(puppet());

        const error = thrownBy(() => ref.stop(options as unknown as StopOptions));

        expect(error).to.be.instanceOf(TypeError);
        expect(error)
          .to.have.property('message')
          .that.matches(/`options`/);
        expect(await ref.ask(act(() => 'alive'))).to.equal('alive');
        expect(ref.state).to.equal('running');
      });
    }
  });
});

describe('ActorRef[Symbol.asyncDispose]', () => {
  onBothLanes((newSystem) => {
    it('handles what waits, then stops', async () => {
      await using system = newSystem();
      const handled: unknown[] = [];
      let state: unknown;

      {
        await using ref = system.spawn(puppet({ message: (message) => void handled.push(message) }));
        state = ref;
        ref.tell('one');
        ref.tell('two');
      }

      expect(handled).to.deep.equal(['one', 'two']);
      expect(state).to.have.property('state', 'stopped');
    });
  });
});

describe('ActorRef.stopped', () => {
  onBothLanes((newSystem) => {
    it('is one promise', async () => {
      await using system = newSystem();
      const ref = system.spawn(puppet());

      const [first, second] = [ref.stopped, ref.stopped];
      await ref.stop();

      expect(second).to.equal(first);
      expect(ref.stopped).to.equal(first);
    });

    it('resolves with a failure, and never rejects', async () => {
      await using system = newSystem();
      const error = new Error('boom');
      const ref = system.spawn(puppet());

      ref.tell(raise(error));
      const reason = await ref.stopped;

      expect(reason).to.include({ kind: 'failed', error });
    });

    it('resolves for one who looks after the end', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(puppet());
      ref.tell(act((self) => self.endMainLoop()));
      await clock.settle();

      const reason = await ref.stopped;

      expect(reason).to.deep.equal({ kind: 'ended' });
    });
  });
});
