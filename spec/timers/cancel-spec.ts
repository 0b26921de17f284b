import { expect } from 'chai';
import { TestClock } from '../../lib/testing.js';
import { act, puppet } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';
import { onBothLanesInMarbles, sleep, starting } from './support/marbled.js';

describe('timers.cancel', () => {
  onBothLanesInMarbles((marbled) => {
    for (const kind of ['once', 'every', 'fixedRate'] as const) {
      it(
        `takes back what ${kind} would have called`,
        marbled((tools) => {
          const { said, ref } = starting(tools, ({ timers }, say) => timers[kind]('key', 3, () => say('a')));
          tools.tell(ref, '--x', { x: act(({ timers }) => timers.cancel('key')) });

          tools.expectObservable(said).toBe('');
        }),
      );

      it(
        `takes back the turn that ${kind} has queued behind a slow one`,
        marbled((tools) => {
          const { said, ref } = starting(tools, ({ timers }, say) => timers[kind]('key', 2, () => say('a')));
          const slow = act(async ({ timers }) => {
            await sleep(tools.clock, 4);
            timers.cancel('key');
          });
          tools.tell(ref, '-x---y', { x: slow, y: act(() => said.next('y')) });

          tools.expectObservable(said).toBe('-----y');
        }),
      );
    }

    it(
      'leaves the other keys alone, and may be for one that is not there',
      marbled((tools) => {
        const { said } = starting(tools, ({ timers }, say) => {
          timers.once('one', 2, () => say('1'));
          timers.once('two', 2, () => say('2'));
          timers.cancel('one');
          timers.cancel('three');
        });

        tools.expectObservable(said).toBe('--2');
      }),
    );
  });
});

describe('timers.has', () => {
  onBothLanes((newSystem) => {
    it('is true until the callback of once begins, also while its turn is queued', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const log: unknown[] = [];
      const ref = system.spawn(
        puppet({
          setup: ({ timers }) => {
            timers.once('key', 2, () => void log.push(timers.has('key')));
            log.push(timers.has('key'));
          },
        }),
      );
      ref.tell(
        act(async ({ timers }) => {
          await sleep(clock, 4);
          log.push(timers.has('key'));
        }),
      );

      await clock.advance(5);

      expect(log).to.deep.equal([true, true, false]);
    });

    it('is true for what repeats, in its callback as well, and false after cancel', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const log: unknown[] = [];
      system.spawn(
        puppet({
          setup: ({ timers }) => {
            timers.every('key', 2, () => {
              log.push(timers.has('key'));
              if (log.length === 3) timers.cancel('key');
              if (log.length === 3) log.push(timers.has('key'));
            });
            log.push(timers.has('key'), timers.has('other'));
          },
        }),
      );

      await clock.advance(10);

      expect(log).to.deep.equal([true, false, true, false]);
      expect(clock.pending).to.equal(0);
    });
  });
});
