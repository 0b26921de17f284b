import * as fc from 'fast-check';
import { Actor, type Clock, type Supervision } from '../../../lib/index.js';

/** A value of a keyed stream: what its actor does with it, and how long after the value before it comes. */
export interface Job {
  readonly key: string;
  readonly gap: number;
  readonly work: number;
  readonly kind: 'answer' | 'silence' | 'fail' | 'end';
}

export interface KeyedPlan {
  readonly jobs: readonly Job[];
  readonly idle: number;
  readonly max: number;
  readonly teardown: number;
  readonly supervision: Supervision | undefined;
  /** Which of the actors that are made fail in their setup, counted around. */
  readonly broken: readonly boolean[];
  readonly end: 'complete' | 'error' | 'unsubscribe';
}

const job: fc.Arbitrary<Job> = fc.record({
  key: fc.constantFrom('a', 'b', 'c', 'd'),
  gap: fc.constantFrom(0, 0, 1, 2, 5),
  work: fc.constantFrom(0, 0, 1, 3),
  kind: fc.constantFrom('answer', 'answer', 'answer', 'silence', 'fail', 'end'),
});

const jobs = fc.array(job, { minLength: 1, maxLength: 30, size: 'max' });

// Fractions that never add up to a whole: nothing that idles, or stops, is done at the moment of a value.
const idle = fc.constantFrom(1.01, 2.01, 4.01);
const teardown = fc.constantFrom(0, 0, 2.0001);

/** All there is: only what holds for each run can be said. */
export const keyedPlans: fc.Arbitrary<KeyedPlan> = fc.record({
  jobs,
  idle: fc.oneof(idle, fc.constant(Number.POSITIVE_INFINITY)),
  max: fc.constantFrom(1, 2, 3, Number.POSITIVE_INFINITY),
  teardown,
  supervision: fc.constantFrom(undefined, { decide: 'stop' }, { decide: 'restart' }),
  broken: fc.oneof(fc.constant([false]), fc.array(fc.boolean(), { minLength: 2, maxLength: 5 })),
  end: fc.constantFrom('complete', 'complete', 'error', 'unsubscribe'),
});

/** No cap and no setup that fails: the model says when each value is handled, and by which instance. */
export const freePlans: fc.Arbitrary<KeyedPlan> = fc.record({
  jobs,
  idle,
  max: fc.constant(Number.POSITIVE_INFINITY),
  teardown,
  supervision: fc.constantFrom(undefined, { decide: 'stop' } as const),
  broken: fc.constant([false]),
  end: fc.constant('complete' as const),
});

/** One value at a time, handled at once, and few places. */
export const crowdedPlans: fc.Arbitrary<KeyedPlan> = fc.record({
  jobs: fc.array(
    job.map(({ key }) => ({ key, gap: 1, work: 0, kind: 'answer' as const })),
    { maxLength: 30, size: 'max' },
  ),
  idle: fc.constant(Number.POSITIVE_INFINITY),
  max: fc.integer({ min: 1, max: 3 }),
  teardown: fc.constant(0),
  supervision: fc.constant(undefined),
  broken: fc.constant([false]),
  end: fc.constant('complete' as const),
});

/** A job as a message: with its number in the stream. */
export interface Sent extends Job {
  readonly number: number;
}

/** What the actors of a run have done. */
export class Ledger {
  /** The numbers of the jobs, by key, as their turns began. */
  readonly handled: Record<string, number[]> = {};
  /** The same, with when and by which instance of the key, counted from 1. */
  readonly lines: string[] = [];
  readonly instances: Record<string, number> = {};
  /** Keys whose handler is at work: there is at most one. */
  readonly busy = new Set<string>();
  readonly faults: string[] = [];
  brokenSetups = 0;
  made = 0;
}

/** Does its jobs, and writes them down. */
export class Clerk extends Actor {
  readonly #clock: Clock;
  readonly #ledger: Ledger;
  readonly #plan: KeyedPlan;
  readonly #key: string;
  readonly #instance: number;
  readonly #broken: boolean;

  constructor(clock: Clock, ledger: Ledger, plan: KeyedPlan, key: string) {
    super();
    this.#clock = clock;
    this.#ledger = ledger;
    this.#plan = plan;
    this.#key = key;
    this.#instance = (ledger.instances[key] ?? 0) + 1;
    ledger.instances[key] = this.#instance;
    this.#broken = plan.broken[ledger.made % plan.broken.length] as boolean;
    ledger.made += 1;
  }

  protected override setup(): void {
    if (!this.#broken) return;
    this.#ledger.brokenSetups += 1;
    throw new Error('no setup');
  }

  protected override async handleMessage({ number, work, kind }: Sent): Promise<unknown> {
    const key = this.#key;
    const { handled, lines, busy, faults } = this.#ledger;
    handled[key] ??= [];
    handled[key].push(number);
    lines.push(`${at(this.#clock.now())} ${key}${this.#instance} does ${number}`);
    if (busy.has(key)) faults.push(`two at work for ${key}`);
    busy.add(key);
    if (work > 0) await new Promise<void>((wake) => this.#clock.schedule(work, wake));
    busy.delete(key);
    if (kind === 'fail') throw new Error('failed');
    if (kind === 'end') this.endMainLoop();
    return kind === 'answer' ? number : undefined;
  }

  protected override async teardown(): Promise<void> {
    const { teardown } = this.#plan;
    if (teardown > 0) await new Promise<void>((wake) => this.#clock.schedule(teardown, wake));
  }
}

/** A moment, without what its additions have left of rounding. */
const at = (ms: number): number => Math.round(ms * 10_000) / 10_000;

/** What the ledger of a free plan says: each key is a server with a queue, that closes when it is idle. */
export function foreseen({ jobs, idle, teardown, supervision }: KeyedPlan): string[] {
  const keys = new Map<string, { instance: number; free: number; gone: boolean }>();
  const lines: { readonly begin: number; readonly line: string }[] = [];
  let now = 0;
  for (const [number, { key, gap, work, kind }] of jobs.entries()) {
    now += gap;
    const server = keys.get(key) ?? { instance: 0, free: Number.NEGATIVE_INFINITY, gone: true };
    if (!server.gone && now > server.free + idle) {
      server.gone = true;
      server.free += idle + teardown;
    }
    if (server.gone) server.instance += 1;
    const begin = Math.max(now, server.free);
    const ends = kind === 'end' || (kind === 'fail' && supervision !== undefined);
    lines.push({ begin, line: `${at(begin)} ${key}${server.instance} does ${number}` });
    keys.set(key, { ...server, free: begin + work + (ends ? teardown : 0), gone: ends });
  }
  return lines.map(({ line }) => line).sort();
}

/** What the ledger of a crowded plan says. */
export function foreseenInCrowd({ jobs, max }: KeyedPlan): string[] {
  const instances: Record<string, number> = {};
  /** The one that was used longest ago first. */
  const residents: string[] = [];
  return jobs.map(({ key }, number) => {
    const place = residents.indexOf(key);
    if (place >= 0) residents.splice(place, 1);
    else {
      if (residents.length === max) residents.shift();
      instances[key] = (instances[key] ?? 0) + 1;
    }
    residents.push(key);
    return `${number + 1} ${key}${instances[key]} does ${number}`;
  });
}
