import type { Clock, Milliseconds } from '../protocol/time.js';
import { macrotask } from './host.js';

/** Something that has turns to run. */
export interface Runnable {
  /** The one behind it in the run queue, which is a chain of those who stand in it. */
  nextReady?: Runnable | undefined;
  /** Runs up to `limit` turns and returns how many it ran; schedules itself again if more wait. */
  run(limit: number): number;
}

/** Gives the index, from 0, of the one among the `n` that are ready that is next. */
export type Pick = (n: number, ready: readonly Runnable[]) => number;

/** Who is next among those that are ready. */
interface ReadyList {
  readonly empty: boolean;
  push(task: Runnable): void;
  shift(): Runnable | undefined;
}

export interface RunQueueOptions {
  readonly clock: Clock;
  readonly slice: Milliseconds;
  /** Set: it chooses among `n` that are ready, one turn per task of the host. Not set: first come, first served. */
  readonly pick?: Pick | undefined;
  /** Work that goes before the next turn (observers): how much waits, and what does up to `limit` steps of it. */
  readonly events: { readonly size: number; deliver(limit: number): number };
  /** Called in a task of the host after each burst of work. */
  readonly idle: () => void;
}

/** The clock is read at least once in this many turns; reading it costs more than two empty turns. */
const LONGEST_INTERVAL = 8;
/** So many looks in a row must find cheap turns before the clock is looked at half as often. */
const LOOKS_BEFORE_TRUST = 32;
/** Turns at this many milliseconds an interval are cheap enough to look at the clock less often. */
const CHEAP: Milliseconds = 0.02;
/** A slice ends after so many turns whatever the clock says: a virtual clock stands still, and must yield too. */
const LONGEST_SLICE = 10_000;

const AT_ONCE = Promise.resolve();

/**
 * One per system: whose turn it is, run from a microtask, so that `tell` never runs a receiver and no chain of
 * actors grows the stack.
 *
 * A slice counts from the last task of the host, across bursts: an async handler empties the queue at each step,
 * and a budget that began anew with each burst would never end (G10). The loop's steps are callbacks of promises that
 * are made in the step before, the first with the system: so every turn runs in the system's async context, and not in
 * that of whoever told. (An async function would do the same, and each of its rests take twice as long.)
 */
export class RunQueue {
  readonly #options: RunQueueOptions;
  readonly #ready: ReadyList;
  #wake: (() => void) | undefined;
  /** Somebody was answered in this step of the loop. */
  #expectant = false;
  #resume: (() => void)[] = [];
  /** A task of the host is on its way; when it runs, timers and I/O have been served. */
  #marked = false;
  #sliceStart: Milliseconds = 0;
  #lastLook: Milliseconds = 0;
  #turnsInSlice = 0;
  #turnsSinceLook = 0;
  #interval = 1;
  #cheapLooks = 0;
  /** The slice is over: the next turn waits for a task of the host. */
  #over = false;
  readonly #stepwise: boolean;
  /** How many turns there were, those of the slice that is on aside. */
  turns = 0;

  constructor(options: RunQueueOptions) {
    this.#options = options;
    this.#stepwise = options.pick !== undefined;
    this.#ready = options.pick === undefined ? new ReadyChain() : new PickedList(options.pick);
    this.#rest();
  }

  /** Nothing is ready and no task of the host is awaited. */
  get quiet(): boolean {
    return this.#ready.empty && !this.#marked && this.#wake !== undefined;
  }

  schedule(task: Runnable): void {
    this.#ready.push(task);
    this.wake();
  }

