import { expect } from 'chai';
import * as fc from 'fast-check';
import { BehaviorSubject, Observable, Subject, type Subscriber, takeUntil } from 'rxjs';
import { type State, stateOf } from '../../lib/index.js';

/** What an observer does at one of its values. */
type Reaction =
  | { readonly set: number }
  | { readonly join: readonly Reaction[] }
  | { readonly leave: number }
  | undefined;

type Follows = Pick<State<number>, 'set' | 'changes'>;
type Make = (initial: number) => Follows;

interface Member {
  /** Which change, counted from 0, was the latest when it came. */
  readonly joined: number;
  readonly seen: number[];
  /** It may leave before its `subscribe` has returned. */
  readonly gone: Subject<void>;
  left: boolean;
}

/**
 * A state under observers that react, and the model: the list of all changes, of which each observer is to have seen
 * the part from the latest at his coming on.
 */
class Trial {
  readonly #state: Follows;
  readonly #changes = [0];
  readonly #members: Member[] = [];
  /** The deliveries to all observers, greetings left out: the numbers of the changes. */
  readonly #deliveries: number[] = [];

  constructor(make: Make) {
    this.#state = make(0);
  }

  act(reaction: Reaction): void {
    if (reaction === undefined) return;
    if ('set' in reaction) this.#set(reaction.set);
    else if ('join' in reaction) this.#join(reaction.join);
    else this.#leave(reaction.leave);
  }

  /** What is not as it should be. */
  faults(): string[] {
    const faults: string[] = [];
    for (const [index, { joined, seen, left }] of this.#members.entries()) {
      const due = this.#changes.slice(joined);
      const wanted = left ? due.slice(0, seen.length) : due;
      if (seen.join() !== wanted.join()) faults.push(`observer ${index} saw ${seen}, and not ${wanted}`);
    }
    const sorted = [...this.#deliveries].sort((a, b) => a - b);
    if (sorted.join() !== this.#deliveries.join()) faults.push(`delivered in the order ${this.#deliveries}`);
    return faults;
  }

  #set(value: number): void {
    if (this.#changes.at(-1) !== value) this.#changes.push(value);
    this.#state.set(value);
  }

  #join(reactions: readonly Reaction[]): void {
    const member: Member = {
      joined: this.#changes.length - 1,
      seen: [],
      gone: new Subject(),
      left: false,
    };
    this.#members.push(member);
    this.#state.changes.pipe(takeUntil(member.gone)).subscribe((value) => {
      const nth = member.seen.length;
      if (member.left) member.seen.push(Number.NaN);
      // Noted after it has reacted: what it sets must not come to it meanwhile.
      this.act(reactions[nth]);
      member.seen.push(value);
      if (nth > 0) this.#deliveries.push(member.joined + nth);
    });
  }

  #leave(index: number): void {
    const member = this.#members[index % Math.max(1, this.#members.length)];
    if (member === undefined) return;
    member.left = true;
    member.gone.next();
  }
}

const { reaction } = fc.letrec<{ reaction: Reaction; join: Reaction }>((tie) => ({
  reaction: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(
      fc.constant(undefined),
      fc.record({ set: fc.integer({ min: 0, max: 3 }) }),
      fc.record({ leave: fc.nat(5) }),
    ),
    tie('join'),
  ),
  join: fc.record({ join: fc.array(tie('reaction'), { maxLength: 4 }) }) as fc.Arbitrary<Reaction>,
}));

const order = (make: Make) =>
  fc.property(fc.array(reaction, { maxLength: 12 }), (steps) => {
    const trial = new Trial(make);
    for (const step of steps) trial.act(step);
    expect(trial.faults()).to.deep.equal([]);
  });

/** Delivers to an observer within another's. */
class Nesting implements Follows {
  readonly changes = new BehaviorSubject(0);
  set(value: number): void {
    if (value !== this.changes.value) this.changes.next(value);
  }
}

/** Delivers what waits to those also who were greeted with it. */
class Doubling implements Follows {
  #value = 0;
  readonly #subscribers = new Set<Subscriber<number>>();
  readonly #waiting: number[] = [];
  #delivering = false;
  readonly changes = new Observable<number>((subscriber) => {
    this.#subscribers.add(subscriber);
    subscriber.next(this.#value);
    return () => this.#subscribers.delete(subscriber);
  });

  set(value: number): void {
    if (value === this.#value) return;
    this.#value = value;
    this.#waiting.push(value);
    if (this.#delivering) return;
    this.#delivering = true;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift())
      for (const subscriber of this.#subscribers) subscriber.next(next);
    this.#delivering = false;
  }
}

/** Takes an equal value for a change. */
class Repeating implements Follows {
  readonly #state: State<{ readonly value: number }> = stateOf({ value: 0 });
  readonly changes = new Observable<number>((subscriber) =>
    this.#state.changes.subscribe(({ value }) => subscriber.next(value)),
  );
  set(value: number): void {
    this.#state.set({ value });
  }
}

describe('stateOf under observers that set, come and go', () => {
  it('shows to each all changes from the latest at his coming on, in one order', () => {
    void fc.assert(order(stateOf), { numRuns: 2_000 });
  });

  for (const Broken of [Nesting, Doubling, Repeating]) {
    it(`would not pass with one that is ${Broken.name}`, () => {
      const { failed } = fc.check(
        order(() => new Broken()),
        { numRuns: 2_000 },
      );

      expect(failed).to.equal(true);
    });
  }
});
