/** How handlers are typed by their protocol. Compiled only. */
import { interval, map, type Observable, of, Subject } from 'rxjs';
import {
  Actor,
  type ActorRef,
  type AnyActorRef,
  ask,
  DataMessage,
  type Detached,
  type HandlerResult,
  type Handlers,
  type Message,
  type MessageOf,
  type Result,
  type StopReason,
  spawn,
  type Turn,
} from '../../lib/index.js';
import { type Equal, type Greeting, holds } from './support/equal.js';

const good: Handlers<Greeting> = {
  greet: ({ who }) => `Hello, ${who}!`,
  count: () => 1,
  reset: () => {},
  price: ({ item }) => item.length,
  ticks: ({ every }) => interval(every).pipe(map(() => new Date())),
  find: ({ id }) => (id === '' ? undefined : { name: id }),
};

export class Greeter extends Actor<Greeting> {
  #greeted = 0;
  protected override readonly handlers: Handlers<Greeting> = {
    greet: async ({ type, who }, { signal, sender }) => {
      holds<Equal<typeof type, 'greet'>>(true);
      holds<Equal<typeof who, string>>(true);
      signal.throwIfAborted();
      sender?.tell('hello', { sender: this });
      this.#greeted += 1;
      return `Hello, ${who}!`;
    },
    count: () => of(this.#greeted),
    reset: async () => {
      this.#greeted = 0;
    },
    async price({ item }) {
      return item.length;
    },
    ticks: () => new Subject<Date>(),
    find: async ({ id }) => ((await Promise.resolve(id === '')) ? undefined : { name: id }),
  };
  protected override async setup() {}
  protected override teardown(reason: StopReason) {
    return reason.kind === 'failed' ? of(undefined) : undefined;
  }
  protected override handleMessage(message: MessageOf<Greeting>, turn: Turn) {
    return message.type === 'greet' && message.who === ''
      ? turn.reply('nobody')
      : super.handleMessage(message, turn);
  }
  protected override handleChildStopped(child: AnyActorRef) {
    if (this.children.has(child.id)) this.fail(new Error(child.path));
  }
}

export const mistakes: Handlers<Greeting>[] = [
  // @ts-expect-error: `count` is missing
  { greet: good.greet, reset: good.reset, price: good.price, ticks: good.ticks, find: good.find },
  // @ts-expect-error: Did you mean to write 'greet'?
  { ...good, grete: () => 'Hello' },
  // @ts-expect-error: the reply is a string
  { ...good, greet: () => 1 },
  // @ts-expect-error: the reply is a string, the promised one too
  { ...good, greet: async () => 1 },
  // @ts-expect-error: the reply is a string, the observed one too
  { ...good, greet: () => of(1) },
  // @ts-expect-error: the reply is a string
  { ...good, greet: () => {} },
  // @ts-expect-error: a message has no `whom`
  { ...good, greet: ({ whom }) => whom },
  // @ts-expect-error: an Observable is the reply itself, not a promise of it
  { ...good, ticks: async () => of(new Date()) },
  // @ts-expect-error: ticks are dates
  { ...good, ticks: () => of(1) },
  // @ts-expect-error: many ticks, not one
  { ...good, ticks: () => new Date() },
  // @ts-expect-error: a promise of a number, not of a string
  { ...good, price: async () => 'much' },
];

interface Stack<E> {
  push(m: { value: E }): void;
  pop(): E | undefined;
  all(): readonly E[];
  watch(m: { from: E }): Observable<E>;
  later(): Promise<E>;
}

export class StackActor<E> extends Actor<Stack<E>> {
  readonly #items: E[] = [];
  readonly #changes = new Subject<E>();
  protected override readonly handlers: Handlers<Stack<E>> = {
    push: ({ value }) => {
      this.#items.push(value);
    },
    pop: () => this.#items.pop(),
    all: () => this.#items,
    watch: () => this.#changes,
    later: () => Promise.resolve(this.#items[0]!),
  };
}

export class AsyncStackActor<E> extends Actor<Stack<E>> {
  readonly #items: E[] = [];
  protected override readonly handlers: Handlers<Stack<E>> = {
    push: async ({ value }) => void this.#items.push(value),
    pop: async () => this.#items.pop(),
    all: async () => this.#items,
    watch: ({ from }) => of(from),
    later: async () => this.#items[0]!,
  };
  protected override async setup() {
    const other = this.spawn(() => new StackActor<E>());
    const all: readonly E[] = await this.ask(other, { type: 'all' });
    for (const value of all) other.tell({ type: 'push', value });
  }
}

export class WrongStackActor<E> extends Actor<Stack<E>> {
  protected override readonly handlers: Handlers<Stack<E>> = {
    push: async ({ value }) => void this.last.push(value),
    // @ts-expect-error: the reply is E | undefined
    pop: () => 'not an E',
    all: () => of(this.last),
    // @ts-expect-error: a promise of an Observable, of an open type too
    watch: async ({ from }) => of(from),
    // @ts-expect-error: the reply is E, also where it is promised
    later: async () => 'not an E',
  };
  protected readonly last: E[] = [];
}

export async function stacks() {
  const stack = spawn(() => new StackActor<string>());
  holds<Equal<typeof stack, ActorRef<Stack<string>>>>(true);
  const popped = await stack.ask({ type: 'pop' });
  holds<Equal<typeof popped, string | undefined>>(true);
  const watched = await ask(stack, { type: 'watch', from: 'a' });
  holds<Equal<typeof watched, string>>(true);
  // @ts-expect-error: a stack of strings
  stack.tell({ type: 'push', value: 1 });
  // @ts-expect-error: a stack of strings
  const numbers: ActorRef<Stack<number>> = stack;
  return numbers;
}

/** Untyped actors: each handler declares what it expects. */
export class Untyped extends Actor {
  protected override readonly handlers: Handlers = {
    add: ({ by }: { by: number }) => by + 1,
    any: (message, turn) => turn.reply(message.whatever),
  };
}
export class Awaiting extends Actor {
  protected override async handleMessage(message: Message) {
    message.reply(new DataMessage({ data: 'Hello World!', sender: this }));
  }
}
export class Deciding extends Actor {
  protected override handleMessage(message: DataMessage<number> | string, turn: Turn): Result<unknown> {
    return typeof message === 'string' ? turn.reply(1) : message.data;
  }
}

holds<Equal<HandlerResult<Observable<Date>>, Observable<Date> | Detached<Date>>>(true);
