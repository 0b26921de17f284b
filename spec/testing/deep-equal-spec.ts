import { isDeepStrictEqual } from 'node:util';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { ActorError, ActorSystem, DataMessage, Message } from '../../lib/index.js';
import { deepEqual } from '../../lib/testing/deep-equal.js';
import { hostile } from '../actor/support/hostile.js';
import { handling } from '../actor/support/scripts.js';

class Point {
  constructor(
    readonly x: number,
    readonly y: number,
  ) {}
}

class Ping {}

/** An object in a ring of so many. */
function ring(length: number): object {
  const first: { next?: object } = {};
  let last = first;
  for (let made = 1; made < length; made += 1) {
    const next: { next?: object } = {};
    last.next = next;
    last = next;
  }
  last.next = first;
  return first;
}

/** Nested deeper than any stack. */
function deep(): object {
  let value = {};
  for (let depth = 0; depth < 100_000; depth += 1) value = { value };
  return value;
}

const same: readonly [string, () => [unknown, unknown]][] = [
  ['NaN', () => [Number.NaN, Number.NaN]],
  [
    'plain objects, in any order of fields',
    () => [
      { a: 1, b: [2] },
      { b: [2], a: 1 },
    ],
  ],
  ['fields under symbols', () => [{ [Symbol.iterator]: 1 }, { [Symbol.iterator]: 1 }]],
  ['null-prototype objects', () => [Object.create(null), Object.create(null)]],
  ['instances', () => [new Point(1, 2), new Point(1, 2)]],
  [
    'empty arrays and objects',
    () => [
      { a: [], o: {} },
      { a: [], o: {} },
    ],
  ],
  ['dates', () => [new Date(5), new Date(5)]],
  ['invalid dates', () => [new Date(Number.NaN), new Date(Number.NaN)]],
  ['maps', () => [new Map([[{ a: 1 }, [1]]]), new Map([[{ a: 1 }, [1]]])]],
  ['sets', () => [new Set([{ a: 1 }]), new Set([{ a: 1 }])]],
  ['regular expressions', () => [/a/g, /a/g]],
  ['bytes', () => [new Uint8Array([1, 2]), new Uint8Array([1, 2])]],
  ['no bytes', () => [new Uint8Array(), new Uint8Array()]],
  ['buffers', () => [new Uint8Array([1, 2]).buffer, new Uint8Array([1, 2]).buffer]],
  ['errors', () => [new TypeError('a'), new TypeError('a')]],
  ['errors with fields', () => [actorError('ask-timeout'), actorError('ask-timeout')]],
  ['messages with data', () => [new DataMessage({ data: { a: 1 } }), new DataMessage({ data: { a: 1 } })]],
  ['rings', () => [ring(3), ring(3)]],
  ['rings that unroll to the same', () => [ring(2), ring(3)]],
  ['a value that occurs twice', () => [Array(2).fill({ a: 1 }), [{ a: 1 }, { a: 1 }]]],
];

const different: readonly [string, () => [unknown, unknown]][] = [
  ['0 and -0', () => [0, -0]],
  ['a number and its text', () => [1, '1']],
  ['null and an object', () => [null, {}]],
  ['null and undefined', () => [null, undefined]],
  ['a field that is missing', () => [{}, { a: undefined }]],
  ['a field too many', () => [{ a: 1, b: undefined }, { a: 1 }]],
  ['an array and an object', () => [[], {}]],
  ['a longer array', () => [[1, 2], [1]]],
  ['holes and undefined', () => [Array(1), [undefined]]],
  ['an instance and a plain object', () => [new Point(1, 2), { x: 1, y: 2 }]],
  ['instances of two classes', () => [new Point(1, 2), new DataMessage({ data: 1 })]],
  ['two dates', () => [new Date(5), new Date(6)]],
  ['a date and a number', () => [new Date(5), 5]],
  ['maps by value', () => [new Map([[1, 1]]), new Map([[1, 2]])]],
  [
    'maps by order',
    () => [
      new Map([
        [1, 1],
        [2, 2],
      ]),
      new Map([
        [2, 2],
        [1, 1],
      ]),
    ],
  ],
  ['sets', () => [new Set([1]), new Set([2])]],
  ['a set and an array', () => [new Set([1]), [1]]],
  ['regular expressions', () => [/a/g, /a/]],
  ['bytes', () => [new Uint8Array([1]), new Uint8Array([2])]],
  ['bytes of two kinds', () => [new Uint8Array([1]), new Int8Array([1])]],
  ['buffers', () => [new ArrayBuffer(1), new ArrayBuffer(2)]],
  ['errors by message', () => [new Error('a'), new Error('b')]],
  ['errors by name', () => [new TypeError('a'), new Error('a')]],
  ['errors by field', () => [actorError('ask-timeout'), actorError('ask-cycle')]],
  ['an error and what looks like one', () => [{ name: 'Error', message: 'a' }, new Error('a')]],
  ['promises', () => [Promise.resolve(1), Promise.resolve(1)]],
  ['messages without data', () => [new Message(), new Message()]],
  ['instances without a field', () => [new Ping(), new Ping()]],
  ['functions', () => [() => 1, () => 1]],
  ['rings of which one is marked', () => [Object.assign(ring(2), { mark: 1 }), ring(2)]],
  ['values that are nested too deeply', () => [deep(), deep()]],
];

