import * as fc from 'fast-check';

/** What happens to an `askEach`, step by step; `which` picks among the asks that have been heard. */
export type AskingStep =
  | { readonly step: 'value'; readonly held: boolean }
  | { readonly step: 'reply' | 'fail'; readonly which: number }
  | { readonly step: 'complete' | 'error' | 'leave' | 'abort' };

export interface AskingScript {
  readonly concurrency: number;
  readonly ordered: boolean;
  readonly steps: readonly AskingStep[];
}

const steps: fc.Arbitrary<AskingStep> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ step: fc.constant('value' as const), held: fc.boolean() }) },
  { weight: 10, arbitrary: fc.record({ step: fc.constant('reply' as const), which: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('fail' as const), which: fc.nat(9) }) },
  {
    weight: 1,
    arbitrary: fc.record({ step: fc.constantFrom('complete' as const, 'error', 'leave', 'abort') }),
  },
);

export const askingScripts: fc.Arbitrary<AskingScript> = fc.record({
  concurrency: fc.integer({ min: 1, max: 4 }),
  ordered: fc.boolean(),
  steps: fc.array(steps, { minLength: 4, maxLength: 40 }),
});

/** Whether the handler holds its turn until it is answered, or answers beside later turns. */
export const isHeld = (name: string): boolean => name.startsWith('held');

/** What `askEach` must do, in the simplest words: no promises, no streams. */
export class AskingModel {
  /** Values that wait to be asked for; asks that wait for their turn. */
  readonly waiting: string[] = [];
  readonly mailbox: string[] = [];
  /** Asks that have a place, in order, and those of them whose reply is early. */
  places: string[] = [];
  readonly early = new Set<string>();
  /** What handlers have begun with, in order, and those that can still be answered. */
  readonly begun: string[] = [];
  heard: string[] = [];
  /** Handlers that were told that nobody waits. */
  readonly aborted: string[] = [];
  readonly emitted: string[] = [];
  end: string | undefined;
  #running: string | undefined;
  #sourceDone = false;

  constructor(readonly script: AskingScript) {}

  value(name: string): void {
    if (this.end !== undefined || this.#sourceDone) return;
    this.waiting.push(name);
    this.#proceed();
  }

  reply(name: string): void {
    this.#answered(name);
    if (this.places.includes(name)) {
      this.early.add(name);
      const ready = this.script.ordered ? () => this.places[0] as string : () => name;
      while (this.early.delete(ready())) {
        const next = ready();
        this.places.splice(this.places.indexOf(next), 1);
        this.emitted.push(next);
      }
    }
    this.#proceed();
  }

  fail(name: string): void {
    this.#answered(name);
    // The next turn begins before the asker hears of the failure, and only then is let go of.
    this.#begin();
    if (this.places.includes(name)) {
      this.places = this.places.filter((place) => place !== name);
      this.stop(`failed ${name}`);
    }
    this.#proceed();
  }

  complete(): void {
    this.#sourceDone = true;
    this.#proceed();
  }

  /** The result ends before its time. */
  stop(end: string): void {
    if (this.end !== undefined) return;
    this.end = end;
    for (const name of this.places)
      if (this.begun.includes(name) && !this.early.has(name)) this.aborted.push(name);
    this.places = [];
    this.waiting.length = 0;
    this.mailbox.length = 0;
  }

  #answered(name: string): void {
    this.heard = this.heard.filter((other) => other !== name);
    if (this.#running === name) this.#running = undefined;
  }

  #proceed(): void {
    while (
      this.end === undefined &&
      this.places.length < this.script.concurrency &&
      this.waiting.length > 0
    ) {
      const name = this.waiting.shift() as string;
      this.places.push(name);
      this.mailbox.push(name);
    }
    this.#begin();
    if (this.#sourceDone && this.places.length === 0 && this.waiting.length === 0) this.end ??= 'complete';
  }

  #begin(): void {
    while (this.#running === undefined && this.mailbox.length > 0) {
      const name = this.mailbox.shift() as string;
      this.begun.push(name);
      this.heard.push(name);
      if (isHeld(name)) this.#running = name;
    }
  }
}
