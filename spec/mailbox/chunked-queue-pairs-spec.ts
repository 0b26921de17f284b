import { expect } from 'chai';
import * as fc from 'fast-check';
import { ChunkedQueue } from '../../lib/mailbox/chunked-queue.js';

const times = fc.integer({ min: 1, max: 1_500 });

describe('ChunkedQueue of pairs', () => {
  it('behaves like an array, whatever is put behind, before, and taken', () => {
    const step = fc.oneof(
      fc.record({ push: times }),
      fc.record({ shift: times }),
      fc.record({ unshift: fc.nat({ max: 40 }) }),
    );
    const property = fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const queue = new ChunkedQueue<number>();
      let model: [number, number][] = [];
      const [taken, expected]: [unknown[], unknown[]] = [[], []];
      const sizes: number[] = [];
      const lengths: number[] = [];
      let next = 0;
      const pair = (): [number, number] => {
        next += 1;
        return [next, -next];
      };
      for (const step of steps) {
        if ('push' in step) {
          for (let count = 0; count < step.push; count++) {
            const [first, second] = pair();
            queue.pushPair(first, second);
            model.push([first, second]);
          }
        } else if ('unshift' in step) {
          const pairs = Array.from({ length: step.unshift }, pair);
          queue.unshiftPairs(pairs.flat());
          model = [...pairs, ...model];
        } else {
          for (let count = 0; count < step.shift && model.length > 0; count++) {
            taken.push([queue.shiftPair(), queue.second]);
            expected.push(model.shift());
          }
        }
        sizes.push(queue.size);
        lengths.push(model.length * 2);
      }
      while (queue.size > 0) taken.push([queue.shiftPair(), queue.second]);

      expect(taken).to.deep.equal([...expected, ...model]);
      expect(sizes).to.deep.equal(lengths);
    });
    void fc.assert(property, { numRuns: 50 });
  });
});
