import type { Observable } from 'rxjs';
import type { AnyActorRef, LifecycleEvent, SystemEvent } from '../../../lib/index.js';

/** What `source` has emitted so far, and `'complete'` when it has ended. */
export function record<T, L>(source: Observable<T>, show: (value: T) => L): (L | string)[] {
  const log: (L | string)[] = [];
  source.subscribe({
    next: (value) => log.push(show(value)),
    error: (error) => log.push(`error ${error}`),
    complete: () => log.push('complete'),
  });
  return log;
}

/** An event in some words: its type, and what is particular to it. */
export function label(event: SystemEvent): string {
  if ('reason' in event) return `${event.type} ${event.reason.kind}`;
  if ('messageType' in event) return `${event.type} ${event.messageType}`;
  if ('error' in event) return `${event.type} ${(event.error as Error).message}`;
  return event.type;
}

/** The same with the actor's id. */
export function labelWithId(event: LifecycleEvent): string {
  return `${event.actor.id} ${label(event)}`;
}

/** The life of an actor as its observers see it from now on. */
export function lifeOf(ref: AnyActorRef): string[] {
  return record(ref.lifecycle, label);
}

/** What `promise` rejects with; fails where it does not. */
export function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => {
      throw new Error(`Expected a rejection, got the value ${value}`);
    },
    (error) => error,
  );
}

/** What `call` throws; fails where it does not. */
export function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error('Expected a throw');
}
