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
/** Likewise, of those among them that have left: they are still on the pile, and may come again. */
const LEFT = new DeadlineList();
/** So high the pile grows before those that have left are taken out: most have, by then. */
const HIGH = 512;

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
  /** Those that came since the last task of the host, each once, up to `#height`; some of them have left. */
  #pile: (Expiring | undefined)[] = [];
  #height = 0;
  #room = HIGH;
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
    for (const item of this.#pile) if (item?.list === FRESH) yield item;
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
    if (item.list === undefined) this.pileUp(item);
    item.list = FRESH;
    this.#mark();
  }

  remove(item: Expiring): void {
    if (item.list === undefined || item.list === LEFT) return;
    if (item.list === FRESH) item.list = LEFT;
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
    this.thinOut();
    if (this.#height === 0) return;
    const now = this.#clock.now();
    const pile = this.#pile;
    const height = this.#height;
    if (height > HIGH) this.#pile = [];
    this.#height = 0;
    this.#room = HIGH;
    for (let index = 0; index < height; index++) {
      const item = pile[index] as Expiring;
      pile[index] = undefined;
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

  private pileUp(item: Expiring): void {
    if (this.#height === this.#room) {
      this.thinOut();
      // Where very many stay there is room for as many again, so that each is looked at but a few times.
      this.#room = Math.max(HIGH, 2 * this.#height);
    }
    this.#pile[this.#height++] = item;
  }

  /** Takes those that have left from the pile. It keeps its room, for there will be more. */
  private thinOut(): void {
    const pile = this.#pile;
    const height = this.#height;
    let kept = 0;
    for (let index = 0; index < height; index++) {
      const item = pile[index] as Expiring;
      pile[index] = undefined;
      if (item.list === FRESH) pile[kept++] = item;
      else item.list = undefined;
    }
    this.#height = kept;
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
