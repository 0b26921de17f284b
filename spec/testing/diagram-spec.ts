import { expect } from 'chai';
import * as fc from 'fast-check';
import { draw, type Mark, read, readSpan, symbolOf } from '../../lib/testing/diagram.js';

const value = (at: number, value: unknown): Mark => ({ at, kind: 'N', value });

/** Marks that a diagram can express: what follows a group comes behind the text of it. */
const expressible = fc
  .array(
    fc.record({
      silence: fc.oneof(fc.nat({ max: 25 }), fc.nat({ max: 100_000 })),
      letters: fc.array(fc.constantFrom(...'abmsz0159?.🦊'), { minLength: 1, maxLength: 4 }),
    }),
    { maxLength: 8 },
  )
  .chain((groups) =>
    fc.constantFrom<Mark['kind'] | undefined>(undefined, 'C', 'E').map((end) => {
      const marks: Mark[] = [];
      let now = 0;
      for (const { silence, letters } of groups) {
        now += silence;
        for (const letter of letters) marks.push(value(now, letter));
        now += letters.length === 1 ? 1 : letters.length + 2;
      }
      if (end === 'C') marks.push({ at: now, kind: 'C' });
      if (end === 'E') marks.push({ at: now, kind: 'E', error: 'error' });
      return marks;
    }),
  );

describe('draw', () => {
  it('writes what `read` reads', () => {
    return fc.assert(
      fc.property(expressible, (marks) => {
        expect(read(draw(marks))).to.deep.equal(marks);
      }),
    );
  });

  it('keeps letters that look like a time from being one', () => {
    const marks = [
      value(0, '5'),
      value(1, 'm'),
      value(40, '1'),
      value(41, 'm'),
      value(42, 's'),
      value(80, 'a'),
    ];

    expect(draw(marks)).to.equal('5m- 37ms 1ms- 36ms a');
    expect(read(draw(marks))).to.deep.equal(marks);
  });

  it('writes letters for the values that they stand for', () => {
    const values = { a: { n: 1 }, b: { n: 2 } };

    expect(draw([value(1, { n: 2 }), value(3, { n: 1 }), value(4, { n: 3 })], values)).to.equal('-b-a?');
  });

  it('writes short silences in dashes, and long ones as a time', () => {
    expect(draw([value(20, 'a')])).to.equal(`${'-'.repeat(20)}a`);
    expect(draw([value(21, 'a'), value(60_000, 'b')])).to.equal('21ms a 59978ms b');
    expect(draw([value(0.5, 'a')])).to.equal('0.5ms a');
  });

  it('moves up what comes within the length of a group', () => {
    expect(draw([value(0, 'a'), value(0, 'b'), value(1, 'c'), value(5, 'd')])).to.equal('(ab)cd');
  });

  it('writes nothing for nothing', () => {
    expect(draw([])).to.equal('');
  });

  const symbols: readonly [string, Mark, Record<string, unknown>, string][] = [
    ['its letter', value(0, 7), { s: 7 }, 's'],
    ['the first letter that fits', value(0, 7), { x: 8, s: 7, t: 7 }, 's'],
    ['a text of one character as itself', value(0, 'a'), {}, 'a'],
    ['one that is an emoji', value(0, '🦊'), {}, '🦊'],
    ['a text of one character that stands for something else', value(0, 'a'), { a: 1 }, '?'],
    ['a longer text', value(0, 'ab'), { ab: 'ab' }, '?'],
    ['no text', value(0, ''), { '': '' }, '?'],
    ['a number', value(0, 1), {}, '?'],
    ['an end', { at: 0, kind: 'C' }, { a: undefined }, '|'],
    ['an error', { at: 0, kind: 'E', error: 'a' }, { a: 'a' }, '#'],
    ...[...'-|#^!() '].map((mark): [string, Mark, Record<string, unknown>, string] => [
      `a text that has a meaning in diagrams, \`${mark}\``,
      value(0, mark),
      { [mark]: mark },
      '?',
    ]),
  ];
  for (const [what, mark, values, symbol] of symbols) {
    it(`shows ${what} as \`${symbol}\``, () => {
      expect(symbolOf(mark, values)).to.equal(symbol);
    });
  }
});

describe('read', () => {
  it('takes a letter for itself, unless it stands for something', () => {
    expect(read('ab', { b: undefined })).to.deep.equal([value(0, 'a'), value(1, undefined)]);
  });

  it('takes errors as they are', () => {
    const errors = [read('#'), read('#', {}, 0), read('#', {}, null)].map(([mark]) => mark);

    expect(errors).to.deep.equal(['error', 0, null].map((error) => ({ at: 0, kind: 'E', error })));
  });

  it('puts `^` at 0', () => {
    expect(read('-a-^b')).to.deep.equal([value(-2, 'a'), value(1, 'b')]);
  });
});

describe('readSpan', () => {
  const spans: readonly [string | undefined, number, number][] = [
    [undefined, 0, Number.POSITIVE_INFINITY],
    ['', 0, Number.POSITIVE_INFINITY],
    ['--^', 2, Number.POSITIVE_INFINITY],
    ['--^-!', 2, 4],
    ['---!', 0, 3],
    ['(^!)', 0, 0],
    ['10ms ^ 1s !', 10, 1_011],
  ];
  for (const [diagram, from, to] of spans) {
    it(`reads ${diagram === undefined ? 'no diagram' : `\`${diagram}\``}`, () => {
      expect(readSpan(diagram)).to.deep.equal({ from, to });
    });
  }
});
