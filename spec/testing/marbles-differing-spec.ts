import { expect } from 'chai';
import { EMPTY, NEVER, of, throwError } from 'rxjs';
import { Actor } from '../../lib/index.js';
import { type MarbleTools, marbles } from '../../lib/testing.js';
import { handling } from '../actor/support/scripts.js';
import { messageOf } from './support/failing.js';
import { onEachLane } from './support/lanes.js';
import { sleeper } from './support/sleeper.js';

const echo = handling((message) => message);

type Body = (tools: MarbleTools) => void | Promise<void>;

/** What differs, and the two lines of diagrams that must be in the message. */
const different: readonly [what: string, expected: string, actual: string, body: Body][] = [
  ['a wrong value', '-b', '-a', ({ cold, expectObservable }) => expectObservable(cold('-a')).toBe('-b')],
  ['a wrong time', '--a', '-a', ({ cold, expectObservable }) => expectObservable(cold('-a')).toBe('--a')],
  ['a missing event', '-ab', '-a', ({ cold, expectObservable }) => expectObservable(cold('-a')).toBe('-ab')],
  ['an extra event', '-a', '-ab', ({ cold, expectObservable }) => expectObservable(cold('-ab')).toBe('-a')],
  ['a missing end', '-a|', '-a', ({ cold, expectObservable }) => expectObservable(cold('-a')).toBe('-a|')],
  ['an extra end', '-a', '-a|', ({ cold, expectObservable }) => expectObservable(cold('-a|')).toBe('-a')],
  [
    'an error for an end',
    '-|',
    '-#',
    ({ cold, expectObservable }) => expectObservable(cold('-#')).toBe('-|'),
  ],
  [
    'an end for an error',
    '-#',
    '-|',
    ({ cold, expectObservable }) => expectObservable(cold('-|')).toBe('-#'),
  ],
  ['a value for an end', '|', '(a|)', ({ expectObservable }) => expectObservable(of('a')).toBe('|')],
  [
    'another order',
    '(ab)',
    '(ba)',
    ({ cold, expectObservable }) => expectObservable(cold('(ba)')).toBe('(ab)'),
  ],
  [
    'another error',
    '#',
    '#',
    ({ expectObservable }) =>
      expectObservable(throwError(() => new Error('one'))).toBe('#', {}, new Error('two')),
  ],
  ['nothing for something', '(nothing)', '|', ({ expectObservable }) => expectObservable(EMPTY).toBe('')],
  [
    'silence for something',
    '(nothing)',
    '--a',
    ({ hot, expectObservable }) => expectObservable(hot('--a')).toBe('-----'),
  ],
  ['something for nothing', 'a', '(nothing)', ({ expectObservable }) => expectObservable(NEVER).toBe('a')],
  [
    'a value that no letter stands for',
    'a',
    '?',
    ({ expectObservable, hot }) => expectObservable(hot('x', { x: { n: 2 } })).toBe('a', { a: { n: 1 } }),
  ],
  [
    'an event later than all diagrams',
    'a',
    'a 4999ms b',
    ({ spawn, tell, expectMessages, clock }) => {
      const ref = spawn(echo);
      tell(ref, 'a');
      clock.schedule(5_000, () => ref.tell('b'));
      expectMessages(ref).toBe('a');
    },
  ],
  [
    'an ask that runs into its default time limit, for silence',
    '(nothing)',
    '5000ms #',
    ({ spawn, expectReplies }) => expectReplies(spawn(handling(() => undefined)), 'a').toBe(''),
  ],
  [
    'a message of another time',
    '-ab',
    '-a---b',
    ({ spawn, tell, expectMessages, clock }) => {
      const ref = spawn(sleeper(clock, 4));
      tell(ref, '-ab');
      expectMessages(ref).toBe('-ab');
    },
  ],
  [
    'a reply for a rejection',
    '#',
    'a',
    ({ spawn, expectReplies }) => expectReplies(spawn(echo), 'a').toBe('#'),
  ],
  [
    'a life that ends',
    's',
    's-x',
    ({ spawn, tell, expectLifecycle }) => {
      class Brief extends Actor {
        protected override handleMessage() {
          this.endMainLoop();
        }
      }
      const ref = spawn(() => new Brief());
      tell(ref, '--m');
      expectLifecycle(ref).toBe('s');
    },
  ],
  [
    'a failure where an end was expected',
    's-x',
    's-(fx)',
    ({ spawn, tell, expectLifecycle }) => {
      const ref = spawn(
        handling(() => {
          throw new Error('broken');
        }),
      );
      tell(ref, '--m');
      expectLifecycle(ref).toBe('s-x');
    },
  ],
  [
    'another reason',
    'x',
    '?',
    ({ spawn, expectLifecycle }) => {
      const ref = spawn(echo);
      expectLifecycle(ref).toBe('x', { x: { type: 'stopped', reason: { kind: 'ended' } } });
      void ref.stop();
    },
  ],
];

describe('marbles, and what differs', () => {
  onEachLane((options) => {
    for (const [what, expected, actual, body] of different) {
      it(`reject for ${what}, with both diagrams one above the other`, async () => {
        expect(await messageOf(marbles(body, options))).to.include(
          ` differs:\n  expected  ${expected}\n  actual    ${actual}\n  first difference: expected `,
        );
      });
    }

    it('say in full what differs', async () => {
      const test = marbles(({ spawn, tell, expectMessages, clock }) => {
        const ref = spawn(sleeper(clock, 3), { id: 'till' });
        tell(ref, '           -a-b', { a: { add: 1 }, b: { add: 2 } });
        expectMessages(ref).toBe('-a-b', { a: { add: 1 }, b: { add: 2 } });
      }, options);

      expect(await messageOf(test)).to.equal(
        [
          'Messages of /till differs:',
          '  expected  -a-b',
          '  actual    -a--b',
          '  first difference: expected b = {"add":2} at 3 ms,',
          '                         got b = {"add":2} at 4 ms',
        ].join('\n'),
      );
    });

    it('say of each expectation what differs', async () => {
      const test = marbles(({ cold, expectObservable }) => {
        expectObservable(cold('a')).toBe('a');
        expectObservable(cold('a')).toBe('b');
        expectObservable(cold('a')).toBe('');
      }, options);

      const problems = (await messageOf(test)).split('\n\n');

      expect(problems.map((problem) => problem.split('\n').at(-1)?.trim())).to.deep.equal([
        'got a = "a" at 0 ms',
        'got a = "a" at 0 ms',
      ]);
    });
  });
});
