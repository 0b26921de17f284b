import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { ActorSystem } from '../../lib/index.js';
import { print } from '../../lib/testing/print.js';
import { hostile } from '../actor/support/hostile.js';
import { handling } from '../actor/support/scripts.js';

class Pong {
  constructor(size?: number) {
    if (size !== undefined) Object.assign(this, { size });
  }
}

const cyclic: Record<string, unknown> = { a: 1 };
cyclic.self = cyclic;
cyclic.list = [cyclic];
const shared = { b: 2 };

const texts: readonly [unknown, string][] = [
  ['a "text"', '"a \\"text\\""'],
  [7, '7'],
  [-0, '-0'],
  [Number.NaN, 'NaN'],
  [7n, '7n'],
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
    '{"u":undefined,"n":NaN,"s":Symbol(s),"b":2n,"f":max}',
  ],
  [new Map([['a', new Set([1])]]), 'Map [["a",Set [1]]]'],
  [new Date(0), 'Date 1970-01-01T00:00:00.000Z'],
  [new Date(Number.NaN), 'Date null'],
  [/a\/b/gi, '/a\\/b/gi'],
  [{ pattern: /a/ }, '{"pattern":/a/}'],
  [new Uint8Array([1, 2]), 'Uint8Array [1,2]'],
  [new URL('https://example.org/'), 'URL "https://example.org/"'],
  [new Pong(), 'Pong {}'],
  [{ of: new Pong(7) }, '{"of":Pong {"size":7}}'],
  [new (class {})(), '(class) {}'],
  [Object.create(null, { a: { value: 1, enumerable: true } }), '{"a":1}'],
  [runInNewContext('({ a: [1] })'), '{"a":[1]}'],
  [cyclic, '{"a":1,"self":(cyclic),"list":[(cyclic)]}'],
  [[cyclic.a, shared, shared], '[1,{"b":2},{"b":2}]'],
  [Array(2), '[undefined,undefined]'],
  [new RangeError('too far'), 'RangeError: too far'],
  [{ error: new RangeError('too far') }, '{"error":RangeError: too far}'],
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

  it('shows the beginning of what has no end to be printed in time', () => {
    let value: unknown[] = [];
    for (let depth = 0; depth < 60; depth += 1) value = [value, value];

    expect(print(value)).to.match(/^\[{61}\],.{230,300}\.\.\.$/);
  });

  it('shows a reference of an actor by its path', async () => {
    await using system = new ActorSystem();
    const ref = system.spawn(
      handling(() => 1),
      { id: 'till' },
    );

    expect([print(ref), print({ ref })]).to.deep.equal(['/till', '{"ref":/till}']);
  });
});
