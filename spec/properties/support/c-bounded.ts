import * as fc from 'fast-check';
import type { Overflow } from '../../../lib/index.js';

/** What arrives at the door, or happens there. Each thing that arrives has a number: that of its step. */
export type DoorStep =
  | { readonly step: 'tell' | 'ask' | 'offer' | 'value' | 'end' }
  /** An asker that waits leaves; which one, counted around. */
  | { readonly step: 'leave'; readonly which: number }
  /** The running turn ends, and the next begins. */
  | { readonly step: 'turn' };

export interface DoorScript {
  readonly capacity: number;
  readonly overflow: Overflow;
  readonly steps: readonly DoorStep[];
}

const arrival = fc.record({ step: fc.constantFrom('tell', 'ask', 'offer', 'value', 'end') });

export const doorScripts: fc.Arbitrary<DoorScript> = fc.record({
  capacity: fc.integer({ min: 1, max: 4 }),
  overflow: fc.constantFrom('reject', 'dropOldest'),
  steps: fc.array(
    fc.oneof(
      { weight: 6, arbitrary: arrival },
      { weight: 2, arbitrary: fc.record({ step: fc.constant('leave' as const), which: fc.nat({ max: 9 }) }) },
      { weight: 2, arbitrary: fc.record({ step: fc.constant('turn' as const) }) },
    ),
    { maxLength: 40, size: 'max' },
  ),
});

interface Waiting {
  readonly name: string;
  readonly kind: 'tell' | 'ask' | 'offer' | 'value' | 'end';
  left: boolean;
}

/** A bounded mailbox as the rule says it: an array, and the offers behind it. */
export class DoorModel {
  readonly begun: string[] = [];
  readonly refused: string[] = [];
  readonly accepted: string[] = [];
  highWater = 0;
  readonly #script: DoorScript;
  #queue: Waiting[] = [];
  readonly #offers: Waiting[] = [];

  constructor(script: DoorScript) {
    this.#script = script;
  }

  get size(): number {
    return this.#queue.filter(takesRoom).length;
  }

  get idle(): boolean {
    return this.#queue.length === 0;
  }

  /** The asks that wait. */
  get asks(): readonly string[] {
    return this.#queue.filter(({ kind, left }) => kind === 'ask' && !left).map(({ name }) => name);
  }

  arrive(name: string, kind: Waiting['kind']): void {
    const item = { name, kind, left: false };
    if (kind === 'end' || this.size < this.#script.capacity) this.#letIn(item);
    else if (kind === 'offer') this.#offers.push(item);
    else if (this.#script.overflow === 'reject') this.refused.push(name);
    else {
      const oldest = this.#queue.find(takesRoom) as Waiting;
      this.#queue = this.#queue.filter((waiting) => waiting !== oldest);
      this.refused.push(oldest.name);
      this.#letIn(item);
    }
  }

  leave(name: string): void {
    for (const waiting of this.#queue) if (waiting.name === name) waiting.left = true;
    this.#admit();
  }

  turn(): void {
    const next = this.#queue.findIndex(({ left }) => !left);
    const [item] = this.#queue.splice(0, next < 0 ? this.#queue.length : next + 1).slice(-1);
    if (item !== undefined && !item.left) this.begun.push(item.name);
    this.#admit();
  }

  #letIn(item: Waiting): void {
    this.#queue.push(item);
    if (item.kind === 'offer') this.accepted.push(item.name);
    this.highWater = Math.max(this.highWater, this.size);
  }

  #admit(): void {
    while (this.#offers.length > 0 && this.size < this.#script.capacity) {
      this.#letIn(this.#offers.shift() as Waiting);
    }
  }
}

function takesRoom({ kind, left }: Waiting): boolean {
  return kind !== 'end' && !left;
}
