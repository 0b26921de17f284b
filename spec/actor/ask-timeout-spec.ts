import { expect } from 'chai';
import { Observable } from 'rxjs';
import type { ActorError, Turn } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';
import { gate, handling, lettersOf, outcomeOf, rejectionOf } from './support/scripts.js';

const silent = handling(() => undefined);

/** Pushes the code of the error, or the answer, when `promise` settles. */
function logTo(log: unknown[], promise: Promise<unknown>): void {
  promise.then(
    (value) => log.push(value),
    (error) => log.push(error.code),
  );
}

describe('ask, with a time limit', () => {
  onBothLanes((newSystem) => {
    const limits: readonly [string, object, object | undefined, number][] = [
      ['5 seconds by default', {}, undefined, 5_000],
      ['by the option askTimeout of the system', { askTimeout: 200 }, undefined, 200],
      ['by its own option', { askTimeout: 200 }, { timeout: 70 }, 70],
      ['by the system where its own option is undefined', {}, { timeout: undefined }, 5_000],
    ];
    for (const [what, systemOptions, options, limit] of limits) {
      it(`rejects at its time and not before: ${what}`, async () => {
        const clock = new TestClock();
        const log: unknown[] = [];
        await using system = newSystem({ clock, ...systemOptions });
        logTo(log, system.spawn(silent).ask('question', options));

        await clock.advance(limit - 1);
        const before = [...log];
        await clock.advance(1);

        expect(before).to.deep.equal([]);
        expect(log).to.deep.equal(['ask-timeout']);
      });
    }

    it('never rejects with Infinity', async () => {
      const clock = new TestClock();
      const log: unknown[] = [];
      const replies: Turn[] = [];
      await using system = newSystem({ clock });
      const ref = system.spawn(handling((_, turn) => void replies.push(turn)));
      logTo(log, ref.ask('question', { timeout: Number.POSITIVE_INFINITY }));

      await clock.advance(1e12);
      const before = [...log];
      const { pending } = clock;
      replies[0]?.reply('answer');
      await clock.settle();

      expect([before, pending]).to.deep.equal([[], 0]);
      expect(log).to.deep.equal(['answer']);
    });

    it('says who did not answer, what, and within how many milliseconds', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(silent, { id: 'mute' });
      const asked = rejectionOf<ActorError>(ref.ask({ type: 'question' }, { timeout: 70 }));

      await clock.advance(70);
      const error = await asked;

      expect(error).to.include({ code: 'ask-timeout', path: '/mute' });
      expect(error.message).to.match(/\/mute.*question.*70 ms/);
    });

    it('lets each of several expire at its own time', async () => {
      const clock = new TestClock();
      const times: number[] = [];
      await using system = newSystem({ clock });
      const ref = system.spawn(silent);
      for (const timeout of [300, 100, 200, 100]) {
        ref.ask('question', { timeout }).catch(() => times.push(clock.now()));
      }

      await clock.advance(50);
      ref.ask('question', { timeout: 60 }).catch(() => times.push(clock.now()));
      await clock.advance(1_000);

      expect(times).to.deep.equal([100, 100, 110, 200, 300]);
    });

    it('leaves no timer when it is answered', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(handling((_, turn) => Promise.resolve().then(() => turn.reply('answer'))));
      const asked = ref.ask('question');

      const reply = await asked;
      await clock.settle();

      expect(reply).to.equal('answer');
      expect(clock.pending).to.equal(0);
    });

    it('counts the time that it waits, and withdraws what still waits', async () => {
      const clock = new TestClock();
      const handled: unknown[] = [];
      const held = gate();
      await using system = newSystem({ clock });
      const letters = lettersOf(system);
      const ref = system.spawn(
        handling((message) => {
          handled.push(message);
          return held.promise;
        }),
      );
      ref.tell('before');
      const asked = rejectionOf<ActorError>(ref.ask('question', { timeout: 100 }));
      ref.tell('after');

      await clock.advance(100);
      held.open();
      await ref.stop({ drain: true });
      await clock.settle();

      expect((await asked).code).to.equal('ask-timeout');
      expect(handled).to.deep.equal(['before', 'after']);
      expect(letters).to.deep.equal([]);
    });

    const lateOutcomes: readonly [string, (turn: Turn) => unknown][] = [
      ['a value that is returned', () => 'too late'],
      ['a value that is replied', (turn) => turn.reply('too late')],
      [
        'an error',
        () => {
          throw 'too late';
        },
      ],
    ];
    for (const [what, finish] of lateOutcomes) {
      it(`makes a dead letter of ${what} after it, and the actor lives`, async () => {
        const clock = new TestClock();
        const held = gate();
        await using system = newSystem({ clock });
        const letters = lettersOf(system);
        const ref = system.spawn(
          handling(async (message, turn) => {
            if (message !== 'question') return 'alive';
            await held.promise;
            return finish(turn);
          }),
        );
        const asked = rejectionOf<ActorError>(ref.ask('question', { timeout: 100 }));

        await clock.advance(100);
        held.open();
        await clock.settle();

        expect((await asked).code).to.equal('ask-timeout');
        expect(letters).to.deep.equal([
          { message: 'too late', reason: 'late-reply', recipient: undefined, sender: ref },
        ]);
        expect(await ref.ask('still there?')).to.equal('alive');
      });
    }

    it('unsubscribes the observable that its handler returned, and ends the turn', async () => {
      const clock = new TestClock();
      const log: string[] = [];
      await using system = newSystem({ clock });
      const letters = lettersOf(system);
      const ref = system.spawn(
        handling((message) => {
          if (message !== 'question') return 'next';
          return new Observable((subscriber) => {
            log.push('subscribed');
            subscriber.next('a value');
            return () => log.push('unsubscribed');
          });
        }),
      );
      const asked = rejectionOf<ActorError>(ref.ask('question', { timeout: 100 }));
      const next = ref.ask('next', { timeout: 200 });

      await clock.advance(99);
      const before = [...log];
      await clock.advance(1);

      expect(before).to.deep.equal(['subscribed']);
      expect(log).to.deep.equal(['subscribed', 'unsubscribed']);
      expect((await asked).code).to.equal('ask-timeout');
      expect(await outcomeOf(next)).to.deep.equal({ value: 'next' });
      expect(letters).to.deep.equal([]);
    });
  });
});
