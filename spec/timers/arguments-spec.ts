import { expect } from 'chai';
import type { Timers } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { thrownBy } from '../life/support/log.js';
import { act, puppet } from '../life/support/puppet.js';
import { type NewSystem, onBothLanes } from '../support/lanes.js';

const nothing = () => undefined;

/** What `call` throws in a turn of an actor. */
async function thrownIn(newSystem: NewSystem, call: (timers: Timers) => void) {
  const clock = new TestClock();
  await using system = newSystem({ clock });
  const ref = system.spawn(puppet());
  const error = await ref.ask(act(({ timers }) => ({ thrown: thrownBy(() => call(timers)) })));
  return { error: (error as { thrown: Error }).thrown, pending: clock.pending };
}

const delays = [
  [0, RangeError],
  [-1, RangeError],
  [Number.NaN, RangeError],
  ['5', TypeError],
  [undefined, TypeError],
] as const;

describe('Timers refuse', () => {
  onBothLanes((newSystem) => {
    for (const [kind, parameter] of [
      ['once', 'delay'],
      ['every', 'delay'],
      ['fixedRate', 'period'],
    ] as const) {
      for (const [delay, type] of [...delays, [Number.POSITIVE_INFINITY, RangeError]] as const) {
        it(`${delay} (${typeof delay}) as the ${parameter} of ${kind}`, async () => {
          const { error, pending } = await thrownIn(newSystem, (timers) =>
            timers[kind]('key', delay as number, nothing),
          );

          expect(error).to.be.an.instanceOf(type);
          expect(error.message).to.include(`\`${parameter}\``);
          expect(pending).to.equal(0);
        });
      }

      it(`no function as the callback of ${kind}`, async () => {
        const { error } = await thrownIn(newSystem, (timers) => timers[kind]('key', 5, 'call' as never));

        expect(error).to.be.an.instanceOf(TypeError);
        expect(error.message).to.include('`callback`');
      });

      it(`no string as the key of ${kind}`, async () => {
        const { error } = await thrownIn(newSystem, (timers) => timers[kind](5 as never, 5, nothing));

        expect(error).to.be.an.instanceOf(TypeError);
        expect(error.message).to.include('`key`');
      });
    }

    for (const [idle, type] of delays) {
      it(`${idle} (${typeof idle}) as the time of receiveTimeout`, async () => {
        const { error } = await thrownIn(newSystem, (timers) =>
          timers.receiveTimeout(idle as number, nothing),
        );

        expect(error).to.be.an.instanceOf(type);
        expect(error.message).to.include('`idle`');
      });
    }

    it('no function as the callback of receiveTimeout', async () => {
      const { error } = await thrownIn(newSystem, (timers) => timers.receiveTimeout(5, undefined as never));

      expect(error).to.be.an.instanceOf(TypeError);
    });

    it('and leave the timer of that key as it was', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const log: string[] = [];
      const ref = system.spawn(
        puppet({ setup: ({ timers }) => timers.once('key', 5, () => void log.push('rings')) }),
      );
      ref.tell(act(({ timers }) => void thrownBy(() => timers.once('key', 0, nothing))));

      await clock.advance(5);

      expect(log).to.deep.equal(['rings']);
    });

    it('an actor that has stopped', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const held: Timers[] = [];
      const ref = system.spawn(puppet({ setup: ({ timers }) => void held.push(timers) }));
      await clock.settle();
      await ref.stop();
      const timers = held[0] as Timers;

      const errors = [
        thrownBy(() => timers.once('key', 5, nothing)),
        thrownBy(() => timers.receiveTimeout(5, nothing)),
      ];
      timers.cancel('key');

      for (const error of errors) expect(error).to.include({ code: 'actor-stopped', path: ref.path });
      expect(clock.pending).to.equal(0);
    });
  });
});
