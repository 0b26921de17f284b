import type { Observable, Subscriber } from 'rxjs';
import type { Hub } from '../kernel/hub.js';
import type { SystemCore } from '../kernel/system-core.js';
import { ChunkedQueue } from '../mailbox/chunked-queue.js';
import { ActorError } from '../protocol/errors.js';
import { adoptSender, isMessage, Message, senderIn, sentBy, takenBy } from '../protocol/message.js';
import type { Recipient, TellOptions } from '../protocol/recipient.js';
import { ActorSystem, core } from './actor-system.js';

interface Taker<M> {
  take(message: M): void;
  closed(): void;
}

/**
 * A place for messages that belongs to no actor: where a program that is none gets its answers (actorio's
 * `Reference()`).
 *
 * It buffers until somebody takes: by `next`, by asynchronous iteration (takers compete), or by `messages`, where
 * every subscriber sees every message and the first gets what has waited. The buffer is unbounded.
 *
 * After `close` iteration ends, `next` rejects with `actor-stopped`, and messages are dead letters of the default
 * system; what had waited can still be taken.
 *
 * @example
 * ```ts
 * const me = new Inbox<string>();
 * me.reference.tell('hey');
 * await me.next() // => 'hey'
 * me.close();
 * ```
 */
export class Inbox<M = unknown> {
  static #made = 0;

  /** To be given away as a sender, or told. */
  readonly reference: Recipient<M>;
  readonly #system: SystemCore = ActorSystem.default[core];
  readonly #waiting = new ChunkedQueue<M>();
  readonly #takers = new Set<Taker<M>>();
  #hub: Hub<M> | undefined;
  #closed = false;

  constructor() {
    Inbox.#made += 1;
    const id = `inbox-${Inbox.#made}`;
    this.reference = {
      id,
      path: `/${id}`,
      tell: (message, options) => this.#receive(message, options),
    };
  }

  /** Every message, to every subscriber; the first to subscribe gets what has waited. Completes when closed. */
  get messages(): Observable<M> {
    this.#hub ??= this.#system.hub<M>(undefined, (subscriber) => this.#greet(subscriber));
    return this.#hub.stream;
  }

  /** Takes the next message. Rejects with `actor-stopped` when the inbox is closed and nothing waits. */
  next(): Promise<M> {
    return new Promise((resolve, reject) => {
      const { path } = this.reference;
      this.#take({
        take: resolve,
        closed: () => reject(new ActorError(`Inbox ${path} is closed`, { code: 'actor-stopped', path })),
      });
    });
  }

  /** No generator: `yield` would wait for a message that has a `then` of its own. */
  [Symbol.asyncIterator](): AsyncIterator<M> {
    return {
      next: () =>
        new Promise((resolve) => {
          this.#take({
            take: (value) => resolve({ done: false, value }),
            closed: () => resolve({ done: true, value: undefined }),
          });
        }),
    };
  }

  /** Takes no more messages. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const taker of this.#takers) taker.closed();
    this.#takers.clear();
    this.#system.announcer.complete(this.#hub);
  }

  #receive(message: M, options: TellOptions | undefined): void {
    const sender = senderIn(options);
    if (this.#closed) {
      this.#system.deadLetter({ message, reason: 'actor-stopped', recipient: this.reference, sender });
      return;
    }
    if (Message[isMessage](message)) this.#own(message, sender);
    const hub = this.#hub?.observed ? this.#hub : undefined;
    const [taker] = this.#takers;
    if (taker !== undefined) {
      this.#takers.delete(taker);
      taker.take(message);
      this.#system.announcer.publish(hub, message);
    } else if (hub === undefined) this.#waiting.push(message);
    else this.#system.announcer.run((serial) => this.#show(hub, message, serial));
  }

  /** Every subscriber of then sees it. If all of them have left meanwhile, it waits like any other. */
  #show(hub: Hub<M>, message: M, serial: number): void {
    if (hub.emit(message, serial) > 0) return;
    const [taker] = this.#takers;
    if (taker === undefined) {
      this.#waiting.push(message);
      return;
    }
    this.#takers.delete(taker);
    taker.take(message);
  }

  /** A reply to it goes to its sender, and without one to the dead letters. */
  #own(message: Message, sender: Recipient | undefined): void {
    if (sender !== undefined) message[adoptSender](sender);
    const { reference } = this;
    message[takenBy]({
      reply: (value) => {
        const to = message[sentBy];
        if (to !== undefined) to.tell(value);
        else
          this.#system.deadLetter({
            message: value,
            reason: 'no-sender',
            recipient: undefined,
            sender: reference,
          });
      },
    });
  }

  #take(taker: Taker<M>): void {
    if (this.#waiting.size > 0) taker.take(this.#waiting.shift() as M);
    else if (this.#closed) taker.closed();
    else this.#takers.add(taker);
  }

  #greet(subscriber: Subscriber<M>): void {
    while (this.#waiting.size > 0 && !subscriber.closed) subscriber.next(this.#waiting.shift() as M);
    if (this.#closed) subscriber.complete();
  }
}
