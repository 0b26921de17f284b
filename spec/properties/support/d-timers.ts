import * as fc from 'fast-check';

export type TimerKind = 'once' | 'every' | 'fixedRate' | 'idle';

/** Where a key would stand, for the one timer that has none. */
export const IDLE = 'receiveTimeout';

/** What a turn does with its actor's timers. Of kind `idle` there is one, whatever its key. */
export type TimerOp =
  | {
      readonly op: 'set';
      readonly kind: TimerKind;
      readonly key: string;
      readonly delay: number;
      readonly work: Work;
    }
  | { readonly op: 'cancel'; readonly key: string };

/** A turn: how long it takes on the clock, what it does first or last, and how it ends. */
export interface Work {
  readonly takes: number;
  readonly ops: readonly TimerOp[];
  readonly last: boolean;
  readonly end: 'well' | 'resume' | 'restart';
}

export type TimerStep =
  | { readonly step: 'tell'; readonly work: Work }
  | { readonly step: 'advance'; readonly ms: number };

export interface TimerScript {
  /** How much too early the clock rings. */
  readonly haste: number;
  readonly teardown: number;
  readonly drain: boolean;
  readonly steps: readonly TimerStep[];
}

const frame = {
  takes: fc.constantFrom(0, 0, 1, 3, 7),
  last: fc.boolean(),
  end: fc.oneof(
    { weight: 6, arbitrary: fc.constant('well' as const) },
    { weight: 1, arbitrary: fc.constantFrom('resume' as const, 'restart' as const) },
  ),
};

function opsOf(work: fc.Arbitrary<Work>): fc.Arbitrary<TimerOp> {
  const set = fc.record({
    op: fc.constant('set' as const),
    kind: fc.constantFrom<TimerKind>('once', 'every', 'fixedRate', 'fixedRate', 'idle'),
    key: fc.constantFrom('a', 'b'),
    delay: fc.constantFrom(1, 2, 3, 5, 7.5),
    work,
  });
  const cancel = fc.record({ op: fc.constant('cancel' as const), key: fc.constantFrom('a', 'b', IDLE) });
  return fc.oneof({ weight: 5, arbitrary: set }, { weight: 1, arbitrary: cancel });
}

const plain: fc.Arbitrary<Work> = fc.record({ ...frame, ops: fc.constant([]) });
const callback: fc.Arbitrary<Work> = fc.oneof(
  { weight: 2, arbitrary: plain },
  { weight: 1, arbitrary: fc.record({ ...frame, ops: fc.array(opsOf(plain), { maxLength: 2 }) }) },
);
const message: fc.Arbitrary<Work> = fc.record({ ...frame, ops: fc.array(opsOf(callback), { maxLength: 3 }) });

export const timerScripts: fc.Arbitrary<TimerScript> = fc.record({
  haste: fc.constantFrom(0, 0.5),
  teardown: fc.constantFrom(0, 4),
  drain: fc.boolean(),
  steps: fc.array(
    fc.oneof(
      { weight: 3, arbitrary: fc.record({ step: fc.constant('tell' as const), work: message }) },
      {
        weight: 2,
        arbitrary: fc.record({
          step: fc.constant('advance' as const),
          ms: fc.constantFrom(0, 0.5, 4, 10, 20),
        }),
      },
    ),
    { minLength: 15, maxLength: 40, size: 'max' },
  ),
});

/** A timer that was set and is not over. */
export interface Timer {
  readonly key: string;
  readonly kind: TimerKind;
  readonly delay: number;
  readonly start: number;
  /** When it is to call next. Not while its call runs, and not between two silences. */
  due: number | undefined;
}

/** The rule for the timers of one actor. It hears of each turn, and notes what was not as it should be. */
export class TimerModel {
  readonly broken: string[] = [];
  readonly #now: () => number;
  readonly #timers = new Map<string, Timer>();
  /** When each message came that waits. */
  readonly #told: number[] = [];
  #running: Timer | 'message' | 'setup' | undefined = 'setup';
  /** When the last turn ended. */
  #freeAt = 0;
  #open = true;

  constructor(now: () => number) {
    this.#now = now;
  }

  get open(): boolean {
    return this.#open;
  }

  get keys(): string[] {
    return [...this.#timers.keys()].filter((key) => key !== IDLE);
  }

  /** How many are to ring yet. */
  get winding(): number {
    return [...this.#timers.values()].filter(({ due }) => due !== undefined && due > this.#now()).length;
  }

  tell(): void {
    this.#told.push(this.#now());
  }

  set(key: string, kind: TimerKind, delay: number): Timer {
    const start = this.#now();
    const timer = { key: kind === 'idle' ? IDLE : key, kind, delay, start, due: start + delay };
    this.#timers.set(timer.key, timer);
    return timer;
  }

  cancel(key: string): void {
    this.#timers.delete(key);
  }

  beginMessage(): void {
    const arrival = this.#told.shift();
    if (arrival === undefined) this.#complain('a message was handled twice');
    else this.#begin('message', arrival);
  }

  beginCall(timer: Timer): void {
    const { key, kind, due } = timer;
    const name = `${kind} ${key}`;
    if (this.#timers.get(key) !== timer) this.#complain(`${name} is over, and called`);
    else if (due === undefined) this.#complain(`${name} called once too often`);
    else {
      const at = Math.max(due, this.#freeAt);
      if (this.#now() !== at) this.#complain(`${name} was to call at ${at}`);
      timer.due = undefined;
      if (kind === 'once') this.#timers.delete(key);
      this.#begin(timer, due);
    }
    this.#running = timer;
  }

  end(): void {
    const ended = this.#running;
    const now = this.#now();
    this.#running = undefined;
    this.#freeAt = now;
    const touched = ended === 'message' ? this.#timers.get(IDLE) : undefined;
    if (touched !== undefined) touched.due = now + touched.delay;
    if (touched !== undefined && !this.#open) this.#timers.delete(IDLE);
    if (typeof ended !== 'object' || this.#timers.get(ended.key) !== ended) return;
    if (!this.#open) this.#timers.delete(ended.key);
    else if (ended.kind === 'every') ended.due = now + ended.delay;
    else if (ended.kind === 'fixedRate') ended.due = nextMultiple(ended, now);
  }

  /** The instance is gone; the next one begins with `end`. */
  restart(): void {
    this.#timers.clear();
    this.#running = 'setup';
  }

  stop(drains: boolean): void {
    this.#open = false;
    if (!drains) this.#told.length = 0;
    for (const [key, { due }] of this.#timers)
      if (!drains || due === undefined || due > this.#now()) this.#timers.delete(key);
  }

  /** All that can go on without time has. */
  settled(): void {
    if (this.#running !== undefined) return;
    if (this.#told.length > 0) this.#complain('a message waits');
    for (const { key, kind, due } of this.#timers.values())
      if (due !== undefined && due <= this.#now()) this.#complain(`${kind} ${key} has not called`);
  }

  /** What arrived before it has had its turn before it. */
  #begin(turn: Timer | 'message', arrival: number): void {
    if (this.#running !== undefined) this.#complain('a turn began beside another');
    this.#running = turn;
    const dues = [...this.#timers.values()].map(({ due }) => due);
    if ([...this.#told, ...dues].some((other) => other !== undefined && other < arrival))
      this.#complain('a turn overtook one that waited');
  }

  #complain(what: string): void {
    this.broken.push(`${what}, at ${this.#now()}`);
  }
}

/** The times that have passed meanwhile are left out. */
function nextMultiple({ start, delay }: Timer, now: number): number {
  let next = start + delay;
  while (next <= now) next += delay;
  return next;
}
