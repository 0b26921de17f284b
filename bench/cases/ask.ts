import { type Benchmark, type Contestant, check } from '../harness/benchmark.js';
import { timed } from '../harness/timed.js';
import type { MakeStage, Stage, Told } from '../workloads/stage.js';
import { ERLANG, fasterThan, LITERAL, others, own, timesAsMuchAs } from './everyone.js';

interface Question extends Told {
  readonly number: number;
}

const next = (message: Told) => (message as Question).number + 1;

const nextLater = async (message: Told) => {
  await undefined;
  return (message as Question).number + 1;
};

type Answer = (message: Told) => unknown;

const asking = (answer: Answer) => (make: MakeStage) => contestant(() => asker(make, answer));

/** Asks as many questions as wanted, and sees that each is answered rightly. */
function contestant(prepare: () => Promise<(question: Question) => Promise<unknown>>): Contestant {
  return timed(async (quick) => {
    const count = quick ? 20_000 : 100_000;
    const ask = await prepare();
    const pass = async () => {
      let answers = 0;
      for (let number = 0; number < count; number++) {
        if ((await ask({ type: 'question', number })) === number + 1) answers += 1;
      }
      check(answers === count, `${answers} of ${count} right answers`);
    };
    return { operations: count, pass };
  });
}

async function asker(make: MakeStage, answer: Answer): Promise<(question: Question) => Promise<unknown>> {
  const stage: Stage = await make();
  const ref = await stage.spawnAnswering?.(answer);
  const { ask } = stage;
  check(ask !== undefined, 'nothing can be asked');
  return (question) => ask(ref, question);
}

export const ask: Benchmark = {
  title: 'Ask, one round trip after the other',
  unit: 'CPU ns per round trip',
  baseline: 'limit',
  contestants: own(asking(next)),
  peers: others(asking(next), { erlang: 'ask' }),
  goals: [
    timesAsMuchAs('limit', 2.3, 1.15),
    fasterThan(LITERAL, 2, 4),
    fasterThan('nact', 10, 21),
    fasterThan('effect', 7, 15),
    fasterThan('xstate', 1.2, 2.5),
    fasterThan('xstate, callback', 0.5, 1),
    fasterThan(ERLANG, 2.8, 5.6),
  ],
};

const CALL = 'plain call';
const NO_ASK = 'has no handlers that the next message waits for';

export const askAsync: Benchmark = {
  title: 'Ask, answered by a handler that awaits once',
  unit: 'CPU ns per round trip',
  baseline: CALL,
  contestants: {
    [CALL]: contestant(async () => nextLater),
    ...own(asking(nextLater), ['rxactors', LITERAL]),
  },
  peers: others(asking(nextLater), { cannot: { xstate: NO_ASK, 'xstate, callback': NO_ASK } }),
  goals: [
    timesAsMuchAs(CALL, 4, 2),
    fasterThan(LITERAL, 1.7, 2.6),
    fasterThan('nact', 6, 13),
    fasterThan('effect', 5, 10),
  ],
};
