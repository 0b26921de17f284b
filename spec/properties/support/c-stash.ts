import * as fc from 'fast-check';

/** A message: what its handler does with it each time. */
export interface Order {
  /** How often it is put aside before it is handled. */
  readonly keeps: number;
  /** What the handler does besides, each time. */
  readonly also: 'nothing' | 'unstash' | 'fail';
  readonly asked: boolean;
  readonly async: boolean;
}

export type StashStep =
  | { readonly step: 'send'; readonly order: Order }
  /** All that waits is handled. */
  | { readonly step: 'settle' }
  /** After that an asker whose message is kept leaves; which one, counted around. */
  | { readonly step: 'leave'; readonly which: number };

const order = fc.record<Order>({
  keeps: fc.nat({ max: 2 }),
  also: fc.oneof(
    { weight: 4, arbitrary: fc.constant('nothing' as const) },
    { weight: 2, arbitrary: fc.constant('unstash' as const) },
    { weight: 1, arbitrary: fc.constant('fail' as const) },
  ),
  asked: fc.boolean(),
  async: fc.boolean(),
});

export const stashScripts: fc.Arbitrary<readonly StashStep[]> = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.record({ step: fc.constant('send' as const), order }) },
    { weight: 2, arbitrary: fc.record({ step: fc.constant('settle' as const) }) },
    { weight: 1, arbitrary: fc.record({ step: fc.constant('leave' as const), which: fc.nat({ max: 9 }) }) },
  ),
  { maxLength: 30, size: 'max' },
);

export interface Parcel extends Order {
  readonly name: string;
  /** How often it has been put aside. */
  kept: number;
}

export function parcel(name: string, order: Order): Parcel {
  return { ...order, name, kept: 0 };
}

/** Mailbox and stash as two arrays. */
export class StashModel {
  /** Every turn: what was handled, and what was put aside. */
  readonly turns: string[] = [];
  readonly outcomes: Record<string, unknown> = {};
  #queue: Parcel[] = [];
  #stash: Parcel[] = [];

  send(parcel: Parcel): void {
    this.#queue.push(parcel);
  }

  get asksKept(): readonly string[] {
    return this.#stash.filter(({ asked }) => asked).map(({ name }) => name);
  }

  leave(name: string): void {
    this.outcomes[name] = 'left';
    this.#stash = this.#stash.filter((parcel) => parcel.name !== name);
  }

  settle(): void {
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) this.#turn(next);
  }

  /** The end: what is kept is refused. */
  stop(): readonly string[] {
    const refused = this.#stash.filter(({ asked }) => !asked).map(({ name }) => name);
    for (const { name, asked } of this.#stash) if (asked) this.outcomes[name] = 'actor-stopped';
    return refused;
  }

  #turn(parcel: Parcel): void {
    const keeps = parcel.kept < parcel.keeps;
    this.turns.push(`${keeps ? 'keep' : 'handle'} ${parcel.name}`);
    if (keeps) {
      parcel.kept += 1;
      this.#stash.push(parcel);
    } else if (parcel.asked) this.outcomes[parcel.name] = parcel.also === 'fail' ? 'oops' : parcel.name;
    if (parcel.also === 'nothing') return;
    // A restart brings back what was kept, as `unstashAll` does.
    this.#queue.unshift(...this.#stash);
    this.#stash = [];
  }
}
