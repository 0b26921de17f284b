import { expect } from 'chai';
import * as fc from 'fast-check';
import type { Actor } from '../../lib/index.js';
import { type Counterexample, type InvariantName, invariants, type StageTools } from '../../lib/testing.js';
import { leavesBehind } from '../support/leaks.js';
import {
  Careless,
  Chatty,
  Clinging,
  Endless,
  Founding,
  FoundingLater,
  Hoarding,
  Honest,
  Leaky,
  Listening,
  Messy,
  type Numbered,
  Postponing,
  Silent,
  Streaming,
} from './support/breakers.js';
import { errorOf, messageOf } from './support/failing.js';

const messages = fc.record({ n: fc.nat({ max: 9 }) });
const seed = 1;

const causeOf = (error: unknown) => (error as Error).cause as Counterexample;
const count = (actor: Actor) => (actor as Partial<Careless>).count ?? 0;

/** What each breaks, how that is put, and how many steps are needed for it. */
const wrong: readonly (readonly [
  string,
  (tools: StageTools) => Actor,
  InvariantName,
  RegExp,
  number,
  InvariantName[]?,
])[] = [
  [
    'touches its state in no turn',
    () => new Careless(),
    'one at a time',
    /^one at a time \(G1, G2\): the state changed from 0 to 1 in no turn/,
    1,
  ],
  [
    'tells itself to do it later',
    () => new Postponing(),
    'per-sender order',
    /^per-sender order \(G3\): “sender (\d) \w+ {"n":6}.*” has another turn after “sender \1 \w+ {"n":0}.*”/,
    2,
  ],
  [
    'forgets its stash',
    () => new Hoarding(),
    'nothing lost',
    /^nothing lost \(G5\): 1 wait in the stash, and nothing is left/,
    1,
    ['nothing lost'],
  ],
  [
    'never ends a turn',
    () => new Endless(),
    'nothing lost',
    /^nothing lost \(G5\): the turn for `Object` has not ended/,
    1,
  ],
  [
    'never answers',
    () => new Silent(),
    'ask settles once',
    /^ask settles once \(G6\): “sender 1 asks {"n":6}” has no answer after 60000 ms/,
    1,
  ],
  [
    'answers twice',
    () => new Chatty(),
    'ask settles once',
    /^ask settles once \(G6\): 1 answers came for an ask that had its answer/,
    1,
  ],
  [
    'cannot clean up',
    () => new Messy(),
    'lifecycle grammar',
    /^lifecycle grammar \(G7, G8\): the teardown of \/actor fails/,
    1,
  ],
  [
    'never stops',
    () => new Clinging(),
    'lifecycle grammar',
    /^lifecycle grammar \(G7, G8\): the stop of the actor does not come to its end/,
    1,
  ],
  [
    'answers with a stream that never ends',
    () => new Streaming(),
    'nothing lost',
    /^nothing lost \(G5\): the turn for `Object` has not ended/,
    1,
  ],
  [
    'leaves a root',
    (tools) => new Founding(tools),
    'no leak',
    /^no leak \(G11\): The actor has stopped, and left in the system: \/Honest-\d$/m,
    1,
  ],
  [
    'leaves a root, in a while',
    (tools) => new FoundingLater(tools),
    'no leak',
    /^no leak \(G11\): The actor has stopped, and left in the system: \/Honest-\d$/m,
    1,
  ],
  [
    'leaves a subscription to an input',
    (tools) => new Listening(tools),
    'no leak',
    /^no leak \(G11\): An `input` is still subscribed to after `teardown`/,
    2,
  ],
  [
    'leaves a subscription',
    () => new Leaky(),
    'no leak',
    /^no leak \(G11\): Left in the system .*\n {2}clock default: a callback for 10 ms, since 0 ms/,
    1,
  ],
];

describe('invariants', function () {
  this.timeout(20_000); // each plays some hundred scripts, and its machine may be busy

  it('hold for an actor that keeps them', async () => {
    let made = 0;
    await invariants.check(
      () => {
        made += 1;
        return new Honest();
      },
      { messages, seed },
    );

    expect(made).to.equal(100);
  });

  for (const [what, create, name, text, steps, only] of wrong) {
    describe(`for an actor that ${what}`, () => {
      const options = { messages, seed, state: count, ...(only && { only }) };
      const check = () => invariants.check(create, options);
      beforeEach(() => leavesBehind('what a run of a wrong actor leaves'));

      it(`name what it breaks: ${name}`, async () => {
        const error = await errorOf(check);

        expect(error).to.be.an('error').with.property('message').that.matches(text);
        expect(causeOf(error).invariant).to.equal(name);
      });

      it('show the smallest script', async () => {
        const { script } = causeOf(await errorOf(check));

        expect(script.steps).to.have.length(steps);
        const sent = script.steps.flatMap((step) =>
          'message' in step ? [(step.message as Numbered).n] : [],
        );
        expect(Math.max(...sent)).to.equal(6);
      });

      it('hold when that is not looked at', async () => {
        const names: InvariantName[] = ['one at a time', 'per-sender order', 'nothing lost', 'no leak'];
        const others = names
          .filter((other) => other !== name)
          .filter((other) => !only || other === 'no leak');

        await invariants.check(create, { ...options, only: others });
      });

      it('are broken by the script alone, in the same way', async () => {
        const error = await errorOf(check);

        const again = await messageOf(() =>
          invariants.run(create, causeOf(error).script, { state: count, ...(only && { only }) }),
        );

        expect((error as Error).message).to.satisfy((message: string) =>
          message.startsWith(`${again}\n\nTo see it again`),
        );
      });
    });
  }

  it('show the script, the steps of the run, and how to see it again', async () => {
    const message = await messageOf(() => invariants.check(() => new Silent(), { messages, seed, runs: 50 }));

    expect(message).to.equal(
      [
        'ask settles once (G6): “sender 1 asks {"n":6}” has no answer after 60000 ms',
        '',
        'The script:',
        '  sender 1 asks {"n":6}',
        '',
        'What happened (`--` the script, `>` out of turn):',
        '    /actor setup',
        '    -- sender 1 asks {"n":6}',
        '    /actor {"n":6}',
        '    the clock calls at 60000 ms',
        '    an asker outside goes on',
        '    -- the end: stop',
        '    /actor teardown',
        '',
        'To see it again: `seed: 1, runs: 50`',
      ].join('\n'),
    );
  });

  it('find the same with the seed that they name', async () => {
    const first = await messageOf(() => invariants.check(() => new Postponing(), { messages }));
    const [, found] = /seed: (-?\d+)/.exec(first) ?? [];

    const again = await messageOf(() =>
      invariants.check(() => new Postponing(), { messages, seed: Number(found) }),
    );

    expect(again).to.equal(first);
  });
});
