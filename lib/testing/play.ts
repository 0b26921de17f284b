import type { Actor } from '../actor/actor.js';
import { AskTurn } from '../kernel/ask-turn.js';
import type { Cell } from '../kernel/cell.js';
import { cellOf } from '../kernel/cell-of.js';
import type { RunTurn } from '../kernel/lane.js';
import { TeardownTurn } from '../kernel/life-turns.js';
import type { BaseTurn } from '../kernel/turn.js';
import type { ActorRef, AnyActorRef } from '../protocol/actor-ref.js';
import type { SpawnOptions } from '../protocol/options.js';
import type { Recipient } from '../protocol/recipient.js';
import type { Milliseconds } from '../protocol/time.js';
import { Belongings } from './belongings.js';
import { Entry } from './entry.js';
import { expectNoLeaks } from './expect-no-leaks.js';
import { Record } from './record.js';
import { endRun, letTimeRun } from './run-time.js';
import { type Script, type ScriptStep, say } from './script.js';
import { follow } from './shrink.js';
import { Stage, type StageTools } from './stage.js';
import { virtualTime } from './virtual-time.js';

/** Something that waits for longer than so many callbacks of the clock waits in vain. */
const MOST_CALLBACKS = 1_000;

/** What is played with. */
export interface Cast {
  readonly create: (tools: StageTools) => { readonly reference: AnyActorRef };
  readonly spawn: SpawnOptions;
  /** Whether a message has an answer. */
  readonly answers: (message: never) => boolean;
  /** An actor's state, as plain data. */
  readonly state: ((actor: never) => unknown) | undefined;
  /** How long an ask of the script waits that does not say so itself. */
  readonly patience: Milliseconds;
}

/** What came of a script: what happened to the actor, and all steps in order. */
export interface Played {
  readonly record: Record;
  readonly steps: readonly string[];
}

/**
 * Plays a script with an actor of its own in a system of its own. Nobody else may play meanwhile. Rejects with what
 * `create` throws, and where the actor's state cannot be looked at.
 */
export async function play(cast: Cast, script: Script): Promise<Played> {
  const player = new Player(cast, script);
  const { system, clock } = player.stage;
  const restore = virtualTime(clock);
  try {
    await player.play();
    if (player.record.unreadable !== undefined) throw player.record.unreadable;
    return { record: player.record, steps: [...player.steps] };
  } finally {
    await endRun(system, clock).finally(restore);
  }
}

class Player {
  readonly stage: Stage;
  readonly record: Record;
  steps: readonly string[] = [];
  readonly #cast: Cast;
  readonly #script: Script;
  readonly #senders = new Map<number, Recipient>();
  readonly #belongings: Belongings;
  #actor: unknown;

