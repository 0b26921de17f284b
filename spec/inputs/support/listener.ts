import type { Subscription } from 'rxjs';
import {
  Actor,
  type ActorRef,
  type ActorSystem,
  type InputHandler,
  type InputOptions,
  type InputSource,
  type SystemOptions,
} from '../../../lib/index.js';
import { TestClock } from '../../../lib/testing.js';
import type { NewSystem } from '../../support/lanes.js';

/** An actor that begins as it is told, and calls what it is sent: a message is a piece of a turn. */
export class Listener extends Actor {
  readonly #begin: (self: Listener) => unknown;
  readonly #end: (self: Listener) => unknown;

  constructor(begin: (self: Listener) => unknown, end: (self: Listener) => unknown = () => {}) {
    super();
    this.#begin = begin;
    this.#end = end;
  }

  protected override async setup(): Promise<void> {
    await this.#begin(this);
  }

  protected override async teardown(): Promise<void> {
    await this.#end(this);
  }

  protected override handleMessage(call: () => unknown): unknown {
    return call();
  }

  input<T>(source: InputSource<T>, handle: InputHandler<T>, options?: InputOptions): Subscription {
    return this.registerInputTask(source, handle, options);
  }

  end(): void {
    this.endMainLoop();
  }
}

export interface Scene extends AsyncDisposable {
  readonly clock: TestClock;
  readonly system: ActorSystem;
  readonly log: unknown[];
  /** Starts a listener, and lets all settle that can. */
  start(begin: (self: Listener) => unknown, end?: (self: Listener) => unknown): Promise<ActorRef>;
  /** Lets all settle that can. */
  settle(): Promise<void>;
}

/** A system on a test clock, and a log for what happens there. */
export function newScene(newSystem: NewSystem, options?: SystemOptions): Scene {
  const clock = new TestClock();
  const system = newSystem({ clock, ...options });
  return {
    clock,
    system,
    log: [],
    async start(begin, end) {
      const ref = system.spawn(() => new Listener(begin, end));
      await clock.settle();
      return ref;
    },
    settle: () => clock.settle(),
    [Symbol.asyncDispose]: () => system.shutdown(),
  };
}

/** A promise, and what settles it. */
export interface Gate {
  readonly opened: Promise<void>;
  readonly open: () => void;
  readonly fail: (error: unknown) => void;
}

export function newGate(): Gate {
  let open!: () => void;
  let fail!: (error: unknown) => void;
  const opened = new Promise<void>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  return { opened, open, fail };
}
