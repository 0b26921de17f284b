import { expect } from 'chai';
import { Observable } from 'rxjs';
import { isActorError, type StopReason } from '../lib/index.js';
import { TestClock } from '../lib/testing.js';
import { gate, handling, lettersOf, outcomeOf } from './actor/support/scripts.js';
import { lifeOf } from './life/support/log.js';
import { act, puppet, raise } from './life/support/puppet.js';
import { onBothLanes } from './support/lanes.js';

/** Faults that come together, or from outside; each alone has specs of its own in life/ and inputs/. */
describe('a fault', () => {
  onBothLanes((newSystem) => {
    it('of two children at once fails the parent once, with the first error', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const errors = [new Error('first'), new Error('second')];
      const parent = system.spawn(
        puppet({
          setup: (self) => {
            const children = errors.map(() => self.spawn(puppet()));
            for (const [index, child] of children.entries()) child.tell(raise(errors[index]));
          },
        }),
      );
      const life = lifeOf(parent);

      const reason = await parent.stopped;
      await clock.settle();

      expect(reason).to.deep.equal({ kind: 'failed', error: errors[0] });
      expect(life).to.deep.equal([
        'starting',
        'started',
        'failed first',
        'stopping failed',
        'stopped failed',
        'complete',
      ]);
    });

    it('of a child while its parent stops changes no reason, and is the end of the child', async () => {
      const clock = new TestClock();
      const held = gate();
      await using system = newSystem({ clock });
      const reasons: StopReason[] = [];
      const parent = system.spawn(
        puppet({
          setup: (self) => {
            const child = self.spawn(
              handling(async () => {
                await held.promise;
                throw new Error('at the last moment');
              }),
            );
            child.tell('work');
            void child.stopped.then((reason) => reasons.push(reason));
          },
        }),
      );
      await clock.settle();

      const stopped = parent.stop();
      await clock.settle();
      held.open();

      expect(await stopped).to.deep.equal({ kind: 'requested' });
      await clock.settle();
      expect(reasons).to.have.length(1);
    });

    it('of those who all stop one actor is one stop', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      let teardowns = 0;
      const ref = system.spawn(
        puppet({
          teardown: () => {
            teardowns += 1;
          },
        }),
      );
      await clock.settle();

      const inside = ref.ask(act(() => void ref.stop()));
      const stops = Array.from({ length: 10 }, (_, index) => ref.stop({ drain: index % 2 === 0 }));
      await outcomeOf(inside);

      expect(await Promise.all(stops)).to.deep.equal(Array(10).fill({ kind: 'requested' }));
      expect(teardowns).to.equal(1);
    });

    it('of a machine that slept for a day lets what is due expire once, and the rest live', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const letters = lettersOf(system);
      const held = gate<string>();
      const ref = system.spawn(handling((message) => (message === 'slow' ? held.promise : message)));
      const short = outcomeOf(ref.ask('slow'));
      const long = ref.ask('patient', { timeout: 2 * 86_400_000 });

      await clock.advance(86_400_000);
      held.open('late');

      const outcome = await short;
      expect('error' in outcome && isActorError(outcome.error, 'ask-timeout')).to.equal(true);
      expect(await long).to.equal('patient');
      await clock.settle();
      expect(letters.map(({ reason }) => reason)).to.deep.equal(['late-reply']);
    });

    it('of a source that gives 100,000 values while it is subscribed costs no value and no turn', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const burst = new Observable<number>((subscriber) => {
        for (let value = 0; value < 100_000; value += 1) subscriber.next(value);
      });
      let handled = 0;
      let ordered = true;
      const ref = system.spawn(
        puppet({
          setup: (self) => {
            self.registerInputTask(burst, (value) => {
              ordered &&= value === handled;
              handled += 1;
            });
          },
        }),
      );

      await clock.settle();

      expect([handled, ordered, ref.state]).to.deep.equal([100_000, true, 'running']);
    });

    it('of a sender that changes what it has told, or tells it twice, is shown as it is: nothing is copied', async () => {
      await using system = newSystem();
      const seen: unknown[] = [];
      const ref = system.spawn(
        handling((message: { text: string }) => void seen.push(message, message.text)),
      );
      const message = { text: 'before' };

      ref.tell(message);
      ref.tell(message);
      message.text = 'after';
      await ref.stop({ drain: true });

      expect(seen).to.deep.equal([message, 'after', message, 'after']);
      expect(seen[0]).to.equal(message);
    });
  });
});
