import { getEventListeners } from 'node:events';
import * as fc from 'fast-check';
import { Subject } from 'rxjs';
import type { ActorContext, AnyActorRef } from '../../../lib/index.js';
import { puppet } from '../../life/support/puppet.js';
import { settledFlag } from './b-check.js';

/** How much of each an actor has when it ends. */
export interface Plenty {
  readonly subjects: number;
  readonly iterators: number;
  readonly streams: number;
  readonly pulls: number;
  readonly children: number;
  /** Asks that it made, each with what it was given: a time limit, a signal. */
  readonly asking: readonly { readonly limited: boolean; readonly signaled: boolean }[];
  /** Asks that it never answers. */
  readonly owed: readonly { readonly limited: boolean; readonly signaled: boolean }[];
}

const some = fc.nat({ max: 2 });
const asks = fc.array(fc.record({ limited: fc.boolean(), signaled: fc.boolean() }), { maxLength: 3 });

export const plenty: fc.Arbitrary<Plenty> = fc.record({
  subjects: some,
  iterators: some,
  streams: some,
  pulls: some,
  children: some,
  asking: asks,
  owed: asks,
});

const LIMIT = 1_000;

/** What an actor holds, seen from the other side of each. */
export class Belongings {
  readonly #held: { readonly what: string; readonly given: () => boolean }[] = [];
  readonly #plenty: Plenty;
  readonly #silent: AnyActorRef;
  #self: ActorContext | undefined;

  /** `silent` answers nobody. */
  constructor(plenty: Plenty, silent: AnyActorRef) {
    this.#plenty = plenty;
    this.#silent = silent;
  }

  /** What has not been given back. */
  get left(): string[] {
    return this.#held.filter(({ given }) => !given()).map(({ what }) => what);
  }

  /** To be called in the actor's setup. */
  readonly take = (self: ActorContext): void => {
    this.#self = self;
    const { subjects, iterators, streams, pulls, children, asking } = this.#plenty;
    repeat(subjects, () => this.#subject());
    repeat(iterators, () => this.#iterator());
    repeat(streams, () => this.#stream());
    repeat(pulls, () => this.#pull());
    repeat(children, () => self.spawn(puppet()));
    this.#hold('children', () => self.children.size === 0);
    for (const options of asking)
      this.#ask('an ask that it made', options, (options) =>
        self.ask(this.#silent, 'anyone there?', options),
      );
  };

  /** Asks `ref`, whose belongings these are, what it will not answer. */
  owe(ref: AnyActorRef): void {
    for (const options of this.#plenty.owed)
      this.#ask('an ask that it owed an answer', options, (options) => ref.ask('anyone there?', options));
  }

  #hold(what: string, given: () => boolean): void {
    this.#held.push({ what, given });
  }

  #subject(): void {
    const source = new Subject<unknown>();
    this.#self?.registerInputTask(source, () => {});
    this.#hold('a subscription', () => !source.observed);
  }

  #iterator(): void {
    let returned = false;
    const iterator: AsyncIterator<unknown> = {
      next: () => new Promise(() => {}),
      return: async () => {
        returned = true;
        return { done: true, value: undefined };
      },
    };
    this.#self?.registerInputTask({ [Symbol.asyncIterator]: () => iterator }, () => {});
    this.#hold('an iterator', () => returned);
  }

  #stream(): void {
    let canceled = false;
    const stream = new ReadableStream<unknown>({
      cancel: () => {
        canceled = true;
      },
    });
    this.#self?.registerInputTask(stream, () => {});
    this.#hold('a stream', () => canceled);
  }

  #pull(): void {
    const subscription = this.#self?.registerInputTask(
      () => new Promise<unknown>(() => {}),
      () => {},
    );
    this.#hold('a pull', () => subscription?.closed === true);
  }

  #ask(
    what: string,
    { limited, signaled }: Plenty['asking'][number],
    ask: (options: { timeout: number; signal?: AbortSignal }) => Promise<unknown>,
  ): void {
    const { signal } = new AbortController();
    const timeout = limited ? LIMIT : Number.POSITIVE_INFINITY;
    const flag = settledFlag(ask(signaled ? { timeout, signal } : { timeout }));
    this.#hold(what, () => flag.settled);
    this.#hold(`the listener of ${what}`, () => getEventListeners(signal, 'abort').length === 0);
  }
}

function repeat(times: number, call: () => void): void {
  for (let n = 0; n < times; n++) call();
}
