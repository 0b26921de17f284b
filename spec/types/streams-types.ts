/** What ref.stream gives, what may answer it, and states. Compiled only. */
import { type Observable, of } from 'rxjs';
import {
  type ActorRef,
  type AnyActorRef,
  type Detached,
  defineActor,
  detached,
  type Handlers,
  type MessageOf,
  type Protocol,
  type State,
  stateOf,
} from '../../lib/index.js';
import { type Equal, type Greeting, holds } from './support/equal.js';

interface Feeds {
  words(m: { from: string }): Observable<string>;
  numbers(): Observable<number>;
  count(): number;
}

interface Words {
  words(m: { from: string }): Observable<string>;
}

interface Shelf<E> {
  all(): Observable<E>;
  first(): E;
}

export function typed(greeter: ActorRef<Greeting>, feeds: ActorRef<Feeds>, shelf: ActorRef<Shelf<string>>) {
  const ticks = greeter.stream({ type: 'ticks', every: 10 });
  holds<Equal<typeof ticks, Observable<Date>>>(true);
  const numbers = feeds.stream({ type: 'numbers' });
  holds<Equal<typeof numbers, Observable<number>>>(true);
  const all = shelf.stream({ type: 'all' });
  holds<Equal<typeof all, Observable<string>>>(true);
  const last = feeds.ask({ type: 'words', from: 'a' });
  holds<Equal<typeof last, Promise<string>>>(true);
  const some = null as unknown as Extract<MessageOf<Feeds>, { type: 'words' | 'numbers' }>;
  const either = feeds.stream(some);
  holds<Equal<typeof either, Observable<string | number>>>(true);
  // @ts-expect-error: it is answered by a value
  greeter.stream({ type: 'greet', who: 'World' });
  // @ts-expect-error: it is answered by a promise
  greeter.stream({ type: 'price', item: 'tea' });
  // @ts-expect-error: it is answered by nothing
  greeter.stream({ type: 'reset' });
  // @ts-expect-error: it is answered by a value
  shelf.stream({ type: 'first' });
  // @ts-expect-error: one of them is answered by a value
  feeds.stream(null as unknown as MessageOf<Feeds>);
  // @ts-expect-error: Did you mean "ticks"?
  greeter.stream({ type: 'tick', every: 10 });
  // @ts-expect-error: `every` is missing
  greeter.stream({ type: 'ticks' });
  // @ts-expect-error: `every` is a number
  greeter.stream({ type: 'ticks', every: 'hour' });
  // @ts-expect-error: `fast` is one too many
  greeter.stream({ type: 'ticks', every: 10, fast: true });
  // @ts-expect-error: it has no time limit
  greeter.stream({ type: 'ticks', every: 10 }, { timeout: 50 });
  // @ts-expect-error: what a typed actor answers is not cast
  greeter.stream<string>({ type: 'ticks', every: 10 });
}

export function untyped(ref: ActorRef, any: AnyActorRef) {
  const free = ref.stream('anything');
  holds<Equal<typeof free, Observable<unknown>>>(true);
  const said = ref.stream<number>('anything');
  holds<Equal<typeof said, Observable<number>>>(true);
  const cast: Observable<boolean> = any.stream('anything');
  return cast;
}

export function standingIn(feeds: ActorRef<Feeds>, words: ActorRef<Words>, untyped: ActorRef) {
  const fewer: ActorRef<Words> = feeds;
  const any: AnyActorRef = feeds;
  // @ts-expect-error: it has no numbers
  const more: ActorRef<Feeds> = words;
  // @ts-expect-error: nobody promised what it answers
  const promised: ActorRef<Words> = untyped;
  // @ts-expect-error: they are other words
  const other: ActorRef<{ words(m: { from: string }): Observable<number> }> = feeds;
  return [fewer, any, more, promised, other];
}

export const plain: Handlers<Feeds> = {
  words: ({ from }) => of(from),
  numbers: () => detached(of(1)),
  count: () => 1,
};
export const either: Handlers<Feeds> = {
  words: ({ from }) => (from === '' ? of(from) : detached(of(from))),
  numbers: () => detached(stateOf(0).changes),
  count: async () => 1,
};
export const wrong: Handlers<Feeds> = {
  // @ts-expect-error: no promise of an Observable
  words: async ({ from }) => of(from),
  // @ts-expect-error: nor of a detached one
  numbers: async () => detached(of(1)),
  // @ts-expect-error: it answers a number, and no stream
  count: () => detached(of(1)),
};
export const wronger: Handlers<Feeds> = {
  // @ts-expect-error: words are strings
  words: () => detached(of(1)),
  // @ts-expect-error: a value is no stream
  numbers: () => 1,
  count: () => of(1),
};
export const shelf = <E>(content: E): Handlers<Shelf<E>> => ({
  all: () => detached(of(content)),
  first: () => content,
});
export const defined = defineActor<Words>(() => ({ handlers: { words: ({ from }) => detached(of(from)) } }));

interface Late {
  words(): Promise<Observable<string>>;
}
// @ts-expect-error: a member returns an Observable itself
export type Refused = Checked<Late>;
type Checked<P extends Protocol<P>> = P;

export function detaching(words: Detached<string>) {
  const numbers = detached(of(1));
  holds<Equal<typeof numbers, Detached<number>>>(true);
  const wider: Detached<string | number> = words;
  // @ts-expect-error: it has numbers as well
  const narrower: Detached<string> = wider;
  // @ts-expect-error: a promise is no Observable
  detached(Promise.resolve(1));
  return [wider, narrower];
}

export function states(number: State<number>) {
  const count = stateOf(0);
  holds<Equal<typeof count, State<number>>>(true);
  const maybe = stateOf<string | undefined>(undefined);
  maybe.set('text');
  holds<Equal<typeof maybe.changes, Observable<string | undefined>>>(true);
  const value = count.get();
  holds<Equal<typeof value, number>>(true);
  count.update((now) => now + 1);
  // @ts-expect-error: it is one of numbers
  count.set('text');
  // @ts-expect-error: likewise
  count.update(() => 'text');
  // @ts-expect-error: who has that one could set a string
  const wider: State<number | string> = number;
  // @ts-expect-error: it is set by `set`
  count.changes = of(1);
  return wider;
}
