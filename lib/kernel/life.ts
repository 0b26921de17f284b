import type { Observable } from 'rxjs';
import type { ActorState, AnyActorRef } from '../protocol/actor-ref.js';
import type { LifecycleEvent, StopReason } from '../protocol/lifecycle.js';
import type { Milliseconds } from '../protocol/time.js';
import type { End } from './end.js';
import { Observers, Rare } from './rare.js';
import type { SystemCore } from './system-core.js';

/** What an event says beside its type, actor and time. */
type Detail =
  | { readonly reason: StopReason }
  | { readonly incarnation: number }
  | { readonly error: unknown; readonly incarnation: number };

/** As a number it shares a field with other marks. */
const STATES: readonly ActorState[] = ['starting', 'running', 'restarting', 'stopping', 'stopped'];
const STATE = 0b111;
/** The bit that only `stopped` has. */
export const STOPPED_BIT = 0b100;

/** The state after an event, by its index. */
const STATE_AFTER: Readonly<Partial<Record<LifecycleEvent['type'], number>>> = {
  starting: 0,
  started: 1,
  restarting: 2,
  stopping: 3,
  stopped: 4,
};

const TYPE_OF: Readonly<Record<ActorState, LifecycleEvent['type']>> = {
  starting: 'starting',
  running: 'started',
  restarting: 'restarting',
  stopping: 'stopping',
  stopped: 'stopped',
};

/**
 * The life of an actor as data. The state changes first and whole, then the event is published, so that an observer
 * who acts on it meets an actor that is as the event says.
 */
export abstract class Life {
  readonly system: SystemCore;
  readonly parent: Life | undefined;
  /** Set once, when the reference is made. */
  reference!: AnyActorRef;
  /** The age of the system at its start. */
  readonly #startedAt: Milliseconds;
  /**
   * Its state in the three lowest bits, and marks above, for a field each would be 8 bytes of each actor: bit 3 is a message
   * has waited (`Line`), bit 4 is set up (`Ending`), bit 5 is scheduled (`Cell`).
   */
  protected bits = 0;
  /** It stops or restarts, and how far it has come; gone again when it begins anew. */
  protected end: End | undefined = undefined;
  /** What there is of what few have; made by `rare`. No getter, for each message looks at it. */
  some: Rare | undefined = undefined;

  constructor(system: SystemCore, parent: Life | undefined) {
    this.system = system;
    this.parent = parent;
    this.#startedAt = system.age();
  }

  get state(): ActorState {
    return STATES[this.bits & STATE] as ActorState;
  }

  /** Why it stops or stopped; set when the door closes, by the first who closes it, and never changed. */
  get reason(): StopReason | undefined {
    return this.end?.reason;
  }

  /** What few have, to add to. */
  protected get rare(): Rare {
    this.some ??= new Rare();
    return this.some;
  }

  /** When it started. */
  get since(): Milliseconds {
    return this.system.timeAt(this.#startedAt);
  }

  get lifecycle(): Observable<LifecycleEvent> {
    const { observers } = this;
    observers.lifecycle ??= this.system.hub<LifecycleEvent>(this, (subscriber) => {
      subscriber.next(this.event(TYPE_OF[this.state]));
      if (this.state === 'stopped') subscriber.complete();
    });
    return observers.lifecycle.stream;
  }

  get childLifecycle(): Observable<LifecycleEvent> {
    const { observers } = this;
    observers.children ??= this.system.hub<LifecycleEvent>(this, (subscriber) => {
      if (this.state === 'stopped') subscriber.complete();
    });
    return observers.children.stream;
  }

  get stopped(): Promise<StopReason> {
    const { observers } = this;
    observers.stopped ??= new Promise((resolve) => {
      if (this.state === 'stopped') resolve(this.reason as StopReason);
      else observers.resolve = resolve;
    });
    return observers.stopped;
  }

  announce(type: LifecycleEvent['type'], detail?: Detail): void {
    const state = STATE_AFTER[type];
    if (state !== undefined) this.bits = (this.bits & ~STATE) | state;
    const { announcer, events } = this.system;
    const own = this.some?.observers?.lifecycle;
    const siblings = this.parent?.some?.observers?.children;
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
    const observers = this.some?.observers;
    announcer.complete(observers?.lifecycle);
    announcer.complete(observers?.children);
    observers?.resolve?.(reason);
  }

  private get observers(): Observers {
    const { rare } = this;
    rare.observers ??= new Observers();
    return rare.observers;
  }

  private event(type: LifecycleEvent['type'], detail?: Detail): LifecycleEvent {
    const event = { type, actor: this.reference, at: this.system.clock.now() };
    const more = this.reason === undefined ? { incarnation: this.incarnation } : { reason: this.reason };
    // The fields that a type has are right by the callers; the compiler cannot follow a variable `type`.
    return { ...event, ...(detail ?? more) } as LifecycleEvent;
  }
}
