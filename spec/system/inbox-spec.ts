import { expect } from 'chai';
import { concat, of, Subject, throwError } from 'rxjs';
import { TestClock } from '../../lib/testing.js';
import { record } from '../life/support/log.js';
import { puppet } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';

describe('ActorRef.inbox', () => {
  onBothLanes((newSystem) => {
    it('is a Subject, and always the same', async () => {
      await using system = newSystem();
      const ref = system.spawn(puppet());

      const { inbox } = ref;

      expect(inbox).to.be.instanceOf(Subject);
      expect(ref.inbox).to.equal(inbox);
    });

    it('as an observer tells: each value of a source is a message', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const handled: unknown[] = [];
      const ref = system.spawn(puppet({ message: (message) => void handled.push(message) }));

      of(1, 2, 3).subscribe(ref.inbox);
      await clock.settle();
      of(4).subscribe(ref.inbox);
      await clock.settle();

      expect(handled).to.deep.equal([1, 2, 3, 4]);
    });

    it('has a bound next', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const handled: unknown[] = [];
      const ref = system.spawn(puppet({ message: (message) => void handled.push(message) }));

      const { next } = ref.inbox;
      for (const n of [1, 2]) next(n);
      await clock.settle();

      expect(handled).to.deep.equal([1, 2]);
    });

    it('has a next that never runs the handler, never throws, and makes dead letters after the stop', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const log: string[] = [];
      const letters = record(system.deadLetters, ({ message, reason }) => `${message} ${reason}`);
      const ref = system.spawn(puppet({ message: () => void log.push('handled') }));

      ref.inbox.next('one');
      log.push('next has returned');
      await ref.stop({ drain: true });
      ref.inbox.next('late');
      await clock.settle();

      expect(log).to.deep.equal(['next has returned', 'handled']);
      expect(letters).to.deep.equal(['late actor-stopped']);
    });

    it('is ended by no source: complete and error change nothing', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const handled: unknown[] = [];
      const ref = system.spawn(puppet({ message: (message) => void handled.push(message) }));
      const seen = record(ref.inbox, (message) => message);

      concat(
        of(1),
        throwError(() => new Error('source')),
      ).subscribe(ref.inbox);
      ref.inbox.complete();
      ref.inbox.error(new Error('by hand'));
      ref.inbox.next(2);
      await clock.settle();

      expect(ref.state).to.equal('running');
      expect(handled).to.deep.equal([1, 2]);
      expect(seen).to.deep.equal([1, 2]);
    });
  });
});
