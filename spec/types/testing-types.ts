/** The types of `probe` and `runTurn`. Compiled only. */
import {
  type Actor,
  type ActorRef,
  type ActorSystem,
  type AnyActorRef,
  DataMessage,
  Message,
  type MessageNamed,
  type MessageOf,
  type Sender,
} from '../../lib/index.js';
import { type Probe, probe, runTurn } from '../../lib/testing.js';
import { type Equal, type Greeting, holds } from './support/equal.js';

interface Till {
  price(m: { item: string; of?: { name: string } }): number;
  charge(m: { price: number }): Promise<void>;
}
type Price = MessageNamed<Till, 'price'>;

export async function typedProbe(system: ActorSystem, worker: AnyActorRef) {
  const till = probe<Till>(system, { id: 'till' });
  holds<Equal<typeof till, Probe<Till>>>(true);
  const ref: ActorRef<Till> = till.reference;
  const sender: Sender = till;

  const price = await till.expectMessage('price');
  holds<Equal<typeof price, Price>>(true);
  const part = await till.expectMessage({ type: 'price', of: { name: 'Ada' } }, 10);
  holds<Equal<typeof part, Price>>(true);
  const some = await till.expectMessage();
  holds<Equal<typeof some, MessageOf<Till>>>(true);
  const fitting = await till.expectMessage((message) => message.type === 'charge' && message.price > 7);
  holds<Equal<typeof fitting, MessageOf<Till>> | Equal<typeof fitting, MessageNamed<Till, 'charge'>>>(true);
  const guarded = await till.fishFor((message): message is Price => message.type === 'price');
  holds<Equal<typeof guarded, Price>>(true);
  const within = await till.expectMessage(undefined, 10);
  holds<Equal<typeof within, MessageOf<Till>>>(true);
  // @ts-expect-error: no such message
  await till.expectMessage('prize');
  // @ts-expect-error: an item is a string
  await till.fishFor({ type: 'price', item: 7 });

  till.reply(7);
  till.reply(Promise.resolve(7));
  till.reply(7, price);
  // @ts-expect-error: no such message
  till.reply(7, 'price');
  till.reply(Promise.reject(new Error('sold out')));
  // @ts-expect-error: nothing there answers with a string
  till.reply('7');
  till.autoReply((message) => (message.type === 'price' ? message.item.length : undefined));
  // @ts-expect-error: nothing there answers with a string
  till.autoReply(() => '7');
  const reason = await till.expectStopped(worker);
  holds<Equal<typeof reason.kind, 'ended' | 'requested' | 'parentStopped' | 'killed' | 'failed'>>(true);
  return [ref, sender];
}

export async function untypedProbe(system: ActorSystem) {
  const any = probe(system);
  const ref: ActorRef = any.reference;
  const message = await any.expectMessage('hey');
  holds<Equal<typeof message, unknown>>(true);
  const text = await any.expectMessage<string>('hey');
  holds<Equal<typeof text, string>>(true);
  const data = await any.expectMessage(DataMessage<number>);
  holds<Equal<typeof data, DataMessage<number>>>(true);
  const instance = await any.fishFor(Message);
  holds<Equal<typeof instance, Message>>(true);
  const guarded = await any.expectMessage((seen: unknown): seen is number => typeof seen === 'number');
  holds<Equal<typeof guarded, number>>(true);
  const fitting = await any.expectMessage((seen) => seen !== 1);
  holds<Equal<typeof fitting, unknown>>(true);
  const one = await any.fishFor((seen) => seen === 1, 10);
  holds<Equal<typeof one, unknown> | Equal<typeof one, 1>>(true);
  const long = await any.expectMessage((seen: string) => seen.length > 7);
  holds<Equal<typeof long, string>>(true);
  any.reply('anything');
  any.reply('anything', message);
  // @ts-expect-error: what is wrong with a protocol is said here too
  probe<{ price: number }>(system);
  return ref;
}

export async function turns(greeter: () => Actor<Greeting>, untyped: () => Actor) {
  const greeting = await runTurn(greeter, { type: 'greet', who: 'World' });
  holds<Equal<typeof greeting.reply, string | undefined>>(true);
  const price = await runTurn(greeter, { type: 'price', item: 'tea' }, { answer: () => 7 });
  await runTurn(greeter, { type: 'price', item: 'tea' }, { before: [{ type: 'greet', who: 'World' }] });
  // @ts-expect-error: no such message
  await runTurn(greeter, { type: 'price', item: 'tea' }, { before: [{ type: 'prize' }] });
  await runTurn(untyped, 'any', { before: ['any', 7] });
  holds<Equal<typeof price.reply, number | undefined>>(true);
  const echo = await runTurn(untyped, new Message());
  holds<Equal<typeof echo.reply, unknown>>(true);
  const set = await runTurn.setup(greeter);
  holds<Equal<typeof set.reply, undefined>>(true);
  // @ts-expect-error: no such message
  await runTurn(greeter, { type: 'great' });
  // @ts-expect-error: a name is missing
  await runTurn(greeter, { type: 'greet' });

  const typed: ActorRef<Till> = runTurn.reference<Till>('till');
  const plain: ActorRef = runTurn.reference('any');
  // @ts-expect-error: told or asked, it is data: no reference
  greeting.told[0]?.to.tell('hey');
  return [typed, plain];
}
