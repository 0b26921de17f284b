import { expect } from 'chai';
import { type ActorError, defineActor, Inbox, type Turn } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';
import { gate, handling, outcomeOf, rejectionOf } from './support/scripts.js';

describe('turn.sender', () => {
  onBothLanes((newSystem) => {
    it('is undefined when nobody was named', async () => {
      const senders: unknown[] = [];
      await using system = newSystem();
      const ref = system.spawn(handling((_, turn) => void senders.push(turn.sender)));

      ref.tell('message');
      await ref.stop({ drain: true });

      expect(senders).to.deep.equal([undefined]);
    });

    it('answers the ask when it is told', async () => {
      await using system = newSystem();
      const ref = system.spawn(handling((_, turn) => turn.sender?.tell('answer')));

      expect(await ref.ask('question')).to.equal('answer');
    });
  });
});

describe('turn.reply', () => {
  onBothLanes((newSystem) => {
    it('tells the sender, and says who replies', async () => {
      const clock = new TestClock();
      const replies: unknown[] = [];
      await using system = newSystem({ clock });
      const asker = system.spawn(handling((message, turn) => void replies.push(message, turn.sender)));
      const ref = system.spawn(handling((_, turn) => turn.reply('answer')));

      ref.tell('question', { sender: asker });
      await clock.settle();

      expect(replies).to.deep.equal(['answer', ref]);
    });
  });
});

describe('turn.forward', () => {
  onBothLanes((newSystem) => {
    const forwardTo = (target: Parameters<Turn['forward']>[0]) => (_: unknown, turn: Turn) =>
      turn.forward(target);

    it('hands the message and the pending reply on', async () => {
      await using system = newSystem();
      const worker = system.spawn(handling((message) => ['worked on', message]));
      const boss = system.spawn(handling(forwardTo(worker)));

      expect(await boss.ask('it')).to.deep.equal(['worked on', 'it']);
    });

    it('takes no undefined from the table that forwarded', async () => {
      await using system = newSystem();
      const worker = system.spawn(handling(() => 'answer'));
      const boss = system.spawn(defineActor(() => ({ handlers: { run: forwardTo(worker) } })));

      expect(await boss.ask({ type: 'run' })).to.equal('answer');
    });

    it('goes on over several actors', async () => {
      await using system = newSystem();
      let target = system.spawn(handling(() => 'answer'));
      for (let index = 0; index < 10; index += 1) target = system.spawn(handling(forwardTo(target)));

      expect(await target.ask('question')).to.equal('answer');
    });

    it('hands the sender of a told message on', async () => {
      const inbox = new Inbox();
      await using system = newSystem();
      const worker = system.spawn(handling((_, turn) => turn.reply('answer')));
      const boss = system.spawn(handling(forwardTo(worker)));

      boss.tell('question', { sender: inbox });

      expect(await inbox.next()).to.equal('answer');
    });

    it('lets a program that is no actor answer, from its inbox', async () => {
      const answers = gate<unknown>();
      await using system = newSystem();
      const outside = { id: 'outside', path: '/outside', tell: (...told: unknown[]) => answers.open(told) };
      const boss = system.spawn(handling(forwardTo(outside)));
      const asked = boss.ask('question');

      const [message, options] = (await answers.promise) as [unknown, { sender: Inbox['reference'] }];
      options.sender.tell('answer');

      expect(message).to.equal('question');
      expect(await asked).to.equal('answer');
    });

    it('lets the asker have the error of the actor that now owes the answer', async () => {
      const thrown = new Error('thrown');
      await using system = newSystem();
      const worker = system.spawn(
        handling(() => {
          throw thrown;
        }),
      );
      const boss = system.spawn(handling(forwardTo(worker)));

      expect(await rejectionOf(boss.ask('question'))).to.equal(thrown);
      expect([boss.state, worker.state]).to.deep.equal(['running', 'running']);
    });

    it('rejects the ask with actor-stopped when it goes to an actor that has stopped', async () => {
      await using system = newSystem();
      const worker = system.spawn(handling(() => 'answer'));
      const boss = system.spawn(handling(forwardTo(worker)));
      await worker.stop();

      const error = await rejectionOf<ActorError>(boss.ask('question'));

      expect(error).to.include({ code: 'actor-stopped', path: worker.path, undelivered: 'question' });
    });

    it('outlives the actor that forwarded', async () => {
      const clock = new TestClock();
      const held = gate<string>();
      await using system = newSystem({ clock });
      const worker = system.spawn(handling(() => held.promise));
      const boss = system.spawn(handling(forwardTo(worker)));
      const asked = outcomeOf(boss.ask('question'));

      await clock.settle();
      await boss.stop();
      held.open('answer');

      expect(await asked).to.deep.equal({ value: 'answer' });
    });

    it('leaves the time limit as it was, and withdraws what still waits when it is over', async () => {
      const clock = new TestClock();
      const handled: unknown[] = [];
      const held = gate();
      await using system = newSystem({ clock });
      const worker = system.spawn(
        handling((message) => {
          handled.push(message);
          return held.promise;
        }),
      );
      const boss = system.spawn(handling(forwardTo(worker)));
      worker.tell('before');
      const asked = outcomeOf(boss.ask('question', { timeout: 100 }));

      await clock.advance(100);
      held.open();
      await worker.stop({ drain: true });

      expect(await asked).to.have.nested.property('error.code', 'ask-timeout');
      expect(handled).to.deep.equal(['before']);
    });
  });
});
