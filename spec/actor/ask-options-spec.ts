import { expect } from 'chai';
import { type AskOptions, ask } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';
import { handling, rejectionOf } from './support/scripts.js';

/** An options object that is wrong on purpose. */
const bad = (options: unknown): AskOptions => options as AskOptions;

const wrong: readonly [string, AskOptions, typeof TypeError | typeof RangeError, string][] = [
  ['null', bad(null), TypeError, '`options`'],
  ['5', bad(5), TypeError, '`options`'],
  ["'text'", bad('text'), TypeError, '`options`'],
  ["{ timeout: '100' }", bad({ timeout: '100' }), TypeError, '`timeout`'],
  ['{ timeout: null }', bad({ timeout: null }), TypeError, '`timeout`'],
  ['{ timeout: 100n }', bad({ timeout: 100n }), TypeError, '`timeout`'],
  ['{ timeout: 0 }', { timeout: 0 }, RangeError, '`timeout`'],
  ['{ timeout: -0 }', { timeout: -0 }, RangeError, '`timeout`'],
  ['{ timeout: -1 }', { timeout: -1 }, RangeError, '`timeout`'],
  ['{ timeout: NaN }', { timeout: Number.NaN }, RangeError, '`timeout`'],
  ['{ timeout: -Infinity }', { timeout: Number.NEGATIVE_INFINITY }, RangeError, '`timeout`'],
  ['{ signal: null }', bad({ signal: null }), TypeError, '`signal`'],
  ['{ signal: {} }', bad({ signal: {} }), TypeError, '`signal`'],
  ["{ signal: 'text' }", bad({ signal: 'text' }), TypeError, '`signal`'],
  ['a controller as the signal', bad({ signal: new AbortController() }), TypeError, '`signal`'],
];

describe('ask, with a bad option', () => {
  onBothLanes((newSystem) => {
    for (const [what, options, type, parameter] of wrong) {
      it(`rejects with a ${type.name} that names ${parameter}, and sends nothing: ${what}`, async () => {
        const handled: unknown[] = [];
        await using system = newSystem();
        const ref = system.spawn(handling((message) => void handled.push(message)));

        const asked = [ref.ask('question', options), ask(ref, 'question', options)];
        const errors = await Promise.all(asked.map((promise) => rejectionOf<Error>(promise)));
        await ref.stop({ drain: true });

        for (const error of errors) expect(error).to.be.instanceOf(type);
        for (const error of errors)
          expect(error.message)
            .to.match(/^Expected/)
            .and.include(parameter);
        expect(handled).to.deep.equal([]);
      });
    }

    it('rejects, and does not throw, when the options throw when they are looked at', async () => {
      const thrown = new Error('no options');
      const options = {
        get timeout(): never {
          throw thrown;
        },
      };
      await using system = newSystem();
      const ref = system.spawn(handling(() => 'answer'));

      expect(await rejectionOf(ref.ask('question', options))).to.equal(thrown);
    });

    it('takes fractions of a millisecond', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const asked = rejectionOf<{ code: string }>(
        system.spawn(handling(() => undefined)).ask('question', { timeout: 0.5 }),
      );

      await clock.advance(0.5);

      expect((await asked).code).to.equal('ask-timeout');
    });

    it('takes undefined for what is not said', async () => {
      await using system = newSystem();
      const ref = system.spawn(handling(() => 'answer'));

      const reply = await ref.ask('question', { timeout: undefined, signal: undefined });

      expect(reply).to.equal('answer');
    });
  });
});
