/** The stages that need no package but the library's own: the bare limit, rxactors, and plain RxJS. */
import { Actor, type ActorRef, ActorSystem, type Handlers, type SystemOptions } from 'rxactors';
import { concatMap, EMPTY, Subject } from 'rxjs';
import { type Receive, send } from './limit.js';
import type { MakeStage, Stage, Told } from './stage.js';

class Handling extends Actor {
  constructor(readonly handle: (message: Told) => unknown) {
    super();
  }
  protected override handleMessage(message: Told) {
    return this.handle(message);
  }
}

function actors(options?: SystemOptions): Stage<ActorRef> {
  const system = new ActorSystem(options);
  const spawn = (handle: (message: Told) => unknown) => system.spawn(() => new Handling(handle));
  return {
    spawn,
    spawnAsync: spawn,
    spawnAnswering: spawn,
    tell: (ref, message) => ref.tell(message),
    ask: (ref, message) => ref.ask(message),
    end: () => system.shutdown(),
  };
}

interface Game {
  ball(m: { left: number }): void;
}

class TypedPlayer extends Actor<Game> {
  constructor(readonly handle: (message: Told) => void) {
    super();
  }
  protected override readonly handlers: Handlers<Game> = { ball: (message) => this.handle(message) };
}

/** Knows one kind of message, and so only ping-pong. */
function typedActors(): Stage<ActorRef<Game>> {
  const system = new ActorSystem();
  return {
    spawn: (handle) => system.spawn(() => new TypedPlayer(handle)),
    tell: (ref, message) => ref.tell(message as Parameters<typeof ref.tell>[0]),
  };
}

interface Asked {
  readonly message: Told;
  readonly answer: (value: unknown) => void;
}

function limit(): Stage<Receive> {
  return {
    spawn: (handle) => handle as Receive,
    tell: send,
    spawnAnswering: (answer) => (asked) => {
      const { message, answer: resolve } = asked as Asked;
      resolve(answer(message));
    },
    ask: (ref, message) => new Promise((answer) => send(ref, { message, answer })),
  };
}

function inbox(handle: (message: never) => Promise<void>): Subject<unknown> {
  const subject = new Subject<unknown>();
  subject.pipe(concatMap((message) => handle(message as never))).subscribe();
  return subject;
}

function subjects(): Stage<Subject<unknown>> {
  return {
    spawn: (handle) => inbox(async (message) => handle(message)),
    spawnAsync: inbox,
    tell: (ref, message) => ref.next(message),
    spawnAnswering: (answer) =>
      inbox(async ({ message, answer: resolve }: Asked) => {
        const value = answer(message);
        resolve(value instanceof Promise ? await value : value);
      }),
    ask: (ref, message) => new Promise((answer) => ref.next({ message, answer })),
  };
}

/** Handlers that have nothing to wait for give `concatMap` nothing to wait for. */
function syncSubjects(): Stage<Subject<Told>> {
  return {
    spawn: (handle) => {
      const inbox = new Subject<Told>();
      inbox
        .pipe(
          concatMap((message) => {
            handle(message);
            return EMPTY;
          }),
        )
        .subscribe();
      return inbox;
    },
    tell: (ref, message) => ref.next(message),
  };
}

export const stages = {
  limit,
  rxactors: () => actors(),
  'rxactors, typed': typedActors,
  'rxactors, lane concatMap': () => actors({ lane: 'concatMap' }),
  'Subject + concatMap': subjects,
  'Subject + concatMap, sync': syncSubjects,
} as const satisfies Record<string, MakeStage>;
