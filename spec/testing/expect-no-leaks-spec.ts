import { expect } from 'chai';
import { NEVER } from 'rxjs';
import { Actor, detached, parallel, type Turn } from '../../lib/index.js';
import { expectNoLeaks, TestClock } from '../../lib/testing.js';
import { act, puppet } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';

/** Handles two at once, and never comes to an end of it. */
class Two extends Actor {
  protected override readonly busy = { dig: parallel(2) };

  protected override handleMessage(_message: unknown, _turn: Turn): unknown {
    return NEVER;
  }
}

describe('expectNoLeaks', () => {
  onBothLanes((newSystem) => {
    /** A system whose time is 5, with an actor that has started then. */
    async function start() {
      const clock = new TestClock();
      const system = newSystem({ clock, name: 'test' });
      await clock.advance(5);
      const ref = system.spawn(puppet(), { id: 'owner' });
      await clock.settle();
      /** What is found, a line each. */
      const left = (): string[] => {
        try {
          expectNoLeaks(system);
          return [];
        } catch (error) {
          return (error as Error).message.split('\n');
        }
      };
      return { clock, system, ref, left };
    }

    const head = 'Left in the system `test` at 5 ms:';
    const owner = '  actor /owner: running, since 5 ms';

    it('passes where nothing was begun', () => {
      expect(expectNoLeaks(newSystem())).to.equal(undefined);
    });

    it('passes after a shutdown, whatever there was before it', async () => {
      const { clock, system, ref, left } = await start();
      const take = act((self) => {
        self.spawn(puppet());
        self.timers.every('poll', 9, () => {});
        self.registerInputTask(NEVER, () => {});
        return detached(NEVER);
      });
      ref.stream(take).subscribe({ error: () => {} });
      ref.ask(act(() => undefined)).catch(() => {});
      await clock.settle();
      const before = left().length;

      await system.shutdown();

      expect(before).to.be.greaterThan(6);
      expect(left()).to.deep.equal([]);
    });

    it('passes on the clock of the host, right after the last ask has settled', async () => {
      const system = newSystem();
      const ref = system.spawn(puppet({ message: () => 'answer' }));
      await ref.ask('question');
      await system.shutdown();

      expect(expectNoLeaks(system)).to.equal(undefined);
    });

    it('passes by those who observe: they are the test’s own', async () => {
      const { system, left } = await start();
      system.events.subscribe();
      system.deadLetters.subscribe();

      await system.shutdown();

      expect(left()).to.deep.equal([]);
    });

    it('finds an actor, and those below it', async () => {
      const { system, ref, left } = await start();
      await ref.ask(act((self) => self.spawn(puppet({ setup: (below) => void below.spawn(puppet()) }))));

      const found = left();
      await system.shutdown();

      expect(found).to.deep.equal([
        head,
        owner,
        '  actor /owner/Puppet-1: running, since 5 ms',
        '  actor /owner/Puppet-1/Puppet-2: running, since 5 ms',
      ]);
    });

    it('finds an input', async () => {
      const { system, ref, left } = await start();
      await ref.ask(act((self) => self.registerInputTask(NEVER, () => {}).closed));

      const found = left();
      await system.shutdown();

      expect(found).to.deep.equal([head, owner, '  input /owner: Observable, since 5 ms']);
    });

    it('finds a timer, and what waits for it on the clock', async () => {
      const { system, ref, left } = await start();
      await ref.ask(
        act(({ timers }) => {
          timers.once('tea', 9, () => {});
          return 'set';
        }),
      );

      const found = left();
      await system.shutdown();

      expect(found.slice(2)).to.include('  timer /owner: once `tea`, since 5 ms');
      expect(found.slice(2)).to.include('  clock test: a callback for 14 ms, since 5 ms');
    });

    it('finds an ask by an actor once, with whom it asked', async () => {
      const { clock, system, ref, left } = await start();
      const options = { timeout: Number.POSITIVE_INFINITY };
      const silent = system.spawn(puppet(), { id: 'silent' });
      ref.tell(act((self) => void self.ask(silent, { type: 'question' }, options).catch(() => {})));
      await clock.settle();

      const found = left();
      await system.shutdown();

      expect(found).to.deep.equal([
        head,
        owner,
        '  ask /owner: question to /silent, since 5 ms',
        '  actor /silent: running, since 5 ms',
      ]);
    });

    for (const timeout of [100, Number.POSITIVE_INFINITY]) {
      it(`finds an ask from outside, with a timeout of ${timeout}`, async () => {
        const { clock, system, ref, left } = await start();
        ref.ask({ type: 'question' }, { timeout }).catch(() => {});
        await clock.settle();

        const found = left();
        await system.shutdown();

        expect(found).to.include('  ask /owner: question to /owner, from outside, since 5 ms');
      });
    }

    it('finds an ask whose answer is a promise that outlives the actor', async () => {
      const { clock, system, ref, left } = await start();
      const options = { timeout: 100 };
      const asked = ref.ask(
        act((_, turn) => turn.reply(new Promise(() => {}))),
        options,
      );
      asked.catch(() => {});
      await clock.settle();
      await system.shutdown();

      const found = left();
      await clock.advance(100);

      expect(found).to.deep.equal([
        head,
        '  ask /owner: function to /owner, from outside, since 5 ms',
        '  clock test: a callback for 105 ms, since 5 ms',
      ]);
      expect(left()).to.deep.equal([]);
    });

    it('finds a detached stream, and who listens to it', async () => {
      const { clock, system, ref, left } = await start();
      ref.stream(act(() => detached(NEVER))).subscribe();
      await clock.settle();

      const found = left();
      await system.shutdown();

      expect(found).to.deep.equal([
        head,
        owner,
        '  stream /owner: function, since 5 ms',
        '  ask /owner: function to /owner, from outside, since 5 ms',
      ]);
    });

    it('finds a turn that runs', async () => {
      const { clock, system, ref, left } = await start();
      let end: (value?: unknown) => void = () => {};
      ref.tell(
        act(
          () =>
            new Promise((resolve) => {
              end = resolve;
            }),
        ),
      );
      await clock.settle();

      const found = left();
      end();
      await system.shutdown();

      expect(found.slice(0, 3)).to.deep.equal([head, owner, '  turn /owner: function, since 5 ms']);
    });

    it('finds handlers that run beside the turns', async () => {
      const { clock, system, left } = await start();
      const two = system.spawn(() => new Two(), { id: 'two' });
      two.tell({ type: 'dig' });
      two.tell({ type: 'dig' });
      await clock.settle();

      const found = left();
      await two.kill();
      await system.shutdown();

      const digging = '  turn /two: dig, since 5 ms';
      expect(found.filter((line) => line === digging)).to.have.length(2);
    });

    it('finds a callback of anybody on a TestClock', async () => {
      const { clock, system, left } = await start();
      await system.shutdown();
      const cancel = clock.schedule(7, () => {});

      const found = left();
      cancel();

      expect(found).to.deep.equal([head, '  clock test: a callback for 12 ms, since 5 ms']);
      expect(left()).to.deep.equal([]);
    });

    it('ends nothing', async () => {
      const { system, ref, left } = await start();

      const found = [left(), left()];
      const state = ref.state;
      await system.shutdown();

      expect(found).to.deep.equal([
        [head, owner],
        [head, owner],
      ]);
      expect(state).to.equal('running');
    });
  });

  it('throws a TypeError for what is no system', () => {
    for (const system of [undefined, null, {}, 'system'])
      expect(() => expectNoLeaks(system as never)).to.throw(
        TypeError,
        'Expected `system` to be an ActorSystem',
      );
  });
});
