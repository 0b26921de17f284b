import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import * as fc from 'fast-check';
import {
  type Bound,
  boundsOfMedian,
  type Judgement,
  judge,
  lastJudgement,
  widened,
} from '../../bench/gate/judge.js';
import { HANDLE, slowdowns } from '../../bench/gate/slowdowns.js';
import { gateBound } from '../../bench/gate/standing.js';

const repeated = (value: number, times: number) => new Array<number>(times).fill(value);

describe('The gate of the benchmarks', () => {
  const most: Bound = { most: 2 };
  const least: Bound = { least: 2 };

  it('says nothing of fewer than nine samples', () => {
    expect(judge(repeated(1, 8), most)).to.equal('open');
    expect(judge(repeated(9, 8), most)).to.equal('open');
    expect(judge([], most)).to.equal('open');
  });

  it('tells a bound that is kept from one that is not', () => {
    expect(judge(repeated(1.9, 9), most)).to.equal('met');
    expect(judge(repeated(2.1, 9), most)).to.equal('missed');
    expect(judge(repeated(2.1, 9), least)).to.equal('met');
    expect(judge(repeated(1.9, 9), least)).to.equal('missed');
  });

  it('stays open while the median may lie on either side', () => {
    const samples = [1, 1, 1, 1, 1, 3, 3, 3, 3];

    expect(judge(samples, most)).to.equal('open');
    expect(judge(samples, least)).to.equal('open');
    expect(lastJudgement(samples, most)).to.equal('met');
    expect(lastJudgement(samples, least)).to.equal('missed');
  });

  it('lets no single round decide', () => {
    expect(judge([...repeated(1.9, 20), 1_000], most)).to.equal('met');
    expect(judge([0.001, ...repeated(2.1, 20)], most)).to.equal('missed');
  });

  it('takes back no judgement that it has made of the same samples', () => {
    const samples = fc.array(fc.double({ min: 0.1, max: 10, noNaN: true }), { minLength: 9, maxLength: 60 });

    void fc.assert(
      fc.property(samples, fc.double({ min: 0.1, max: 10, noNaN: true }), (values, bound) => {
        const judgement = judge(values, { most: bound });
        if (judgement !== 'open') expect(lastJudgement(values, { most: bound })).to.equal(judgement);
      }),
    );
  });

  it('leaves out as many samples at each end as a risk of half a percent allows', () => {
    const outOf = (length: number) => boundsOfMedian(Array.from({ length }, (_, index) => index)).low;

    expect([9, 12, 15, 20, 50, 101].map(outOf)).to.deep.equal([0, 1, 2, 3, 15, 37]);
  });

  it('widens a bound in the direction that forgives', () => {
    expect(widened({ most: 2 })).to.deep.equal({ most: 2.3 });
    expect(widened({ least: 2.3 })).to.deep.equal({ least: 2 });
  });

  it('shuts beyond what must hold, or beyond where the kernel stands', () => {
    const value = () => 1;

    expect(gateBound('memory', { what: 'used', value, most: 400 }).most).to.be.within(459, 461);
    expect(gateBound('counting', { what: 'x limit', value, most: 2.5 }).most).to.be.within(3.6, 3.7);
    expect(gateBound('counting', { what: 'x limit', value, most: 9 }).most).to.be.within(12.5, 12.7);
    const faster = { what: 'times as fast as Subject + concatMap', value, least: 8 };
    expect(gateBound('ping-pong', faster).least).to.be.within(3.9, 4);
  });

  describe('on a machine whose figures vary by a third', () => {
    /** As the gate does: samples until it knows, or until the last round. */
    const judged = (ratio: number, random: () => number): Judgement => {
      const samples: number[] = [];
      for (let round = 0; round < 101 && judge(samples, most) === 'open'; round++)
        samples.push(ratio * (2 / 3 + (2 / 3) * random()));
      const judgement = judge(samples, most);
      return judgement === 'open' ? lastJudgement(samples, most) : judgement;
    };
    const runs = (ratio: number) => {
      const random = randomNumbers();
      return Array.from({ length: 1_000 }, () => judged(ratio, random));
    };

    it('lets a kernel pass that is faster than it must be by a fifth', () => {
      expect(runs(2 * 0.8).filter((judgement) => judgement !== 'met')).to.have.length.below(5);
    });

    it('catches one that is slower by a fifth', () => {
      expect(runs(2 * 1.2).filter((judgement) => judgement !== 'missed')).to.have.length.below(5);
    });
  });

  it('can be proven to fail: the slowed builds still fit the kernel', () => {
    const source = readFileSync(join(__dirname, '../../lib/kernel/told-turn.ts'), 'utf8');

    expect(source.split(HANDLE), 'fit bench/gate/slowdowns.ts in again').to.have.length(2);
    for (const { find } of Object.values(slowdowns)) expect(find).to.equal(HANDLE);
  });
});

/** The same each time. */
function randomNumbers(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
