import { expect } from 'chai';
import { Actor } from '../../lib/index.js';
import { type MarbleTools, marbles } from '../../lib/testing.js';
import { handling } from '../actor/support/scripts.js';
import { onEachLane } from './support/lanes.js';
import { sleep, sleeper } from './support/sleeper.js';

/** Returns after so many microtasks, and no time. */
async function hops(count: number): Promise<void> {
  for (let hop = 0; hop < count; hop += 1) await undefined;
}

describe('marbles, and handlers', () => {
  onEachLane((options) => {
    it(
      'let an async handler take virtual milliseconds, and the next message wait',
      marbles(({ spawn, tell, expectMessages, clock }) => {
        const ref = spawn(sleeper(clock, 3));
        tell(ref, '           -ab----c');
        expectMessages(ref).toBe('-a--b--c');
      }, options),
    );

    it(
      'let different actors wait side by side',
      marbles(({ spawn, tell, expectMessages, clock }) => {
        const slow = spawn(sleeper(clock, 5));
        const quick = spawn(sleeper(clock, 1));
        tell(slow, ' ab');
        tell(quick, 'ab');
        expectMessages(slow).toBe(' a----b');
        expectMessages(quick).toBe('ab');
      }, options),
    );

    it(
      'let everything settle before the next millisecond, however many promises it takes',
      marbles(({ spawn, expectReplies }) => {
        let working = false;
        const ref = spawn(
          handling(async () => {
            const overlaps = working;
            working = true;
            await hops(500);
            working = false;
            return overlaps ? 'overlaps' : 'alone';
          }),
        );
        expectReplies(ref, 'mmm').toBe('aaa', { a: 'alone' });
      }, options),
    );

    it(
      'let a chain of actors settle within one millisecond',
      marbles(({ spawn, expectReplies }) => {
        let ref = spawn(handling((message) => [message]));
        for (let link = 0; link < 20; link += 1) {
          const next = ref;
          ref = spawn(handling((message) => next.ask(message)));
        }
        expectReplies(ref, 'ab').toBe('xy', { x: ['a'], y: ['b'] });
      }, options),
    );

    it(
      'let an actor sleep in setup and in teardown',
      marbles(({ spawn, tell, expectMessages, expectLifecycle, clock }) => {
        class Slow extends Actor {
          protected override setup = () => sleep(clock, 2);
          protected override teardown = () => sleep(clock, 4);
          protected override handleMessage() {
            this.endMainLoop();
          }
        }
        const ref = spawn(() => new Slow());
        tell(ref, '            a');
        expectMessages(ref).toBe(' --a');
        expectLifecycle(ref).toBe('--s---x');
      }, options),
    );

    it(
      'show the messages of an actor that tells itself',
      marbles(({ spawn, tell, expectMessages }) => {
        const ref = spawn(
          handling((left: number) => {
            if (left > 0) ref.tell(left - 1);
          }),
        );
        tell(ref, '           -a', { a: 3 });
        expectMessages(ref).toBe('-(3210)', { 3: 3, 2: 2, 1: 1, 0: 0 });
      }, options),
    );

    it('are the same each time', async () => {
      const runs: string[] = [];
      const body = ({ spawn, tell, expectMessages, clock }: MarbleTools) => {
        const log: string[] = [];
        const ref = spawn(
          handling(async (message: string) => {
            await hops(message === 'a' ? 30 : 3);
            if (message !== 'c') await sleep(clock, 2);
            log.push(`${message} at ${clock.now()}`);
          }),
        );
        tell(ref, '           ab(cd)a');
        expectMessages(ref).toBe('a-b-(cd)', {});
        clock.schedule(1_000, () => runs.push(log.join(', ')));
      };

      for (let run = 0; run < 10; run += 1) await marbles(body, options)().catch(() => undefined);

      expect(runs).to.deep.equal(Array(10).fill('a at 2, b at 4, c at 4, d at 6, a at 8'));
    });
  });
});
