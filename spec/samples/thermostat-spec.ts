import { marbles } from 'rxactors/testing';
import { thermostat } from '../../samples/05-functional/main.js';

const advice = { a: { type: 'advice' } };
const replies = { h: 'heat', r: 'rest' };

describe('samples/05-functional', () => {
  it(
    'heats below the target, which may change',
    marbles(({ spawn, hot, expectReplies, expectSubscriptions }) => {
      const targets = hot<number>('     --t---u', { t: 22, u: 18 });
      const ref = spawn(() => thermostat(targets));
      expectReplies(ref, '              a--a---a', advice).toBe('r--h---r', replies);
      expectSubscriptions(targets).toBe('^');
    }),
  );

  it(
    'goes by the last reading',
    marbles(({ spawn, hot, tell, expectReplies }) => {
      const ref = spawn(() => thermostat(hot('-')));
      const reading = (celsius: number) => ({ type: 'reading', celsius });
      tell(ref, '         -c-d', { c: reading(19.5), d: reading(20.5) });
      expectReplies(ref, 'a-a-a', advice).toBe('r-h-r', replies);
    }),
  );
});
