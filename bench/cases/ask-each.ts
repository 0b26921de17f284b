import { Actor, ActorSystem, askEach } from 'rxactors';
import { concatMap, firstValueFrom, type OperatorFunction, range, Subject } from 'rxjs';
import { type Benchmark, type Contestant, check } from '../harness/benchmark.js';
import { nsPerOperation } from '../harness/cpu.js';
import { gate } from '../workloads/gate.js';

interface Question {
  readonly number: number;
}

class Answering extends Actor {
  protected override handleMessage({ number }: Question) {
    return number + 1;
  }
}

/** Short enough for the queue of `concatMap`, which is quadratic from about 16,000 values on. */
const LENGTH = 1_000;

/** Sends streams of numbers through `operator`, and sees that all are answered, in order. */
const asking = (prepare: () => OperatorFunction<number, unknown>): Contestant => {
  return async (quick) => {
    const count = quick ? 20_000 : 100_000;
    const ask = prepare();
    const ns = await nsPerOperation(count, async () => {
      for (let asked = 0; asked < count; asked += LENGTH) {
        const { passed, open } = gate();
        let answers = 0;
        const next = (answer: unknown) => {
          if (answer === answers + 1) answers += 1;
        };
        range(0, LENGTH).pipe(ask).subscribe({ next, complete: open });
        await passed;
        check(answers === LENGTH, `${answers} of ${LENGTH} right answers`);
      }
    });
    return { ns };
  };
};

const ours = (concurrency: number) =>
  asking(() => {
    const ref = new ActorSystem().spawn(() => new Answering());
    return askEach(ref, (number: number): Question => ({ number }), { concurrency });
  });

/** What one writes with RxJS alone: an inbox that is piped through concatMap, and a Subject for each reply. */
function literal(): OperatorFunction<number, unknown> {
  const inbox = new Subject<Question & { readonly reply: Subject<unknown> }>();
  inbox
    .pipe(
      concatMap(async ({ number, reply }) => {
        reply.next(number + 1);
      }),
    )
    .subscribe();
  return concatMap((number) => {
    const reply = new Subject<unknown>();
    const answer = firstValueFrom(reply);
    inbox.next({ number, reply });
    return answer;
  });
}

const LITERAL = 'concatMap + firstValueFrom';

const ratio = (row: string) => (of: (row: string, column: string) => number) =>
  of(row, 'ns') / of(LITERAL, 'ns');

export const askingEach: Benchmark = {
  title: 'Asking for each value of a stream (literal: a Subject piped through concatMap answers)',
  unit: 'CPU ns per value',
  baseline: LITERAL,
  contestants: {
    [LITERAL]: asking(literal),
    'askEach, 1 at a time': ours(1),
    'askEach, 16 at a time': ours(16),
    'askEach, 256 at a time': ours(256),
  },
  goals: [{ what: '256 at a time, x literal', value: ratio('askEach, 256 at a time'), most: 1 / 5 }],
};
