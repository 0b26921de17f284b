import type { AnyActorRef } from '../protocol/actor-ref.js';
import type { StopReason } from '../protocol/lifecycle.js';
import type { Turn } from '../protocol/recipient.js';
import type { Supervision } from '../protocol/supervision.js';

/** What the kernel knows of an actor: what to call in which turn. Results may be promises or Observables. */
export interface Behavior {
  setup(): unknown;
  teardown(reason: StopReason): unknown;
  handleMessage(message: unknown, turn: Turn): unknown;
  /** For the failures of its children. */
  readonly supervision?: Supervision | undefined;
  readonly stashCapacity?: number | undefined;
  /** A policy for each kind of message. */
  readonly busy?: object | undefined;
  handleWatchedStopped(ref: AnyActorRef, reason: StopReason): unknown;
  handleUndelivered?(messages: readonly unknown[], reason: StopReason): unknown;
  handleChildStopped(child: AnyActorRef, reason: StopReason): unknown;
}
