import { expect } from 'chai';
import type * as Host from '../../lib/kernel/host.js';
import { fresh } from '../support/fresh.js';

const LONGEST_DELAY = 2 ** 31 - 1;

interface Armed {
  readonly callback: () => void;
  readonly delay: number;
  readonly id: number;
}

/** A copy of the host module that has other timers, and what it armed and cleared. */
function hostWithStubs(): { host: typeof Host; armed: Armed[]; cleared: number[] } {
  const armed: Armed[] = [];
  const cleared: number[] = [];
  const { setTimeout, clearTimeout } = globalThis;
  globalThis.setTimeout = ((callback: () => void, delay: number) => {
    armed.push({ callback, delay, id: armed.length });
    return armed.length - 1;
  }) as unknown as typeof setTimeout;
  globalThis.clearTimeout = ((id: number) => void cleared.push(id)) as unknown as typeof clearTimeout;
  try {
    return { host: fresh('kernel/host.js'), armed, cleared };
  } finally {
    Object.assign(globalThis, { setTimeout, clearTimeout });
  }
}

describe('hostClock', () => {
  it('arms the timer of the host once for a delay that it can take', () => {
    const { host, armed } = hostWithStubs();
    const log: string[] = [];

    host.hostClock.schedule(250, () => log.push('called'));
    const before = [...log];
    armed[0]?.callback();

    expect(armed.map(({ delay }) => delay)).to.deep.equal([250]);
    expect(before).to.deep.equal([]);
    expect(log).to.deep.equal(['called']);
  });

  it('arms it again for a delay beyond 2^31-1, and calls when all of it has passed', () => {
    const { host, armed } = hostWithStubs();
    const calls: number[] = [];

    host.hostClock.schedule(2 * LONGEST_DELAY + 5, () => calls.push(armed.length));
    for (let fired = 0; fired < armed.length; fired++) armed[fired]?.callback();

    expect(armed.map(({ delay }) => delay)).to.deep.equal([LONGEST_DELAY, LONGEST_DELAY, 5]);
    expect(calls).to.deep.equal([3]);
  });

  it('never gives the host a delay that it would take for 1 ms', () => {
    const { host, armed } = hostWithStubs();

    for (const delay of [0, 0.5, LONGEST_DELAY, LONGEST_DELAY + 0.5, 1e15, Number.MAX_SAFE_INTEGER])
      host.hostClock.schedule(delay, () => {});

    expect(armed.filter(({ delay }) => !(delay >= 0 && delay <= LONGEST_DELAY))).to.deep.equal([]);
  });

  it('takes back the timer that is armed at the time', () => {
    const { host, armed, cleared } = hostWithStubs();
    const cancel = host.hostClock.schedule(LONGEST_DELAY + 7, () => {});
    armed[0]?.callback();

    cancel();
    cancel();

    expect(new Set(cleared)).to.deep.equal(new Set([1]));
  });

  it('never goes back, and counts milliseconds since the epoch', () => {
    const { host } = hostWithStubs();

    const times = Array.from({ length: 1_000 }, () => host.hostClock.now());

    expect(times.filter((time, index) => index > 0 && time < (times[index - 1] as number))).to.deep.equal([]);
    expect(new Date(times[0] as number).getUTCFullYear()).to.be.within(2024, 2100);
  });

  it('keeps its timers when a test puts fake ones in later', () => {
    const { host, armed } = hostWithStubs();
    const { setTimeout } = globalThis;
    globalThis.setTimeout = (() => {
      throw new Error('a fake timer');
    }) as unknown as typeof setTimeout;

    try {
      host.hostClock.schedule(1, () => {});
    } finally {
      globalThis.setTimeout = setTimeout;
    }

    expect(armed.length).to.equal(1);
  });
});

describe('macrotask', () => {
  it('calls in a task of its own, after all promises, in the order of the calls', async () => {
    const { host } = hostWithStubs();
    const log: string[] = [];

    const done = new Promise<void>((resolve) => {
      host.macrotask(() => log.push('first'));
      host.macrotask(() => resolve(void log.push('second')));
    });
    void Promise.resolve().then(() => log.push('promise'));
    log.push('synchronous');
    await done;

    expect(log).to.deep.equal(['synchronous', 'promise', 'first', 'second']);
  });
});
