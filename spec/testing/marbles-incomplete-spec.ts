import { expect } from 'chai';
import { EMPTY, lastValueFrom, of, timer } from 'rxjs';
import { type MarbleTools, marbles, probe } from '../../lib/testing.js';
import { handling } from '../actor/support/scripts.js';
import { leavesBehind } from '../support/leaks.js';
import { messageOf } from './support/failing.js';
import { onEachLane } from './support/lanes.js';
import { sleep } from './support/sleeper.js';

const echo = handling((message) => message);

type Body = (tools: MarbleTools) => void | Promise<void>;

const incomplete: readonly [string, RegExp, Body][] = [
  ['no expectation at all', /expects nothing/, () => undefined],
  ['no expectation, in an async body', /expects nothing/, async () => undefined],
  ['no `toBe`', /nothing was expected of it/, ({ expectObservable }) => void expectObservable(EMPTY)],
  [
    'no `toBe` for messages',
    /Messages of \/.*`toBe`/,
    ({ spawn, expectMessages }) => void expectMessages(spawn(echo)),
  ],
  [
    'no `toBe` for replies',
    /Replies of \/.*`toBe`/,
    ({ spawn, expectReplies }) => void expectReplies(spawn(echo), ''),
  ],
  [
    'no `toBe` for a life',
    /life of \/.*`toBe`/,
    ({ spawn, expectLifecycle }) => void expectLifecycle(spawn(echo)),
  ],
  [
    'no `toBe` for subscriptions',
    /subscriptions.*`toBe`/,
    ({ cold, expectSubscriptions }) => void expectSubscriptions(cold('a')),
  ],
  [
    'no `toBe` beside one that is right',
    /^The Observable: nothing was expected of it/,
    ({ expectObservable }) => {
      expectObservable(of('a')).toBe('(a|)');
      expectObservable(of('b'));
    },
  ],
  [
    'a body that never ends',
    /did not come to its end: it waits for what never happens \(only the clock/,
    () => new Promise<void>(() => undefined),
  ],
  [
    'a body that waits longer than a test goes on',
    /did not come to its end: it waits, or is still busy, 10000 ms after the last thing/,
    async () => {
      leavesBehind('the timer');
      await lastValueFrom(timer(20_000));
    },
  ],
  [
    'a body whose probe is disappointed',
    /^\/till expected a message `price` within 5 ms, and none came/,
    async ({ system }) => void (await probe(system, { id: 'till' }).expectMessage('price', 5)),
  ],
  [
    'an expectation that is never reached',
    /did not come to its end/,
    async ({ expectObservable }) => {
      expectObservable(timer(1)).toBe('-(0|)', { 0: 0 });
      await new Promise(() => undefined);
      expectObservable(timer(1)).toBe('never');
    },
  ],
  [
    'an expectation behind an ask that is never answered',
    /did not come to its end/,
    async ({ spawn, expectLifecycle }) => {
      const ref = spawn(handling(() => undefined));
      await ref.ask('?', { timeout: Number.POSITIVE_INFINITY });
      expectLifecycle(ref).toBe('s');
    },
  ],
  [
    'an expectation far behind the last diagram',
    /did not come to its end/,
    async ({ clock, expectObservable }) => {
      leavesBehind('the sleep');
      await sleep(clock, 3_600_000);
      expectObservable(EMPTY).toBe('|');
    },
  ],
  ['a message that ends', /`diagram`.*values only.*-a\|/, ({ spawn, tell }) => tell(spawn(echo), '-a|')],
  ['a message that fails', /`diagram`.*values only.*-#/, ({ spawn, tell }) => tell(spawn(echo), '-#')],
  [
    'a question that ends',
    /`diagram`.*values only/,
    ({ spawn, expectReplies }) => expectReplies(spawn(echo), 'a|').toBe('a'),
  ],
  [
    'a letter for an event without a type',
    /`x`.*type of event/,
    ({ spawn, expectLifecycle }) => expectLifecycle(spawn(echo)).toBe('x', { x: { reason: 1 } }),
  ],
  [
    'other subscriptions',
    /^The subscriptions differ:\n {2}expected {2}from 0 to 2\n {2}actual {4}\(none\)$/,
    ({ cold, expectSubscriptions }) => expectSubscriptions(cold('a')).toBe('^-!'),
  ],
];

describe('marbles, and what is incomplete', () => {
  onEachLane((options) => {
    for (const [what, message, body] of incomplete) {
      it(`reject for ${what}`, async () => {
        expect(await messageOf(marbles(body, options))).to.match(message);
      });
    }

    it(
      'pass where a probe is all that expects something',
      marbles(async ({ system, spawn, clock }) => {
        const till = probe(system);
        clock.schedule(5, () => till.reference.tell('price'));
        await till.expectMessage('price');
        await spawn(echo).stop();
      }, options),
    );

    it(
      'pass where a probe waits for an end, which may have come already',
      marbles(async ({ system, spawn }) => {
        const ref = spawn(echo);
        await ref.stop();
        await probe(system).expectStopped(ref);
      }, options),
    );
  });
});
