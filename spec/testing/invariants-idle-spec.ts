import { expect } from 'chai';
import * as fc from 'fast-check';
import { Actor, defineActor } from '../../lib/index.js';
import { invariants } from '../../lib/testing.js';
import { Honest } from './support/breakers.js';
import { errorOf, messageOf } from './support/failing.js';

const messages = fc.record({ n: fc.nat({ max: 9 }) });
const seed = 1;

describe('invariants, for an actor that handles nothing', () => {
  it('reject with the error of its setup', async () => {
    const cause = new Error('no power');
    class Dead extends Honest {
      protected override setup(): void {
        throw cause;
      }
    }

    const error = await errorOf(() => invariants.check(() => new Dead(), { messages, seed, runs: 10 }));

    expect(error)
      .to.be.an('error')
      .with.property(
        'message',
        'Nothing was checked: in 10 runs the actor handled no message without a failure; the last was Error: no power',
      );
    expect(error).to.have.property('cause', cause);
  });

  it('say which message has no handler', async () => {
    interface Work {
      work(): number;
    }
    const work = defineActor<Work>(() => ({ handlers: { work: () => 1 } }));

    const message = await messageOf(() =>
      invariants.check(() => work(), { messages: fc.constant({ type: 'wrok' } as never), seed }),
    );

    expect(message).to.match(/^Nothing was checked: in 100 runs .*; the last was ActorError: .*wrok/);
  });

  it('reject where there is no error, and many runs', async () => {
    class Brief extends Honest {
      protected override setup(): void {
        this.endMainLoop();
      }
    }
    const run = (runs: number) => invariants.check(() => new Brief(), { messages, seed, runs });

    expect(await messageOf(() => run(20))).to.equal(
      'Nothing was checked: in 20 runs the actor handled no message without a failure',
    );
    await run(1);
  });

  it('hold where it handles some', async () => {
    class Choosy extends Actor {
      protected override handleMessage({ n }: { readonly n: number }): number {
        if (n !== 3) throw new Error('not 3');
        return n;
      }
    }

    await invariants.check(() => new Choosy(), { messages, seed });
  });
});
