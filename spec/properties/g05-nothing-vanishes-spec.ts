import { expect } from 'chai';
import * as fc from 'fast-check';
import { Actor, type AnyActorRef } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { handling } from '../actor/support/scripts.js';
import { act, puppet, raise } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';
import type { Letter, Log } from './support/a-log.js';
import { NOTHING } from './support/a-performance.js';
import { holds } from './support/a-runs.js';
import { play, Stage } from './support/a-stage.js';
import { anyValue } from './support/a-values.js';
import { scripts } from './support/script.js';

/** What has become of a letter, where that is not one thing exactly. */
function fault(log: Log, letter: Letter): string | undefined {
  const handled = log.count('begun', letter);
  const reasons = log.deadReasons(letter);
  if (handled > 1) return `${letter} is handled ${handled} times`;
  if (letter.kind === 'ask') return faultOfAsk(log, letter, handled, reasons);
  if (handled + reasons.length > 1) return `${letter} is handled ${handled} times, and dead: ${reasons}`;
  if (handled === 1) return undefined;
  if (reasons.length === 1)
    return reasons[0] === 'actor-stopped' ? undefined : `${letter} is dead: ${reasons}`;
  // The end of a source is no message, and a value may have been on its way from a promise when it was left.
  const mayBeGone = (letter.loose || letter.kind === 'complete') && log.of(letter.to, 'stopping').length > 0;
  return mayBeGone ? undefined : `${letter} vanishes`;
}

function faultOfAsk(
  log: Log,
  letter: Letter,
  handled: number,
  reasons: readonly string[],
): string | undefined {
  const asked = log.askOf(letter);
  if (reasons.length > 0) return `${letter} is dead, though its asker knows: ${reasons}`;
  if (handled === 1)
    return log.withdrawn(letter) ? `${letter} is handled, though it was withdrawn` : undefined;
  return asked?.outcome && 'error' in asked.outcome ? undefined : `${letter} vanishes`;
}

const faults = (log: Log) => log.letters('sent').flatMap((letter) => fault(log, letter) ?? []);

describe('G5 nothing vanishes', () => {
  onBothLanes((newSystem) => {
    it('holds for each message and each value of an input', () =>
      holds(scripts(), async (script) => {
        const stage = await play(newSystem, script);
        await stage.close();

        expect(faults(stage.log), 'letters that vanish').to.deep.equal([]);
        expect(stage.closed, 'the system ends').to.equal(true);
      }));

    it('holds under a stop that races with the messages, on every schedule', () =>
      holds(
        fc.record({ seed: fc.nat(), tells: fc.array(fc.nat({ max: 2 }), { maxLength: 20 }) }),
        async ({ seed, tells }) => {
          const stage = new Stage(newSystem, seed);
          const receiver = stage.spawn();
          const tellers = [stage.spawn(), stage.spawn(), stage.spawn()];

          for (const teller of tells) stage.tell({ ...NOTHING, tells: 0 }, tellers[teller] ?? receiver, 0);
          stage.tell({ how: 'end', ms: 0 }, receiver, 0);
          await stage.rest();

          expect(faults(stage.log), 'letters that vanish').to.deep.equal([]);
          const dead = stage.log.dead.length;
          const handled = stage.log
            .of(receiver, 'begun')
            .filter(({ letter }) => letter?.kind === 'tell').length;
          expect(handled + dead, 'letters to the receiver').to.equal(tells.length + 1);
        },
      ));

    const values = fc.array(anyValue, { maxLength: 20 });

    it('holds by identity for any value, those that do harm included', () =>
      holds(
        fc.record({ values, before: fc.nat({ max: 20 }), drain: fc.boolean() }),
        async ({ values, before, drain }) => {
          const clock = new TestClock();
          const system = newSystem({ clock });
          const ended: unknown[] = [];
          const dead: unknown[] = [];
          system.deadLetters.subscribe(({ message }) => dead.push(message));
          const ref = system.spawn(handling(async (message) => void ended.push(message)));

          for (const [index, value] of values.entries()) {
            if (index === before) void ref.stop({ drain });
            ref.tell(value.value);
          }
          await clock.settle();

          const all = [...ended, ...dead];
          expect(all.length, 'values that arrive somewhere').to.equal(values.length);
          expect(
            values.every(({ value }, index) => Object.is(value, all[index])),
            'the same values',
          ).to.equal(true);
        },
      ));

    it('holds for an actor that nobody observes, and that ends itself: what comes later is dead, in order', () =>
      holds(
        fc.record({
          // How many are told before its next turns; it ends itself in one of them, or in none.
          batches: fc.array(fc.nat({ max: 5 }), { maxLength: 8 }),
          last: fc.nat({ max: 20 }),
          asynchronous: fc.boolean(),
        }),
        async ({ batches, last, asynchronous }) => {
          const clock = new TestClock();
          const system = newSystem({ clock });
          const handled: unknown[] = [];
          class Counter extends Actor {
            protected override handleMessage(number: number): unknown {
              handled.push(number);
              if (number === last) this.endMainLoop();
              return asynchronous ? Promise.resolve() : undefined;
            }
          }
          const ref = system.spawn(() => new Counter());
          const dead: unknown[] = [];
          system.deadLetters.subscribe(({ message }) => dead.push(message));

          let told = 0;
          for (const batch of batches) {
            for (let each = 0; each < batch; each++) ref.tell(told++);
            await clock.settle();
          }

          const numbers = Array.from({ length: told }, (_, number) => number);
          expect(handled, 'handled').to.deep.equal(numbers.slice(0, last + 1));
          expect(dead, 'dead').to.deep.equal(numbers.slice(last + 1));
        },
      ));

    for (const length of [1, 2, 9, 10]) {
      it(`takes a failure up a chain of ${length} as the object that was thrown`, async () => {
        const clock = new TestClock();
        const system = newSystem({ clock });
        const refs: AnyActorRef[] = [system.spawn(puppet())];
        const error = new Error('at the leaf');

        for (let index = 1; index < length; index++) {
          refs.at(-1)?.tell(act((self) => refs.push(self.spawn(puppet()))));
          await clock.settle();
        }
        refs.at(-1)?.tell(raise(error));
        await clock.settle();

        expect(refs.map(({ state }) => state)).to.deep.equal(refs.map(() => 'stopped'));
        for (const ref of refs) expect(await ref.stopped).to.have.property('error', error);
      });
    }
  });
});
