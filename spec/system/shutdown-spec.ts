import { expect } from 'chai';
import { type ActorRef, ActorSystem, isActorError, type ShutdownOptions } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { gate } from '../life/support/gate.js';
import { rejectionOf, thrownBy } from '../life/support/log.js';
import { act, puppet, raise } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';

describe('ActorSystem.shutdown', () => {
  onBothLanes((newSystem) => {
    it('stops the roots in reverse order of their start, one at a time', async () => {
      const clock = new TestClock();
      const system = newSystem({ clock });
      const log: string[] = [];
      for (const id of ['a', 'b', 'c'])
        system.spawn(
          puppet({
            teardown: async ({ kind }) => {
              log.push(`${id} ${kind}`);
              await Promise.resolve();
              log.push(`${id} torn down`);
            },
          }),
        );
      await clock.settle();

      await system.shutdown();

      expect(log).to.deep.equal([
        ...['c parentStopped', 'c torn down'],
        ...['b parentStopped', 'b torn down'],
        ...['a parentStopped', 'a torn down'],
      ]);
    });

    it('waits for a running turn, and refuses what waits behind it', async () => {
      const clock = new TestClock();
      const system = newSystem({ clock });
      const turn = gate<string>();
      const ref = system.spawn(puppet());
      const running = ref.ask(act(() => turn.passed));
      const waiting = rejectionOf(ref.ask('waits'));
      let done = false;
      await clock.settle();

      const shutdown = system.shutdown().then(() => {
        done = true;
      });
      await clock.settle();
      const during = done;
      turn.open('answer');
      await shutdown;

      expect(during).to.equal(false);
      expect(await running).to.equal('answer');
      expect(await waiting).to.include({ code: 'actor-stopped', undelivered: 'waits' });
    });

    it('makes a spawn throw `actor-stopped`: of a root, and of a child', async () => {
      const clock = new TestClock();
      const system = newSystem({ clock });
      const turn = gate();
      const first = system.spawn(puppet());
      const second = system.spawn(puppet());
      second.tell(act(() => turn.passed));
      await clock.settle();

      const shutdown = system.shutdown();
      const root = thrownBy(() => system.spawn(puppet()));
      const child = await first.ask(act((self) => thrownBy(() => self.spawn(puppet()))));
      turn.open();
      await shutdown;
      const after = thrownBy(() => system.spawn(puppet()));

      for (const error of [root, child, after]) expect(isActorError(error, 'actor-stopped')).to.equal(true);
    });

    it('called again waits for the same end', async () => {
      const clock = new TestClock();
      const system = newSystem({ clock });
      const saved = gate();
      const log: string[] = [];
      system.spawn(puppet({ teardown: () => saved.passed }));
      await clock.settle();

      const first = system.shutdown().then(() => log.push('first'));
      const second = system.shutdown().then(() => log.push('second'));
      await clock.settle();
      const during = [...log];
      saved.open();
      await Promise.all([first, second]);
      await system.shutdown();

      expect(during).to.deep.equal([]);
      expect(log).to.have.members(['first', 'second']);
    });

    it('ends though a root fails or was stopped meanwhile', async () => {
      const clock = new TestClock();
      const system = newSystem({ clock });
      const boom = new Error('boom');
      const turns = [gate(), gate()];
      const refs: ActorRef[] = turns.map(({ passed }) => {
        const ref = system.spawn(puppet({ teardown: raise(boom) as () => never }));
        ref.tell(act(() => passed));
        return ref;
      });
      await clock.settle();

      void refs[0]?.stop();
      const shutdown = system.shutdown();
      turns[1]?.fail(boom);
      turns[0]?.open();
      await shutdown;

      expect(refs.map(({ state }) => state)).to.deep.equal(['stopped', 'stopped']);
    });

    it('of a system without actors ends', async () => {
      const system = newSystem();

      await system.shutdown();

      expect(thrownBy(() => system.spawn(puppet()))).to.include({ code: 'actor-stopped' });
    });

    const mistakes: [unknown, typeof TypeError | typeof RangeError, string][] = [
      ['now', TypeError, '`options`'],
      [null, TypeError, '`options`'],
      [{ timeout: '5' }, TypeError, '`timeout`'],
      [{ timeout: 0 }, RangeError, '`timeout`'],
      [{ timeout: Number.NaN }, RangeError, '`timeout`'],
    ];
    for (const [options, kind, name] of mistakes) {
      it(`rejects with a ${kind.name} for ${JSON.stringify(options)}, and the system lives on`, async () => {
        await using system = newSystem();

        const error = await rejectionOf(system.shutdown(options as ShutdownOptions));

        expect(error).to.be.instanceOf(kind);
        expect(error).to.have.property('message').that.includes(name);
        expect(await system.spawn(puppet()).ask(act(() => 'alive'))).to.equal('alive');
      });
    }
  });
});

describe('ActorSystem[Symbol.asyncDispose]', () => {
  onBothLanes((newSystem) => {
    it('shuts the system down at the end of its block', async () => {
      const log: string[] = [];
      let outside: ActorSystem | undefined;

      {
        await using system = newSystem();
        outside = system;
        const ref = system.spawn(puppet({ teardown: ({ kind }) => void log.push(kind) }));
        await ref.ask(act(() => 'here'));
      }

      expect(log).to.deep.equal(['parentStopped']);
      expect(thrownBy(() => outside?.spawn(puppet()))).to.include({ code: 'actor-stopped' });
    });
  });
});

describe('ActorSystem.default', () => {
  it('is one system, which is there without having been made', async () => {
    const { default: first } = ActorSystem;

    const ref = first.spawn(puppet());
    const answer = await ref.ask(act(() => 'here'));
    await ref.stop();

    expect(first).to.be.instanceOf(ActorSystem);
    expect(ActorSystem.default).to.equal(first);
    expect(answer).to.equal('here');
  });
});
