import { expect } from 'chai';
import { Actor, type ActorError, defineActor, EndMainLoop, Message, type Turn } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';
import { gate, handling, lettersOf, outcomeOf, rejectionOf } from './support/scripts.js';

describe('answering an ask', () => {
  onBothLanes((newSystem) => {
    it('happens at turn.reply, before the handler has returned', async () => {
      const held = gate();
      await using system = newSystem();
      const ref = system.spawn(
        handling(async (_, turn) => {
          turn.reply('early');
          await held.promise;
        }),
      );

      const reply = await ref.ask('question');
      held.open();

      expect(reply).to.equal('early');
    });

    it('happens at turn.reply(undefined) too', async () => {
      await using system = newSystem();
      const ref = system.spawn(handling((_, turn) => turn.reply(undefined)));

      expect(await outcomeOf(ref.ask('question'))).to.deep.equal({ value: undefined });
    });

    it('takes no undefined from a table after turn.reply', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const letters = lettersOf(system);
      const ref = system.spawn(
        defineActor(() => ({ handlers: { run: (_: unknown, turn: Turn) => turn.reply('replied') } })),
      );

      const reply = await ref.ask({ type: 'run' });
      await clock.settle();

      expect(reply).to.equal('replied');
      expect(letters).to.deep.equal([]);
    });

    const seconds: readonly [string, (message: Message, turn: Turn) => unknown][] = [
      [
        'a second turn.reply',
        (_, turn) => {
          turn.reply('first');
          turn.reply('second');
        },
      ],
      [
        'a value returned after turn.reply',
        (_, turn) => {
          turn.reply('first');
          return 'second';
        },
      ],
      [
        'a second message.reply',
        (message) => {
          message.reply('first');
          message.reply('second');
        },
      ],
      [
        'turn.reply after message.reply',
        (message, turn) => {
          message.reply('first');
          turn.reply('second');
        },
      ],
      [
        'a value resolved with after message.reply',
        async (message) => {
          message.reply('first');
          return 'second';
        },
      ],
      [
        'what the sender is told after turn.reply',
        (message, turn) => {
          turn.reply('first');
          message.sender?.tell('second');
        },
      ],
    ];
    for (const [what, handle] of seconds) {
      it(`makes a dead letter of ${what}`, async () => {
        const clock = new TestClock();
        await using system = newSystem({ clock });
        const letters = lettersOf(system);
        const ref = system.spawn(handling(handle));

        const reply = await ref.ask(new Message());
        await clock.settle();

        expect(reply).to.equal('first');
        expect(letters.map(({ reason, message }) => [reason, message])).to.deep.equal([
          ['late-reply', 'second'],
        ]);
        expect(letters[0]?.sender).to.equal(ref);
      });
    }

    it('rejects with actor-stopped when the handler throws EndMainLoop before an answer', async () => {
      const message = { type: 'end' };
      await using system = newSystem();
      const ref = system.spawn(
        handling(() => {
          throw new EndMainLoop();
        }),
      );

      const error = await rejectionOf<ActorError>(ref.ask(message));

      expect(error).to.include({ code: 'actor-stopped', path: ref.path, undelivered: message });
      expect(await ref.stopped).to.deep.equal({ kind: 'ended' });
    });

    it('keeps an answer that was given before EndMainLoop', async () => {
      await using system = newSystem();
      const ref = system.spawn(
        handling(async (_, turn) => {
          turn.reply('last words');
          throw new EndMainLoop();
        }),
      );

      expect(await ref.ask('end')).to.equal('last words');
      expect(await ref.stopped).to.deep.equal({ kind: 'ended' });
    });

    it('still happens when the handler returns a value after endMainLoop', async () => {
      class Ending extends Actor {
        protected override async handleMessage() {
          this.endMainLoop();
          return 'last words';
        }
      }
      await using system = newSystem();
      const ref = system.spawn(() => new Ending());

      expect(await ref.ask('end')).to.equal('last words');
      expect(await ref.stopped).to.deep.equal({ kind: 'ended' });
    });

    it('rejects with the error that the handler gave to fail, and the actor fails with it', async () => {
      const failure = new Error('broken');
      class Failing extends Actor {
        protected override handleMessage() {
          try {
            this.fail(failure);
          } catch {
            return 'swallowed';
          }
        }
      }
      await using system = newSystem();
      const ref = system.spawn(() => new Failing());

      const error = await rejectionOf(ref.ask('fail'));

      expect(error).to.equal(failure);
      expect(await ref.stopped).to.deep.equal({ kind: 'failed', error: failure });
    });

    it('rejects with actor-stopped when the actor stops with the answer still owed', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(handling(() => undefined));
      const asked = rejectionOf<ActorError>(ref.ask('question'));

      await clock.settle();
      await ref.stop();

      expect((await asked).code).to.equal('actor-stopped');
    });
  });
});
