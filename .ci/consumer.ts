// A program outside, compiled against the built declarations as its author would: no newer lib, nothing skipped.
import {
  Actor,
  type ActorContext,
  type ActorRef,
  ActorSystem,
  type AnyActorRef,
  ask,
  DataMessage,
  defineActor,
  type Handlers,
  Message,
  spawn,
} from 'rxactors';
import { marbles, probe, runTurn, TestClock, type TurnEffects } from 'rxactors/testing';

interface Greeting {
  greet(m: { who: string }): string;
  count(): number;
}

export class Greeter extends Actor<Greeting> {
  #greeted = 0;
  protected override readonly handlers: Handlers<Greeting> = {
    greet: ({ who }) => {
      this.#greeted += 1;
      return `Hello, ${who}!`;
    },
    count: async () => this.#greeted,
  };
}

export class Echo extends Actor {
  protected override async handleMessage(message: Message) {
    message.reply(new DataMessage({ data: 'hey', sender: this }));
  }
}

export const greeter: ActorRef<Greeting> = spawn(() => new Greeter());
export const any: AnyActorRef = greeter;
export const text: Promise<string> = greeter.ask({ type: 'greet', who: 'World' });
export const reply: Promise<DataMessage<string>> = ask<DataMessage<string>>(spawn(() => new Echo()), new Message());
export const made = defineActor((self: ActorContext<Greeting>, from: number) => ({
  handlers: { greet: ({ who }) => who + self.reference.path, count: () => from },
}));
// @ts-expect-error: a number is no name
export const wrong = greeter.ask({ type: 'greet', who: 7 });
export const test: () => Promise<void> = marbles(({ cold, expectObservable }) => {
  expectObservable(cold('-a|')).toBe('-a|');
});
export const clock: number = new TestClock().now();
export const asked = probe<Greeting>(new ActorSystem()).expectMessage('greet');
export const who: Promise<string> = asked.then((message) => message.who);
export const turn: Promise<TurnEffects<string>> = runTurn(() => new Greeter(), { type: 'greet', who: 'World' });
export const setup = runTurn.setup(() => new Greeter());
export const aside: ActorRef<Greeting> = runTurn.reference<Greeting>('greeter');
