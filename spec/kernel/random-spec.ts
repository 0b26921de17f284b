import { expect } from 'chai';
import * as fc from 'fast-check';
import { seededRandom } from '../../lib/kernel/random.js';

function numbers(seed: number, count: number): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, random);
}

describe('seededRandom', () => {
  it('gives the same numbers for the same seed', () => {
    void fc.assert(
      fc.property(fc.maxSafeInteger(), (seed) => {
        expect(numbers(seed, 20)).to.deep.equal(numbers(seed, 20));
      }),
    );
  });

  it('gives numbers from 0 on and below 1', () => {
    void fc.assert(
      fc.property(fc.maxSafeInteger(), (seed) => {
        expect(numbers(seed, 100).filter((n) => !(n >= 0 && n < 1))).to.deep.equal([]);
      }),
    );
  });

  it('gives other numbers for the next seed', () => {
    void fc.assert(
      fc.property(fc.integer(), (seed) => {
        expect(numbers(seed, 5)).to.not.deep.equal(numbers(seed + 1, 5));
      }),
    );
  });

  it('spreads them evenly', () => {
    const counts = Array<number>(10).fill(0);

    for (const n of numbers(1, 100_000)) counts[Math.floor(n * 10)]! += 1;

    expect(Math.min(...counts)).to.be.above(9_500);
    expect(Math.max(...counts)).to.be.below(10_500);
  });

  it('gives on every host what it gave before', () => {
    expect(numbers(42, 3).map((n) => n.toFixed(6))).to.deep.equal(['0.601104', '0.448291', '0.852466']);
  });
});
