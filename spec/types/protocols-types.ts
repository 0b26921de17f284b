/** What a protocol may be. Compiled only. */
import type { Observable } from 'rxjs';
import {
  Actor,
  type ActorContext,
  type ActorRef,
  type Handlers,
  type MessageOf,
  type Protocol,
  spawn,
} from '../../lib/index.js';
import { type Equal, holds } from './support/equal.js';

/** A service interface as it may exist already. */
interface Prices {
  price(m: { item: string; in?: 'EUR' | 'USD' }): Promise<number>;
  update(m: { readonly prices: ReadonlyMap<string, number> } & { at: Date }): Promise<void>;
  changes(): Observable<number>;
  move(m: { up: number } | { down: number }): boolean;
  store(): Promise<{ subscribe(listener: () => void): void }>;
}
type Alias = { add: (m: { by: number }) => number; reset: () => void };
// biome-ignore lint/complexity/noBannedTypes: a protocol without messages
type Nothing = {};

export class PriceActor extends Actor<Prices> {
  protected override readonly handlers: Handlers<Prices> = {
    price: async ({ item, in: currency = 'EUR' }) => item.length + currency.length,
    update: async ({ prices, at }) => void prices.get(at.toISOString()),
    changes: () => this.registerChanges(),
    move: (m) => 'up' in m,
    store: async () => ({ subscribe: () => {} }),
  };
  protected registerChanges(): Observable<number> {
    throw new Error('not here');
  }
}
export class AliasActor extends Actor<Alias> {}
export class NothingActor extends Actor<Nothing> {}
// biome-ignore lint/suspicious/noExplicitAny: it is about any
export class AnyActor extends Actor<any> {}

export function services(prices: ActorRef<Prices>) {
  prices.tell({ type: 'price', item: 'tea' });
  prices.tell({ type: 'price', item: 'tea', in: 'EUR' });
  prices.tell({ type: 'move', up: 1 });
  // @ts-expect-error: it moves by something
  prices.tell({ type: 'move' });
  const price = prices.ask({ type: 'price', item: 'tea' });
  holds<Equal<typeof price, Promise<number>>>(true);
  const done = prices.ask({ type: 'update', prices: new Map(), at: new Date() });
  holds<Equal<typeof done, Promise<void>>>(true);
  const moved = prices.ask({ type: 'move', down: 1 });
  holds<Equal<typeof moved, Promise<boolean>>>(true);
  holds<Equal<MessageOf<Nothing>, never>>(true);
}

interface TwoParameters {
  add(a: number, b: number): number;
}
interface Primitive {
  greet(who: string): string;
}
interface WithType {
  draw(m: { type: 'circle'; radius: number }): void;
}
interface WithOptionalType {
  draw(m: { type?: string }): void;
}
interface TypeInOne {
  draw(m: { type: 'circle' } | { radius: number }): void;
}
interface ArrayParameter {
  sum(m: number[]): number;
}
interface AnyParameter {
  // biome-ignore lint/suspicious/noExplicitAny: it is about any
  on(m: any): void;
}
interface UnknownParameter {
  on(m: unknown): void;
}
interface OptionalParameter {
  greet(m?: { who: string }): string;
}
interface Rest {
  sum(...numbers: number[]): number;
}
interface Property {
  name: string;
}
interface OptionalMember {
  greet?(m: { who: string }): string;
}
interface NumberName {
  1(): void;
}
interface LateObservable {
  ticks(): Promise<Observable<number>>;
}
interface Callback {
  on(m: () => void): void;
}

// @ts-expect-error: takes no parameter, or one object
export class TwoParametersActor extends Actor<TwoParameters> {}
// @ts-expect-error: takes no parameter, or one object
export class PrimitiveActor extends Actor<Primitive> {}
// @ts-expect-error: has no field `type`
export class WithTypeActor extends Actor<WithType> {}
// @ts-expect-error: has no field `type`
export class WithOptionalTypeActor extends Actor<WithOptionalType> {}
// @ts-expect-error: has no field `type`
export class TypeInOneActor extends Actor<TypeInOne> {}
// @ts-expect-error: no array
export class ArrayActor extends Actor<ArrayParameter> {}
// @ts-expect-error: no any
export class AnyParameterActor extends Actor<AnyParameter> {}
// @ts-expect-error: one object
export class UnknownParameterActor extends Actor<UnknownParameter> {}
// @ts-expect-error: not optional
export class OptionalParameterActor extends Actor<OptionalParameter> {}
// @ts-expect-error: takes no parameter, or one object
export class RestActor extends Actor<Rest> {}
// @ts-expect-error: is a function
export class PropertyActor extends Actor<Property> {}
// @ts-expect-error: is a function
export class OptionalMemberActor extends Actor<OptionalMember> {}
// @ts-expect-error: with a string as its name
export class NumberNameActor extends Actor<NumberName> {}
// @ts-expect-error: returns an Observable itself
export class LateObservableActor extends Actor<LateObservable> {}
// @ts-expect-error: no function
export class CallbackActor extends Actor<Callback> {}

/** The sentence that the compiler prints: a change of it is a change of the documentation. */
holds<
  Equal<
    Protocol<Primitive>['greet'],
    'A protocol member takes no parameter, or one object: not optional, no array, no function, no any'
  >
>(true);
holds<Equal<Protocol<Prices>, Readonly<Prices>>>(true);

/** Actors over any protocol: the tables are opaque, the messages can be handed on. */
export class Forwarder<P extends Protocol<P>> extends Actor<P> {
  constructor(readonly to: ActorRef<P>) {
    super();
  }
  protected override handleMessage(message: MessageOf<P>) {
    this.tell(this.to, message);
    this.to.tell(message, { sender: this });
    return this.ask(this.to, message);
  }
}
export function forward<P extends Protocol<P>>(to: ActorRef<P>, self: ActorContext<P>): ActorRef<P> {
  self.tell(self.reference, undefined as MessageOf<P>);
  return spawn(() => new Forwarder(to));
}
export const forwarded: (to: ActorRef<Prices>) => Actor<Prices> = (to) => new Forwarder(to);
