import { Actor, ActorSystem } from 'rxactors';
import { concatMap, Subject } from 'rxjs';
import { type Benchmark, type Contestant, check } from '../harness/benchmark.js';
import { nsPerOperation } from '../harness/cpu.js';
import { send } from '../workloads/limit.js';

interface Question {
  readonly number: number;
}

class SyncActor extends Actor {
  protected override handleMessage({ number }: Question) {
    return number + 1;
  }
}

class AsyncActor extends Actor {
  protected override async handleMessage({ number }: Question) {
    await undefined;
    return number + 1;
  }
}

const asking = (prepare: () => (question: Question) => Promise<unknown>): Contestant => {
  return async (quick) => {
    const count = quick ? 20_000 : 100_000;
    const ask = prepare();
    const ns = await nsPerOperation(count, async () => {
      let answers = 0;
      for (let number = 0; number < count; number++) {
        if ((await ask({ number })) === number + 1) answers += 1;
      }
      check(answers === count, `${answers} of ${count} right answers`);
    });
    return { ns };
  };
};

interface Asked {
  readonly question: Question;
  readonly answer: (value: unknown) => void;
}

function limit(): (question: Question) => Promise<unknown> {
  const receive = (asked: unknown) => {
    const { question, answer } = asked as Asked;
    answer(question.number + 1);
  };
  return (question) => new Promise((answer) => send(receive, { question, answer }));
}

function subject(): (question: Question) => Promise<unknown> {
  const inbox = new Subject<Asked>();
  inbox.pipe(concatMap(async ({ question, answer }) => answer(question.number + 1))).subscribe();
  return (question) => new Promise((answer) => inbox.next({ question, answer }));
}

export const ask: Benchmark = {
  title: 'Ask, one round trip after the other',
  unit: 'CPU ns per round trip',
  baseline: 'limit',
  contestants: {
    limit: asking(limit),
    'rxactors, sync': asking(() => new ActorSystem().spawn(() => new SyncActor()).ask),
    'rxactors, async': asking(() => new ActorSystem().spawn(() => new AsyncActor()).ask),
    'Subject + concatMap': asking(subject),
  },
  goals: [
    { what: 'sync, x limit', value: (of) => of('rxactors, sync', 'ns') / of('limit', 'ns'), most: 2.3 },
    {
      what: 'sync, x Subject + concatMap',
      value: (of) => of('rxactors, sync', 'ns') / of('Subject + concatMap', 'ns'),
      most: 1 / 2,
    },
  ],
};
