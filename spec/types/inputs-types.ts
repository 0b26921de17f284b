/** What an input task may read, what its handler gets, and the options of the rest. Compiled only. */
import { EMPTY, fromEvent, interval, type Observable, type ObservableInput, of, Subject } from 'rxjs';
import type { InputSource, LifecycleEvent, Logger, SystemEvent, Turn } from '../../lib/index.js';
import {
  Actor,
  ActorSystem,
  type AsyncLocalStorageLike,
  type Clock,
  type InputHandler,
} from '../../lib/index.js';
import { type Equal, holds } from './support/equal.js';

interface Frame {
  readonly data: string;
}
declare const socket: EventTarget & {
  receive(): Promise<Frame>;
  send(data: string): Promise<void>;
  maybe(): PromiseLike<Frame>;
};
declare const stream: ReadableStream<Uint8Array>;
async function* numbers() {
  yield 1;
}

export class Inputs extends Actor {
  protected override setup() {
    this.registerInputTask(fromEvent<MessageEvent<string>>(socket, 'message'), ({ data }) =>
      socket.send(data),
    );
    this.registerInputTask(fromEvent<MessageEvent>(socket, 'message'), ({ data }, turn) => turn.reply(data));
    this.registerInputTask(
      () => socket.receive(),
      (frame) => {
        holds<Equal<typeof frame, Frame>>(true);
      },
    );
    this.registerInputTask(
      () => socket.maybe(),
      (frame, turn) => {
        holds<Equal<typeof frame, Frame>>(true);
        holds<Equal<typeof turn, Turn>>(true);
      },
    );
    this.registerInputTask(
      async () => 1,
      (value) => holds<Equal<typeof value, number>>(true),
    );
    this.registerInputTask(numbers(), (value) => holds<Equal<typeof value, number>>(true));
    this.registerInputTask(stream, (value) => void value.byteLength);
    this.registerInputTask(stream, { next: (value) => value.byteLength });
    this.registerInputTask(socket.receive(), (frame) => holds<Equal<typeof frame, Frame>>(true), {
      count: 1,
    });
    this.registerInputTask(['a', 'b'], (value) => holds<Equal<typeof value, string>>(true));
    this.registerInputTask(new Set([1]), (value) => holds<Equal<typeof value, number>>(true), {
      count: undefined,
    });
    this.registerInputTask(new Subject<void>(), () => this.endMainLoop());
    this.registerInputTask(EMPTY, this.reference.tell);
    return this.observed();
  }

  private observed() {
    const subscription = this.registerInputTask(interval(10), {
      next: async (value, { signal }) => {
        holds<Equal<typeof value, number>>(true);
        signal.throwIfAborted();
      },
      error: (error, turn) => {
        holds<Equal<typeof error, unknown>>(true);
        turn.reply(error);
      },
      complete: (turn) => holds<Equal<typeof turn, Turn>>(true),
    });
    subscription.unsubscribe();
    this.registerInputTask(() => socket.receive(), { next: ({ data }) => of(data), error: undefined });
    this.registerInputTask(interval(10), { complete: () => this.fail(new Error()) });
    // @ts-expect-error: numbers have no such method
    this.registerInputTask(interval(10), (value) => value.trim());
    // @ts-expect-error: it waits for a string
    this.registerInputTask(interval(10), (value: string) => value.trim());
    // @ts-expect-error: a number is no source
    this.registerInputTask(1, () => {});
    const pull = () => 1;
    // @ts-expect-error: a pull function returns a promise
    this.registerInputTask(pull, () => {});
    // @ts-expect-error: Did you mean `next`?
    this.registerInputTask(interval(10), { nxt: () => {} });
    // @ts-expect-error: a number of values
    this.registerInputTask(interval(10), () => {}, { count: 'all' });
  }
}

/** Every ObservableInput of RxJS is one. */
export const ofRxjs = <T>(source: ObservableInput<T>): InputSource<T> => source;

export function over<T>(source: InputSource<T>, handle: InputHandler<T>) {
  return class extends Actor {
    protected override setup() {
      this.registerInputTask(source, handle);
      this.registerInputTask<T>(source, (value) => this.tell(this.reference, value));
    }
  };
}

export function systems(storage: AsyncLocalStorageLike, clock: Clock, pino: PinoLike) {
  const logger: Logger = console;
  const other: Logger = pino;
  const cancel = clock.schedule(10, () => {});
  cancel();
  void new ActorSystem({
    name: 'shop',
    logger,
    clock,
    seed: 1,
    lane: 'concatMap',
    slice: 5,
    askTimeout: 1,
    context: [storage],
  });
  void new ActorSystem({ logger: other, lane: undefined, seed: undefined, context: undefined });
  // @ts-expect-error: no such lane
  return new ActorSystem({ lane: 'mergeMap' });
}
interface PinoLike {
  debug(object: object, message?: string): void;
  info(object: object, message?: string): void;
  warn(object: object, message?: string): void;
  error(object: object, message?: string): void;
}

export function events(all: Observable<SystemEvent>, life: Observable<LifecycleEvent>) {
  life.subscribe(all as Subject<SystemEvent>);
  return all.subscribe((event) => {
    holds<Equal<typeof event.at, number>>(true);
    switch (event.type) {
      case 'starting':
      case 'resumed':
        return event.actor.path;
      case 'started':
      case 'restarting':
        return event.incarnation;
      case 'failed':
        return [event.error, event.incarnation];
      case 'stopping':
      case 'stopped':
        return event.reason.kind === 'failed' && event.reason.error;
      case 'turn-started':
        return event.messageType;
      case 'turn-ended':
        return event.duration;
      case 'dead-letter':
        return event.letter.reason === 'no-sender' ? event.letter.recipient?.path : event.letter.message;
      case 'observer-failed':
        return event.actor?.path ?? event.error;
      case 'teardown-failed':
        return [event.actor.id, event.error];
      case 'overdue':
        return event.age + event.messageType.length;
      default:
        return holds<Equal<typeof event, never>>(true);
    }
  });
}
