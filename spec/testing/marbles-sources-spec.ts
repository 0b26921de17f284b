import { expect } from 'chai';
import { concat, merge, mergeMap, NEVER, of, switchMap, timer } from 'rxjs';
import { marbles } from '../../lib/testing.js';
import { messageOf } from './support/failing.js';

describe('marbles, and their sources', () => {
  it(
    'begin a cold source anew for each subscriber',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('               -a-b|');
      expectObservable(source).toBe('     -a-b|');
      expectObservable(source, '--^').toBe('---a-b|');
      expectSubscriptions(source).toBe('  ^---!', '--^---!');
    }),
  );

  it(
    'run a hot source whether or not anyone listens',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('                -a-b|');
      expectObservable(source).toBe('     -a-b|');
      expectObservable(source, '--^').toBe('---b|');
      expectSubscriptions(source).toBe('  ^---!', '--^-!');
    }),
  );

  it(
    'tell one who comes after its end that a hot source has ended',
    marbles(({ hot, expectObservable }) => {
      expectObservable(hot('-a|'), '-----^').toBe('-----|');
      expectObservable(hot('-a#', {}, 'over'), '-----^').toBe('-----#', {}, 'over');
    }),
  );

  it(
    'begin a hot source at its `^`',
    marbles(({ hot, expectObservable }) => {
      expectObservable(hot('-a-^-b')).toBe('--b');
    }),
  );

  it(
    'show a value to one who comes at its time, and not to one who leaves then',
    marbles(({ hot, cold, expectObservable }) => {
      expectObservable(hot('--a'), ' --^').toBe('--a');
      expectObservable(hot('--a'), ' ^-!').toBe('');
      expectObservable(cold('--a'), '^-!').toBe('');
      expectObservable(cold('--a'), '-^-!').toBe('');
      expectObservable(hot('--ab'), '--^!').toBe('--a');
    }),
  );

  it(
    'see that a source was never subscribed',
    marbles(({ cold, expectSubscriptions }) => {
      expectSubscriptions(cold('a')).toBe();
    }),
  );

  it(
    'see a subscription that lasts',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('a');
      expectObservable(concat(timer(3).pipe(switchMap(() => NEVER)), source)).toBe('');
      expectObservable(source, '--^').toBe('');
      expectSubscriptions(source).toBe('--^');
    }),
  );

  it(
    'see each subscription that an operator makes',
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const inner = cold('                     -x|');
      const outer = hot('                     a---b');
      expectObservable(outer.pipe(mergeMap(() => inner))).toBe('-x---x');
      expectSubscriptions(inner).toBe('       ^-!', '----^-!');
      expectSubscriptions(outer).toBe('       ^');
    }),
  );

  it(
    'take values and errors of any kind',
    marbles(({ cold, expectObservable }) => {
      const values = { u: undefined, n: null, f: false, o: { deep: [1] } };
      expectObservable(cold('unfo#', values, null)).toBe('unfo#', values, null);
      expectObservable(cold('#', {}, 0)).toBe('#', {}, 0);
      expectObservable(cold('#')).toBe('#', {}, 'error');
      expectObservable(cold('12', [0, 'one', 'two'] as never)).toBe('ab', { a: 'one', b: 'two' });
    }),
  );

  it(
    'read groups, spaces, time and letters that are emoji',
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold(' a (bc) d 10ms e 1s  f 2m |')).toBe('a(bc)d - 9ms e 1000ms f 120s |');
      expectObservable(cold('-(a|)')).toBe('-(a|)');
      expectObservable(cold('(ab)c')).toBe('(ab)c');
      expectObservable(cold('1.5ms a')).toBe('1.5ms a');
      expectObservable(merge(of('🦊'), timer(2))).toBe('🦊-(0|)', { 0: 0 });
      expectObservable(cold('-🦊b')).toBe('-🦊b');
    }),
  );

  const bad: readonly [string, (tools: Parameters<Parameters<typeof marbles>[0]>[0]) => unknown, RegExp][] = [
    ['`!` in a diagram of values', ({ cold }) => cold('-a!'), /unsubscription marker/],
    [
      'two `^` in a span',
      ({ expectObservable }) => expectObservable(of(1), '^-^'),
      /second subscription point/,
    ],
    ['a letter in a span', ({ expectObservable }) => expectObservable(of(1), '^a!'), /'a'/],
    [
      'a cold source that begins before its subscription',
      ({ cold }) => cold('a-^'),
      /`diagram`.*without `\^`/,
    ],
    [
      'a message before the start',
      ({ system, tell }) => tell(system as never, 'a-^b'),
      /`diagram`.*without `\^`/,
    ],
  ];
  for (const [what, body, message] of bad) {
    it(`do not take ${what}`, async () => {
      expect(await messageOf(marbles((tools) => void body(tools)))).to.match(message);
    });
  }
});
