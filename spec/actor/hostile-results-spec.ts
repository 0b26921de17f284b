import { expect } from 'chai';
import { observable } from 'rxjs';
import { Actor, defineActor, type Message, Message as MessageClass, type Turn } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';
import { hostile, odd, throwingAt, trapped } from './support/hostile.js';
import { handling, outcomeOf, rejectionOf } from './support/scripts.js';

const same = (outcome: object, key: 'value' | 'error', expected: unknown) =>
  key in outcome && Object.is((outcome as Record<string, unknown>)[key], expected);

describe('a hostile reply', () => {
  onBothLanes((newSystem) => {
    for (const [what, value] of odd) {
      it(`arrives by identity, however it is given: ${what}`, async () => {
        await using system = newSystem();
        const ref = system.spawn(
          defineActor(() => ({
            handlers: {
              returned: () => value,
              resolved: async () => value,
              replied: (_: unknown, turn: Turn) => turn.reply(value),
            },
          })),
        );
        const byMessage = system.spawn(handling((message: Message) => message.reply(value)));

        const outcomes = [
          await outcomeOf(ref.ask({ type: 'returned' })),
          await outcomeOf(ref.ask({ type: 'resolved' })),
          await outcomeOf(ref.ask({ type: 'replied' })),
          await outcomeOf(byMessage.ask(new MessageClass())),
        ];

        expect(outcomes.map((outcome) => same(outcome, 'value', value))).to.deep.equal([
          true,
          true,
          true,
          true,
        ]);
      });
    }

    for (const [what, value] of trapped) {
      it(`settles its ask and hurts nobody: ${what}`, async () => {
        const clock = new TestClock();
        await using system = newSystem({ clock });
        const ref = system.spawn(
          defineActor(() => ({
            handlers: {
              returned: () => value,
              resolved: async () => value,
              replied: (_: unknown, turn: Turn) => turn.reply(value),
              fine: () => 'alive',
            },
          })),
        );
        const types = ['returned', 'resolved', 'replied'];
        const asks = types.map((type) => outcomeOf(ref.ask({ type }, { timeout: 10 })));

        await clock.advance(10);
        const outcomes = await Promise.all(asks);

        for (const outcome of outcomes) {
          // Either the value itself, or the error of the one who looked at it: but no time limit.
          expect(same(outcome, 'value', value) || !('code' in (outcome as { error: object }).error)).to.equal(
            true,
          );
        }
        expect(await ref.ask({ type: 'fine' })).to.equal('alive');
      });
    }
  });
});

describe('a hostile result of a handler', () => {
  const never = () => undefined;
  let reads = 0;
  const broken: readonly [string, () => unknown][] = [
    ['a thenable that throws', () => thenable(() => fail('then throws'))],
    ['a thenable that calls back twice', () => thenable((done) => [done(1), done(2)])],
    [
      'a thenable that calls back and throws',
      () =>
        thenable((done) => {
          done(1);
          throw new Error('then throws');
        }),
    ],
    [
      'a thenable that claims to be a promise and calls back twice',
      () =>
        Object.assign(
          thenable((done) => [done(1), done(2)]),
          { constructor: Promise },
        ),
    ],
    [
      'a thenable that throws at `constructor`',
      () =>
        withThrowing(
          'constructor',
          thenable((done) => done(1)),
        ),
    ],
    [
      'an object that throws when `then` is read a second time',
      () => {
        reads = 0;
        return Object.defineProperty({}, 'then', { get: () => (++reads > 1 ? fail('read again') : never) });
      },
    ],
    [
      'an object with `lift` and `subscribe` that is no observable',
      () => ({ lift: never, subscribe: never }),
    ],
    ['an interop observable that gives none', () => ({ [observable]: () => ({}) })],
    ['an interop observable that throws', () => ({ [observable]: () => fail('no observable') })],
    [
      'an interop observable that throws as it is subscribed',
      () => ({ [observable]: () => ({ subscribe: () => fail('no subscription') }) }),
    ],
    ['an object that throws at Symbol.observable', () => throwingAt(observable)],
  ];

  onBothLanes((newSystem) => {
    for (const [what, result] of broken) {
      for (const way of ['ask', 'tell'] as const) {
        it(`costs neither another actor nor the next one a turn, after ${way}: ${what}`, async () => {
          const clock = new TestClock();
          await using system = newSystem({ clock });
          const other = system.spawn(handling(() => 'alive'));
          const ref = system.spawn(handling((message) => (message === 'fine' ? 'alive' : result())));
          const asked = way === 'ask' ? outcomeOf(ref.ask('hostile', { timeout: 10 })) : ref.tell('hostile');

          await clock.advance(10);
          await asked;
          const later = Promise.all([
            outcomeOf(other.ask('fine', { timeout: 10 })),
            outcomeOf(system.spawn(handling(() => 'alive')).ask('fine', { timeout: 10 })),
          ]);
          await clock.advance(10);

          expect(await later).to.deep.equal([{ value: 'alive' }, { value: 'alive' }]);
        });
      }
    }
  });
});

describe('a hostile thrown value', () => {
  onBothLanes((newSystem) => {
    for (const [what, value] of hostile) {
      it(`reaches the asker by identity, and the actor lives: ${what}`, async () => {
        await using system = newSystem();
        const ref = system.spawn(
          handling((message) => {
            if (message === 'fine') return 'alive';
            if (message === 'reject') return Promise.reject(value);
            throw value;
          }),
        );

        const outcomes = [await outcomeOf(ref.ask('throw')), await outcomeOf(ref.ask('reject'))];

        expect(outcomes.map((outcome) => same(outcome, 'error', value))).to.deep.equal([true, true]);
        expect(await ref.ask('fine')).to.equal('alive');
      });

      it(`is the reason for which an actor that was told fails, and its parent: ${what}`, async () => {
        class Parent extends Actor {
          protected override setup() {
            const throwing = handling(() => {
              throw value;
            });
            this.spawn(throwing).tell('throw');
          }
        }
        await using system = newSystem();
        const ref = system.spawn(() => new Parent());

        const reason = await ref.stopped;

        expect(reason.kind).to.equal('failed');
        expect(same(reason, 'error', value)).to.equal(true);
      });

      it(`is the cause of setup-failed: ${what}`, async () => {
        class Broken extends Actor {
          protected override setup() {
            throw value;
          }
        }
        await using system = newSystem();
        const ref = system.spawn(() => new Broken());

        const error = await rejectionOf<{ code: string; cause: unknown }>(ref.ask('question'));

        expect(error.code).to.equal('setup-failed');
        expect(Object.is(error.cause, value)).to.equal(true);
      });
    }
  });
});

function fail(message: string): never {
  throw new Error(message);
}

function thenable(then: (done: (value: unknown) => void) => unknown): object {
  return { then };
}

function withThrowing(name: string, value: object): object {
  return Object.defineProperty(value, name, { get: () => fail(`${name} throws`) });
}
