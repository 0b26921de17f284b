/**
 * Which reference may stand in for which. Compiled only: a `@ts-expect-error` that is not needed is an error.
 */
import { filter, from, interval, map, merge, type Observable, type Subject } from 'rxjs';
import type { ActorState, LifecycleEvent, MessageOf, StopReason, Untyped } from '../../lib/index.js';
import {
  Actor,
  type ActorRef,
  type AnyActorRef,
  DataMessage,
  type Inbox,
  Message,
  type Recipient,
  type Sender,
} from '../../lib/index.js';

interface Small {
  greet(m: { who: string }): string;
  count(): number;
}
interface Large extends Small {
  reset(): void;
}
interface OtherReply {
  greet(m: { who: string }): number;
  count(): number;
}
interface MoreWanted {
  greet(m: { who: string; loud: boolean }): string;
  count(): number;
}
interface LessWanted {
  greet(m: object): string;
  count(): number;
}
// biome-ignore lint/complexity/noBannedTypes: a protocol without messages
type Nothing = {};

// biome-ignore lint/suspicious/noExplicitAny: it is about any
type AnyActor = Actor<any>;

declare const small: ActorRef<Small>;
declare const large: ActorRef<Large>;
declare const untyped: ActorRef;
declare const any: AnyActorRef;

export function larger() {
  const asSmall: ActorRef<Small> = large;
  // @ts-expect-error: a reference of a smaller protocol takes no reset
  const asLarge: ActorRef<Large> = small;
  const asNothing: ActorRef<Nothing> = small;
  return [asSmall, asLarge, asNothing];
}

export function changedMembers(
  other: ActorRef<OtherReply>,
  more: ActorRef<MoreWanted>,
  less: ActorRef<LessWanted>,
) {
  // @ts-expect-error: it answers with a number
  const wrongReply: ActorRef<Small> = other;
  // @ts-expect-error: it wants more than a greeter is told
  const wantsMore: ActorRef<Small> = more;
  const wantsLess: ActorRef<Small> = less;
  // @ts-expect-error: and not the reverse
  const reverse: ActorRef<LessWanted> = small;
  return [wrongReply, wantsMore, wantsLess, reverse];
}

export function untypedReferences() {
  // @ts-expect-error: a typed actor does not take every message
  const asUntyped: ActorRef = small;
  // @ts-expect-error: nobody promised what an untyped actor answers
  const asSmall: ActorRef<Small> = untyped;
  const explicit: ActorRef<Untyped> = untyped;
  return [asUntyped, asSmall, explicit];
}

export function anyReference<E, P extends object>(
  generic: ActorRef<Small & { put(m: { value: E }): E }>,
  open: ActorRef<P>,
) {
  const all: AnyActorRef[] = [small, large, untyped, any, generic, open];
  const back: ActorRef<Small> = any;
  const state: ActorState = any.state;
  const stopped: Promise<StopReason> = any.stop({ drain: true });
  const life: Observable<LifecycleEvent> = any.lifecycle;
  return [all, back, state, stopped, life, any.ask('anything', { timeout: Infinity }), any.inbox];
}

export function recipients<P>(open: ActorRef<P>) {
  const bySmall: Recipient<MessageOf<Small>> = small;
  const ofLarge: Recipient<MessageOf<Small>> = large;
  // @ts-expect-error: it takes no reset
  const wrong: Recipient<MessageOf<Large>> = small;
  const ofAll: Recipient<unknown> = untyped;
  const byAny: Recipient[] = [small, large, untyped, any, open];
  const byOpen: Recipient<MessageOf<P>> = open;
  // @ts-expect-error: a typed actor does not take every message
  const unknowns: Recipient<unknown> = small;
  const tell: (message: MessageOf<Small>) => void = large.tell;
  // @ts-expect-error: tell is compared strictly too
  const wrongTell: (message: MessageOf<Large>) => void = small.tell;
  return [bySmall, ofLarge, wrong, ofAll, byAny, byOpen, unknowns, tell, wrongTell];
}

export function askTypes() {
  const asSmall: ActorRef<Small>['ask'] = large.ask;
  // @ts-expect-error: the name of a kind of message is not a reference's to change
  large.id = 'other';
  return asSmall;
}

class Sending<P extends object> extends Actor<Small> {
  constructor(readonly open: ActorRef<P>) {
    super();
  }
  protected override setup() {
    small.tell({ type: 'count' }, { sender: this });
    small.tell({ type: 'count' }, { sender: this.reference });
    small.tell({ type: 'count' }, { sender: undefined });
    untyped.tell(new Message({ sender: this }));
    untyped.tell(new DataMessage({ data: [1], sender: this.open }));
  }
}

interface Stack<E> {
  push(m: { value: E }): void;
  pop(): E | undefined;
}

export class GenericSending<E> extends Actor<Stack<E>> {
  protected override setup() {
    small.tell({ type: 'count' }, { sender: this });
    untyped.tell(new DataMessage({ data: 1, sender: this }));
  }
}

export class UntypedSending extends Actor {
  protected override handleMessage(message: Message) {
    message.reply(new DataMessage({ data: 'Hello World!', sender: this }));
    message.sender?.tell('anything', { sender: this });
  }
}

export function senders(actor: Sending<Small>, someActor: AnyActor, inbox: Inbox, letters: Inbox<string>) {
  const all: Sender[] = [actor, someActor, inbox, letters, small, untyped, any];
  // @ts-expect-error: a string cannot be told anything
  const wrong: Sender = 'actor';
  // @ts-expect-error: an index is no bag of options
  [{ type: 'count' } as const].forEach(small.tell);
  return [all, wrong];
}

export function inlet(numbers: Observable<MessageOf<Small>>, subject: Subject<MessageOf<Small>>) {
  numbers.subscribe(small.inbox);
  numbers.subscribe(small.tell);
  numbers.subscribe(large.inbox);
  interval(10).subscribe(untyped.inbox);
  // @ts-expect-error: numbers are no messages of it
  interval(10).subscribe(small.inbox);
  small.inbox.next({ type: 'greet', who: 'World' });
  // @ts-expect-error: no such message. Did you mean "greet"?
  small.inbox.next({ type: 'grete', who: 'World' });
  // @ts-expect-error: a Subject wants a sender of its own
  const strict: typeof subject = small.inbox;
  const seen: Observable<unknown> = small.inbox;
  const source = small.inbox.pipe(
    filter((message) => message.type === 'count'),
    map((): number => 1),
  );
  const subscription = small.inbox.subscribe((message) => message.type);
  return [strict, seen, source, subscription, merge(small.inbox, numbers), from(small.inbox)];
}

export async function lifeOf(ref: ActorRef<Small>) {
  await using disposed = ref;
  const reason = await disposed.stopped;
  if (reason.kind === 'failed') return reason.error;
  // @ts-expect-error: only a failure has an error
  return reason.error;
}
