import { finalize, from, type Observable, Subscription } from 'rxjs';
import type { Actor } from '../actor/actor.js';
import { expectChild, spawnedBefore } from '../actor/spawn-actor.js';
import { kindOf } from '../kernel/results.js';
import type { Timers } from '../kernel/timers.js';
import { expectRecipient } from '../kernel/turn.js';
import type { AnyActorRef } from '../protocol/actor-ref.js';
import { expected, expectFunction, expectId, expectOptions } from '../protocol/expect.js';
import type { AskOptions, SpawnOptions } from '../protocol/options.js';
import type { Recipient, Turn } from '../protocol/recipient.js';
import { recordedTimers } from './recorded-timers.js';
import { StandIn } from './stand-in.js';
import type { TurnRecord } from './turn-record.js';

/** Children that were made and not started: each will do once, as in a spawn. */
const made = new WeakSet<Actor>();

type Handle = (message: unknown, turn: Turn) => unknown;

/**
 * An actor under observation: what it does to others is taken down and goes nowhere. Its state, its timers and its end are
 * its own.
 */
export class RecordedActor {
  readonly #actor: object;
  readonly #record: TurnRecord;
  readonly #handle: Handle;
  readonly #children = new Map<string, AnyActorRef>();
  readonly #watched = new Set<AnyActorRef>();
  #self: AnyActorRef | undefined;
  #timers: Timers | undefined;
  /** Called when a handler has settled. */
  over: () => void = () => {};

  /** @param actor - one that has not been spawned yet */
  constructor(actor: object, record: TurnRecord) {
    this.#actor = actor;
    this.#record = record;
    this.#handle = (actor as { handleMessage: Handle }).handleMessage;
    const { tell, ask, spawn, watch, watchWith, unwatch, registerInputTask, handleMessage } = this;
    const own = { tell, ask, spawn, watch, watchWith, unwatch, registerInputTask, handleMessage };
    for (const [name, value] of Object.entries(own))
      Object.defineProperty(actor, name, { value, configurable: true, writable: true });
    Object.defineProperties(actor, {
      reference: { get: () => this.reference },
      timers: { get: () => this.timers },
      children: { get: () => this.#children },
    });
  }

  /** Stands in for the actor itself, which hears nothing of what it tells itself within one turn. */
  get reference(): AnyActorRef {
    this.#self ??= this.#standInForSelf();
    return this.#self;
  }

  get timers(): Timers {
    this.#timers ??= recordedTimers(this.#real('timers') as Timers, this.#record);
    return this.#timers;
  }

  readonly tell = (ref: Recipient, message: unknown): void => {
    expectRecipient(ref);
    this.#record.tell(ref.path, message);
  };

  readonly ask = (ref: AnyActorRef, message: unknown, options?: AskOptions): Promise<unknown> => {
    if (ref !== this.#self) return this.#record.ask(ref, message, options);
    // An ask of oneself rejects at once.
    const ask = this.#real('ask') as RecordedActor['ask'];
    return ask(this.#real('reference') as AnyActorRef, message, options);
  };

  readonly spawn = (create: () => unknown, options?: SpawnOptions): AnyActorRef => {
    expectFunction('create', create);
    expectOptions('options', options);
    const child = create();
    expectChild(child as Actor, options);
    if (made.has(child as Actor)) throw spawnedBefore(child as Actor);
    const { name } = (child as Actor).constructor;
    const id = options?.id ?? `${name}-${this.#children.size + 1}`;
    expectId(id);
    const path = `${this.reference.path}/${id}`;
    if (this.#children.has(id))
      throw new RangeError(`Expected \`id\` to be unique among siblings, got \`${id}\` (${path})`);
    made.add(child as Actor);
    this.#record.note(this.#record.spawned, { id, actor: name });
    const ref = standIn(path, () => this.#record);
    this.#children.set(id, ref);
    return ref;
  };

  readonly watch = (ref: AnyActorRef): void => this.#watch(ref, {});

  readonly watchWith = (ref: AnyActorRef, message: unknown): void => this.#watch(ref, { message });

  readonly unwatch = (ref: AnyActorRef): void => {
    if (!this.#watched.delete(ref)) return;
    this.#record.watched = this.#record.watched.filter(({ path }) => path !== ref.path);
  };

  /** Sources are of the world outside. */
  readonly registerInputTask = (): Subscription => new Subscription();

  readonly handleMessage: Handle = (message, turn) => {
    try {
      const result = this.#handle.call(this.#actor, message, turn);
      const kind = kindOf(result);
      if (kind === 'promise') return this.#awaited(result as PromiseLike<unknown>);
      if (kind === 'stream') return from(result as Observable<unknown>).pipe(finalize(() => this.over()));
      this.over();
      return result;
    } catch (error) {
      this.over();
      throw error;
    }
  };

  async #awaited(result: PromiseLike<unknown>): Promise<unknown> {
    try {
      return await result;
    } finally {
      this.over();
    }
  }

  #watch(ref: AnyActorRef, wanted: { readonly message?: unknown }): void {
    if (typeof ref?.stop !== 'function') throw new TypeError(expected('ref', 'a reference of an actor', ref));
    if (this.#watched.has(ref)) return;
    this.#watched.add(ref);
    this.#record.note(this.#record.watched, { path: ref.path, ...wanted });
  }

  #standInForSelf(): AnyActorRef {
    const real = this.#real('reference') as AnyActorRef;
    const self = standIn(real.path, () => this.#record);
    return Object.assign(self, {
      stop: (...options: Parameters<AnyActorRef['stop']>) => real.stop(...options),
      kill: () => real.kill(),
    });
  }

  /** What the actor would have without the record. */
  #real(name: string): unknown {
    return Reflect.get(Object.getPrototypeOf(this.#actor), name, this.#actor);
  }
}

/** It has all that a reference has. */
export function standIn(path: string, record: () => TurnRecord | undefined): AnyActorRef {
  return new StandIn(path, record) as unknown as AnyActorRef;
}
