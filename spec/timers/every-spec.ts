import { Subject } from 'rxjs';
import { act, puppet } from '../life/support/puppet.js';
import { leavesBehind } from '../support/leaks.js';
import { onBothLanesInMarbles, sleep, starting } from './support/marbled.js';

describe('timers.every', () => {
  onBothLanesInMarbles((marbled) => {
    it(
      'calls again and again',
      marbled((tools) => {
        const { said } = starting(tools, ({ timers }, say) => timers.every('key', 3, () => say('a')));

        tools.expectObservable(said, '^----------!').toBe('---a--a--a');
      }),
    );

    it(
      'counts its delay from where the callback has settled',
      marbled((tools) => {
        const { clock } = tools;
        const { said } = starting(tools, ({ timers }, say) =>
          timers.every('key', 3, async () => {
            say('b');
            await sleep(clock, 2);
            say('e');
          }),
        );

        leavesBehind('the last callback is cut short in its sleep');
        tools.expectObservable(said, '^--------------!').toBe('---b-e--b-e--b');
      }),
    );

    it(
      'calls once for a time that passed behind a slow turn, and counts from there',
      marbled((tools) => {
        const { said, ref } = starting(tools, ({ timers }, say) => timers.every('key', 2, () => say('a')));
        tools.tell(ref, '-x', { x: act(() => sleep(tools.clock, 8)) });

        //                                                    x ends at 9
        tools.expectObservable(said, '^-------------!').toBe('---------a-a-a');
      }),
    );

    it(
      'goes on where the failure of its callback is resumed',
      marbled((tools) => {
        const said = new Subject<string>();
        const failing = puppet({
          setup: ({ timers }) =>
            timers.every('key', 2, () => {
              said.next('a');
              throw new Error('broken');
            }),
        });
        tools.spawn(failing, { supervision: { decide: 'resume' } });

        tools.expectObservable(said, '^-----!').toBe('--a-a-');
      }),
    );

    it(
      'ends by a cancel in its own callback',
      marbled((tools) => {
        let calls = 0;
        const { said } = starting(tools, ({ timers }, say) =>
          timers.every('key', 2, async () => {
            say('a');
            calls += 1;
            await undefined;
            if (calls === 2) timers.cancel('key');
          }),
        );

        tools.expectObservable(said).toBe('--a-a');
      }),
    );
  });
});
