import type { AnyActorRef } from '../protocol/actor-ref.js';
import type { LifecycleEvent, StopReason } from '../protocol/lifecycle.js';
import type { Bounds } from './bounds.js';
import type { Busy } from './busy.js';
import type { Children } from './children.js';
import type { Hub } from './hub.js';
import type { Input } from './input.js';
import type { Feed } from './lane.js';
import type { Owned } from './owner.js';
import type { PendingAsk } from './pending-ask.js';
import type { Settlement } from './settlement.js';
import type { DetachedStream } from './stream.js';
import type { Raising } from './supervisor.js';
import type { Timers } from './timers.js';
import type { BaseTurn } from './turn.js';
import type { Watch } from './watching.js';

/** Those who observe its life. */
export class Observers {
  lifecycle: Hub<LifecycleEvent> | undefined = undefined;
  children: Hub<LifecycleEvent> | undefined = undefined;
  stopped: Promise<StopReason> | undefined = undefined;
  resolve: ((reason: StopReason) => void) | undefined = undefined;
}

/** What it owns, each of its collections made when the first thing of it is needed. */
export class Held {
  children: Children | undefined = undefined;
  childRefs: ReadonlyMap<string, AnyActorRef> | undefined = undefined;
  inputs: Set<Input> | undefined = undefined;
  asking: Set<PendingAsk> | undefined = undefined;
  unanswered: Set<PendingAsk> | undefined = undefined;
  streams: Set<DetachedStream> | undefined = undefined;
  busy: Busy | undefined = undefined;
  /** What its code made that ends with the instance. */
  owned: Owned[] | undefined = undefined;
  timers: Timers | undefined = undefined;
  /** By the actor that is watched. */
  watching: Map<AnyActorRef, Watch> | undefined = undefined;
  watchers: Set<Watch> | undefined = undefined;
  /** What was put aside, the oldest first. */
  stash: BaseTurn[] | undefined = undefined;
  /** What `become` put over the actor's own handlers, the latest last. */
  tables: object[] | undefined = undefined;
}

/** What only some actors have, made for the first thing of it: as fields of their own they would be 8 bytes of each. */
export class Rare {
  held: Held | undefined = undefined;
  observers: Observers | undefined = undefined;
  /** Those who observe the messages. */
  inboxHub: Hub<unknown> | undefined = undefined;
  /** How it is restarted; only where something is declared about its failures. */
  raising: Raising | undefined = undefined;
  /** `this.fail(error)` was called in the running turn: no `catch` in the handler can take it back. */
  failure: { readonly error: unknown } | undefined = undefined;
  /** Who comes is looked at, and so comes as a turn. Not there where anything is let in at once. */
  bounds: Bounds | undefined = undefined;
  /** The wait of its line for an asynchronous handler. */
  settlement: Settlement | undefined = undefined;
  /** Where its turns go in, if not where all others' do. */
  feed: Feed | undefined = undefined;
}
