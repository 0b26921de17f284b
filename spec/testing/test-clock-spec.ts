import { expect } from 'chai';
import * as fc from 'fast-check';
import { TestClock } from '../../lib/testing.js';

/** A clock, and a log of what was called when. */
function start() {
  const clock = new TestClock();
  const log: string[] = [];
  const say = (name: string) => () => void log.push(`${name} at ${clock.now()}`);
  return { clock, log, say };
}

describe('TestClock', () => {
  it('stands at 0 until it is told to advance', async () => {
    const { clock, log, say } = start();
    clock.schedule(0, say('a'));

    await clock.settle();

    expect(clock.now()).to.equal(0);
    expect(log).to.deep.equal([]);
  });

  it('calls what is due by then, each at its time, and stands at the end', async () => {
    const { clock, log, say } = start();
    for (const delay of [30, 10, 20, 41]) clock.schedule(delay, say(`${delay}`));

    await clock.advance(40);

    expect(log).to.deep.equal(['10 at 10', '20 at 20', '30 at 30']);
    expect(clock.now()).to.equal(40);
  });

  it('calls those of one time in the order in which they were scheduled', async () => {
    const { clock, log, say } = start();
    clock.schedule(10, say('a'));
    clock.schedule(5, () => clock.schedule(5, say('c')));
    clock.schedule(10, say('b'));

    await clock.advance(10);

    expect(log).to.deep.equal(['a at 10', 'b at 10', 'c at 10']);
  });

  it('takes fractions, and the sum of many steps for the whole', async () => {
    const { clock, log, say } = start();
    clock.schedule(0.75, say('a'));

    await clock.advance(0.5);
    const before = [...log];
    await clock.advance(0.25);

    expect(before).to.deep.equal([]);
    expect(log).to.deep.equal(['a at 0.75']);
  });

  it('calls what is due now when it advances by 0', async () => {
    const { clock, log, say } = start();
    clock.schedule(0, say('a'));

    await clock.advance(0);

    expect(log).to.deep.equal(['a at 0']);
  });

  it('never calls within schedule, and never before its own time', async () => {
    const { clock, log, say } = start();
    await clock.advance(10);

    clock.schedule(0, say('a'));
    clock.schedule(-5, say('b'));
    const before = [...log];
    await clock.advance(0);

    expect(before).to.deep.equal([]);
    expect(log).to.deep.equal(['a at 10', 'b at 10']);
  });

  it('calls what a callback schedules, in the same advance', async () => {
    const { clock, log, say } = start();
    const tick = () => {
      say('tick')();
      clock.schedule(10, tick);
    };
    clock.schedule(10, tick);

    await clock.advance(35);

    expect(log).to.deep.equal(['tick at 10', 'tick at 20', 'tick at 30']);
    expect(clock.pending).to.equal(1);
  });

  it('does not call what was taken back, once, twice or too late', async () => {
    const { clock, log, say } = start();
    const cancelA = clock.schedule(10, say('a'));
    const cancelB = clock.schedule(10, say('b'));
    clock.schedule(10, say('c'));

    cancelA();
    cancelA();
    await clock.advance(10);
    cancelB();

    expect(log).to.deep.equal(['b at 10', 'c at 10']);
  });

  it('lets a callback take back another that is due at the same time', async () => {
    const { clock, log, say } = start();
    clock.schedule(10, () => cancel());
    const cancel = clock.schedule(10, say('taken back'));
    clock.schedule(10, say('last'));

    await clock.advance(10);

    expect(log).to.deep.equal(['last at 10']);
  });

  it('counts what waits for its time', async () => {
    const { clock } = start();
    const counts = [clock.pending];
    const cancel = clock.schedule(10, () => {});
    clock.schedule(20, () => {});
    counts.push(clock.pending);
    cancel();
    counts.push(clock.pending);

    await clock.advance(20);

    expect([...counts, clock.pending]).to.deep.equal([0, 2, 1, 0]);
  });

  it('lets promises settle before the next callback', async () => {
    const { clock, log, say } = start();
    const go = async () => {
      for (let tick = 0; tick < 50; tick++) await undefined;
      clock.schedule(0, say('after 50 promises'));
    };
    clock.schedule(10, () => void go());
    clock.schedule(11, say('next'));

    await clock.advance(11);

    expect(log).to.deep.equal(['after 50 promises at 10', 'next at 11']);
  });

  it('lets what was begun before settle before the first callback', async () => {
    const { clock, log, say } = start();
    void (async () => {
      for (let tick = 0; tick < 50; tick++) await undefined;
      clock.schedule(5, say('late'));
    })();
    clock.schedule(10, say('early'));

    await clock.advance(10);

    expect(log).to.deep.equal(['late at 5', 'early at 10']);
  });

  it('lets calls of advance wait for each other', async () => {
    const { clock, log, say } = start();
    for (const delay of [5, 15, 25]) clock.schedule(delay, say(`${delay}`));

    await Promise.all([clock.advance(10), clock.advance(10), clock.advance(10)]);

    expect(log).to.deep.equal(['5 at 5', '15 at 15', '25 at 25']);
    expect(clock.now()).to.equal(30);
  });

  it('rejects with a RangeError for less than 0, or no number, and goes on', async () => {
    const { clock } = start();

    const errors = await Promise.all(
      [-1, Number.NaN, undefined, 'ten'].map((ms) => clock.advance(ms as number).catch((error) => error)),
    );
    await clock.advance(10);

    expect(
      errors.filter((error) => !(error instanceof RangeError && /`ms`/.test(error.message))),
    ).to.deep.equal([]);
    expect(clock.now()).to.equal(10);
  });

  it('rejects with what a callback throws, and goes on with the rest when it advances again', async () => {
    const { clock, log, say } = start();
    const failure = new Error('oops');
    clock.schedule(10, () => {
      throw failure;
    });
    clock.schedule(20, say('later'));

    const outcome = await clock.advance(15).catch((error) => error);
    await clock.advance(20);

    expect(outcome).to.equal(failure);
    expect(log).to.deep.equal(['later at 20']);
  });

  it('orders any schedule as a sorted list would', async () => {
    const delays = fc.array(fc.nat({ max: 20 }), { maxLength: 20 });
    const steps = fc.array(fc.nat({ max: 8 }), { maxLength: 6 });
    const property = fc.asyncProperty(delays, steps, async (delays, steps) => {
      const { clock, log, say } = start();
      for (const [index, delay] of delays.entries()) clock.schedule(delay, say(`${index}`));
      const end = steps.reduce((sum, step) => sum + step, 0);

      for (const step of steps) await clock.advance(step);

      const expected = delays
        .map((delay, index) => ({ delay, index }))
        .filter(({ delay }) => steps.length > 0 && delay <= end)
        .sort((a, b) => a.delay - b.delay || a.index - b.index)
        .map(({ delay, index }) => `${index} at ${delay}`);
      expect(log).to.deep.equal(expected);
      expect(clock.now()).to.equal(end);
    });

    await fc.assert(property);
  });
});
