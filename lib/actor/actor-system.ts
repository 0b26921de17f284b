/// <reference lib="esnext.disposable" preserve="true" />
import type { Observable } from 'rxjs';
import type { DeadLetters } from '../kernel/dead-letters.js';
import { PARENT_STOPPED } from '../kernel/ending.js';
import { SystemCore } from '../kernel/system-core.js';
import type { ActorRef } from '../protocol/actor-ref.js';
import { expectDuration, expectOptions } from '../protocol/expect.js';
import type { SystemEvent } from '../protocol/lifecycle.js';
import type { SpawnOptions, SystemOptions } from '../protocol/options.js';
import type { Protocol } from '../protocol/protocol.js';
import type { Milliseconds } from '../protocol/time.js';
import type { Actor } from './actor.js';
import { spawnActor } from './spawn-actor.js';

/** Key of a system's kernel, for the rest of the package. */
export const core = Symbol('core');

/** What may be said when a system is shut down. */
export interface ShutdownOptions {
  /**
   * How long to wait before what still runs is disowned: its signal aborts, and its outcome is a dead letter.
   *
   * @defaultValue `Infinity`
   */
  readonly timeout?: Milliseconds | undefined;
}

/**
 * The parent of root actors, with what all its actors share: a clock, a run queue, a logger, and those who observe.
 *
 * Most programs need none of their own: the function `spawn` uses {@link ActorSystem.default}. Make one to choose its
 * options, or to end all its actors together.
 *
 * Turns run in the async context in which the system was made, not in that of whoever told; the stores named by the
 * option `context` travel with each message.
 *
 * Guarantees: G8, G10, G14.
 *
 * Throws a `TypeError` or `RangeError` for a bad option.
 *
 * @example
 * ```ts
 * await using system = new ActorSystem({ askTimeout: 1_000 });
 * const echo = system.spawn(() => new (class extends Actor {
 *   protected override handleMessage(message: string) { return message; }
 * })());
 * await echo.ask('hey') // => 'hey'
 * ```
 */
export class ActorSystem {
  /** Where the function `spawn` starts its actors. */
  static readonly default: ActorSystem = /* @__PURE__ */ new ActorSystem();

  readonly #core: SystemCore;
  #shutdown: Promise<void> | undefined;

  constructor(options?: SystemOptions) {
    this.#core = new SystemCore(options);
  }

  /** For people who print it; and for those who wrap plain objects in proxies (Vue), which a system is not. */
  get [Symbol.toStringTag](): string {
    return 'ActorSystem';
  }

  /** @internal */
  get [core](): SystemCore {
    return this.#core;
  }

  /**
   * All that happens, as one typed union: the lives of all actors, turns with their durations, dead letters, and
   * failures that belong to nobody. What nobody observes is not even made.
   */
  get events(): Observable<SystemEvent> {
    return this.#core.events.stream;
  }

  /**
   * Messages that nobody will handle, each with its reason (G5), as they happen; `count` and `counts` are kept whether
   * or not anyone observes. Letters are not kept for late subscribers. When 100,000 wait to be shown, further ones are
   * only counted.
   */
  get deadLetters(): DeadLetters {
    return this.#core.deadLetters;
  }

  /**
   * Starts a root actor and returns its reference at once; its `setup` is its first turn. Bound.
   *
   * What the factory throws is thrown here. Throws `actor-stopped` once a shutdown has begun, a `TypeError` for a
   * factory that gives no new actor, a `RangeError` for an id that is malformed or taken.
   *
   * @param create - makes the actor: a new one at each call
   */
  readonly spawn = <P extends Protocol<P>>(create: () => Actor<P>, options?: SpawnOptions): ActorRef<P> =>
    spawnActor(this.#core, undefined, create, options);

  /**
   * Stops all root actors, the last first, and resolves when they have stopped. Nothing can be spawned any more.
   * Calling it again waits for the same end.
   */
  async shutdown(options?: ShutdownOptions): Promise<void> {
    expectOptions('options', options);
    const timeout = options?.timeout ?? Number.POSITIVE_INFINITY;
    expectDuration('timeout', timeout);
    this.#core.closed = true;
    this.#shutdown ??= this.#stopRoots();
    if (timeout === Number.POSITIVE_INFINITY) return this.#shutdown;
    const cancel = this.#core.clock.schedule(timeout, () => this.#core.hurry());
    await this.#shutdown;
    cancel();
  }

  /** As {@link ActorSystem.shutdown}, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown();
  }

  async #stopRoots(): Promise<void> {
    for (const root of this.#core.roots.list().reverse()) {
      if (this.#core.hurried) root.hurry();
      else root.stop(PARENT_STOPPED);
      await root.stopped;
    }
  }
}
