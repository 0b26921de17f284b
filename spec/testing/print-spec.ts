import { expect } from 'chai';
import { ActorSystem } from '../../lib/index.js';
import { print } from '../../lib/testing/print.js';
import { hostile } from '../actor/support/hostile.js';
import { handling } from '../actor/support/scripts.js';

const texts: readonly [unknown, string][] = [
  ['a "text"', '"a \\"text\\""'],
  [7, '7'],
  [-0, '-0'],
  [Number.NaN, 'NaN'],
  [7n, '7'],
  [undefined, 'undefined'],
  [null, 'null'],
  [Symbol('s'), 'Symbol(s)'],
  [
    function named() {
      return 1;
    },
    'named',
  ],
  [{ a: 1, b: [true, null] }, '{"a":1,"b":[true,null]}'],
  [
    { u: undefined, n: Number.NaN, s: Symbol('s'), b: 2n, f: Math.max },
    '{"u":"undefined","n":"NaN","s":"Symbol(s)","b":"2","f":"max"}',
  ],
  [new Map([['a', new Set([1])]]), '[["a",[1]]]'],
  [new Date(0), '"1970-01-01T00:00:00.000Z"'],
  [new RangeError('too far'), 'RangeError: too far'],
  [{ error: new RangeError('too far') }, '{"error":"RangeError: too far"}'],
  ['x'.repeat(1_000), `"${'x'.repeat(296)}...`],
];

describe('print', () => {
  for (const [value, text] of texts) {
    it(`shows ${text.slice(0, 60)}`, () => {
      expect(print(value)).to.equal(text);
    });
  }

  for (const [what, value] of hostile) {
    it(`shows something, and does not throw, for ${what}`, () => {
      expect(print(value))
        .to.be.a('string')
        .that.matches(/^.{1,300}$/);
    });
  }

  it('shows a reference of an actor by its path', async () => {
    await using system = new ActorSystem();
    const ref = system.spawn(
      handling(() => 1),
      { id: 'till' },
    );

    expect([print(ref), print({ ref })]).to.deep.equal(['/till', '{"ref":"/till"}']);
  });
});
