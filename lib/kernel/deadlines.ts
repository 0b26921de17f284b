import type { Cancel, Clock, Milliseconds } from '../protocol/time.js';

/** Something that gives up after a time; a node of the lists below. */
export interface Expiring {
  readonly timeout: Milliseconds;
  deadline: Milliseconds;
  list: DeadlineList | undefined;
  previous: Expiring | undefined;
  next: Expiring | undefined;
  expire(): void;
}

/** Doubly linked, so that the usual case (answered in time) leaves in constant time. */
export class DeadlineList {
  first: Expiring | undefined;
  last: Expiring | undefined;

  append(item: Expiring): void {
    item.list = this;
    item.previous = this.last;
    if (this.last === undefined) this.first = item;
    else this.last.next = item;
    this.last = item;
  }

  remove(item: Expiring): void {
    if (item.previous === undefined) this.first = item.next;
    else item.previous.next = item.next;
    if (item.next === undefined) this.last = item.previous;
    else item.next.previous = item.previous;
    item.list = undefined;
    item.previous = undefined;
    item.next = undefined;
  }
}

/** Stands for a list: of those that came since the last task of the host. */
const FRESH = new DeadlineList();
/** So many fresh ones are kept before those that are settled go: most are, by then. */
const MANY_FRESH = 512;

/**
 * The time limits of all asks of a system, on one timer.
 *
 * One list for each length of time: those that wait equally long expire in the order they came, so a list is sorted
 * without sorting. A new one is first put on a pile, and gets its deadline in the next task of the host: most asks are
 * answered before, and then cost neither a look at the clock nor a timer. So a limit is never early, and late by at
 * most some tasks.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #mark: () => void;
  /** In order; some have left already, and one that left and came again is in it twice. */
  #fresh: Expiring[] = [];
  #room = MANY_FRESH;
  readonly #lists = new Map<Milliseconds, DeadlineList>();
  /** Those without a limit, for those who count what is left; their `deadline` is when they came. */
  readonly #endless = new DeadlineList();
  #size = 0;
  /** The earliest deadline among those that came since the timer was set. */
  #soonest: Milliseconds = Number.POSITIVE_INFINITY;
  #timer: { readonly cancel: Cancel; readonly at: Milliseconds } | undefined;
  /** Tasks of the host to let pass before what is due expires: a reply that already waits goes first. */
  #grace = 0;

  constructor(clock: Clock, mark: () => void) {
    this.#clock = clock;
    this.#mark = mark;
  }

  /** How many have a limit. */
  get size(): number {
    return this.#size;
  }

  /** All of them, also those without a limit. */
  *[Symbol.iterator](): IterableIterator<Expiring> {
    yield* new Set(this.#fresh.filter(isFresh));
    for (const list of [...this.#lists.values(), this.#endless])
      for (let item = list.first; item !== undefined; item = item.next) yield item;
  }

  /** When `item` came: right by some tasks of the host. */
  since(item: Expiring): Milliseconds {
    if (item.list === FRESH) return this.#clock.now();
    return Number.isFinite(item.timeout) ? item.deadline - item.timeout : item.deadline;
  }

  add(item: Expiring): void {
    if (item.timeout !== Number.POSITIVE_INFINITY) this.#size += 1;
    item.list = FRESH;
    this.#fresh.push(item);
    if (this.#fresh.length > this.#room) this.thinOut();
    this.#mark();
  }

  remove(item: Expiring): void {
    if (item.list === undefined) return;
    if (item.list === FRESH) item.list = undefined;
    else item.list.remove(item);
    if (item.timeout === Number.POSITIVE_INFINITY) return;
    this.#size -= 1;
    if (this.#size === 0 && this.#timer !== undefined) this.#mark();
  }

  /** Called in a task of the host. */
  update(): void {
    this.stamp();
    if (this.#grace > 0) this.countDown();
    if (this.#grace === 0) this.arm();
  }

  private stamp(): void {
    if (this.#fresh.length === 0) return;
    const fresh = this.#fresh;
    this.#fresh = [];
    this.#room = MANY_FRESH;
    if (!fresh.some(isFresh)) return;
    const now = this.#clock.now();
    for (const item of fresh) {
      if (!isFresh(item)) continue;
      if (item.timeout === Number.POSITIVE_INFINITY) {
        item.deadline = now;
        this.#endless.append(item);
        continue;
      }
      item.deadline = now + item.timeout;
      if (item.deadline < this.#soonest) this.#soonest = item.deadline;
      this.listOf(item.timeout).append(item);
    }
  }

  /** Where very many wait there is room for as many again, so that each is looked at but a few times. */
  private thinOut(): void {
    this.#fresh = this.#fresh.filter(isFresh);
    this.#room = Math.max(MANY_FRESH, 2 * this.#fresh.length);
  }

  private listOf(timeout: Milliseconds): DeadlineList {
    let list = this.#lists.get(timeout);
    if (list === undefined) {
      list = new DeadlineList();
      this.#lists.set(timeout, list);
    }
    return list;
  }

  private countDown(): void {
    this.#grace -= 1;
    if (this.#grace > 0) this.#mark();
    else this.expire(this.#clock.now());
  }

  private expire(now: Milliseconds): void {
    for (const list of this.#lists.values()) {
      for (let item = list.first; item !== undefined && item.deadline <= now; item = list.first)
        item.expire();
    }
  }

  private arm(): void {
    // The timer at hand is early enough: no look at all the lists.
    if (this.#timer !== undefined && this.#size > 0 && this.#timer.at <= this.#soonest) return;
    this.#soonest = Number.POSITIVE_INFINITY;
    const at = this.earliest();
    if (this.#timer !== undefined && this.#timer.at === at) return;
    // A timer that is too early is let run, and armed anew then: cheaper than a timer for each answered ask.
    if (this.#timer !== undefined && this.#timer.at < at && this.#size > 0) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    if (at === Number.POSITIVE_INFINITY) return;
    const cancel = this.#clock.schedule(Math.max(0, at - this.#clock.now()), () => this.ring());
    this.#timer = { cancel, at };
  }

  private ring(): void {
    this.#timer = undefined;
    this.#grace = 2;
    this.#mark();
  }

  private earliest(): Milliseconds {
    let earliest = Number.POSITIVE_INFINITY;
    for (const [timeout, list] of this.#lists) {
      if (list.first === undefined) this.#lists.delete(timeout);
      else if (list.first.deadline < earliest) earliest = list.first.deadline;
    }
    return earliest;
  }
}

function isFresh(item: Expiring): boolean {
  return item.list === FRESH;
}
