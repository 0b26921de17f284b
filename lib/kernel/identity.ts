import type { Subscriber } from 'rxjs';
import { ActorError } from '../protocol/errors.js';
import type { DeadLetterReason } from '../protocol/lifecycle.js';
import type { MailboxFigures } from '../protocol/mailbox.js';
import type { Recipient } from '../protocol/recipient.js';
import type { Behavior } from './behavior.js';
import type { Cell } from './cell.js';
import { Holdings } from './holdings.js';
import type { Hub } from './hub.js';
import type { Raising } from './supervisor.js';
import type { SystemCore } from './system-core.js';

/** Who an actor is: its place, its present instance, and in whose name it refuses. */
export abstract class Identity extends Holdings {
  declare readonly parent: Cell | undefined;
  /** Its id; or what its id begins with, where it is numbered. */
  readonly #stem: string;
  /** 0 for one that was given its id. */
  readonly #number: number;
  behavior!: Behavior;
  /** Its index among those beside it. */
  place = 0;

  constructor(system: SystemCore, parent: Cell | undefined, stem: string, number: number) {
    super(system, parent);
    this.#stem = stem;
    this.#number = number;
  }

  get id(): string {
    return this.#number === 0 ? this.#stem : `${this.#stem}-${this.#number}`;
  }

  /** Tells it from its siblings. */
  get key(): string | number {
    return this.#number === 0 ? this.#stem : this.#number;
  }

  override get incarnation(): number {
    return this.raising?.incarnation ?? 0;
  }

  get raising(): Raising | undefined {
    return this.some?.raising;
  }

  /** Something is declared about its failures. */
  raiseBy(raising: Raising | undefined): void {
    this.rare.raising = raising;
  }

  /** Those who observe the messages. */
  observeInbox(greet: (subscriber: Subscriber<unknown>) => void): Hub<unknown> {
    const { rare } = this;
    rare.inboxHub ??= this.system.hub(this, greet);
    return rare.inboxHub;
  }

  get path(): string {
    let path = `/${this.id}`;
    // No recursion: a tree may be deeper than the stack.
    for (let { parent } = this; parent !== undefined; parent = parent.parent) path = `/${parent.id}${path}`;
    return path;
  }

  /** Whether messages are accepted. */
  get open(): boolean {
    return this.reason === undefined;
  }

  abstract get mailbox(): MailboxFigures;

  refuseTold(message: unknown, sender: Recipient | undefined, reason: DeadLetterReason): void {
    this.system.deadLetter({ message, reason, recipient: this.reference, sender });
  }

  /** Why a message that waited, or came too late, is not handled; or what an instance on its way down cannot do. */
  refusal(reason: DeadLetterReason, undelivered: unknown): ActorError {
    const { path } = this;
    if (reason === 'mailbox-full') {
      const text = `The mailbox of ${path} is full (${this.mailbox.capacity} waiting)`;
      return new ActorError(text, { code: reason, path, undelivered });
    }
    if (reason === 'superseded') {
      const text = `Another message of its kind is handled by ${path} in its place`;
      return new ActorError(text, { code: reason, path, undelivered });
    }
    if (this.open) {
      const text = `Actor ${path} restarts`;
      return new ActorError(text, { code: 'actor-restarted', path, undelivered });
    }
    const cause = this.reason?.kind === 'failed' ? { cause: this.reason.error } : {};
    const state = this.state === 'stopped' ? 'has stopped' : 'is stopping';
    const text = `Actor ${path} ${state} (${this.reason?.kind ?? 'ended'})`;
    return new ActorError(text, { code: 'actor-stopped', path, undelivered, ...cause });
  }
}
