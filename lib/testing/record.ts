import { AskTurn } from '../kernel/ask-turn.js';
import { LaunchTurn } from '../kernel/parallel-turns.js';
import type { BaseTurn } from '../kernel/turn.js';
import type { AnyActorRef } from '../protocol/actor-ref.js';
import type { DeadLetter, DeadLetterReason, SystemEvent } from '../protocol/lifecycle.js';
import type { Recipient } from '../protocol/recipient.js';
import type { Milliseconds } from '../protocol/time.js';
import { deepEqual } from './deep-equal.js';
import { print } from './print.js';
import { type ScriptStep, say } from './script.js';

/** What a turn of the script that fails throws. */
export const FAILURE = new Error('A failure of the script');

type Sent = Extract<ScriptStep<unknown>, { readonly step: 'tell' | 'ask' }>;

/** A message of a script, and what became of it. */
export class Entry {
  readonly step: Sent;
  readonly sender: Recipient;
  readonly at: Milliseconds;
  /** When its turns began, counted over all turns. */
  readonly begun: number[] = [];
  readonly dead: DeadLetterReason[] = [];
  /** It was put aside, or a busy policy decides about it: its place in the line is the actor's business. */
  aside = false;
  /** Of an ask. */
  outcome: { readonly error?: unknown; readonly at: Milliseconds } | undefined;

  constructor(step: Sent, sender: Recipient, at: Milliseconds) {
    this.step = step;
    this.sender = sender;
    this.at = at;
  }

  get asked(): boolean {
    return this.step.step === 'ask';
  }

  /** Nothing more is due: it is in nobody's hands, or its asker waits no longer. */
  get over(): boolean {
    return this.asked ? this.outcome !== undefined : this.begun.length > 0 || this.dead.length > 0;
  }

  toString(): string {
    return say(this.step);
  }
}

/** All that happened to one actor in one run. Kept outside its handlers, whose own errors would be supervised away. */
export class Record {
  readonly entries: Entry[] = [];
  /** How often each message came to the door, also where the actor told it on to itself. */
  readonly arrivals = new Map<unknown, number>();
  /** Answers that came too late. */
  late = 0;
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
  /** What `expectNoLeaks` found at the end. */
  leak: string | undefined;
  #ref: AnyActorRef | undefined;
  #running: BaseTurn | undefined;
  #turns = 0;
  #state: { readonly value: unknown } | undefined;
  readonly #stateOf: (() => unknown) | undefined;

  /** `stateOf` gives the actor's state as plain data, if it is to be watched. */
  constructor(stateOf: (() => unknown) | undefined) {
    this.#stateOf = stateOf;
  }

  set ref(ref: AnyActorRef) {
    this.#ref = ref;
  }

  sent(entry: Entry): void {
    this.entries.push(entry);
  }

  arrives(message: unknown): void {
    this.arrivals.set(message, (this.arrivals.get(message) ?? 0) + 1);
  }

  /** A turn of any actor begins. */
  begins(turn: BaseTurn): void {
    if (turn.cell.reference !== this.#ref) return;
    if (this.#running !== undefined)
      this.seen.oneAtATime.push(`the turn for ${spell(turn)} begins within that for ${spell(this.#running)}`);
    if (turn.cell.state === 'stopped')
      this.seen.lifecycle.push(`the turn for ${spell(turn)} begins when the actor has stopped`);
    this.compareState(`before the turn for ${spell(turn)}`);
    this.#running = turn;
    this.#turns += 1;
    if (turn.isMessage) this.#handled(turn);
  }

  ends(turn: BaseTurn): void {
    if (this.#running !== turn) return;
    this.#running = undefined;
    if (turn.isMessage && turn.cell.state === 'stopped')
      this.seen.lifecycle.push(`the actor has stopped before its turn for ${spell(turn)} has ended`);
    this.#keepState();
  }

  /** A new instance begins with a state of its own. */
  newInstance(): void {
    this.#state = undefined;
  }

  /** Between two turns it is as the one before left it. */
  compareState(when: string): void {
    if (this.#stateOf === undefined || this.#running !== undefined) return;
    if (this.#state !== undefined) {
      const now = this.#stateOf();
      if (!deepEqual(now, this.#state.value))
        this.seen.oneAtATime.push(
          `the state changed from ${print(this.#state.value)} to ${print(now)} in no turn, ${when}`,
        );
    }
    this.#keepState();
  }

  #keepState(): void {
    if (this.#stateOf !== undefined) this.#state = { value: structuredClone(this.#stateOf()) };
  }

  #handled(turn: BaseTurn): void {
    const inner = turn instanceof LaunchTurn ? turn.inner : turn;
    const { subject } = inner;
    const entry =
      this.#waiting(inner) ?? this.entries.find((e) => e.step.message === subject && isObject(subject));
    if (entry === undefined) return;
    entry.begun.push(this.#turns);
    if (inner !== turn) this.#followBeside(inner);
    if (inner !== turn || turn.slot !== undefined) entry.aside = true;
    const again = inner.again;
    inner.again = () => {
      entry.aside = true;
      return again.call(inner);
    };
    if (entry.step.fails && entry.begun.length === 1)
      inner.invoke = () => {
        throw FAILURE;
      };
  }

  #followBeside(inner: BaseTurn): void {
    const { ended } = inner;
    this.beside += 1;
    inner.ended = () => {
      this.beside -= 1;
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
    if (reason === 'late-reply' && sender === this.#ref) this.late += 1;
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
