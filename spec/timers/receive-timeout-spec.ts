import { Subject } from 'rxjs';
import { act } from '../life/support/puppet.js';
import { onBothLanesInMarbles, sleep, starting } from './support/marbled.js';

const nothing = act(() => undefined);

describe('timers.receiveTimeout', () => {
  onBothLanesInMarbles((marbled) => {
    it(
      'calls when no message has been handled for so long, once for each such silence',
      marbled((tools) => {
        const { said, ref } = starting(tools, ({ timers }, say) => timers.receiveTimeout(3, () => say('i')));
        tools.tell(ref, '-m-m-----m', { m: nothing });

        tools.expectObservable(said).toBe('------i-----i');
      }),
    );

    it(
      'calls although no message ever came, and only once',
      marbled((tools) => {
        const { said } = starting(tools, ({ timers }, say) => timers.receiveTimeout(3, () => say('i')));

        tools.expectObservable(said).toBe('---i');
      }),
    );

    it(
      'counts from where the handler has settled, and takes back the turn it had queued',
      marbled((tools) => {
        const { said, ref } = starting(tools, ({ timers }, say) => timers.receiveTimeout(3, () => say('i')));
        tools.tell(ref, '-m', { m: act(() => sleep(tools.clock, 5)) });

        //                                       m ends at 6
        tools.expectObservable(said).toBe('---------i');
      }),
    );

    it(
      'is wound up by an ask, and not by the values of an input or by other timers',
      marbled((tools) => {
        const input = new Subject<void>();
        const { said, ref } = starting(tools, (self, say) => {
          self.registerInputTask(input, () => undefined);
          self.timers.every('other', 1, () => undefined);
          self.timers.receiveTimeout(3, () => say('i'));
        });
        tools.expectReplies(ref, '-a', { a: act(() => 'yes') }).toBe('-y', { y: 'yes' });
        tools.cold('--v|').subscribe(() => input.next());

        tools.expectObservable(said, '^--------!').toBe('----i----');
      }),
    );

    it(
      'used again, takes the place of the one before',
      marbled((tools) => {
        const { said, ref } = starting(tools, ({ timers }, say) => timers.receiveTimeout(3, () => say('i')));
        tools.tell(ref, '--m', { m: act(({ timers }) => timers.receiveTimeout(5, () => said.next('j'))) });

        tools.expectObservable(said).toBe('-------j');
      }),
    );

    it(
      'ends with Infinity, in its own callback as well',
      marbled((tools) => {
        const { said, ref } = starting(tools, ({ timers }, say) =>
          timers.receiveTimeout(2, () => {
            say('i');
            timers.receiveTimeout(Number.POSITIVE_INFINITY, () => undefined);
          }),
        );
        tools.tell(ref, '----m', { m: nothing });

        tools.expectObservable(said).toBe('--i');
      }),
    );

    it(
      'is a turn: what it calls may wait, and a message waits for it',
      marbled((tools) => {
        const { clock } = tools;
        const { said, ref } = starting(tools, ({ timers }, say) =>
          timers.receiveTimeout(2, async () => {
            say('b');
            await sleep(clock, 3);
            say('e');
          }),
        );
        tools.tell(ref, '---m', { m: act(() => said.next('m')) });

        tools.expectObservable(said, '^------!').toBe('--b--(em)');
      }),
    );

    it(
      'is no key that cancel could mean',
      marbled((tools) => {
        const { said } = starting(tools, ({ timers }, say) => {
          timers.receiveTimeout(2, () => say('i'));
          timers.cancel('receiveTimeout');
          timers.cancel('Symbol(receiveTimeout)');
        });

        tools.expectObservable(said).toBe('--i');
      }),
    );
  });
});
