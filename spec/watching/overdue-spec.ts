import { expect } from 'chai';
import { NEVER } from 'rxjs';
import type { SystemEvent, SystemOptions } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { gate } from '../life/support/gate.js';
import { thrownBy } from '../life/support/log.js';
import { act, puppet } from '../life/support/puppet.js';
import { type NewSystem, onBothLanes } from '../support/lanes.js';

const never = () => new Promise<void>(() => undefined);

/** A system, and what it says of turns that take long. */
function start(newSystem: NewSystem, options: SystemOptions = {}) {
  const clock = new TestClock();
  const warnings: string[] = [];
  const logger = { debug() {}, info() {}, warn: (text: string) => void warnings.push(text), error() {} };
  const system = newSystem({ logger, ...options, clock });
  const seen: string[] = [];
  system.events.subscribe((event: SystemEvent) => {
    if (event.type === 'overdue')
      seen.push(`${event.actor.path} ${event.messageType} ${event.age} at ${event.at}`);
  });
  const ref = system.spawn(puppet({ message: never }), { id: 'slow' });
  return { clock, system, warnings, seen, ref, end: () => Promise.all([ref.kill(), system.shutdown()]) };
}

describe('A turn that takes too long', () => {
  onBothLanes((newSystem) => {
    it('is announced once, with its actor, its message and its age, and logged', async () => {
      const { clock, warnings, seen, ref, end } = start(newSystem, { overdueAfter: 100 });
      await clock.advance(7);
      ref.tell({ type: 'work' });
      await clock.settle();

      await clock.advance(99);
      const before = [...seen, ...warnings];
      await clock.advance(1_000);

      expect(before).to.deep.equal([]);
      expect(seen).to.deep.equal(['/slow work 100 at 107']);
      expect(warnings).to.have.lengthOf(1);
      expect(warnings[0]).to.include('/slow').and.include('work').and.include('100');
      await end();
    });

    it('is announced after 30 s where nothing else is said', async () => {
      const { clock, seen, ref, end } = start(newSystem);
      ref.tell({ type: 'work' });

      await clock.advance(29_999);
      const before = [...seen];
      await clock.advance(1);

      expect(before).to.deep.equal([]);
      expect(seen).to.deep.equal(['/slow work 30000 at 30000']);
      await end();
    });

    it('is one that waits for its own stop: the handler is named', async () => {
      const { clock, seen, ref, end } = start(newSystem, { overdueAfter: 100 });
      ref.tell(
        act(async function stopsItself(self) {
          await self.reference.stop();
        }),
      );

      await clock.advance(100);

      expect(ref.state).to.equal('stopping');
      expect(seen).to.deep.equal(['/slow stopsItself 100 at 100']);
      await end();
    });

    it('is one of a child that waits for the stop of its parent', async () => {
      const { clock, system, seen, end } = start(newSystem, { overdueAfter: 100 });
      const child = puppet({ message: () => parent.stop() });
      const parent = system.spawn(
        puppet({ setup: (self) => self.spawn(child, { id: 'child' }).tell({ type: 'end it' }) }),
        { id: 'parent' },
      );

      await clock.advance(100);

      expect(seen).to.deep.equal(['/parent/child end it 100 at 100']);
      await Promise.all([parent.kill(), end()]);
    });

    it('is announced with its age since it began, and not since it was told', async () => {
      const { clock, seen, ref, end } = start(newSystem, { overdueAfter: 100 });
      const first = gate();
      ref.tell(act(() => first.passed));
      ref.tell({ type: 'second' });
      await clock.advance(60);
      first.open();
      await clock.settle();

      await clock.advance(99);
      const before = [...seen];
      await clock.advance(1);

      expect(before).to.deep.equal([]);
      expect(seen).to.deep.equal(['/slow second 100 at 160']);
      await end();
    });

    for (const [what, turn, messageType] of [
      ['setup', { setup: never }, 'setup'],
      ['teardown', { teardown: never }, 'teardown'],
    ] as const) {
      it(`may be the ${what}`, async () => {
        const { clock, system, seen, end } = start(newSystem, { overdueAfter: 100 });
        const other = system.spawn(puppet(turn), { id: 'other' });
        await clock.settle();
        if (what === 'teardown') void other.stop();

        await clock.advance(100);

        expect(seen).to.deep.equal([`/other ${messageType} 100 at 100`]);
        await Promise.all([other.kill(), end()]);
      });
    }

    it('may wait for an Observable', async () => {
      const { clock, seen, ref, end } = start(newSystem, { overdueAfter: 100 });
      ref.tell(act(() => NEVER));

      await clock.advance(100);

      expect(seen).to.deep.equal(['/slow function 100 at 100']);
      await end();
    });

    it('is announced for each of several that take long', async () => {
      const { clock, system, seen, ref, end } = start(newSystem, { overdueAfter: 100 });
      const other = system.spawn(puppet({ message: never }), { id: 'other' });
      ref.tell({ type: 'one' });
      await clock.advance(50);
      other.tell({ type: 'two' });

      await clock.advance(100);

      expect(seen).to.deep.equal(['/slow one 100 at 100', '/other two 100 at 150']);
      await Promise.all([other.kill(), end()]);
    });

    it('is none that ends in time, however many follow each other, and no timer is left', async () => {
      const { clock, seen, ref, end } = start(newSystem, { overdueAfter: 100 });
      for (let n = 0; n < 5; n++) ref.tell(act(() => new Promise<void>((wake) => clock.schedule(99, wake))));

      await clock.advance(5 * 99);

      expect(seen).to.deep.equal([]);
      expect(clock.pending).to.equal(0);
      await end();
    });

    it('is none where the option is Infinity, which takes no timer', async () => {
      const { clock, seen, warnings, ref, end } = start(newSystem, {
        overdueAfter: Number.POSITIVE_INFINITY,
      });
      ref.tell({ type: 'work' });
      await clock.settle();
      const { pending } = clock;

      await clock.advance(1_000_000);

      expect(pending).to.equal(0);
      expect([...seen, ...warnings]).to.deep.equal([]);
      await end();
    });

    it('is not announced once it is killed, and no timer is left', async () => {
      const { clock, system, seen, ref } = start(newSystem, { overdueAfter: 100 });
      ref.tell({ type: 'work' });
      await clock.advance(50);

      await ref.kill();
      await clock.settle();
      const { pending } = clock;
      await clock.advance(1_000);

      expect(pending).to.equal(0);
      expect(seen).to.deep.equal([]);
      await system.shutdown();
    });

    it('leaves no timer when it has ended after all', async () => {
      const { clock, ref, seen, end } = start(newSystem, { overdueAfter: 100 });
      const turn = gate();
      ref.tell(act(() => turn.passed));
      await clock.advance(200);

      turn.open();
      await clock.settle();

      expect(seen).to.have.lengthOf(1);
      expect(clock.pending).to.equal(0);
      await end();
    });

    for (const overdueAfter of [0, -1, Number.NaN, '100', null]) {
      it(`cannot be so after ${JSON.stringify(overdueAfter)} as ${typeof overdueAfter}`, () => {
        const error = thrownBy(() => newSystem({ overdueAfter: overdueAfter as number }));

        expect(error).to.be.an.instanceOf(typeof overdueAfter === 'number' ? RangeError : TypeError);
        expect((error as Error).message).to.include('overdueAfter');
      });
    }
  });
});
