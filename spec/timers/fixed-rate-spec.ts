import { expect } from 'chai';
import { TestClock } from '../../lib/testing.js';
import { act, puppet } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';
import { leavesBehind } from '../support/leaks.js';
import { onBothLanesInMarbles, sleep, starting } from './support/marbled.js';

describe('timers.fixedRate', () => {
  onBothLanesInMarbles((marbled) => {
    it(
      'calls at each multiple of its period',
      marbled((tools) => {
        const { said } = starting(tools, ({ timers }, say) => timers.fixedRate('key', 3, () => say('a')));

        tools.expectObservable(said, '^----------!').toBe('---a--a--a');
      }),
    );

    it(
      'keeps its rate where the callback takes a part of the period',
      marbled((tools) => {
        const { clock } = tools;
        const { said } = starting(tools, ({ timers }, say) =>
          timers.fixedRate('key', 3, async () => {
            say('b');
            await sleep(clock, 2);
            say('e');
          }),
        );

        leavesBehind('the last callback is cut short in its sleep');
        tools.expectObservable(said, '^------------!').toBe('---b-eb-eb-eb');
      }),
    );

    it(
      'leaves out the times that pass while its callback runs',
      marbled((tools) => {
        const { clock } = tools;
        const { said } = starting(tools, ({ timers }, say) =>
          timers.fixedRate('key', 2, async () => {
            say('b');
            await sleep(clock, 5);
            say('e');
          }),
        );

        leavesBehind('the last callback is cut short in its sleep');
        tools.expectObservable(said, '^-------------!').toBe('--b----eb----e');
      }),
    );

    it(
      'has at most one call wait behind a slow turn, and is back at its multiples then',
      marbled((tools) => {
        const { said, ref } = starting(tools, ({ timers }, say) =>
          timers.fixedRate('key', 2, () => say('a')),
        );
        tools.tell(ref, '-x', { x: act(() => sleep(tools.clock, 8)) });

        //                                                    x ends at 9
        tools.expectObservable(said, '^-------------!').toBe('---------aa-a-');
      }),
    );

    it(
      'counts its multiples from the call',
      marbled((tools) => {
        const { said, ref } = starting(tools, () => undefined);
        tools.tell(ref, '-x', { x: act(({ timers }) => timers.fixedRate('key', 3, () => said.next('a'))) });

        tools.expectObservable(said, '^----------!').toBe('----a--a--a');
      }),
    );
  });

  onBothLanes((newSystem) => {
    for (const period of [0.1, 0.3, 7 / 3]) {
      it(`calls once for each period of ${period}, whatever fractions add up to`, async () => {
        const clock = new TestClock();
        await using system = newSystem({ clock });
        const times: number[] = [];
        system.spawn(
          puppet({
            setup: ({ timers }) => timers.fixedRate('key', period, () => void times.push(clock.now())),
          }),
        );
        await clock.settle();

        await clock.advance(50.5 * period);

        expect(times).to.have.lengthOf(50);
        times.forEach((time, index) => {
          expect(time).to.be.closeTo((index + 1) * period, 1e-9);
        });
      });
    }
  });
});
