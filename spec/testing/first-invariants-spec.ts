import { expect } from 'chai';
import * as fc from 'fast-check';
import { Actor, type Handlers } from '../../lib/index.js';
import { type Counterexample, invariants } from '../../lib/testing.js';
import { read } from '../support/files.js';
import { errorOf, messageOf } from './support/failing.js';

/*
 * What docs/testing.md quotes. Read it there.
 */

// #region waiter
interface Serving {
  serve(m: { guests: number }): string;
}

class Waiter extends Actor<Serving> {
  #laid = false;

  protected override readonly handlers: Handlers<Serving> = {
    serve: ({ guests }, turn) => {
      if (guests > 4 && !this.#laid) {
        this.#laid = true;
        turn.forward(this.reference); // in a moment, when the large table is laid
        return '';
      }
      if (guests > 4) this.#laid = false;
      return `${guests} are served`;
    },
  };
}
// #endregion

class BetterWaiter extends Actor<Serving> {
  #laid = false;

  protected override readonly handlers: Handlers<Serving> = {
    // #region fixed
    serve: ({ guests }) => {
      if (guests > 4 && !this.#laid) {
        this.stash();
        this.timers.once('lay', 60, () => {
          this.#laid = true;
          this.unstashAll();
        });
      }
      return `${guests} are served`;
    },
    // #endregion
  };
}

describe('The first invariants', () => {
  it('are broken by one who lets guests wait', async () => {
    const message = await messageOf(async () => {
      // #region check
      const serving = fc.record({ type: fc.constant('serve' as const), guests: fc.nat({ max: 8 }) });
      await invariants.check(() => new Waiter(), { messages: serving });
      // #endregion
    });

    const [shown] = message.split('\n\nTo see it again');
    expect(shown?.replace(/sender \d/g, 'sender 1')).to.match(/^per-sender order \(G3\)/);
  });

  it('are shown as the page shows them', async () => {
    const serving = fc.record({ type: fc.constant('serve' as const), guests: fc.nat({ max: 8 }) });

    const message = await messageOf(() =>
      invariants.check(() => new Waiter(), { messages: serving, seed: 3 }),
    );

    expect(`${message}\n`).to.equal(read('spec/testing/first-invariants-failure.txt'));
  });

  it('are broken by the script of the failure', async () => {
    const serving = fc.record({ type: fc.constant('serve' as const), guests: fc.nat({ max: 8 }) });
    const error = await errorOf(() => invariants.check(() => new Waiter(), { messages: serving, seed: 3 }));
    if (!(error instanceof Error)) throw new Error('no failure');

    const again = await errorOf(async () => {
      // #region replay
      const { script } = error.cause as Counterexample;
      await invariants.run(() => new Waiter(), script);
      // #endregion
    });

    expect(error.message.startsWith((again as Error).message)).to.equal(true);
  });

  // #region test
  it('serves in the order in which guests came', async () => {
    const serving = fc.record({ type: fc.constant('serve' as const), guests: fc.nat({ max: 8 }) });
    await invariants.check(() => new BetterWaiter(), { messages: serving });
  });
  // #endregion
});
