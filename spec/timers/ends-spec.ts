import { expect } from 'chai';
import type { ActorContext } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { gate } from '../life/support/gate.js';
import { thrownBy } from '../life/support/log.js';
import { act, puppet, raise, type Strings } from '../life/support/puppet.js';
import { type NewSystem, onBothLanes } from '../support/lanes.js';

/** Starts one timer of each kind, all for the same time. */
function windUp({ timers }: ActorContext, log: string[]): void {
  timers.once('once', 5, () => void log.push('once'));
  timers.every('every', 5, () => void log.push('every'));
  timers.fixedRate('fixedRate', 5, () => void log.push('fixedRate'));
  timers.receiveTimeout(5, () => void log.push('receiveTimeout'));
}

/** An actor with timers in its first instance only. */
async function start(newSystem: NewSystem, strings: Strings = {}) {
  const clock = new TestClock();
  const system = newSystem({ clock });
  const log: string[] = [];
  const ref = system.spawn(puppet(strings), { supervision: { decide: 'restart' } });
  ref.tell(act((self) => windUp(self, log)));
  await clock.settle();
  return { clock, system, log, ref };
}

describe('Timers end', () => {
  onBothLanes((newSystem) => {
    for (const [how, end] of [
      ['when the actor stops', (ref) => ref.stop()],
      ['when the actor stops after a drain', (ref) => ref.stop({ drain: true })],
      ['when the actor is killed', (ref) => ref.kill()],
      ['when the actor ends its main loop', (ref) => ref.tell(act((self) => self.endMainLoop()))],
    ] as readonly [string, (ref: { stop: Stop; kill: Stop; tell(message: unknown): void }) => unknown][]) {
      it(how, async () => {
        const { clock, system, log, ref } = await start(newSystem);
        const before = clock.pending;

        void end(ref);
        await clock.settle();

        expect([before, clock.pending]).to.deep.equal([4, 0]);
        await clock.advance(20);
        expect(log).to.deep.equal([]);
        await system.shutdown();
      });
    }

    it('when the actor fails for good', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const log: string[] = [];
      const ref = system.spawn(puppet({ setup: (self) => windUp(self, log) }));
      ref.tell(raise(new Error('broken')));

      await clock.settle();

      expect([ref.state, clock.pending, ...log]).to.deep.equal(['stopped', 0]);
    });

    it('when the actor restarts: the next instance has none', async () => {
      const { clock, system, log, ref } = await start(newSystem);

      ref.tell(raise(new Error('broken')));
      await clock.settle();
      const { pending } = clock;
      await clock.advance(20);

      expect([ref.state, pending]).to.deep.equal(['running', 0]);
      expect(log).to.deep.equal([]);
      await system.shutdown();
    });

    it('with the turns that they had queued, when the actor restarts', async () => {
      const { clock, system, log, ref } = await start(newSystem);
      const turn = gate();
      ref.tell(act(() => turn.passed));
      await clock.advance(20);

      turn.fail(new Error('broken'));
      await clock.settle();

      expect([ref.state, clock.pending]).to.deep.equal(['running', 0]);
      expect(log).to.deep.equal([]);
      await system.shutdown();
    });

    it('with the turns that they had queued, when the actor stops', async () => {
      const { clock, system, log, ref } = await start(newSystem);
      const turn = gate();
      ref.tell(act(() => turn.passed));
      await clock.advance(20);

      const stopped = ref.stop();
      turn.open();
      await stopped;

      expect(clock.pending).to.equal(0);
      expect(log).to.deep.equal([]);
      await system.shutdown();
    });

    it('at the stop, also where what waited before is still handled', async () => {
      const { clock, system, log, ref } = await start(newSystem);
      const turn = gate();
      ref.tell(act(() => turn.passed));
      ref.tell(act(() => void log.push('handled')));

      const stopped = ref.stop({ drain: true });
      await clock.advance(20);
      turn.open();
      await stopped;

      expect(log).to.deep.equal(['handled']);
      expect(clock.pending).to.equal(0);
      await system.shutdown();
    });

    it('where the teardown starts them', async () => {
      const log: string[] = [];
      const { clock, system, ref } = await start(newSystem, {
        teardown: (_, { timers }) => {
          for (const kind of ['once', 'every', 'fixedRate'] as const)
            log.push((thrownBy(() => timers[kind]('key', 1, () => undefined)) as { code: string }).code);
          log.push((thrownBy(() => timers.receiveTimeout(1, () => undefined)) as { code: string }).code);
        },
      });

      await ref.stop();

      expect(log).to.deep.equal(Array(4).fill('actor-stopped'));
      expect(clock.pending).to.equal(0);
      await system.shutdown();
    });

    it('where the teardown for a restart starts them', async () => {
      const log: string[] = [];
      const { clock, system, ref } = await start(newSystem, { teardown: (_, self) => windUp(self, log) });

      ref.tell(raise(new Error('broken')));
      await clock.advance(20);

      expect([ref.state, clock.pending]).to.deep.equal(['running', 0]);
      expect(log).to.deep.equal([]);
      await system.shutdown();
    });

    it('of the next instance are its own', async () => {
      const { clock, system, log, ref } = await start(newSystem);
      ref.tell(raise(new Error('broken')));
      ref.tell(act(({ timers }) => timers.once('once', 7, () => void log.push('second'))));

      await clock.advance(6);
      const before = [...log];
      await clock.advance(1);

      expect(before).to.deep.equal([]);
      expect(log).to.deep.equal(['second']);
      await system.shutdown();
    });
  });
});

type Stop = (options?: { drain: boolean }) => unknown;
