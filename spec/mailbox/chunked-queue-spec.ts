import { queryObjects } from 'node:v8';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { ChunkedQueue } from '../../lib/mailbox/chunked-queue.js';

/** Long enough for several chunks of the largest size. */
const LONG = 5_000;

class Item {}

/** How many items live after a full garbage collection. */
function living(): number {
  return queryObjects(Item, { format: 'count' });
}

function filled(count: number): ChunkedQueue<Item> {
  const queue = new ChunkedQueue<Item>();
  for (let pushed = 0; pushed < count; pushed++) queue.push(new Item());
  return queue;
}

function drop(queue: ChunkedQueue<unknown>, count: number): void {
  for (let taken = 0; taken < count; taken++) queue.shift();
}

describe('ChunkedQueue', function () {
  // Counting what lives collects garbage first, which takes its time in a large process.
  this.timeout(20_000);

  it('behaves like an array, whatever is pushed, shifted and cleared', () => {
    const value = fc.oneof(fc.constant(undefined), fc.integer(), fc.constant(null));
    const step = fc.oneof(
      { weight: 8, arbitrary: fc.record({ push: value, times: fc.integer({ min: 1, max: 1_500 }) }) },
      { weight: 8, arbitrary: fc.record({ shift: fc.integer({ min: 1, max: 1_500 }) }) },
      { weight: 1, arbitrary: fc.constant('clear' as const) },
    );
    const property = fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const queue = new ChunkedQueue<unknown>();
      const model: unknown[] = [];
      const taken: unknown[] = [];
      const expected: unknown[] = [];
      const sizes: number[] = [];
      const lengths: number[] = [];
      for (const step of steps) {
        if (step === 'clear') {
          queue.clear();
          model.length = 0;
        } else if ('shift' in step) {
          for (let times = 0; times < step.shift; times++) {
            taken.push(queue.shift());
            expected.push(model.shift());
          }
        } else {
          for (let times = 0; times < step.times; times++) {
            // The number tells equal values apart.
            queue.push(times % 2 === 0 ? step.push : times);
            model.push(times % 2 === 0 ? step.push : times);
          }
        }
        sizes.push(queue.size);
        lengths.push(model.length);
      }

      expect(sizes).to.deep.equal(lengths);
      expect(taken.length).to.equal(expected.length);
      expect(taken.findIndex((item, index) => item !== expected[index])).to.equal(-1);
    });

    void fc.assert(property);
  });

  it('keeps the order over many chunks', () => {
    const queue = new ChunkedQueue<number>();
    for (let item = 0; item < LONG; item++) queue.push(item);

    const taken = Array.from({ length: LONG }, () => queue.shift());

    expect(taken).to.deep.equal([...taken.keys()]);
    expect(queue.size).to.equal(0);
  });

  it('gives undefined when nothing waits, and goes on after it', () => {
    const queue = new ChunkedQueue<number>();

    const taken = [queue.shift(), queue.shift()];
    queue.push(1);
    taken.push(queue.shift(), queue.shift());

    expect(taken).to.deep.equal([undefined, undefined, 1, undefined]);
    expect(queue.size).to.equal(0);
  });

  it('counts items that are undefined', () => {
    const queue = new ChunkedQueue<undefined>();

    queue.push(undefined);
    queue.push(undefined);
    queue.shift();

    expect(queue.size).to.equal(1);
  });

  it('is empty after clear, and takes new items', () => {
    const queue = new ChunkedQueue<number>();
    for (let item = 0; item < LONG; item++) queue.push(item);
    queue.shift();

    queue.clear();
    const sizeAfter = queue.size;
    queue.push(7);

    expect(sizeAfter).to.equal(0);
    expect([queue.shift(), queue.shift()]).to.deep.equal([7, undefined]);
  });

  it('keeps no item that was taken', () => {
    const queue = filled(LONG);
    const before = living();

    drop(queue, LONG - 3);
    const after = living();
    drop(queue, 3);

    expect([before, after, living()]).to.deep.equal([LONG, 3, 0]);
    expect(queue.size).to.equal(0);
  });

  it('keeps no item of a burst that fits its first chunk', () => {
    const queue = filled(5);

    drop(queue, 4);

    expect(living()).to.equal(1);
    expect(queue.size).to.equal(1);
  });

  it('keeps nothing that was cleared', () => {
    const queue = filled(LONG);
    drop(queue, 1);

    queue.clear();

    expect(living()).to.equal(0);
    expect(queue.size).to.equal(0);
  });
});
