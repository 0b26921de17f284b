/** What may be told and asked, and what comes back. Compiled only. */
import { of } from 'rxjs';
import {
  Actor,
  type ActorRef,
  type ActorSystem,
  type AnyActorRef,
  ask,
  DataMessage,
  Inbox,
  Message,
  type MessageNamed,
  type MessageOf,
  type ReplyOf,
  runUntilStopped,
  spawn,
} from '../../lib/index.js';
import { type Equal, type Greeting, holds } from './support/equal.js';

class Greeter extends Actor<Greeting> {}
class Untyped extends Actor {
  protected override async handleMessage(message: Message) {
    message.reply(new DataMessage({ data: 'Hello World!', sender: this }));
  }
}

export async function typedAsk(greeter: ActorRef<Greeting>) {
  const text = await greeter.ask({ type: 'greet', who: 'World' });
  holds<Equal<typeof text, string>>(true);
  const count = greeter.ask({ type: 'count' }, { timeout: 1_000, signal: undefined });
  holds<Equal<typeof count, Promise<number>>>(true);
  const nothing = greeter.ask({ type: 'reset' });
  holds<Equal<typeof nothing, Promise<void>>>(true);
  const price = greeter.ask({ type: 'price', item: 'tea' });
  holds<Equal<typeof price, Promise<number>>>(true);
  const tick = greeter.ask({ type: 'ticks', every: 10 });
  holds<Equal<typeof tick, Promise<Date>>>(true);
  const found = greeter.ask({ type: 'find', id: '1' });
  holds<Equal<typeof found, Promise<{ name: string } | undefined>>>(true);
}

export function unionAsk(
  greeter: ActorRef<Greeting>,
  message: MessageOf<Greeting>,
  some: MessageNamed<Greeting, 'greet' | 'count'>,
) {
  const reply = greeter.ask(message);
  holds<Equal<typeof reply, Promise<string | number | void | Date | { name: string } | undefined>>>(true);
  const fewer = greeter.ask(some);
  holds<Equal<typeof fewer, Promise<string | number>>>(true);
  const type = Math.random() < 0.5 ? 'greet' : 'count';
  // @ts-expect-error: it may be a greeting, and then `who` is missing
  return greeter.ask({ type });
}

export function mistakes(greeter: ActorRef<Greeting>) {
  // @ts-expect-error: Did you mean "greet"?
  void greeter.ask({ type: 'grete', who: 'World' });
  // @ts-expect-error: `who` is missing
  void greeter.ask({ type: 'greet' });
  // @ts-expect-error: `who` is a string
  void greeter.ask({ type: 'greet', who: 1 });
  // @ts-expect-error: `loud` is one too many
  void greeter.ask({ type: 'greet', who: 'World', loud: true });
  // @ts-expect-error: `who` is one too many
  void greeter.ask({ type: 'count', who: 'World' });
  // @ts-expect-error: a message is an object
  void greeter.ask('count');
  // @ts-expect-error: a message is an object
  void greeter.ask();
  // @ts-expect-error: milliseconds are a number
  void greeter.ask({ type: 'count' }, { timeout: '5s' });
  // @ts-expect-error: replies are not cast
  void greeter.ask<string>({ type: 'count' });
  // @ts-expect-error: Did you mean "greet"?
  greeter.tell({ type: 'grete', who: 'World' });
  // @ts-expect-error: `who` is missing
  greeter.tell({ type: 'greet' });
  // @ts-expect-error: `loud` is one too many
  greeter.tell({ type: 'greet', who: 'World', loud: true });
  // @ts-expect-error: an untyped message is none of its
  greeter.tell(new Message());
}

