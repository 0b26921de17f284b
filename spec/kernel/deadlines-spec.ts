import { expect } from 'chai';
import * as fc from 'fast-check';
import { soon } from '../support/soon.js';
import { newDeadlines, Waiting } from './support/deadline.js';

/** Deadlines on a test clock, and a log of what expired when. */
function start() {
  const { clock, deadlines } = newDeadlines();
  const log: string[] = [];
  const add = (name: string, timeout: number, meanwhile?: () => void): Waiting => {
    const waiting: Waiting = new Waiting(timeout, () => {
      deadlines.remove(waiting);
      log.push(`${name} at ${clock.now()}`);
      meanwhile?.();
    });
    deadlines.add(waiting);
    return waiting;
  };
  return { clock, deadlines, log, add };
}

describe('Deadlines', () => {
  it('expires nothing early, and what is due at its time', async () => {
    const { clock, log, add } = start();
    add('a', 100);

    await clock.advance(99);
    const before = [...log];
    await clock.advance(1);

    expect(before).to.deep.equal([]);
    expect(log).to.deep.equal(['a at 100']);
  });

  it('counts from the moment that something was added', async () => {
    const { clock, log, add } = start();
    add('a', 100);
    await clock.advance(60);
    add('b', 100);

    await clock.advance(200);

    expect(log).to.deep.equal(['a at 100', 'b at 160']);
  });

  it('expires in the order of time, whatever the lengths', async () => {
    const { clock, log, add } = start();
    for (const timeout of [50, 10, 40, 20, 30, 1]) add(`${timeout}`, timeout);

    await clock.advance(50);

    expect(log).to.deep.equal(['1 at 1', '10 at 10', '20 at 20', '30 at 30', '40 at 40', '50 at 50']);
  });

  it('expires those of equal length in the order in which they came', async () => {
    const { clock, log, add } = start();
    for (const name of ['a', 'b', 'c']) add(name, 10);

    await clock.advance(10);

    expect(log).to.deep.equal(['a at 10', 'b at 10', 'c at 10']);
  });

  it('expires all that stay, in their order, where very many come and most leave at once', async () => {
    const { clock, deadlines, log, add } = start();
    const stay: string[] = [];
    for (let index = 0; index < 5_000; index += 1) {
      const waiting = add(`${index}`, 10);
      if (index % 3 === 0) stay.push(`${index} at 10`);
      else deadlines.remove(waiting);
    }

    const counted = [deadlines.size, [...deadlines].length];
    await clock.advance(10);

    expect(counted).to.deep.equal([stay.length, stay.length]);
    expect(log).to.deep.equal(stay);
    expect(deadlines.size).to.equal(0);
  });

  it('expires once what left and came again, at once or in a later task', async () => {
    const { clock, deadlines, log, add } = start();
    const [again, left, later] = [add('again', 10), add('left', 10), add('later', 10)];
    for (const each of [again, left, again]) {
      deadlines.remove(each);
      if (each === again) deadlines.add(each);
    }
    const counted = [...deadlines];
    await clock.advance(5);
    deadlines.remove(later);
    deadlines.add(later);

    await clock.advance(20);

    expect(counted).to.have.members([again, later]);
    expect(log).to.deep.equal(['again at 10', 'later at 15']);
    expect([clock.pending, deadlines.size]).to.deep.equal([0, 0]);
  });

  it('never expires what has no limit, and keeps no timer for it', async () => {
    const { clock, deadlines, log, add } = start();
    add('a', Number.POSITIVE_INFINITY);

    await clock.advance(1e12);

    expect(log).to.deep.equal([]);
    expect([clock.pending, deadlines.size]).to.deep.equal([0, 0]);
  });

  it('leaves no timer when all have settled', async () => {
    const { clock, deadlines, log, add } = start();
    const items = [add('a', 100), add('b', 200), add('c', 100)];
    await clock.settle();
    const timers = clock.pending;

    for (const item of items) deadlines.remove(item);
    await clock.settle();

    expect(timers).to.equal(1);
    expect([clock.pending, deadlines.size]).to.deep.equal([0, 0]);
    expect(log).to.deep.equal([]);
  });

  it('never sets a timer for what settles at once', async () => {
    const { clock, deadlines, add } = start();
    const timers: number[] = [];
    const { schedule } = clock;
    clock.schedule = (delay, callback) => {
      timers.push(delay);
      return schedule.call(clock, delay, callback);
    };

    for (let asked = 0; asked < 1_000; asked++) deadlines.remove(add('a', 100));
    await clock.settle();

    expect(timers).to.deep.equal([]);
    expect(deadlines.size).to.equal(0);
  });

  it('sets one timer for many', async () => {
    const { clock, deadlines, add } = start();

    for (let asked = 0; asked < 1_000; asked++) add('a', 100 + (asked % 7));
    await clock.settle();

    expect([clock.pending, deadlines.size]).to.deep.equal([1, 1_000]);
  });

  it('takes back what is removed twice, or was never limited, only once', async () => {
    const { clock, deadlines, log, add } = start();
    const twice = add('a', 10);
    const unlimited = add('b', Number.POSITIVE_INFINITY);
    add('c', 10);

    deadlines.remove(twice);
    deadlines.remove(twice);
    deadlines.remove(unlimited);
    const size = deadlines.size;
    await clock.advance(10);

    expect(size).to.equal(1);
    expect(log).to.deep.equal(['c at 10']);
  });

  it('leaves out what another that is due removes while it expires', async () => {
    const { clock, deadlines, log, add } = start();
    const removed: Waiting[] = [];
    add('first', 10, () => {
      for (const item of removed) deadlines.remove(item);
    });
    removed.push(add('same list', 10));
    await clock.advance(5);
    removed.push(add('other list', 5));
    add('last', 5);

    await clock.advance(10);

    expect(log).to.deep.equal(['first at 10', 'last at 10']);
    expect([clock.pending, deadlines.size]).to.deep.equal([0, 0]);
  });

  it('lets a reply that already waits go first when its time is up', async () => {
    const { clock, deadlines, log, add } = start();
    const { schedule } = clock;
    clock.schedule = (delay, callback) =>
      schedule.call(clock, delay, () => {
        callback();
        soon(() => deadlines.remove(item));
      });
    const item = add('a', 10);

    await clock.advance(10);

    expect(log).to.deep.equal([]);
    expect([clock.pending, deadlines.size]).to.deep.equal([0, 0]);
  });

  it('takes in what is added while something expires', async () => {
    const { clock, log, add } = start();
    add('a', 10, () => add('b', 10, () => add('c', 3)));

    await clock.advance(100);

    expect(log).to.deep.equal(['a at 10', 'b at 20', 'c at 23']);
  });

  it('expires exactly what was not removed in time, each at its time', async () => {
    const times = fc.integer({ min: 0, max: 60 });
    const waiting = fc.record({
      addedAt: times,
      timeout: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constant(Number.POSITIVE_INFINITY)),
      // Between two whole milliseconds: never at the very time at which it is due.
      removedAfter: fc.oneof(
        fc.constantFrom(undefined, 0),
        fc.nat({ max: 50 }).map((ms) => ms + 0.5),
      ),
    });
    const property = fc.asyncProperty(fc.array(waiting, { maxLength: 12 }), async (items) => {
      const { clock, deadlines, log, add } = start();
      const expected: string[] = [];
      for (const [name, { addedAt, timeout, removedAfter }] of items.entries()) {
        clock.schedule(addedAt, () => {
          const item = add(`${name}`, timeout);
          if (removedAfter === 0) deadlines.remove(item);
          else if (removedAfter !== undefined) clock.schedule(removedAfter, () => deadlines.remove(item));
        });
        const removed = removedAfter !== undefined && removedAfter < timeout;
        if (timeout !== Number.POSITIVE_INFINITY && !removed)
          expected.push(`${name} at ${addedAt + timeout}`);
      }

      await clock.advance(200);

      expect([...log].sort()).to.deep.equal(expected.sort());
      expect([clock.pending, deadlines.size]).to.deep.equal([0, 0]);
    });

    await fc.assert(property, { numRuns: 200 });
  }).timeout(20_000);
});
