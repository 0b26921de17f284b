import { expect } from 'chai';
import type { DeadLetter } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { gate } from '../life/support/gate.js';
import { record, rejectionOf } from '../life/support/log.js';
import { act, puppet } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';
import { soon } from '../support/soon.js';

const NONE = { 'actor-stopped': 0, 'mailbox-full': 0, 'late-reply': 0, 'no-sender': 0, superseded: 0 };

describe('ActorSystem.deadLetters', () => {
  onBothLanes((newSystem) => {
    it('are counted by reason, observed or not', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const none = { ...system.deadLetters.counts };
      const gone = system.spawn(puppet());
      await gone.stop();
      const ref = system.spawn(puppet());

      gone.tell('one');
      gone.tell('two');
      ref.tell(act((_, turn) => turn.reply('to nobody')));
      await ref.ask(
        act((_, turn) => {
          turn.reply('first');
          turn.reply('second');
        }),
      );
      await clock.settle();

      expect(none).to.deep.equal(NONE);
      expect(system.deadLetters.counts).to.deep.equal({
        ...NONE,
        'actor-stopped': 2,
        'no-sender': 1,
        'late-reply': 1,
      });
      expect(system.deadLetters.count).to.equal(4);
    });

    it('counts are a copy', async () => {
      await using system = newSystem();

      Object.assign(system.deadLetters.counts, { 'actor-stopped': 7 });

      expect(system.deadLetters.counts).to.deep.equal(NONE);
    });

    it('carry message, reason, recipient and sender', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const letters = record(system.deadLetters, (letter) => letter) as DeadLetter[];
      const gone = system.spawn(puppet());
      await gone.stop();
      const ref = system.spawn(puppet());
      const message = { type: 'greet' };

      ref.tell(act((self) => self.tell(gone, message)));
      ref.tell(act((_, turn) => turn.reply('to nobody')));
      await clock.settle();

      expect(letters).to.deep.equal([
        { message, reason: 'actor-stopped', recipient: gone, sender: ref },
        { message: 'to nobody', reason: 'no-sender', recipient: undefined, sender: ref },
      ]);
      expect(letters[0]?.message).to.equal(message);
    });

    it('of an ask that has given up are its answer or its error', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const letters = record(system.deadLetters, ({ message, reason }) => [message, reason]);
      const [answers, fails] = [gate<string>(), gate<string>()];
      const error = new Error('boom');
      const ref = system.spawn(puppet());

      const first = rejectionOf(
        ref.ask(
          act(() => answers.passed),
          { timeout: 100 },
        ),
      );
      await clock.advance(100);
      answers.open('late');
      const second = rejectionOf(
        ref.ask(
          act(() => fails.passed),
          { timeout: 100 },
        ),
      );
      await clock.advance(100);
      fails.fail(error);
      await clock.settle();

      expect(await first).to.include({ code: 'ask-timeout' });
      expect(await second).to.include({ code: 'ask-timeout' });
      expect(letters).to.deep.equal([
        ['late', 'late-reply'],
        [error, 'late-reply'],
      ]);
      expect(ref.state).to.equal('running');
    });

    it('observed late are only those that follow', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const gone = system.spawn(puppet());
      await gone.stop();
      const early = record(system.deadLetters, ({ message }) => message);

      gone.tell('one');
      const late = record(system.deadLetters, ({ message }) => message);
      gone.tell('two');
      await clock.settle();

      expect(early).to.deep.equal(['one', 'two']);
      expect(late).to.deep.equal(['two']);
    });

    it('are shown in their order, those that an observer causes included', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const gone = system.spawn(puppet());
      await gone.stop();
      system.deadLetters.subscribe(({ message }) => {
        if (message === 'one') gone.tell('one again');
      });
      const seen = record(system.deadLetters, ({ message }) => message);

      gone.tell('one');
      gone.tell('two');
      await clock.settle();

      expect(seen).to.deep.equal(['one', 'two', 'one again']);
    });

    it('beyond 100,000 that wait to be shown are only counted', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const gone = system.spawn(puppet());
      await gone.stop();
      let shown = 0;
      let last: unknown;
      system.deadLetters.subscribe(({ message }) => {
        shown += 1;
        last = message;
      });

      for (let i = 1; i <= 100_500; i += 1) gone.tell(i);
      await clock.settle();
      gone.tell('shown again');
      await clock.settle();

      expect(shown).to.equal(100_001);
      expect(last).to.equal('shown again');
      expect(system.deadLetters.count).to.equal(100_501);
    });

    it('caused by their own observer without end leave the event loop its turn', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const gone = system.spawn(puppet());
      await gone.stop();
      let letters = 0;
      let served = false;
      soon(() => {
        served = true;
      });
      system.deadLetters.subscribe(() => {
        letters += 1;
        // A bound, for a broken library would go on for ever.
        if (!served && letters < 1_000_000) gone.tell('again');
      });

      gone.tell('first');
      await clock.settle();

      expect(served).to.equal(true);
      expect(letters).to.be.below(1_000_000);
    });
  });
});
