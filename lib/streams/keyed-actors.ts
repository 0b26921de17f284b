import { Subscriber } from 'rxjs';
import type { Cell } from '../kernel/cell.js';
import { DeadlineList } from '../kernel/deadlines.js';
import { PendingAsk } from '../kernel/pending-ask.js';
import { ChunkedQueue } from '../mailbox/chunked-queue.js';
import { isActorError } from '../protocol/errors.js';
import { expected } from '../protocol/expect.js';
import type { Cancel, Milliseconds } from '../protocol/time.js';
import { type House, Slot } from './keyed-slot.js';
import { type Spawning, spawnFor, withStores } from './keyed-spawn.js';
import { drop, type Keyed, KeyedTurn, NO_REPLY, Resident } from './keyed-turn.js';

export interface KeyedSettings<T> extends Spawning {
  readonly keyOf: (value: T) => unknown;
  readonly toMessage: (value: T) => unknown;
  readonly idle: Milliseconds;
  readonly max: number;
}

/** One subscription of `actorPerKey`: who lives, who waits for a place, and who has been idle, and for how long. */
export class KeyedActors<T> extends Subscriber<T> implements House {
  readonly #result: Subscriber<unknown>;
  readonly #settings: KeyedSettings<T>;
  readonly #slots = new Map<unknown, Slot>();
  /** Keys that have values and no actor yet. */
  readonly #line = new ChunkedQueue<Slot>();
  /** The one that has been idle longest first. */
  readonly #idle = new DeadlineList();
  readonly #asks = new Set<PendingAsk>();
  /** Actors that have not stopped yet. */
  #live = 0;
  #leaving = 0;
  #sourceDone = false;
  #timer: Cancel | undefined;
  /** The result has ended, or nobody listens any more. */
  left = false;

  constructor(result: Subscriber<unknown>, settings: KeyedSettings<T>) {
    super();
    this.#result = result;
    this.#settings = settings;
    result.add(this);
    result.add(() => this.#leave());
  }

  protected override _next(value: T): void {
    const { keyOf, toMessage } = this.#settings;
    let key: unknown;
    let message: unknown;
    try {
      key = keyOf(value);
      message = toMessage(value);
    } catch (error) {
      this._error(error);
      return;
    }
    if (!this.left) this.#take(key, { message, within: withStores(this.#settings.system) });
  }

  protected override _error(error: unknown): void {
    this.#leave();
    this.#result.error(error);
  }

  protected override _complete(): void {
    this.#sourceDone = true;
    for (const slot of this.#slots.values()) if (slot.resident !== undefined) slot.give(slot.resident);
    this.#finish();
    this.unsubscribe();
  }

  /** @internal */
  idles(resident: Resident): void {
    if (this.#sourceDone) this.passivate(resident);
    else if (resident.aside > 0 || resident.list !== undefined) return;
    else if (this.#leaving < this.#line.size) this.passivate(resident);
    else {
      const { clock } = this.#settings.system;
      if (resident.timeout !== Number.POSITIVE_INFINITY) resident.deadline = clock.now() + resident.timeout;
      this.#idle.append(resident);
      this.#arm();
    }
  }

  /** @internal */
  passivate(resident: Resident): void {
    resident.list?.remove(resident);
    resident.leaving = true;
    this.#leaving += 1;
    resident.cell.stop({ kind: 'requested' }, true);
  }

  /** @internal */
  send(resident: Resident, keyed: Keyed): void {
    const { cell } = resident;
    if (keyed.ask === undefined) {
      keyed.ask = this.#ask(cell);
      if (!keyed.ask.claim(keyed.message)) {
        keyed.ask.reject(new TypeError(expected('value', 'no Message that is in flight', keyed.message)));
        return;
      }
    }
    const turn = new KeyedTurn(resident, keyed, keyed.ask);
    keyed.within(() => cell.enqueue(turn));
  }

  #take(key: unknown, keyed: Keyed): void {
    let slot = this.#slots.get(key);
    if (slot === undefined) {
      slot = new Slot(key, this);
      this.#slots.set(key, slot);
      slot.put(keyed);
      this.#lineUp(slot);
      return;
    }
    slot.put(keyed);
    if (slot.resident !== undefined) slot.give(slot.resident);
  }

  #ask(target: Cell): PendingAsk {
    const ask = new PendingAsk(target, Number.POSITIVE_INFINITY);
    this.#asks.add(ask);
    ask.promise.then(
      (reply) => {
        this.#asks.delete(ask);
        this.#result.next(reply);
        this.#finish();
      },
      (error) => {
        this.#asks.delete(ask);
        // An actor that lets one message supersede another has said so itself.
        if (!this.left && error !== NO_REPLY && !isActorError(error, 'superseded')) this.#report(ask, error);
        this.#finish();
      },
    );
    return ask;
  }

  /** The answer failed after its turn, or elsewhere: no actor's failure any more. */
  #report({ target }: PendingAsk, error: unknown): void {
    const { system } = this.#settings;
    system.report({ type: 'observer-failed', actor: target.reference, error, at: system.clock.now() });
  }

  #lineUp(slot: Slot): void {
    this.#line.push(slot);
    this.#house();
  }

