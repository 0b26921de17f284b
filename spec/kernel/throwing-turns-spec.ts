import { expect } from 'chai';
import { Actor, type AnyActorRef } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';

/** What a handler may throw, or return to fail later; none of it is an ordinary error. */
const trapping = new Proxy(
  {},
  {
    get: () => {
      throw new Error('trapped');
    },
  },
);
const FAILURES: Readonly<Record<string, () => unknown>> = {
  'throws an error': () => {
    throw new Error('oops');
  },
  'throws undefined': () => {
    throw undefined;
  },
  'throws a proxy that throws at every access': () => {
    throw trapping;
  },
  'throws an object without a prototype': () => {
    throw Object.create(null);
  },
  'returns a promise that rejects': () => Promise.reject(new Error('later')),
  'returns a proxy that throws at every access': () => trapping,
  'returns a thenable whose then throws': () => ({
    // biome-ignore lint/suspicious/noThenProperty: a hostile value
    then() {
      throw new Error('then');
    },
  }),
  'returns an object whose then cannot be read': () => ({
    // biome-ignore lint/suspicious/noThenProperty: a hostile value
    get then() {
      throw new Error('getter');
    },
  }),
  'overflows the stack': function overflow(): unknown {
    return [overflow()];
  },
};

class Caller extends Actor {
  readonly #log: string[];

  constructor(log: string[]) {
    super();
    this.#log = log;
  }

  protected override handleMessage(call: () => unknown): unknown {
    this.#log.push(this.reference.id);
    return call();
  }
}

describe('A turn that fails', () => {
  onBothLanes((newSystem) => {
    for (const [what, failing] of Object.entries(FAILURES)) {
      it(`costs no other actor its turn when it ${what}`, async () => {
        const log: string[] = [];
        const clock = new TestClock();
        await using system = newSystem({ clock });
        const [before, bad, after] = ['before', 'bad', 'after'].map((id) =>
          system.spawn(() => new Caller(log), { id }),
        ) as [AnyActorRef, AnyActorRef, AnyActorRef];
        await clock.settle();

        before.tell(() => {});
        bad.tell(failing);
        after.tell(() => {});
        await clock.settle();
        before.tell(() => {});
        after.tell(() => {});
        await clock.settle();

        expect(log).to.deep.equal(['before', 'bad', 'after', 'before', 'after']);
        expect((await bad.stopped).kind).to.equal('failed');
        expect([before.state, after.state]).to.deep.equal(['running', 'running']);
      });
    }
  });
});
