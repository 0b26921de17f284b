import type { Outlet } from '../kernel/pending-ask.js';
import type { OpenAsk } from './open-ask.js';

/** Who hears that an ask has settled. */
export interface Hearer {
  settled(place: Place): void;
}

/** An ask that is out, or its reply that waits to be emitted. It takes one reply: of a stream, the last value. */
export class Place implements Outlet {
  readonly streams = false;
  readonly #hearer: Hearer;
  ask: OpenAsk | undefined;
  failed = false;
  /** What the ask came to. */
  outcome: unknown;
  /** It is heard of, and may be emitted when its turn comes. */
  replied = false;
  before: Place | undefined;
  after: Place | undefined;

  constructor(hearer: Hearer) {
    this.#hearer = hearer;
  }

  open(): void {}

  next(): void {}

  resolve(reply: unknown): void {
    this.outcome = reply;
    this.#hearer.settled(this);
  }

  reject(error: unknown): void {
    this.failed = true;
    this.outcome = error;
    this.#hearer.settled(this);
  }
}

/** The places in the order of their asks; any of them leaves in constant time. */
export class Places {
  size = 0;
  first: Place | undefined;
  #last: Place | undefined;

  append(place: Place): void {
    place.before = this.#last;
    if (this.#last === undefined) this.first = place;
    else this.#last.after = place;
    this.#last = place;
    this.size += 1;
  }

  remove(place: Place): void {
    if (place.before === undefined) this.first = place.after;
    else place.before.after = place.after;
    if (place.after === undefined) this.#last = place.before;
    else place.after.before = place.before;
    this.size -= 1;
  }

  /** Takes all asks back. */
  giveUp(reason: unknown): void {
    for (let place = this.first; place !== undefined; place = place.after) place.ask?.giveUp(reason);
  }
}
