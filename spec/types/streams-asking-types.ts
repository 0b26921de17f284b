/** What tellEach, askEach and request take and emit. Compiled only. */
import { map, type Observable, of } from 'rxjs';
import {
  type Actor,
  type ActorRef,
  type AnyActorRef,
  askEach,
  type DataMessage,
  type Inbox,
  Message,
  type MessageNamed,
  type MessageOf,
  type Recipient,
  request,
  tellEach,
} from '../../lib/index.js';

import { type Equal, type Greeting, holds } from './support/equal.js';

type Replies = string | number | void | Date | { name: string } | undefined;

export function typedRequests(greeter: ActorRef<Greeting>, message: MessageOf<Greeting>) {
  const text = request(greeter, { type: 'greet', who: 'World' });
  holds<Equal<typeof text, Observable<string>>>(true);
  const price = request(greeter, { type: 'price', item: 'tea' }, { timeout: 50, signal: undefined });
  holds<Equal<typeof price, Observable<number>>>(true);
  const tick = request(greeter, { type: 'ticks', every: 10 });
  holds<Equal<typeof tick, Observable<Date>>>(true);
  const nothing = request(greeter, { type: 'reset' });
  holds<Equal<typeof nothing, Observable<void>>>(true);
  const union = request(greeter, message);
  holds<Equal<typeof union, Observable<Replies>>>(true);
  // @ts-expect-error: Did you mean "greet"?
  request(greeter, { type: 'grete', who: 'World' });
  // @ts-expect-error: `who` is missing
  request(greeter, { type: 'greet' });
  // @ts-expect-error: `loud` is one too many
  request(greeter, { type: 'greet', who: 'World', loud: true });
  // @ts-expect-error: replies of a typed actor are not cast
  request<number>(greeter, { type: 'greet', who: 'World' });
}

export function untypedRequests(untyped: ActorRef, any: AnyActorRef) {
  const free = request(untyped, 'anything');
  holds<Equal<typeof free, Observable<unknown>>>(true);
  const reply = request<DataMessage<string>>(untyped, new Message(), { timeout: 50 });
  holds<Equal<typeof reply, Observable<DataMessage<string>>>>(true);
  const cast = request<number>(any, 'anything');
  holds<Equal<typeof cast, Observable<number>>>(true);
  // @ts-expect-error: milliseconds are a number
  request(untyped, 'anything', { timeout: '5s' });
}

export function typedAsking(
  greeter: ActorRef<Greeting>,
  some: Observable<MessageNamed<Greeting, 'greet' | 'count'>>,
  all: Observable<MessageOf<Greeting>>,
) {
  const prices = of('tea').pipe(askEach(greeter, (item) => ({ type: 'price', item })));
  holds<Equal<typeof prices, Observable<number>>>(true);
  const greetings = of(1, 2).pipe(
    map(String),
    askEach(greeter, (who, index) => ({ type: 'greet', who: `${who}${index}` }), { concurrency: 4 }),
    map((text) => text.toUpperCase()),
  );
  holds<Equal<typeof greetings, Observable<string>>>(true);
  const ticks = of(1).pipe(askEach(greeter, (every) => ({ type: 'ticks', every }), { ordered: false }));
  holds<Equal<typeof ticks, Observable<Date>>>(true);
  const fewer = some.pipe(askEach(greeter, (message) => message));
  holds<Equal<typeof fewer, Observable<string | number>>>(true);
  const union = all.pipe(askEach(greeter, (message) => message));
  holds<Equal<typeof union, Observable<Replies>>>(true);
  // @ts-expect-error: Did you mean "price"?
  of('tea').pipe(askEach(greeter, (item) => ({ type: 'prize', item })));
  // @ts-expect-error: `item` is missing
  of('tea').pipe(askEach(greeter, () => ({ type: 'price' })));
  // @ts-expect-error: `item` is a string
  of(1).pipe(askEach(greeter, (item) => ({ type: 'price', item })));
  // @ts-expect-error: an actor's message has to be made
  of(1).pipe(askEach(greeter));
  // @ts-expect-error: a number of asks
  of('tea').pipe(askEach(greeter, (item) => ({ type: 'price', item }), { concurrency: 'all' }));
}

export function untypedAsking(untyped: ActorRef, any: AnyActorRef, inbox: Inbox) {
  const free = of(1).pipe(askEach(untyped, (n) => n.toFixed()));
  holds<Equal<typeof free, Observable<unknown>>>(true);
  const said = of(1).pipe(askEach<number, string>(untyped, (n) => n.toFixed()));
  holds<Equal<typeof said, Observable<string>>>(true);
  const cast = of(1).pipe(askEach<number, boolean>(any, (n) => n));
  holds<Equal<typeof cast, Observable<boolean>>>(true);
  // @ts-expect-error: an inbox answers nobody
  of(1).pipe(askEach(inbox.reference, (n) => n));
}

export function telling(
  greeter: ActorRef<Greeting>,
  untyped: ActorRef,
  inbox: Inbox<string>,
  someone: Recipient,
  actor: Actor<Greeting>,
  got: Inbox<{ readonly type: 'got'; readonly n: number }>,
) {
  const counts = of({ type: 'count', extra: 1 } as const);
  const same = counts.pipe(tellEach(greeter));
  holds<Equal<typeof same, typeof counts>>(true);
  const names = of('World').pipe(tellEach(greeter, (who, index) => ({ type: 'greet', who: who + index })));
  holds<Equal<typeof names, Observable<string>>>(true);
  const numbers = of(1).pipe(
    tellEach(untyped),
    tellEach(untyped, (n) => n.toFixed()),
    tellEach(someone),
  );
  holds<Equal<typeof numbers, Observable<number>>>(true);
  const words = of('a').pipe(
    tellEach(inbox),
    tellEach(inbox.reference, (word) => word.toUpperCase()),
  );
  holds<Equal<typeof words, Observable<string>>>(true);
  of('World').pipe(tellEach(actor, (who) => ({ type: 'greet', who })));
  of(1).pipe(tellEach(greeter, () => ({ type: 'greet', who: 'World' })));
  const answers = of(1).pipe(askEach(greeter, () => ({ type: 'greet', who: 'World' })));
  holds<Equal<typeof answers, Observable<string>>>(true);
  of(1).pipe(tellEach(got, (n) => ({ type: 'got', n })));
  // @ts-expect-error: numbers are no messages of it
  of(1).pipe(tellEach(greeter));
  // @ts-expect-error: it is for strings
  of(1).pipe(tellEach(inbox));
  // @ts-expect-error: Did you mean "greet"?
  of('World').pipe(tellEach(greeter, (who) => ({ type: 'grete', who })));
  // @ts-expect-error: `who` is missing
  of('World').pipe(tellEach(greeter, () => ({ type: 'greet' })));
}