function actorError(code: 'ask-timeout' | 'ask-cycle') {
  return new ActorError('no answer', { code, path: '/till' });
}

describe('deepEqual', () => {
  for (const [what, values] of same) {
    it(`takes for the same: ${what}`, () => {
      const [one, other] = values();

      expect([deepEqual(one, other), deepEqual(other, one)]).to.deep.equal([true, true]);
    });
  }

  for (const [what, values] of different) {
    it(`tells apart: ${what}`, () => {
      const [one, other] = values();

      expect([deepEqual(one, other), deepEqual(other, one)]).to.deep.equal([false, false]);
    });
  }

  for (const [what, value] of hostile) {
    it(`takes for the same only as itself, and does not throw: ${what}`, () => {
      const others = [{}, 7, 'seven', new Point(1, 2), new Map()];

      expect(deepEqual(value, value)).to.equal(true);
      expect(others.filter((other) => deepEqual(value, other) || deepEqual(other, value))).to.deep.equal([]);
    });
  }

  it('tells references of actors apart, also where they are part of a value', async () => {
    await using system = new ActorSystem();
    const [one, other] = [system.spawn(handling(() => 1)), system.spawn(handling(() => 1))];

    expect(deepEqual({ ref: one }, { ref: one })).to.equal(true);
    expect(deepEqual({ ref: one }, { ref: other })).to.equal(false);
    expect(deepEqual({ ref: one }, { ref: other }, true)).to.equal(false);
  });

  it('lets the expected one leave out fields where that is allowed, at any depth', () => {
    const event = { type: 'stopped', at: 5, reason: { kind: 'failed', error: new Error('a') } };

    expect(deepEqual(event, { reason: { kind: 'failed' } }, true)).to.equal(true);
    expect(deepEqual(event, { reason: { error: new Error('a') } }, true)).to.equal(true);
    expect(deepEqual(event, {}, true)).to.equal(true);
    expect(deepEqual(event, { reason: { kind: 'ended' } }, true)).to.equal(false);
    expect(deepEqual(event, { by: undefined }, true)).to.equal(false);
    expect(deepEqual({ list: [1, 2] }, { list: [1] }, true)).to.equal(false);
    expect(deepEqual({ kind: 'failed' }, event, true)).to.equal(false);
  });

  it('takes dates for equal that are the same time, those that are none included', () => {
    expect(deepEqual(new Date(5), new Date(5))).to.equal(true);
    expect(deepEqual(new Date(5), new Date(6))).to.equal(false);
    // Here Node says otherwise.
    expect(deepEqual(new Date(Number.NaN), new Date(Number.NaN))).to.equal(true);
  });

  it('knows data of other globals, as a test in jest has them', () => {
    const data =
      '[{}, { a: 1 }, new Map([[1, {}]]), new Set([1]), new Date(5), /a/, new Error("a"), new ArrayBuffer(1)]';
    for (const place of [0, 1, 2, 3, 4, 5, 6, 7]) {
      const [one, other] = runInNewContext(`[${data}[${place}], ${data}[${place}]]`) as [unknown, unknown];
      expect(deepEqual(one, other), String(place)).to.equal(true);
    }
    const [one, other] = runInNewContext('[new Map([[1, 1]]), new Map([[1, 2]])]') as [unknown, unknown];
    expect(deepEqual(one, other)).to.equal(false);
  });

  it('agrees with Node on any data', () => {
    const data = fc.anything({ withNullPrototype: true, withTypedArray: true, maxDepth: 3 });
    const copied = data.map((value): [unknown, unknown] => [value, structuredClone(value)]);

    return fc.assert(
      fc.property(fc.oneof(fc.tuple(data, data), copied), ([one, other]) => {
        expect(deepEqual(one, other)).to.equal(isDeepStrictEqual(one, other));
      }),
    );
  });
});