  /** Lets those in line in, as far as there is room, and makes room for the others where somebody is idle. */
  #house(): void {
    while (!this.left && this.#line.size > 0 && this.#live < this.#settings.max)
      this.#moveIn(this.#line.shift() as Slot);
    while (this.#leaving < this.#line.size && this.#idle.first !== undefined) this.#idle.first.expire();
  }

  #moveIn(slot: Slot): void {
    this.#live += 1;
    const cell = spawnFor(slot.key, this.#settings);
    if (cell === undefined) {
      this.#live -= 1;
      this.#giveUp(slot);
      return;
    }
    if (this.left) {
      cell.stop({ kind: 'requested' });
      return;
    }
    const resident = new Resident(cell, slot, this.#settings.idle);
    slot.resident = resident;
    void cell.stopped.then(() => this.#movedOut(slot, resident));
    slot.give(resident);
  }

  #movedOut(slot: Slot, resident: Resident): void {
    if (this.left) return;
    resident.list?.remove(resident);
    this.#live -= 1;
    if (resident.leaving) this.#leaving -= 1;
    slot.resident = undefined;
    slot.takeBack(resident.returned);
    // It has handled nothing: the value that it was made for is gone, or there would be no end of it.
    if (resident.begun === 0) drop(this.#settings.system, slot.shift(), resident.cell);
    if (slot.waits) this.#lineUp(slot);
    else {
      this.#slots.delete(slot.key);
      this.#house();
    }
    this.#finish();
  }

  #giveUp(slot: Slot): void {
    this.#slots.delete(slot.key);
    while (slot.waits) drop(this.#settings.system, slot.shift());
    this.#finish();
  }

  /** One timer for all: it looks at the one that has been idle longest, and is set anew for the next. */
  #arm(): void {
    const { first } = this.#idle;
    if (this.#timer !== undefined || first === undefined || first.timeout === Number.POSITIVE_INFINITY)
      return;
    const { clock } = this.#settings.system;
    this.#timer = clock.schedule(Math.max(0, first.deadline - clock.now()), () => this.#ring(), false);
  }

  #ring(): void {
    this.#timer = undefined;
    const now = this.#settings.system.clock.now();
    for (let { first } = this.#idle; first !== undefined && first.deadline <= now; { first } = this.#idle)
      first.expire();
    this.#arm();
  }

  #finish(): void {
    if (this.#sourceDone && !this.left && this.#slots.size === 0 && this.#asks.size === 0)
      this.#result.complete();
  }

  #leave(): void {
    if (this.left) return;
    this.left = true;
    this.#timer?.();
    for (const slot of this.#slots.values()) {
      slot.takeBack(slot.resident?.returned ?? []);
      slot.resident?.cell.stop({ kind: 'requested' });
      while (slot.waits) drop(this.#settings.system, slot.shift());
    }
    this.#slots.clear();
    for (const ask of [...this.#asks]) ask.giveUp(undefined);
    this.#asks.clear();
  }
}
