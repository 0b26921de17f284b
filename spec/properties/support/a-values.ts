import * as fc from 'fast-check';
import { hostile } from '../../actor/support/hostile.js';

/** Holds a value that fast-check had better not look at. */
export class Box {
  readonly shown: string;
  readonly #value: unknown;

  constructor(shown: string, value: unknown) {
    this.shown = shown;
    this.#value = value;
  }

  get value(): unknown {
    return this.#value;
  }
}

const harmless = fc.anything().map((value) => new Box(fc.stringify(value), value));

export function oneOf(values: readonly (readonly [string, unknown])[]): fc.Arbitrary<Box> {
  return fc.constantFrom(...values.map(([name, value]) => new Box(name, value)));
}

/** Anything at all, and what does harm to those who look at it. */
export const anyValue: fc.Arbitrary<Box> = fc.oneof(harmless, oneOf(hostile));

/** Anything but what is a promise, or throws when somebody asks whether it is. */
export function replies(odd: readonly (readonly [string, unknown])[]): fc.Arbitrary<Box> {
  return fc.oneof(harmless, oneOf(odd));
}
