import { expect } from 'chai';
import { EMPTY, of, Subject } from 'rxjs';
import { type ActorError, isActorError } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';
import { gate, handling, rejectionOf } from './support/scripts.js';

describe('Actor.handleMessage', () => {
  onBothLanes((newSystem) => {
    const answers: readonly [string, () => unknown, unknown][] = [
      ['the value it returns', () => 'value', 'value'],
      ['null', () => null, null],
      ['0', () => 0, 0],
      ['false', () => false, false],
      ['the empty string', () => '', ''],
      ['what its promise resolves with', async () => 'later', 'later'],
      [
        'what its thenable resolves with',
        // biome-ignore lint/suspicious/noThenProperty: a thenable that is no promise
        () => ({ then: (done: (v: string) => void) => done('own') }),
        'own',
      ],
      ['the last value of its observable', () => of(1, 2, 3), 3],
    ];
    for (const [what, handle, answer] of answers) {
      it(`answers with ${what}`, async () => {
        await using system = newSystem();

        const reply = await system.spawn(handling(handle)).ask('question');

        expect(reply).to.equal(answer);
      });
    }

    const silences: readonly [string, () => unknown][] = [
      ['undefined', () => undefined],
      ['a promise of undefined', async () => undefined],
      ['an empty observable', () => EMPTY],
      ['an observable whose last value is undefined', () => of(1, undefined)],
    ];
    for (const [what, handle] of silences) {
      it(`does not answer by returning ${what}`, async () => {
        const clock = new TestClock();
        await using system = newSystem({ clock });
        const asked = rejectionOf<ActorError>(
          system.spawn(handling(handle)).ask('question', { timeout: 100 }),
        );

        await clock.advance(100);

        expect((await asked).code).to.equal('ask-timeout');
      });
    }

    it('leaves the reply to a turn that has ended', async () => {
      const clock = new TestClock();
      const replies: ((value: unknown) => void)[] = [];
      await using system = newSystem({ clock });
      const ref = system.spawn(handling((_, turn) => void replies.push((value) => turn.reply(value))));
      const asked = ref.ask('question');

      await clock.settle();
      replies[0]?.('from elsewhere');

      expect(await asked).to.equal('from elsewhere');
    });

    it('is called for the next message when the promise of the one before has settled', async () => {
      const clock = new TestClock();
      const log: string[] = [];
      const held = gate();
      await using system = newSystem({ clock });
      const ref = system.spawn(
        handling(async (message) => {
          log.push(`${message} begins`);
          if (message === 'first') await held.promise;
          log.push(`${message} ends`);
        }),
      );

      ref.tell('first');
      ref.tell('second');
      await clock.settle();
      const meanwhile = [...log];
      held.open();
      await ref.stop({ drain: true });

      expect(meanwhile).to.deep.equal(['first begins']);
      expect(log).to.deep.equal(['first begins', 'first ends', 'second begins', 'second ends']);
    });

    it('is called for the next message when the observable of the one before has completed', async () => {
      const clock = new TestClock();
      const log: unknown[] = [];
      const stream = new Subject<string>();
      await using system = newSystem({ clock });
      const ref = system.spawn(
        handling((message) => {
          log.push(message);
          return message === 'first' ? stream : undefined;
        }),
      );

      ref.tell('first');
      ref.tell('second');
      stream.next('a value is no end');
      await clock.settle();
      const meanwhile = [...log];
      stream.complete();
      await ref.stop({ drain: true });

      expect(meanwhile).to.deep.equal(['first']);
      expect(log).to.deep.equal(['first', 'second']);
    });

    it('goes on after a message whose handling failed for its asker', async () => {
      await using system = newSystem();
      const ref = system.spawn(
        handling(async (message) => {
          if (message === 'bad') throw new Error('bad message');
          return 'fine';
        }),
      );

      const error = await rejectionOf<Error>(ref.ask('bad'));
      const reply = await ref.ask('good');

      expect(error.message).to.equal('bad message');
      expect(isActorError(error)).to.equal(false);
      expect(reply).to.equal('fine');
    });
  });
});
