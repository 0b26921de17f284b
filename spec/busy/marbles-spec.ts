import {
  concatMap,
  defer,
  exhaustMap,
  mergeMap,
  type Observable,
  Subject,
  switchMap,
  throttle,
  timer,
} from 'rxjs';
import {
  type BusyPolicy,
  conflate,
  dropWhileBusy,
  parallel,
  serial,
  switchTo,
  type Turn,
} from '../../lib/index.js';
import { type MarbleTools, marbles } from '../../lib/testing.js';
import { Box, type Job, work } from './support/box.js';

type Project = (value: Job) => Observable<unknown>;
type Flatten = (project: Project) => (source: Observable<Job>) => Observable<unknown>;

/** a takes four milliseconds and does not look at its signal; b, c and d take two and do; e returns an Observable. */
const jobs = {
  a: { type: 'job', name: 'a', for: 4 },
  b: { type: 'job', name: 'b', for: 2, looks: true },
  c: { type: 'job', name: 'c', for: 2, looks: true },
  d: { type: 'job', name: 'd', for: 2, looks: true },
  e: { type: 'job', name: 'e', for: 4, streams: true },
  f: { type: 'job', name: 'f', for: 4, looks: true },
} satisfies Record<string, Job & { streams?: boolean }>;

const named = Object.fromEntries(Object.keys(jobs).map((name) => [name, name]));

interface Row {
  readonly policy: BusyPolicy;
  /** Its namesake, where there is one. */
  readonly namesake: string;
  readonly flatten: Flatten;
  readonly table: readonly Case[];
}

interface Case {
  readonly says: string;
  readonly source: string;
  /** When the handlers begin. */
  readonly turns: string;
  /** When the namesake subscribes what it projects, on the same source. */
  readonly subscriptions: string;
}

const rows: readonly Row[] = [
  {
    policy: serial(),
    namesake: 'concatMap',
    flatten: concatMap,
    table: [
      { says: 'all, one after the other', source: 'abc', turns: 'a---b-c', subscriptions: 'a---b-c' },
      { says: 'at once where none runs', source: 'b--c--d', turns: 'b--c--d', subscriptions: 'b--c--d' },
    ],
  },
  {
    policy: switchTo(),
    namesake: 'switchMap',
    flatten: switchMap,
    table: [
      {
        says: 'at once where the handler looks at its signal',
        source: 'fb-c',
        turns: 'fb-c',
        subscriptions: 'fb-c',
      },
      { says: 'at once where it returned an Observable', source: 'eb', turns: 'eb', subscriptions: 'eb' },
      {
        says: 'the latest, when a handler that does not look has settled; switchMap waits for nobody',
        source: 'abc',
        turns: 'a---c',
        subscriptions: 'abc',
      },
    ],
  },
  {
    policy: dropWhileBusy(),
    namesake: 'exhaustMap',
    flatten: exhaustMap,
    table: [
      { says: 'none while one runs', source: 'abc--d', turns: 'a----d', subscriptions: 'a----d' },
      {
        says: 'the next as soon as it is over',
        source: 'b--cd-d',
        turns: 'b--c--d',
        subscriptions: 'b--c--d',
      },
    ],
  },
  {
    policy: conflate(),
    namesake: 'throttle with a trailing value',
    flatten: (project) => (source) =>
      source.pipe(
        throttle(({ for: duration }) => timer(duration), { leading: true, trailing: true }),
        mergeMap(project),
      ),
    table: [
      {
        says: 'the latest of those that came meanwhile',
        source: 'abcd',
        turns: 'a---d',
        subscriptions: 'a---d',
      },
      { says: 'each that none overtakes', source: 'b--c--d', turns: 'b--c--d', subscriptions: 'b--c--d' },
    ],
  },
  {
    policy: parallel(2),
    namesake: 'mergeMap',
    flatten: (project) => mergeMap(project, 2),
    table: [
      { says: 'two at once', source: 'abcd', turns: 'ab-cd', subscriptions: 'ab-cd' },
      { says: 'the next as one has settled', source: 'afb', turns: 'af--b', subscriptions: 'af--b' },
    ],
  },
];

/** The handler: what a job returns, and the moment at which it begins. */
function begin(
  tools: MarbleTools,
  begun: Subject<string>,
  job: Job & { streams?: boolean },
  signal: AbortSignal,
) {
  begun.next(job.name);
  return job.streams ? timer(job.for) : work(tools.clock, job, signal);
}

for (const lane of ['serialMap', 'concatMap'] as const) {
  describe(`Busy policies in marbles, on the lane ${lane}`, () => {
    for (const { policy, namesake, flatten, table } of rows) {
      for (const { says, source, turns, subscriptions } of table) {
        it(`${policy.kind} handles ${says}, beside ${namesake} on ${source}`, () =>
          marbles(
            (tools) => {
              const begun = new Subject<string>();
              const subscribed = new Subject<string>();
              const ref = tools.spawn(
                () =>
                  new Box({ job: policy }, (job: Job, turn: Turn) => begin(tools, begun, job, turn.signal)),
              );
              const project: Project = (job) =>
                defer(() => {
                  subscribed.next(job.name);
                  return timer(job.for);
                });

              tools.expectObservable(begun).toBe(turns, named);
              tools.expectObservable(subscribed).toBe(subscriptions, named);
              tools.tell(ref, source, jobs);
              tools.hot<Job>(source, jobs).pipe(flatten(project)).subscribe();
            },
            { lane },
          )());

        it(`${policy.kind} of an input handles ${says}, on ${source}`, () =>
          marbles(
            (tools) => {
              const begun = new Subject<string>();
              const values = new Subject<Job>();
              const ref = tools.spawn(
                () =>
                  new Box(undefined, (_: unknown, __, self) =>
                    self.registerInputTask(values, (job, turn) => begin(tools, begun, job, turn.signal), {
                      busy: policy,
                    }),
                  ),
              );
              ref.tell({ type: 'register' });

              tools.expectObservable(begun).toBe(turns, named);
              tools.hot<Job>(source, jobs).subscribe(values);
            },
            { lane },
          )());
      }
    }
  });
}
