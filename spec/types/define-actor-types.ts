/** How the functional face is inferred. Compiled only. */
import { of } from 'rxjs';
import {
  type Actor,
  type ActorContext,
  type ActorRef,
  defineActor,
  type Handlers,
  spawn,
} from '../../lib/index.js';
import { type Equal, type Greeting, holds } from './support/equal.js';

declare const good: Handlers<Greeting>;

export const greeter = defineActor((self: ActorContext<Greeting>, from: number) => ({
  handlers: {
    ...good,
    greet: ({ who }) => {
      holds<Equal<typeof who, string>>(true);
      return `${from}: ${who}`;
    },
    count: async () => {
      holds<Equal<typeof self.reference, ActorRef<Greeting>>>(true);
      self.tell(self.reference, { type: 'reset' });
      self.endMainLoop();
      return from;
    },
  },
  teardown: (reason) => self.logger.info(reason.kind),
}));
holds<Equal<typeof greeter, (from: number) => Actor<Greeting>>>(true);

export const block = defineActor((self: ActorContext<Greeting>) => {
  let greeted = 0;
  return {
    handlers: {
      greet: ({ who }) => {
        holds<Equal<typeof who, string>>(true);
        greeted += 1;
        return who;
      },
      count: () => greeted,
      reset: () => self.fail(new Error()),
      price: good.price,
      ticks: good.ticks,
      find: good.find,
    },
    childStopped: (child, reason) => {
      self.logger.warn(child.path, reason.kind);
    },
  };
});
holds<Equal<typeof block, () => Actor<Greeting>>>(true);

export const asynchronous = defineActor(async (self: ActorContext<Greeting>, from: number, to?: string) => {
  const start = await self.ask(
    self.spawn(() => greeter(from)),
    { type: 'count' },
  );
  holds<Equal<typeof start, number>>(true);
  self.registerInputTask(of(1), (value) => value.toFixed(to?.length));
  return { handlers: { ...good, greet: ({ who }) => `${start}: ${who}` } };
});
holds<Equal<typeof asynchronous, (from: number, to?: string) => Actor<Greeting>>>(true);

export const explicit = defineActor<Greeting>(() => ({ handlers: { ...good, greet: ({ who }) => who } }));
export const explicitWithArguments = defineActor<Greeting, [n: number]>((self, n) => ({
  handlers: { ...good, count: () => self.children.size + n },
}));
export const untyped = defineActor((self) => ({ handlers: { ping: () => self.reference.id } }));
holds<Equal<typeof untyped, () => Actor>>(true);
export const untypedWithout = defineActor(() => ({ handlers: { ping: (message) => message.whatever } }));
holds<Equal<typeof untypedWithout, () => Actor>>(true);
export const inputsOnly = defineActor((self, from: number) => {
  self.registerInputTask(of(from), (value) => self.logger.debug(value));
  return { handlers: {} };
});
holds<Equal<typeof inputsOnly, (from: number) => Actor>>(true);

interface Two {
  a(): void;
  b(): number;
}
// @ts-expect-error: `b` is missing
export const missing = defineActor((self: ActorContext<Two>) => ({
  handlers: { a: () => self.endMainLoop() },
}));
// @ts-expect-error: the reply is a number
export const wrong = defineActor((_self: ActorContext<Two>) => ({ handlers: { a: () => {}, b: () => 'b' } }));
// @ts-expect-error: Did you mean 'b'?
export const unknown = defineActor((_self: ActorContext<Two>) => ({
  handlers: { a: () => {}, bb: () => 1 },
}));

export function spawning(parent: ActorContext<Greeting>) {
  const ref = spawn(() => greeter(1));
  holds<Equal<typeof ref, ActorRef<Greeting>>>(true);
  const child = parent.spawn(block);
  holds<Equal<typeof child, ActorRef<Greeting>>>(true);
}
