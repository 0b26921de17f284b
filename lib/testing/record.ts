import { AskTurn } from '../kernel/ask-turn.js';
import { TeardownTurn } from '../kernel/life-turns.js';
import { LaunchTurn } from '../kernel/parallel-turns.js';
import type { BaseTurn } from '../kernel/turn.js';
import type { AnyActorRef } from '../protocol/actor-ref.js';
import type { DeadLetter, SystemEvent } from '../protocol/lifecycle.js';
import type { Milliseconds } from '../protocol/time.js';
import { deepEqual } from './deep-equal.js';
import type { Entry } from './entry.js';
import { print } from './print.js';

/** What a turn of the script that fails throws. */
export const FAILURE = new Error('A failure of the script');

/** All that happened to one actor in one run. Kept outside its handlers, whose own errors would be supervised away. */
export class Record {
  readonly entries: Entry[] = [];
  /** How often each message came to the door, also where the actor told it on to itself. */
  readonly arrivals = new Map<unknown, number>();
  /** Outcomes that came too late for somebody outside. */
  late = 0;
  /** Outcomes of handlers that their actor has ended without, or begun anew: those come too late by rights. */
  disowned = 0;
  /** How many messages were handled without a failure. */
  handled = 0;
  /** The last failure that the script did not ask for. */
  failure: { readonly error: unknown } | undefined;
  /** Why the actor's state could not be looked at. */
  unreadable: Error | undefined;
  /** The lives of all actors of the system, by path. */
  readonly lives = new Map<string, string[]>();
  readonly failedTeardowns: string[] = [];
  /** What was seen amiss while it happened, by the name of what it breaks. */
  readonly seen: { readonly oneAtATime: string[]; readonly lifecycle: string[] } = {
    oneAtATime: [],
    lifecycle: [],
  };
  /** When nothing was left to happen: what still waits, or runs. */
  unfinished: string[] = [];
  /** How many handlers run beside the line; at the end those that their actor has ended without. */
  beside = 0;
  /** The actor's own stop came to its end. */
  stopped = false;
  /** What was left when the actor had stopped, or its system was shut down. */
  leak: string | undefined;
  /** How long an ask waits, that does not say so itself. */
  readonly patience: Milliseconds;
  /** The script is through: what ends the run by force is no part of it. */
  over = false;
  #ref: AnyActorRef | undefined;
  #running: BaseTurn | undefined;
  readonly #failed = new WeakSet<BaseTurn>();
  /** The incarnation that each actor was last restarted as, by path. */
  readonly #incarnations = new Map<string, number>();
  #turns = 0;
  #state: { readonly value: unknown } | undefined;
  readonly #stateOf: (() => unknown) | undefined;

  /** `stateOf` gives the actor's state as plain data, if it is to be watched. */
  constructor(patience: Milliseconds, stateOf: (() => unknown) | undefined) {
    this.patience = patience;
    this.#stateOf = stateOf;
  }

  set ref(ref: AnyActorRef) {
    this.#ref = ref;
  }

  get path(): string {
    return this.#ref?.path ?? '';
  }

  sent(entry: Entry): void {
    this.entries.push(entry);
  }

  arrives(message: unknown): void {
    this.arrivals.set(message, (this.arrivals.get(message) ?? 0) + 1);
  }

