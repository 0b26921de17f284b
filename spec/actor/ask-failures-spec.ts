import { expect } from 'chai';
import { Actor, type ActorError, ask, isActorError } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';
import { gate, handling, lettersOf, outcomeOf, rejectionOf } from './support/scripts.js';

describe('ask, when it fails', () => {
  onBothLanes((newSystem) => {
    for (const way of ['throws', 'rejects'] as const) {
      it(`rejects with the same object that the handler ${way} with, and the actor lives`, async () => {
        const thrown = Object.freeze(new Error('thrown'));
        await using system = newSystem();
        const ref = system.spawn(
          handling((message) => {
            if (message === 'fine') return 'alive';
            if (way === 'rejects') return Promise.reject(thrown);
            throw thrown;
          }),
        );

        const error = await rejectionOf(ask(ref, 'question'));

        expect(error).to.equal(thrown);
        expect(await ask(ref, 'fine')).to.equal('alive');
      });
    }

    it('sends an error that comes after turn.reply to supervision', async () => {
      const thrown = new Error('thrown');
      await using system = newSystem();
      const ref = system.spawn(
        handling(async (_, turn) => {
          turn.reply('answer');
          throw thrown;
        }),
      );

      expect(await ref.ask('question')).to.equal('answer');
      expect(await ref.stopped).to.deep.equal({ kind: 'failed', error: thrown });
    });

    it('sends an error to supervision that comes after turn.reply and after its time', async () => {
      const clock = new TestClock();
      const thrown = new Error('thrown');
      const held = gate();
      await using system = newSystem({ clock });
      const ref = system.spawn(
        handling(async (_, turn) => {
          turn.reply('answer');
          await held.promise;
          throw thrown;
        }),
      );

      const reply = await ref.ask('question', { timeout: 100 });
      await clock.advance(200);
      held.open();

      expect(reply).to.equal('answer');
      expect(await ref.stopped).to.deep.equal({ kind: 'failed', error: thrown });
    });

    it('rejects with actor-stopped and the undelivered message when the actor has stopped', async () => {
      const message = { type: 'question' };
      await using system = newSystem();
      const ref = system.spawn(
        handling(() => 'answer'),
        { id: 'gone' },
      );
      await ref.stop();

      const error = await rejectionOf<ActorError>(ref.ask(message));

      expect(isActorError(error, 'actor-stopped')).to.equal(true);
      expect(error).to.include({ path: '/gone', undelivered: message });
      expect(error.message).to.include('/gone');
    });

    it('rejects with actor-stopped, and is no dead letter, when the actor stops while it waits', async () => {
      const clock = new TestClock();
      const message = { type: 'question' };
      const held = gate();
      const handled: unknown[] = [];
      await using system = newSystem({ clock });
      const letters = lettersOf(system);
      const ref = system.spawn(
        handling((given) => {
          handled.push(given);
          return held.promise;
        }),
      );
      ref.tell('runs');
      await clock.settle();
      const waiting = rejectionOf<ActorError>(ref.ask(message));

      const stopped = ref.stop();
      const late = rejectionOf<ActorError>(ref.ask(message));
      const errors = [await waiting, await late];
      held.open();
      await stopped;
      await clock.settle();

      expect(errors.map(({ code, undelivered }) => [code, undelivered])).to.deep.equal([
        ['actor-stopped', message],
        ['actor-stopped', message],
      ]);
      expect(handled).to.deep.equal(['runs']);
      expect(letters).to.deep.equal([]);
    });

    it('is answered by the turn that runs while the actor stops', async () => {
      const clock = new TestClock();
      const held = gate<string>();
      await using system = newSystem({ clock });
      const ref = system.spawn(handling(() => held.promise));
      const asked = outcomeOf(ref.ask('question'));

      await clock.settle();
      const stopped = ref.stop();
      held.open('answer');
      await stopped;

      expect(await asked).to.deep.equal({ value: 'answer' });
    });

    it('rejects with the failure as the cause when the actor has failed', async () => {
      const thrown = new Error('thrown');
      await using system = newSystem();
      const ref = system.spawn(
        handling(() => {
          throw thrown;
        }),
      );

      ref.tell('fail');
      const error = await rejectionOf<ActorError>(ref.ask('question'));

      expect(error).to.include({ code: 'actor-stopped', cause: thrown, undelivered: 'question' });
    });

    for (const way of ['throws', 'rejects'] as const) {
      it(`rejects with setup-failed and the cause when setup ${way}`, async () => {
        const thrown = { no: 'error' };
        class Broken extends Actor {
          protected override setup() {
            if (way === 'rejects') return Promise.reject(thrown);
            throw thrown;
          }
        }
        await using system = newSystem();
        const ref = system.spawn(() => new Broken(), { id: 'broken' });
        const asks = ['one', 'two'].map((message) => rejectionOf<ActorError>(ref.ask(message)));

        const errors = await Promise.all(asks);
        const reason = await ref.stopped;

        for (const error of errors) expect(error).to.include({ code: 'setup-failed', path: '/broken' });
        for (const error of errors) expect(error.cause).to.equal(thrown);
        expect(errors.map(({ undelivered }) => undelivered)).to.deep.equal(['one', 'two']);
        expect(reason).to.have.property('error', thrown);
      });
    }

    it('makes dead letters of what was told to an actor whose setup failed', async () => {
      const clock = new TestClock();
      class Broken extends Actor {
        protected override setup() {
          throw new Error('broken');
        }
      }
      await using system = newSystem({ clock });
      const letters = lettersOf(system);
      const ref = system.spawn(() => new Broken());

      ref.tell('waits');
      await clock.settle();

      expect(letters.map(({ reason, message }) => [reason, message])).to.deep.equal([
        ['actor-stopped', 'waits'],
      ]);
    });
  });
});
