import { expect } from 'chai';
import { Subject } from 'rxjs';
import { type ActorSystem, isActorError, type ShutdownOptions } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { gate } from '../life/support/gate.js';
import { lifeOf, record, rejectionOf } from '../life/support/log.js';
import { act, puppet } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';

/** Begins a shutdown; tells whether it is over, so that one which never ends is seen without waiting. */
function shutDown(system: ActorSystem, options?: ShutdownOptions): { readonly over: boolean } {
  const shutdown = { over: false };
  void system.shutdown(options).then(() => {
    shutdown.over = true;
  });
  return shutdown;
}

describe('ActorSystem.shutdown past its timeout', () => {
  onBothLanes((newSystem) => {
    it('ends without the turn that still runs', async () => {
      const clock = new TestClock();
      const system = newSystem({ clock });
      const turn = gate();
      const ref = system.spawn(puppet());
      ref.tell(act(() => turn.passed));
      await clock.settle();

      const shutdown = shutDown(system, { timeout: 100 });
      await clock.advance(99);
      const before = [shutdown.over, ref.state];
      await clock.advance(1);

      expect(before).to.deep.equal([false, 'stopping']);
      expect([shutdown.over, ref.state]).to.deep.equal([true, 'stopped']);
    });

    it('aborts the signal of the turn, and rejects its ask', async () => {
      const clock = new TestClock();
      const system = newSystem({ clock });
      const turn = gate();
      const signals: AbortSignal[] = [];
      const ref = system.spawn(puppet());
      const ask = rejectionOf(
        ref.ask(
          act((_, { signal }) => {
            signals.push(signal);
            return turn.passed;
          }),
          { timeout: Number.POSITIVE_INFINITY },
        ),
      );
      const outcomes: unknown[] = [];
      void ask.then((error) => outcomes.push(error));
      await clock.settle();

      shutDown(system, { timeout: 100 });
      await clock.advance(99);
      const before = [signals[0]?.aborted, outcomes.length];
      await clock.advance(1);

      expect(before).to.deep.equal([false, 0]);
      expect(signals[0]?.aborted).to.equal(true);
      expect(outcomes).to.have.lengthOf(1);
      expect(isActorError(outcomes[0], 'actor-stopped')).to.equal(true);
    });

    it('makes a dead letter of what the turn returns later', async () => {
      const clock = new TestClock();
      const system = newSystem({ clock });
      const turn = gate<string>();
      const letters = record(system.deadLetters, (letter) => letter);
      const ref = system.spawn(puppet());
      ref.tell(act(() => turn.passed));
      await clock.settle();
      shutDown(system, { timeout: 100 });
      await clock.advance(100);

      turn.open('late');
      await clock.settle();

      expect(letters).to.deep.equal([
        { message: 'late', reason: 'late-reply', recipient: undefined, sender: ref },
      ]);
    });

    it('makes a dead letter of what the turn throws later, and it fails nobody', async () => {
      const clock = new TestClock();
      const system = newSystem({ clock });
      const turn = gate();
      const error = new Error('late');
      const letters = record(system.deadLetters, ({ message, reason }) => [message, reason]);
      const ref = system.spawn(puppet());
      const life = lifeOf(ref);
      ref.tell(act(() => turn.passed));
      await clock.settle();
      shutDown(system, { timeout: 100 });
      await clock.advance(100);

      turn.fail(error);
      await clock.settle();

      expect(letters).to.deep.equal([[error, 'late-reply']]);
      expect(life.slice(2)).to.deep.equal(['stopping parentStopped', 'stopped parentStopped', 'complete']);
    });

    it('still tears down: the actor of the turn, its parent, and those that had not been reached', async () => {
      const clock = new TestClock();
      const system = newSystem({ clock });
      const log: string[] = [];
      const turn = gate();
      const tearing = (id: string) => ({ teardown: () => void log.push(id) });
      system.spawn(puppet(tearing('never reached')));
      const parent = puppet({
        ...tearing('parent'),
        setup: (self) => {
          self.spawn(puppet(tearing('sibling')));
          self.spawn(puppet(tearing('busy'))).tell(act(() => turn.passed));
        },
      });
      system.spawn(parent);
      await clock.settle();

      const shutdown = shutDown(system, { timeout: 100 });
      await clock.advance(99);
      const before = [...log];
      await clock.advance(1);

      expect(before).to.deep.equal([]);
      expect(log).to.have.members(['busy', 'sibling', 'parent', 'never reached']);
      expect(log.indexOf('parent')).to.be.above(Math.max(log.indexOf('busy'), log.indexOf('sibling')));
      expect(shutdown.over).to.equal(true);
    });

    it('disowns a setup, a teardown and an Observable as well', async () => {
      const clock = new TestClock();
      const system = newSystem({ clock });
      const stream = new Subject<number>();
      const never = gate();
      const refs = [
        system.spawn(puppet({ setup: () => never.passed })),
        system.spawn(puppet({ teardown: () => never.passed })),
        system.spawn(puppet()),
      ];
      refs[2]?.tell(act(() => stream));
      await clock.settle();
      const observed = stream.observed;

      const shutdown = shutDown(system, { timeout: 100 });
      await clock.advance(100);

      expect(refs.map(({ state }) => state)).to.deep.equal(['stopped', 'stopped', 'stopped']);
      expect(shutdown.over).to.equal(true);
      expect([observed, stream.observed]).to.deep.equal([true, false]);
    });

    it('does nothing where all has ended before, and leaves no timer', async () => {
      const clock = new TestClock();
      const system = newSystem({ clock });
      const log: string[] = [];
      const ref = system.spawn(puppet({ teardown: () => void log.push('torn down') }));
      await clock.settle();

      const shutdown = shutDown(system, { timeout: 100 });
      await clock.settle();
      const timers = clock.pending;
      await clock.advance(200);

      expect(shutdown.over).to.equal(true);
      expect(timers).to.equal(0);
      expect(ref.state).to.equal('stopped');
      expect(log).to.deep.equal(['torn down']);
    });

    it('may be set by a second call', async () => {
      const clock = new TestClock();
      const system = newSystem({ clock });
      const turn = gate();
      system.spawn(puppet()).tell(act(() => turn.passed));
      await clock.settle();

      const first = shutDown(system);
      await clock.advance(1_000);
      const before = first.over;
      const second = shutDown(system, { timeout: 100 });
      await clock.advance(100);

      expect(before).to.equal(false);
      expect([first.over, second.over]).to.deep.equal([true, true]);
    });
  });
});
