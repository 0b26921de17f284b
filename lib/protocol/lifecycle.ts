import type { AnyActorRef } from './actor-ref.js';
import type { Recipient } from './recipient.js';
import type { Milliseconds } from './time.js';

/** Why an actor stopped. */
export type StopReason =
  /** It ended its main loop: `this.endMainLoop()` or `throw new EndMainLoop()`. */
  | { readonly kind: 'ended' }
  /** Somebody called `ref.stop()`. */
  | { readonly kind: 'requested' }
  /** Its parent stopped, or its system shut down. */
  | { readonly kind: 'parentStopped' }
  /** It was killed, or disowned by a shutdown that ran out of time. */
  | { readonly kind: 'killed' }
  /** It failed; `error` is the very object that was thrown. */
  | { readonly kind: 'failed'; readonly error: unknown };

/**
 * The life of an actor as data, a union by `type`: `ref.lifecycle`, `actor.childLifecycle`, `system.events`.
 *
 * State first, event after: `ref.state` already says what the event tells. `failed` comes before what
 * supervision decided: `resumed`, `restarting`, or `stopping`.
 *
 * @example
 * ```ts
 * ref.lifecycle.subscribe((event) => {
 *   if (event.type === 'failed') console.error(event.actor.path, event.error);
 * });
 * ```
 */
// Types and not interfaces, here and below: what is narrowed to one of them must have a type that can be
// written in the declarations of another package.
export type LifecycleEvent =
  | { readonly type: 'starting' | 'resumed'; readonly actor: AnyActorRef; readonly at: Milliseconds }
  | {
      readonly type: 'started' | 'restarting';
      readonly actor: AnyActorRef;
      readonly at: Milliseconds;
      /** 0 for the first instance of the actor, one more after each restart. */
      readonly incarnation: number;
    }
  | {
      readonly type: 'failed';
      readonly actor: AnyActorRef;
      readonly at: Milliseconds;
      /** Of the instance that failed. */
      readonly incarnation: number;
      /** The very object that was thrown. */
      readonly error: unknown;
    }
  | {
      readonly type: 'stopping' | 'stopped';
      readonly actor: AnyActorRef;
      readonly at: Milliseconds;
      readonly reason: StopReason;
    };

/**
 * Why nobody will handle a message:
 *
 * - `actor-stopped`: its actor is stopping, or has stopped
 * - `mailbox-full`: there was no room for it
 * - `late-reply`: the answer to an ask that has settled, or what its handler threw after that
 * - `no-sender`: a reply to a message that named nobody to reply to
 * - `superseded`: a busy policy dropped it in favor of another
 */
export type DeadLetterReason = 'actor-stopped' | 'mailbox-full' | 'late-reply' | 'no-sender' | 'superseded';

/** A message that nobody will handle, and why (G5). */
export interface DeadLetter {
  readonly message: unknown;
  readonly reason: DeadLetterReason;
  /** Whom it was for, where that is known. */
  readonly recipient: Recipient | undefined;
  /** Who told it, as far as the message says. */
  readonly sender: Recipient | undefined;
}

/**
 * All that happens in a system, a union by `type`: `system.events`.
 *
 * `turn-started` and `turn-ended` frame each turn; `messageType` is the message's `type`, or the name of its
 * class. `overdue` names a turn that runs longer than it should, or that holds up a stop.
 *
 * @example
 * ```ts
 * system.events.subscribe((event) => {
 *   if (event.type === 'turn-ended' && event.duration > 100) console.warn(event.messageType);
 * });
 * ```
 */
export type SystemEvent =
  | LifecycleEvent
  | {
      readonly type: 'turn-started';
      readonly actor: AnyActorRef;
      readonly at: Milliseconds;
      readonly messageType: string;
    }
  | {
      readonly type: 'turn-ended';
      readonly actor: AnyActorRef;
      readonly at: Milliseconds;
      readonly messageType: string;
      /** From the start of the handler until what it returned had settled. */
      readonly duration: Milliseconds;
    }
  | { readonly type: 'dead-letter'; readonly at: Milliseconds; readonly letter: DeadLetter }
  | {
      readonly type: 'observer-failed';
      readonly at: Milliseconds;
      /** What a subscriber of `lifecycle`, `childLifecycle`, `inbox`, `events` or `deadLetters` threw. */
      readonly error: unknown;
      /** Whose observer it was; nobody's for those of the system. */
      readonly actor?: AnyActorRef | undefined;
    }
  | {
      readonly type: 'teardown-failed';
      readonly actor: AnyActorRef;
      readonly at: Milliseconds;
      /** What `teardown` threw; the stop reason stays as it was. */
      readonly error: unknown;
    }
  | {
      readonly type: 'overdue';
      readonly actor: AnyActorRef;
      readonly at: Milliseconds;
      readonly messageType: string;
      /** How long the turn has been running. */
      readonly age: Milliseconds;
    };
