import { ChunkedQueue } from '../mailbox/chunked-queue.js';
import { type Mailbox, unbounded } from '../protocol/mailbox.js';
import type { BaseTurn } from './turn.js';

/** Somebody who waits for room: what to let in (nothing, if only to know), and whom to tell. */
export interface Offer {
  readonly turn: BaseTurn | undefined;
  accepted(): void;
  refused(): void;
}

/** What a bounded mailbox has beyond an unbounded one. */
export class Bounds {
  readonly limit: Mailbox;
  /** In order of the calls; none waits while there is room. */
  readonly offers = new ChunkedQueue<Offer>();

  /** It has been taken, and runs next; those who are let in for it come after it. */
  taken: BaseTurn | undefined = undefined;

  constructor(limit: Mailbox) {
    this.limit = limit;
  }

  refuseOffers(): void {
    for (let offer = this.offers.shift(); offer !== undefined; offer = this.offers.shift()) offer.refused();
  }
}

/** For those who look at who comes, and let all in; nobody ever waits for room here. */
export const NO_BOUNDS = new Bounds(unbounded());