export async function untypedAsk(any: AnyActorRef) {
  await using greeter = spawn(() => new Untyped());
  holds<Equal<typeof greeter, ActorRef>>(true);
  const reply = await ask<DataMessage<string>>(greeter, new Message());
  holds<Equal<typeof reply.data, string>>(true);
  const same = await greeter.ask<DataMessage<string>>(new Message(), { timeout: 50 });
  holds<Equal<typeof same.data, string>>(true);
  const unknown = await greeter.ask('anything');
  holds<Equal<typeof unknown, unknown>>(true);
  // @ts-expect-error: nobody said what it answers
  void unknown.data;
  const free = await ask(greeter, 'anything');
  holds<Equal<typeof free, unknown>>(true);
  const cast = await ask<number>(any, 'anything');
  holds<Equal<typeof cast, number>>(true);
  greeter.tell(1);
  greeter.tell(undefined);
}

export async function freeAsk(greeter: ActorRef<Greeting>, message: MessageOf<Greeting>) {
  const text = await ask(greeter, { type: 'greet', who: 'World' }, { timeout: 10 });
  holds<Equal<typeof text, string>>(true);
  const union = await ask(greeter, message);
  holds<Equal<typeof union, string | number | void | Date | { name: string } | undefined>>(true);
  // @ts-expect-error: Did you mean "greet"?
  void ask(greeter, { type: 'grete', who: 'World' });
  // @ts-expect-error: `who` is missing
  void ask(greeter, { type: 'greet' });
  // @ts-expect-error: `loud` is one too many
  void ask(greeter, { type: 'greet', who: 'World', loud: true });
  // @ts-expect-error: replies of a typed actor are not cast
  void ask<number>(greeter, { type: 'greet', who: 'World' });
}

export class Asking extends Actor<Greeting> {
  protected override async setup() {
    const greeter = this.spawn(() => new Greeter(), { id: 'greeter' });
    holds<Equal<typeof greeter, ActorRef<Greeting>>>(true);
    const text = await this.ask(greeter, { type: 'greet', who: 'World' });
    holds<Equal<typeof text, string>>(true);
    const reply = await this.ask<DataMessage<string>>(
      this.spawn(() => new Untyped()),
      new Message(),
    );
    holds<Equal<typeof reply.data, string>>(true);
    this.tell(greeter, { type: 'count' });
    this.tell(this.reference, { type: 'greet', who: 'me' });
    this.tell(
      this.spawn(() => new Untyped()),
      'anything',
    );
    // @ts-expect-error: Did you mean "greet"?
    this.tell(greeter, { type: 'grete', who: 'World' });
    // @ts-expect-error: `loud` is one too many
    this.tell(greeter, { type: 'greet', who: 'World', loud: true });
    // @ts-expect-error: `who` is missing
    void this.ask(greeter, { type: 'greet' });
  }
}

/** Code over any protocol: `ask` and `this.ask` work where the message is one of the protocol's. */
export async function generic<P>(ref: ActorRef<P>, message: MessageOf<P>) {
  ref.tell(message);
  ref.inbox.next(message);
  const reply: ReplyOf<P> = await ask(ref, message);
  return reply;
}

export function spawning(system: ActorSystem) {
  const greeter = spawn(() => new Greeter(), { id: undefined });
  holds<Equal<typeof greeter, ActorRef<Greeting>>>(true);
  const other = system.spawn(() => new Greeter());
  holds<Equal<typeof other, ActorRef<Greeting>>>(true);
  // @ts-expect-error: a factory, not an instance: a restart needs a new one
  spawn(new Greeter());
  // @ts-expect-error: an actor is no Recipient; its reference is
  new Inbox().reference.tell('anything', { sender: of(1) });
  return runUntilStopped(() => new Greeter());
}

export function inboxes(words: Inbox<string>) {
  words.reference.tell('word');
  // @ts-expect-error: it is for strings
  words.reference.tell(1);
  new Inbox().reference.tell(1);
  const next: Promise<string> = words.next();
  return next;
}

holds<Equal<ReplyOf<Greeting, 'price'>, number>>(true);
holds<Equal<ReplyOf<Greeting, 'ticks'>, Date>>(true);
// biome-ignore lint/suspicious/noExplicitAny: it is about any
type Any = any;
holds<Equal<MessageOf<Any>, Any>>(true);
holds<Equal<ReplyOf<Any>, Any>>(true);
holds<Equal<ReturnType<ActorRef<Any>['ask']>, Promise<Any>>>(true);
