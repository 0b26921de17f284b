import { Observable } from 'rxjs';
import { ActorSystem, core } from '../actor/actor-system.js';
import { Cell } from '../kernel/cell.js';
import { lanes, piped, type RunTurn } from '../kernel/lane.js';
import { LaunchTurn } from '../kernel/parallel-turns.js';
import { kindOf } from '../kernel/results.js';
import type { Runnable } from '../kernel/run-queue.js';
import { runTurn } from '../kernel/run-turn.js';
import { type SystemCore, type TestHooks, type TestOptions, test } from '../kernel/system-core.js';
import type { BaseTurn } from '../kernel/turn.js';
import type { SystemOptions } from '../protocol/options.js';
import { print } from './print.js';
import { silent } from './run-time.js';
import { dispatch, TestClock } from './test-clock.js';

/** Gives the index of the one among `n` that is next; 0 is who came first. */
export type Choose = (n: number) => number;

/** What those have who run under a schedule: the scenarios of `explore`, and the actors of `invariants`. */
export interface StageTools {
  /** A system whose run queue chooses by the schedule; it is shut down after the run. */
  readonly system: ActorSystem;
  /** The system's clock, and that of RxJS's timed operators; it moves on by itself when nothing else can happen. */
  readonly clock: TestClock;
  /**
   * What the world outside takes its time for: settles as `value` does, at a moment that the schedule chooses. Bound.
   *
   * @example
   * ```ts
   * const { failure } = await explore(async ({ sometime }) => {
   *   const first = await Promise.race([sometime('the cache'), sometime('the server')]);
   *   if (first !== 'the cache') throw new Error(`${first} was first`);
   * }, { seeds: 20 });
   * String(failure?.error) // => 'Error: the server was first'
   * ```
   */
  readonly sometime: <T>(value: T | PromiseLike<T>) => Promise<T>;
  /** A source whose values come in their order, each at a moment that the schedule chooses, anew for each subscriber. */
  readonly input: <T>(...values: readonly T[]) => Observable<T>;
}

export interface StageOptions extends Omit<SystemOptions, 'clock' | 'lane'> {
  /** Sees each turn begin. */
  readonly around?: (run: RunTurn) => RunTurn;
}

/** What stands in the run queue beside actors. */
interface Step extends Runnable {
  readonly label: string;
}

/**
 * A system in which all that could come in another order is chosen: which actor has its turn, which settled promise
 * goes on, which callback of one moment on the clock is first, and when a value from outside comes. All of it stands in
 * the run queue, and one step is taken in a task of the host, so that who becomes ready meanwhile joins the next choice.
 */
export class Stage {
  readonly clock = new TestClock();
  readonly system: ActorSystem;
  readonly choices: number[] = [];
  /** The turns, each as the actor's path and the message's type. */
  readonly trace: string[] = [];
  /** All steps; those that were taken out of their order are marked, and say who would have been next. */
  readonly steps: string[] = [];
  readonly #choose: Choose;
  /** The actor that is chosen has a turn, or none: its messages may have been withdrawn. */
  #instead: string | undefined;

  constructor(choose: Choose, { around, ...options }: StageOptions = {}) {
    this.#choose = choose;
    this.clock[dispatch] = (call) => this.#enqueue(call, `the clock calls at ${this.clock.now()} ms`);
    const hooks: TestHooks = {
      pick: (_, ready) => this.#pick(ready),
      detain: (goOn, who) => this.#enqueue(goOn, `${who?.path ?? 'an asker outside'} goes on`),
    };
    const testOptions: TestOptions = { logger: silent, ...options, clock: this.clock, [test]: hooks };
    this.system = new ActorSystem(testOptions);
    // There is no actor yet: all turns pass here.
    const kernel: { feed: SystemCore['feed'] } = this.system[core];
    kernel.feed = piped(lanes.serialMap(this.#noted(around?.(runTurn) ?? runTurn)));
    this.system.events.subscribe((event) => {
      if (event.type === 'failed') this.note(`${event.actor.path} fails: ${print(event.error)}`);
    });
  }

  /** Settles as `value` does, but at a moment of the schedule's choice. */
  async sometime<T>(value: T | PromiseLike<T>): Promise<T> {
    const [outcome] = await Promise.allSettled([value]);
    const what = outcome.status === 'fulfilled' ? outcome.value : outcome.reason;
    await this.moment(`${print(what)} comes`);
    return value;
  }

  /** Resolves at a moment of the schedule's choice; `label` says what happens then. */
  moment(label: string): Promise<void> {
    return new Promise<void>((goOn) => this.#enqueue(goOn, label));
  }

  /** Writes down what happens outside of the schedule. */
  note(label: string): void {
    this.#write(label, undefined);
  }

  /** What scenarios have of it. */
  get tools(): StageTools {
    return {
      system: this.system,
      clock: this.clock,
      sometime: (value) => this.sometime(value),
      input: (...values) => this.input(values),
    };
  }

  /** Emits each value at a moment of the schedule's choice, in their order. */
  input<T>(values: readonly T[]): Observable<T> {
    return new Observable<T>((subscriber) => {
      const next = (index: number): void => {
        const last = index >= values.length;
        const label = last ? 'the input ends' : `the input ${print(values[index])}`;
        this.#enqueue(() => {
          if (subscriber.closed) return;
          if (last) subscriber.complete();
          else {
            subscriber.next(values[index] as T);
            next(index + 1);
          }
        }, label);
      };
      next(0);
    });
  }

  #noted(run: RunTurn): RunTurn {
    return (turn) => {
      const { path } = turn.cell;
      this.trace.push(`${path} ${turn.messageType}`);
      this.#write(`${path} ${turn.isMessage ? print(turn.subject) : turn.messageType}`, this.#instead);
      this.#instead = undefined;
      this.#detain(turn instanceof LaunchTurn ? turn.inner : turn);
      return run(turn);
    };
  }

  /** What the turn promises settles first, and takes effect when it is chosen. */
  #detain(turn: BaseTurn): void {
    const { invoke, cell } = turn;
    const later = async (result: PromiseLike<unknown>) => {
      await Promise.allSettled([result]);
      await this.moment(`${cell.path} settles`);
      return result;
    };
    turn.invoke = () => {
      const result = invoke.call(turn);
      return kindOf(result) === 'promise' ? later(result as PromiseLike<unknown>) : result;
    };
  }

  #enqueue(call: () => void, label: string): void {
    const step: Step = {
      label,
      run: () => {
        call();
        return 1;
      },
    };
    this.system[core].runQueue.schedule(step);
  }

  #pick(ready: readonly Runnable[]): number {
    const choice = this.#choose(ready.length);
    this.choices.push(choice);
    const instead = choice > 0 ? nameOf(ready[0] as Runnable) : undefined;
    const chosen = ready[choice] as Runnable;
    this.#instead = chosen instanceof Cell ? instead : undefined;
    if (!(chosen instanceof Cell)) this.#write(nameOf(chosen), instead);
    return choice;
  }

  #write(step: string, instead: string | undefined): void {
    this.steps.push(instead === undefined ? `  ${step}` : `> ${step}, before ${instead}`);
  }
}

function nameOf(ready: Runnable): string {
  return ready instanceof Cell ? `a turn of ${ready.path}` : (ready as Step).label;
}