  /**
   * As {@link RunQueue.schedule}, from a microtask of the system's own with nothing on the stack (a promise that a turn
   * waited for): where the loop sleeps, what is ready runs here and now, which saves the hop to the loop.
   */
  proceed(task: Runnable): void {
    this.#ready.push(task);
    const wake = this.#wake;
    if (wake === undefined) return;
    this.#wake = undefined;
    if (!this.#stepwise && !this.#over) this.#drain(LONGEST_SLICE);
    if (this.#stepwise || this.#over) wake();
    else this.#wake = wake;
  }

  /** Makes the loop look for work; needed by hand only where the work is not a {@link Runnable}. */
  wake(): void {
    const wake = this.#wake;
    if (wake === undefined) return;
    this.#wake = undefined;
    wake();
  }

  /** Somebody was answered, who may come back at once: the loop looks once more before it rests. */
  expectMore(): void {
    this.#expectant = true;
  }

  /** Asks for a call of `idle` in a task of the host, once, however often it is called before. */
  mark(): void {
    if (this.#marked) return;
    this.#marked = true;
    macrotask(this.#onTask);
  }

  /**
   * For a source that is read in a loop of microtasks: counts a step of it like a turn, and gives a promise to wait
   * for when the slice is over.
   */
  admit(): Promise<void> | undefined {
    this.#openSlice();
    // Who waits begins the new slice: what it reads is work like any turn.
    return this.#counted(1, LONGEST_SLICE) ? this.#nextTask().then(() => this.#openSlice()) : undefined;
  }

  readonly #onTask = (): void => {
    this.#marked = false;
    this.#over = false;
    this.#options.idle();
    const resume = this.#resume;
    this.#resume = [];
    for (const proceed of resume) proceed();
  };

  /** The round: rest until woken, `#work` (wait for a task of the host if one is due), `#step`, and on or to rest. */
  #rest(): void {
    void new Promise<void>((wake) => {
      this.#wake = wake;
    }).then(this.#work);
  }

  readonly #work = (): void => {
    if (this.#stepwise || this.#over) void this.#nextTask().then(this.#step);
    else this.#step();
  };

  readonly #step = (): void => {
    this.#expectant = false;
    this.#drain(this.#stepwise ? 1 : LONGEST_SLICE);
    if (this.#over) this.#work();
    // A microtask more, where a rest takes a promise and all that belongs to it.
    else if (this.#expectant) void AT_ONCE.then(this.#work);
    else this.#rest();
  };

  #nextTask(): Promise<void> {
    return new Promise((resolve) => {
      this.#resume.push(resolve);
      this.mark();
    });
  }

  /**
   * Runs turns until nothing is ready, or until the slice is over. It is over also where nothing is left at the
   * moment: an async handler makes its actor ready again from the next microtask, and must not begin a new slice so.
   */
  #drain(longest: number): void {
    const { events } = this.#options;
    this.#openSlice();
    for (;;) {
      if (events.size > 0 && this.#counted(events.deliver(LONGEST_SLICE), LONGEST_SLICE)) return;
      const task = this.#ready.shift();
      if (task === undefined) {
        this.#over = false;
        return;
      }
      const interval = this.#interval;
      // Not `Math.min`, which goes by way of floating point.
      if (this.#counted(task.run(interval < longest ? interval : longest), longest)) return;
    }
  }

  /** Counts turns; whether the slice is over with them. */
  #counted(turns: number, longest: number): boolean {
    this.#turnsSinceLook += turns;
    if (this.#turnsSinceLook >= this.#interval || longest < this.#interval) this.#over = this.#look(longest);
    return this.#over;
  }

  #openSlice(): void {
    if (this.#marked) return;
    this.mark();
    this.#over = false;
    this.#sliceStart = this.#options.clock.now();
    this.#lastLook = this.#sliceStart;
    this.turns += this.#turnsInSlice + this.#turnsSinceLook;
    this.#turnsInSlice = 0;
    this.#turnsSinceLook = 0;
  }

  #look(longest: number): boolean {
    this.#turnsInSlice += this.#turnsSinceLook;
    this.#turnsSinceLook = 0;
    if (this.#turnsInSlice >= longest) return true;
    const now = this.#options.clock.now();
    this.#adapt(now - this.#lastLook);
    this.#lastLook = now;
    return now - this.#sliceStart >= this.#options.slice;
  }

  /** Turns that have been cheap for long are looked at less often; the first dear one, and all are looked at again. */
  #adapt(took: Milliseconds): void {
    if (took > CHEAP) {
      this.#interval = 1;
      this.#cheapLooks = 0;
      return;
    }
    this.#cheapLooks += 1;
    if (this.#cheapLooks % LOOKS_BEFORE_TRUST === 0)
      this.#interval = Math.min(this.#interval * 2, LONGEST_INTERVAL);
  }
}

/** First come, first served. Who is ready stands in it once, so the chain runs through the tasks themselves. */
class ReadyChain implements ReadyList {
  #first: Runnable | undefined;
  #last: Runnable | undefined;

  get empty(): boolean {
    return this.#first === undefined;
  }

  push(task: Runnable): void {
    if (this.#last === undefined) this.#first = task;
    else this.#last.nextReady = task;
    this.#last = task;
  }

  shift(): Runnable | undefined {
    const task = this.#first;
    if (task === undefined) return undefined;
    this.#first = task.nextReady;
    if (this.#first === undefined) this.#last = undefined;
    task.nextReady = undefined;
    return task;
  }
}

/** Leaves the choice to another (G14): with a seed, to its random numbers. */
class PickedList implements ReadyList {
  readonly #tasks: Runnable[] = [];
  readonly #pick: Pick;

  constructor(pick: Pick) {
    this.#pick = pick;
  }

  get empty(): boolean {
    return this.#tasks.length === 0;
  }

  push(task: Runnable): void {
    this.#tasks.push(task);
  }

  shift(): Runnable | undefined {
    if (this.#tasks.length === 0) return undefined;
    return this.#tasks.splice(this.#pick(this.#tasks.length, this.#tasks), 1)[0];
  }
}
