import { expected } from '../protocol/expect.js';
import type { LifecycleEvent } from '../protocol/lifecycle.js';
import type { Milliseconds } from '../protocol/time.js';
import { deepEqual } from './deep-equal.js';
import type { Mark, Values } from './diagram.js';
import { Expectation } from './expectation.js';

const LIFE: Values = { s: 'started', f: 'failed', r: 'restarting', x: 'stopped' };

/** Compares the events of a life by their type, or by the fields that are named; types without a letter do not count. */
export class LifeExpectation extends Expectation {
  #types: readonly unknown[] = [];

  constructor(path: string, start: Milliseconds) {
    super(`The life of ${path}`, start, (actual, wanted) =>
      typeof wanted === 'string' ? typeOf(actual) === wanted : deepEqual(actual, wanted, true),
    );
  }

  override toBe(diagram: string, values: Values = LIFE): void {
    this.#types = Object.values(values).map(typeOf);
    const [letter, value] =
      Object.entries(values).find(([, value]) => typeof typeOf(value) !== 'string') ?? [];
    if (letter !== undefined)
      throw new TypeError(expected(letter, 'a type of event, or an event with one', value));
    super.toBe(diagram, values);
  }

  protected override counts(mark: Mark): boolean {
    return mark.kind === 'N' && this.#types.includes(typeOf(mark.value));
  }
}

function typeOf(event: unknown): unknown {
  return typeof event === 'string' ? event : (event as Partial<LifecycleEvent> | null)?.type;
}