  constructor(cast: Cast, script: Script) {
    this.#cast = cast;
    this.#script = script;
    const { state, patience } = cast;
    this.record = new Record(patience, state && (() => state(this.#actor as never)));
    // The system's own time limit is what it is in a program, so that an actor's own asks run out of time first.
    this.stage = new Stage(follow(script.schedule), { around: (run) => this.#watched(run) });
    this.#belongings = new Belongings(this.stage);
    this.stage.system.events.subscribe((event) => this.record.event(event));
    this.stage.system.deadLetters.subscribe((letter) => this.record.deadLetter(letter));
  }

  async play(): Promise<void> {
    const ref = this.#spawn();
    this.record.ref = ref;
    const cell = cellOf(ref) as Cell;
    this.#count(cell);
    for (const step of this.#script.steps) await this.#take(step, ref);
    await this.#untilSettled(() => this.#calm(cell));
    this.record.compareState('at the end');
    this.record.unfinished = this.#left(cell);
    await this.#end(ref);
    this.steps = [...this.stage.steps];
    this.record.over = true;
  }

  #spawn(): ActorRef {
    const create = () => {
      this.record.newInstance();
      this.#actor = this.#belongings.ofOthers(() => this.#cast.create(this.#belongings.tools));
      return this.#actor as Actor;
    };
    const ref = this.stage.system.spawn(create, { id: 'actor', ...this.#cast.spawn });
    this.#belongings.cell = cellOf(ref) as Cell;
    return ref;
  }

  /** How often a message comes to the door: an actor may tell it to itself again; and what is let go of. */
  #count(cell: Cell): void {
    const { tell, enqueue, lateOutcome } = cell;
    cell.lateOutcome = (outcome) => {
      this.record.disowned += 1;
      lateOutcome.call(cell, outcome);
    };
    cell.tell = (message, sender) => {
      this.record.arrives(message);
      tell.call(cell, message, sender);
    };
    cell.enqueue = (turn) => {
      if (turn instanceof AskTurn) this.record.arrives(turn.subject);
      enqueue.call(cell, turn);
    };
  }

  async #take(step: ScriptStep<unknown>, ref: ActorRef): Promise<void> {
    const { clock } = this.stage;
    // The steps stand in line with the turns: what is told one after the other may find the actor idle, or busy.
    if (!('atOnce' in step && step.atOnce)) await this.stage.moment(`-- ${say(step)}`);
    else this.stage.note(`-- ${say(step)}`);
    if (step.step === 'wait') await clock.advance(step.ms);
    else if (step.step === 'stop') void ref.stop({ drain: step.drain });
    else if (step.step === 'tell' || !this.#cast.answers(step.message as never)) {
      const entry = this.#entry({ ...step, step: 'tell' });
      ref.tell(step.message, { sender: entry.sender });
    } else this.#ask(this.#entry(step), ref);
  }

  #entry(step: Entry['step']): Entry {
    const entry = new Entry(step, this.#sender(step.sender), this.stage.clock.now());
    this.record.sent(entry);
    return entry;
  }

  #ask(entry: Entry, ref: ActorRef): void {
    const { clock } = this.stage;
    const { message, patience: timeout = this.record.patience } = entry.step;
    ref.ask(message, { timeout }).then(
      () => {
        entry.outcome = { at: clock.now() };
      },
      (error: unknown) => {
        entry.outcome = { error, at: clock.now() };
      },
    );
  }

  #sender(number: number): Recipient {
    const id = `sender-${number}`;
    const sender = this.#senders.get(number) ?? { id, path: `/${id}`, tell: () => undefined };
    this.#senders.set(number, sender);
    return sender;
  }

  /** A turn that has to wait for something is over when it says so; any other when it has run. */
  #watched(run: RunTurn): RunTurn {
    return (turn) => {
      this.record.begins(turn);
      const ended = turn.ended;
      turn.ended = () => {
        ended.call(turn);
        this.#ends(turn);
      };
      const settlement = this.#belongings.inTurnOf(turn.cell, () => run(turn));
      if (settlement === undefined) this.#ends(turn);
      return settlement;
    };
  }

  #ends(turn: BaseTurn): void {
    this.record.ends(turn);
    if (turn instanceof TeardownTurn && turn.cell === this.#belongings.cell)
      this.record.leak ??= this.#belongings.listening;
  }

  #calm(cell: Cell): boolean {
    return this.record.entries.every(({ over }) => over) && this.#left(cell).length === 0;
  }

  /** What has not been handled to its end. */
  #left(cell: Cell): string[] {
    const { running, belongings, state, size } = cell;
    const stash = belongings?.stash?.filter(({ withdrawn }) => !withdrawn).length ?? 0;
    return [
      ...(state === 'starting' ? ['the actor has not started'] : []),
      ...(running === undefined || (state === 'stopping' && !running.isMessage)
        ? []
        : [`the turn for \`${running.messageType}\` has not ended`]),
      ...[...(belongings?.busy?.bodies ?? [])].map(
        ({ turn }) => `the handler of \`${turn.messageType}\` has not ended`,
      ),
      ...(size > 0 && state !== 'stopped' ? [`${size} wait in the mailbox`] : []),
      ...(stash > 0 ? [`${stash} wait in the stash`] : []),
    ];
  }

  async #end(ref: ActorRef): Promise<void> {
    const { system } = this.stage;
    await this.stage.moment('-- the end: stop');
    void ref.stop();
    await this.#untilSettled(() => ref.state === 'stopped');
    this.record.stopped = ref.state === 'stopped';
    if (this.record.stopped) this.record.leak ??= this.#belongings.roots;
    let down = false;
    void system.shutdown().then(() => {
      down = true;
    });
    await this.#untilSettled(() => down);
    // Nobody waits for what was disowned: what such a handler still has on the clock is no leak.
    if (this.record.beside > 0) await this.#untilSettled(() => false);
    if (!this.record.stopped || !down) return;
    try {
      expectNoLeaks(system);
    } catch (error) {
      this.record.leak ??= (error as Error).message;
    }
  }

  /** Lets time run until `over`, or until it seems in vain. */
  async #untilSettled(over: () => boolean): Promise<void> {
    let callbacks = 0;
    await letTimeRun(this.stage.clock, () => !over() && callbacks++ < MOST_CALLBACKS);
  }
}
