import { act } from '../life/support/puppet.js';
import { onBothLanesInMarbles, sleep, starting } from './support/marbled.js';

describe('timers.once', () => {
  onBothLanesInMarbles((marbled) => {
    it(
      'calls once, after its delay',
      marbled((tools) => {
        const { said } = starting(tools, ({ timers }, say) => timers.once('key', 3, () => say('a')));

        tools.expectObservable(said).toBe('---a');
      }),
    );

    it(
      'calls each key at its own time',
      marbled((tools) => {
        const { said } = starting(tools, ({ timers }, say) => {
          timers.once('late', 5, () => say('l'));
          timers.once('soon', 2, () => say('s'));
          timers.once('same', 5, () => say('m'));
        });

        tools.expectObservable(said).toBe('--s--(lm)');
      }),
    );

    it(
      'counts from the call',
      marbled((tools) => {
        const { said, ref } = starting(tools, () => undefined);
        tools.tell(ref, '--x', { x: act(({ timers }) => timers.once('key', 3, () => said.next('a'))) });

        tools.expectObservable(said).toBe('-----a');
      }),
    );

    it(
      'is a turn: it waits for the one that runs, and others wait for it',
      marbled((tools) => {
        const { clock } = tools;
        const { said, ref } = starting(tools, ({ timers }, say) =>
          timers.once('key', 2, async () => {
            say('b');
            await sleep(clock, 3);
            say('e');
          }),
        );
        tools.tell(ref, '-x---y', {
          x: act(() => sleep(clock, 3)),
          y: act(() => said.next('y')),
        });

        //                                       x ends at 4
        tools.expectObservable(said).toBe('----b--(ey)');
      }),
    );

    it(
      'used again for its key, takes back the call before',
      marbled((tools) => {
        const { said, ref } = starting(tools, ({ timers }, say) => timers.once('key', 3, () => say('a')));
        tools.tell(ref, '--x', { x: act(({ timers }) => timers.once('key', 3, () => said.next('b'))) });

        tools.expectObservable(said).toBe('-----b');
      }),
    );

    it(
      'used again for its key, takes back the turn that was queued behind a slow one',
      marbled((tools) => {
        const { clock } = tools;
        const { said, ref } = starting(tools, ({ timers }, say) => timers.once('key', 2, () => say('a')));
        const slow = act(async ({ timers }) => {
          await sleep(clock, 4);
          timers.once('key', 3, () => said.next('b'));
        });
        tools.tell(ref, '-x', { x: slow });

        tools.expectObservable(said).toBe('--------b');
      }),
    );

    it(
      'takes another place in its own callback',
      marbled((tools) => {
        const { said } = starting(tools, ({ timers }, say) =>
          timers.once('key', 2, () => {
            say('a');
            timers.once('key', 3, () => say('b'));
          }),
        );

        tools.expectObservable(said).toBe('--a--b');
      }),
    );

    it(
      'may be replaced by one that repeats, and the other way round',
      marbled((tools) => {
        const { said } = starting(tools, ({ timers }, say) => {
          timers.once('one', 2, () => say('x'));
          timers.every('one', 3, () => say('a'));
          timers.every('two', 2, () => say('x'));
          timers.once('two', 4, () => say('b'));
        });

        tools.expectObservable(said, '^------!').toBe('---ab-a');
      }),
    );
  });
});