  /** A turn of any actor begins. */
  begins(turn: BaseTurn): void {
    if (turn.cell.reference !== this.#ref || this.over) return;
    if (this.#running !== undefined)
      this.seen.oneAtATime.push(`the turn for ${spell(turn)} begins within that for ${spell(this.#running)}`);
    if (turn.cell.state === 'stopped')
      this.seen.lifecycle.push(`the turn for ${spell(turn)} begins when the actor has stopped`);
    this.compareState(`before the turn for ${spell(turn)}`);
    this.#running = turn;
    this.#turns += 1;
    const inner = turn instanceof LaunchTurn ? turn.inner : turn;
    this.#noteFailure(inner);
    if (inner !== turn) this.#followBeside(inner);
    if (turn.isMessage) this.#handled(turn, inner);
  }

  ends(turn: BaseTurn): void {
    if (this.#running !== turn) return;
    this.#running = undefined;
    if (turn.isMessage && turn.cell.state === 'stopped')
      this.seen.lifecycle.push(`the actor has stopped before its turn for ${spell(turn)} has ended`);
    if (!(turn instanceof LaunchTurn)) this.#countHandled(turn);
    const { state } = turn.cell;
    // Before `setup` there may be no state yet, and after `teardown` none any more.
    if (turn instanceof TeardownTurn || !(state === 'running' || state === 'stopping')) this.newInstance();
    else this.#keepState();
  }

  /** A new instance begins with a state of its own. */
  newInstance(): void {
    this.#state = undefined;
  }

  /** Between two turns it is as the one before left it. */
  compareState(when: string): void {
    if (this.#state === undefined || this.#running !== undefined) return;
    const before = this.#state.value;
    this.#keepState();
    // Both are clones: what is cloned loses its class.
    if (this.#state !== undefined && !deepEqual(this.#state.value, before))
      this.seen.oneAtATime.push(
        `the state changed from ${print(before)} to ${print(this.#state.value)} in no turn, ${when}`,
      );
  }

  /** Called from within the kernel, where nobody could catch what it throws. */
  #keepState(): void {
    this.#state = undefined;
    if (this.#stateOf === undefined || this.unreadable !== undefined) return;
    let problem = '`state` throws';
    try {
      const value = this.#stateOf();
      problem = '`state` gives what `structuredClone` cannot clone';
      this.#state = { value: structuredClone(value) };
    } catch (cause) {
      this.unreadable = new Error(`${problem}: ${print(cause)}`, { cause });
    }
  }

  #noteFailure(inner: BaseTurn): void {
    const { failed } = inner;
    inner.failed = (error) => {
      this.#failed.add(inner);
      if (error !== FAILURE) this.failure = { error };
      return failed.call(inner, error);
    };
  }

  #countHandled(inner: BaseTurn): void {
    if (inner.isMessage && !this.#failed.has(inner)) this.handled += 1;
  }

  #handled(turn: BaseTurn, inner: BaseTurn): void {
    const { subject } = inner;
    const entry =
      this.#waiting(inner) ?? this.entries.find((e) => e.step.message === subject && isObject(subject));
    if (entry === undefined) return;
    entry.begun.push(this.#turns);
    if (inner !== turn || turn.slot !== undefined) entry.aside = true;
    const { again, invoke } = inner;
    inner.again = () => {
      entry.aside = true;
      return again.call(inner);
    };
    const fails = entry.step.fails && entry.begun.length === 1;
    inner.invoke = () => {
      entry.called ??= inner.cell.system.clock.now();
      if (fails) throw FAILURE;
      return invoke.call(inner);
    };
  }

  #followBeside(inner: BaseTurn): void {
    const { ended } = inner;
    this.beside += 1;
    inner.ended = () => {
      this.beside -= 1;
      this.#countHandled(inner);
      ended.call(inner);
    };
  }

  /** The first of those like it that has not been handled. */
  #waiting(turn: BaseTurn): Entry | undefined {
    const { sender, subject } = turn;
    const asked = turn instanceof AskTurn;
    return this.entries.find(
      (entry) =>
        entry.asked === asked &&
        entry.begun.length + entry.dead.length === 0 &&
        Object.is(entry.step.message, subject) &&
        (asked ? entry.outcome === undefined : entry.sender === sender),
    );
  }

  deadLetter({ message, reason, recipient, sender }: DeadLetter): void {
    if (reason === 'late-reply' && sender === this.#ref && recipient === undefined) this.late += 1;
    if (recipient !== this.#ref) return;
    const same = this.entries.filter(
      (entry) => !entry.asked && Object.is(entry.step.message, message) && entry.sender === sender,
    );
    const entry = same.find(({ begun, dead }) => begun.length === 0 && dead.length === 0) ?? same.at(-1);
    entry?.dead.push(reason);
  }

  event(event: SystemEvent): void {
    if (event.type === 'teardown-failed') this.failedTeardowns.push(event.actor.path);
    if (!LIFE.has(event.type) || !('actor' in event) || event.actor === undefined) return;
    const { path } = event.actor;
    if (event.type === 'starting') this.#incarnations.delete(path);
    if (event.type === 'restarting') this.#incarnations.set(path, event.incarnation);
    // While an actor is restarted, another handler of the instance before may fail; that is the next one's past.
    if (event.type === 'failed' && event.incarnation < (this.#incarnations.get(path) ?? 0)) return;
    const life = this.lives.get(path) ?? [];
    life.push(event.type);
    this.lives.set(path, life);
  }
}

const LIFE = new Set(['starting', 'started', 'failed', 'resumed', 'restarting', 'stopping', 'stopped']);

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function spell(turn: BaseTurn): string {
  return turn.isMessage ? print(turn.subject) : turn.messageType;
}
