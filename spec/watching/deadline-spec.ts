import { expect } from 'chai';
import type { StopReason } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { gate } from '../life/support/gate.js';
import { record, rejectionOf, thrownBy } from '../life/support/log.js';
import { act, puppet } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';
import { leavesBehind } from '../support/leaks.js';

const never = () => new Promise<void>(() => undefined);

describe('ActorRef.stop with a deadline', () => {
  onBothLanes((newSystem) => {
    for (const drain of [false, true]) {
      const what = drain ? 'stop that drains' : 'stop';

      it(`is a ${what} like any other when it comes in time, and leaves no timer`, async () => {
        const clock = new TestClock();
        await using system = newSystem({ clock });
        const turn = gate();
        const ref = system.spawn(puppet());
        ref.tell(act(() => turn.passed));
        await clock.settle();

        const stopped = ref.stop({ drain, deadline: 100 });
        await clock.advance(99);
        turn.open();
        const reason = await stopped;
        await clock.settle();

        expect(reason).to.deep.equal({ kind: 'requested' });
        expect(clock.pending).to.equal(0);
      });

      it(`kills past it, as a ${what}`, async () => {
        const clock = new TestClock();
        await using system = newSystem({ clock });
        const signals: AbortSignal[] = [];
        const reasons: StopReason[] = [];
        const ref = system.spawn(puppet());
        ref.tell(
          act((_, { signal }) => {
            signals.push(signal);
            return never();
          }),
        );
        await clock.settle();

        void ref.stop({ drain, deadline: 100 }).then((reason) => reasons.push(reason));
        await clock.advance(99);
        const before = [ref.state, signals[0]?.aborted, reasons.length];
        await clock.advance(1);

        expect(before).to.deep.equal(['stopping', false, 0]);
        expect([ref.state, signals[0]?.aborted]).to.deep.equal(['stopped', true]);
        expect(reasons).to.deep.equal([{ kind: 'killed' }]);
        expect(clock.pending).to.equal(0);
      });
    }

    it('cuts a drain off, and what is left of it is refused', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const handled: unknown[] = [];
      const letters = record(system.deadLetters, ({ message, reason }) => `${message} ${reason}`);
      const ref = system.spawn(puppet({ message: (message) => void handled.push(message) }));
      ref.tell('one');
      ref.tell(act(never));
      ref.tell('two');
      const asked = rejectionOf(ref.ask('three', { timeout: 1_000 }));
      await clock.settle();

      void ref.stop({ drain: true, deadline: 100 });
      await clock.advance(100);

      expect(handled).to.deep.equal(['one']);
      expect(letters).to.deep.equal(['two actor-stopped']);
      expect(await asked).to.include({ code: 'actor-stopped', undelivered: 'three' });
    });

    it('covers the whole family: the sum of its slow ends is cut at the deadline', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ends: string[] = [];
      const slow = puppet({ teardown: () => new Promise((wake) => clock.schedule(60, wake)) });
      const ref = system.spawn(
        puppet({ setup: (self) => ['a', 'b', 'c'].forEach((id) => void self.spawn(slow, { id })) }),
      );
      await clock.settle();
      system.events.subscribe((event) => {
        if (event.type === 'stopped') ends.push(`${event.actor.id} at ${event.at}`);
      });

      leavesBehind('the ends that are cut short sleep on');
      void ref.stop({ deadline: 100 });
      await clock.advance(100);

      expect(ends).to.deep.equal(['c at 60', 'b at 100', 'a at 100', `${ref.id} at 100`]);
    });

    it('ends a handler that waits for its own stop', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(puppet());
      ref.tell(act(async (self) => void (await self.reference.stop({ deadline: 100 }))));

      await clock.advance(100);

      expect(ref.state).to.equal('stopped');
      expect(await ref.stopped).to.deep.equal({ kind: 'killed' });
    });

    it('counts from each call: the shortest one kills', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(puppet());
      ref.tell(act(never));
      await clock.settle();

      void ref.stop({ deadline: 100 });
      await clock.advance(10);
      void ref.stop({ deadline: 20 });
      await clock.advance(20);

      expect(ref.state).to.equal('stopped');
      expect(clock.pending).to.equal(0);
    });

    it('may be far beyond all time, which takes no timer', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock, overdueAfter: Number.POSITIVE_INFINITY });
      const turn = gate();
      const ref = system.spawn(puppet());
      ref.tell(act(() => turn.passed));
      await clock.settle();

      const stopped = ref.stop({ deadline: Number.POSITIVE_INFINITY });
      await clock.settle();
      const { pending } = clock;
      turn.open();

      expect(await stopped).to.deep.equal({ kind: 'requested' });
      expect(pending).to.equal(0);
    });

    it('leaves no timer with an actor that has stopped before', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(puppet());
      await ref.stop();

      const reason = await ref.stop({ deadline: 100 });
      await clock.settle();

      expect(reason).to.deep.equal({ kind: 'requested' });
      expect(clock.pending).to.equal(0);
    });

    for (const [deadline, type] of [
      [0, RangeError],
      [-1, RangeError],
      [Number.NaN, RangeError],
      ['100', TypeError],
      [null, TypeError],
    ] as const) {
      it(`refuses ${JSON.stringify(deadline)} as ${typeof deadline}, and stops nothing`, async () => {
        const clock = new TestClock();
        await using system = newSystem({ clock });
        const ref = system.spawn(puppet());
        await clock.settle();

        const error = thrownBy(() => ref.stop({ deadline: deadline as number }));
        await clock.settle();

        expect(error).to.be.an.instanceOf(type);
        expect((error as Error).message).to.include('deadline');
        expect(ref.state).to.equal('running');
      });
    }
  });
});
