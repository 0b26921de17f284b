import { concatMap, exhaustMap, map, mergeMap, type OperatorFunction, switchMap, timer } from 'rxjs';
import {
  Actor,
  type BusyPolicies,
  type BusyPolicy,
  conflate,
  dropWhileBusy,
  type Handlers,
  parallel,
  serial,
  switchTo,
} from '../../lib/index.js';
import { marbles } from '../../lib/testing.js';

/* The pictures of docs/streams.md. */

// #region work
interface Working {
  work(m: { job: string }): string;
}

/** Four milliseconds for each job: what the handlers return, and what the operators project to. */
const work = (job: string) => timer(4).pipe(map(() => job));
// #endregion

class Worker extends Actor<Working> {
  protected override readonly busy: BusyPolicies<Working>;

  protected override readonly handlers: Handlers<Working> = { work: ({ job }) => work(job) };

  constructor(policy: BusyPolicy) {
    super();
    this.busy = { work: policy };
  }
}

interface Picture {
  readonly policy: BusyPolicy;
  readonly answers: string;
  /** RxJS's namesake, and what that emits. */
  readonly like?: readonly [operator: OperatorFunction<string, string>, emits: string];
}

// #region pictures
const comes = '                               -a-bc';

const pictures: Record<string, Picture> = {
  serial: {
    policy: serial(),
    answers: '                                 -----a---b---c',
    like: [concatMap(work), '                  -----a---b---c'],
  },
  switchTo: {
    policy: switchTo(), // a and b are superseded, as soon as the next one comes
    answers: '                                 ---##---c',
    like: [switchMap(work), '                  --------c'],
  },
  conflate: {
    policy: conflate(), // b is superseded while it waits; RxJS has nothing like it
    answers: '                                 ----#a---c',
  },
  dropWhileBusy: {
    policy: dropWhileBusy(), // b and c are superseded by a
    answers: '                                 ---##a',
    like: [exhaustMap(work), '                 -----a'],
  },
  parallel: {
    policy: parallel(2), // c has to wait for a
    answers: '                                 -----a-b-c',
    like: [mergeMap(work, 2), '                -----a-b-c'],
  },
};
// #endregion

describe('busy policies, in pictures', () => {
  const messages = Object.fromEntries(['a', 'b', 'c'].map((job) => [job, { type: 'work', job }]));

  for (const [name, { policy, answers, like }] of Object.entries(pictures)) {
    it(
      `answer as drawn: ${name}`,
      marbles(({ spawn, expectReplies, hot, expectObservable }) => {
        const worker = spawn(() => new Worker(policy));
        expectReplies(worker, comes, messages).toBe(answers);
        if (like === undefined) return;
        const [operator, emits] = like;
        expectObservable(hot(comes).pipe(operator)).toBe(emits);
      }),
    );
  }
});
