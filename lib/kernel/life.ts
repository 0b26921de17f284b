import type { Observable } from 'rxjs';
import type { ActorState, AnyActorRef } from '../protocol/actor-ref.js';
import type { LifecycleEvent, StopReason } from '../protocol/lifecycle.js';
import type { Milliseconds } from '../protocol/time.js';
import type { Hub } from './hub.js';
import type { SystemCore } from './system-core.js';

/** What an event says beside its type, actor and time. */
type Detail =
  | { readonly reason: StopReason }
  | { readonly incarnation: number }
  | { readonly error: unknown; readonly incarnation: number };

const STATE_AFTER: Readonly<Partial<Record<LifecycleEvent['type'], ActorState>>> = {
  starting: 'starting',
  started: 'running',
  restarting: 'restarting',
  stopping: 'stopping',
  stopped: 'stopped',
};

const TYPE_OF: Readonly<Record<ActorState, LifecycleEvent['type']>> = {
  starting: 'starting',
  running: 'started',
  restarting: 'restarting',
  stopping: 'stopping',
  stopped: 'stopped',
};

/** Made for the first who looks: most actors are not looked at. */
class Watched {
  lifecycle: Hub<LifecycleEvent> | undefined = undefined;
  children: Hub<LifecycleEvent> | undefined = undefined;
  stopped: Promise<StopReason> | undefined = undefined;
  resolve: ((reason: StopReason) => void) | undefined = undefined;
}

/**
 * The life of an actor as data. The state changes first and whole, then the event is published, so that an observer
 * who acts on it meets an actor that is as the event says.
 */
export abstract class Life {
  readonly system: SystemCore;
  readonly parent: Life | undefined;
  /** Set once, when the reference is made. */
  reference!: AnyActorRef;
  state: ActorState = 'starting';
  /** Why it stops or stopped; set when the door closes, by the first who closes it, and never changed. */
  reason: StopReason | undefined;
  /** The age of the system at its start. */
  readonly #startedAt: Milliseconds;
  #watched: Watched | undefined;

  constructor(system: SystemCore, parent: Life | undefined) {
    this.system = system;
    this.parent = parent;
    this.#startedAt = system.age();
  }

  /** When it started. */
  get since(): Milliseconds {
    return this.system.timeAt(this.#startedAt);
  }

  get lifecycle(): Observable<LifecycleEvent> {
    const { watched } = this;
    watched.lifecycle ??= this.system.hub<LifecycleEvent>(this, (subscriber) => {
      subscriber.next(this.event(TYPE_OF[this.state]));
      if (this.state === 'stopped') subscriber.complete();
    });
    return watched.lifecycle.stream;
  }

  get childLifecycle(): Observable<LifecycleEvent> {
    const { watched } = this;
    watched.children ??= this.system.hub<LifecycleEvent>(this, (subscriber) => {
      if (this.state === 'stopped') subscriber.complete();
    });
    return watched.children.stream;
  }

  get stopped(): Promise<StopReason> {
    const { watched } = this;
    watched.stopped ??= new Promise((resolve) => {
      if (this.state === 'stopped') resolve(this.reason as StopReason);
      else watched.resolve = resolve;
    });
    return watched.stopped;
  }

  announce(type: LifecycleEvent['type'], detail?: Detail): void {
    this.state = STATE_AFTER[type] ?? this.state;
    const { announcer, events } = this.system;
    const own = this.#watched?.lifecycle;
    const siblings = this.parent === undefined ? undefined : this.parent.#watched?.children;
    if (!own?.observed && !siblings?.observed && !events.observed) return;
    const event = this.event(type, detail);
    announcer.publish(own, event);
    announcer.publish(siblings, event);
    announcer.publish(events, event);
  }

  /** How often it was restarted. */
  abstract get incarnation(): number;

  /** The last event, and the end of what can be observed. */
  protected announceStopped(reason: StopReason): void {
    const { announcer } = this.system;
    this.announce('stopped', { reason });
    const watched = this.#watched;
    announcer.complete(watched?.lifecycle);
    announcer.complete(watched?.children);
    watched?.resolve?.(reason);
  }

  private get watched(): Watched {
    this.#watched ??= new Watched();
    return this.#watched;
  }

  private event(type: LifecycleEvent['type'], detail?: Detail): LifecycleEvent {
    const event = { type, actor: this.reference, at: this.system.clock.now() };
    const more = this.reason === undefined ? { incarnation: this.incarnation } : { reason: this.reason };
    // The fields that a type has are right by the callers; the compiler cannot follow a variable `type`.
    return { ...event, ...(detail ?? more) } as LifecycleEvent;
  }
}
