import { Subject } from 'rxjs';
import {
  type ActorContext,
  type ActorSystem,
  DataMessage,
  type Recipient,
  type StopReason,
} from '../../../lib/index.js';
import { TestClock } from '../../../lib/testing.js';
import type { NewSystem } from '../../support/lanes.js';
import { type Asked, type EntryType, type Kind, Letter, Log, type Player } from './a-log.js';
import { type Backstage, bare, NOTHING, Performance, Performer } from './a-performance.js';
import { isLoose, sourceOf } from './a-sources.js';
import { BEYOND, type Deed, type Script, type Step } from './script.js';

/** Longer than all that a script begins. */
const LONG = 400;
const outsider: Recipient = { id: 'outsider', path: '/outsider', tell: () => undefined };

type StepOf<S extends Step['step']> = Extract<Step, { step: S }>;

/** Plays a script on a system of its own, and keeps a log of it. */
export class Stage implements Backstage {
  readonly clock = new TestClock();
  readonly log = new Log();
  readonly hot = new Subject<void>();
  readonly system: ActorSystem;
  /** What ran before a `tell` or an `ask` had returned, and what these have thrown. */
  readonly intrusions: string[] = [];
  closed = false;
  readonly #performance = new Performance(this);
  #calling: string | undefined;

  constructor(newSystem: NewSystem, seed: number | undefined) {
    this.system = newSystem({ clock: this.clock, ...(seed !== undefined && { seed }) });
    this.system.deadLetters.subscribe(({ message, reason }) => {
      this.foreign('an observer of dead letters');
      this.log.dead.push({ message: bare(message), reason });
    });
  }

  // ── what a script does ────────────────────────────────────────────────────

  do(step: Step): Promise<void> | void {
    if (step.step === 'advance') return this.clock.advance(step.ms);
    if (step.step === 'emit') return this.hot.next();
    if (step.step === 'spawn') return this.#spawnUnder(step);
    const player = this.player(step.to);
    if (step.step === 'tell') this.tell(step.deed, player, step.from);
    else if (step.step === 'ask') this.ask(player, step);
    else if (step.step === 'stop') this.stop(player, step.drain);
    else if (step.step === 'input') this.input(player, step);
    else this.#observe(player);
  }

  player(number: number): Player {
    return this.log.players[number % this.log.players.length] as Player;
  }

  spawn(parent?: Player, deeds = { setup: NOTHING, teardown: NOTHING }): Player {
    const player = { name: `player ${this.log.players.length}`, parent } as {
      -readonly [K in keyof Player]: Player[K];
    };
    const create = () => {
      const actor = new Performer(this.#performance, player, deeds);
      player.self = actor as unknown as ActorContext;
      return actor;
    };
    player.ref = parent === undefined ? this.system.spawn(create) : parent.self.spawn(create);
    this.log.players.push(player);
    player.ref.lifecycle.subscribe(({ type }) => {
      this.foreign('an observer of a lifecycle');
      if (type === 'stopping' || type === 'stopped') this.note(type, player);
    });
    return player;
  }

  #spawnUnder({ under, setup, teardown }: StepOf<'spawn'>): void {
    const parent = this.player(under);
    try {
      this.spawn(parent, { setup, teardown });
    } catch (error) {
      if ((error as { code?: string }).code !== 'actor-stopped') throw error;
    }
  }

  /** `from`: as in a step, or the player that tells. */
  tell(deed: Deed, to: Player, from: number | Player): Letter {
    const teller = from === 2 ? this.player(this.log.players.indexOf(to) + 1) : from;
    const letter = new Letter('tell', to, deed, teller);
    this.note('sent', to, letter);
    this.#quietly('tell', () => {
      if (typeof teller === 'object') teller.self.tell(to.ref, letter);
      else if (teller === 1) to.ref.tell(letter, { sender: outsider });
      else to.ref.tell(letter);
    });
    return letter;
  }

  ask(to: Player, { mode, deed, timeout, abortAfter }: Omit<StepOf<'ask'>, 'step' | 'to'>): Asked {
    const letter = new Letter('ask', to, deed);
    const controller = abortAfter === undefined ? undefined : new AbortController();
    const asked: Asked = {
      letter,
      mode,
      timeout,
      abortAfter,
      controller,
      reply: { reply: letter.number },
      second: { second: letter.number },
      error: new Error(`thrown at ${letter}`),
      reason: new Error(`left ${letter}`),
      given: [],
      settled: 0,
      outcome: undefined,
      forwarded: undefined,
    };
    this.log.asks.push(asked);
    this.note('sent', to, letter);
    const settle = (outcome: Asked['outcome']) => {
      this.note('settled', to, letter);
      asked.settled += 1;
      asked.outcome = outcome;
    };
    this.#quietly('ask', () => {
      const message = mode === 'message.reply' ? new DataMessage({ data: letter }) : letter;
      to.ref.ask(message, { timeout, ...(controller && { signal: controller.signal }) }).then(
        (value) => settle({ value }),
        (error) => settle({ error }),
      );
    });
    if (abortAfter === 0) controller?.abort(asked.reason);
    else if (abortAfter !== undefined && abortAfter < BEYOND)
      this.clock.schedule(abortAfter, () => controller?.abort(asked.reason));
    return asked;
  }

  stop(player: Player, drain: boolean): void {
    this.note(drain ? 'drain' : 'stop', player);
    const reasons = this.log.reasons.get(player) ?? [];
    this.log.reasons.set(player, reasons);
    void player.ref.stop({ drain }).then((reason: StopReason) => reasons.push(reason));
  }

  input(player: Player, { source: kind, count, deed }: Omit<StepOf<'input'>, 'step' | 'to'>): void {
    let end: Letter | undefined;
    const source = Symbol(kind);
    const mint = (what: Kind) => {
      const letter = new Letter(what, player, deed, source, isLoose(kind));
      if (what === 'complete') end = letter;
      this.note('sent', player, letter);
      return letter;
    };
    const callbacks = {
      next: (letter: Letter) => this.#performance.turn(letter),
      error: (letter: unknown) => this.#performance.turn(letter as Letter),
      complete: () => end && this.#performance.turn(end),
    };
    if (player.ref.state === 'stopped' || player.ref.state === 'stopping') return;
    const options = kind === 'pull' ? { count: Math.max(1, count) } : undefined;
    const { clock, hot } = this;
    player.self.registerInputTask(sourceOf(kind, count, { clock, hot, mint }), callbacks, options);
  }

  #observe(player: Player): void {
    const watch = { player, since: this.log.entries.length, seen: [] as unknown[] };
    this.log.watches.push(watch);
    player.ref.inbox.subscribe((message) => {
      this.foreign('an observer of an inbox');
      watch.seen.push(bare(message));
    });
    this.system.events.subscribe(() => this.foreign('an observer of events'));
  }

  /** Lets all that was begun come to its end. */
  rest(): Promise<void> {
    return this.clock.advance(LONG);
  }

  /** Ends the system; `closed` says whether it came to that. */
  async close(): Promise<void> {
    void this.system.shutdown().then(() => {
      this.closed = true;
    });
    await this.clock.advance(LONG);
  }

  // ── what is noted ─────────────────────────────────────────────────────────

  note(type: EntryType, player: Player, letter?: Letter): void {
    this.log.entries.push({ type, at: this.clock.now(), player, letter });
  }

  foreign(what: string): void {
    if (this.#calling !== undefined) this.intrusions.push(`${what} within ${this.#calling}`);
  }

  #quietly(name: string, call: () => void): void {
    this.#calling = name;
    try {
      call();
    } catch (error) {
      this.intrusions.push(`${name} throws ${error}`);
    }
    this.#calling = undefined;
  }
}

/** Plays a script up to where only time, or the end, could bring more. */
export async function play(newSystem: NewSystem, { seed, steps }: Script): Promise<Stage> {
  const stage = new Stage(newSystem, seed);
  stage.spawn();
  stage.spawn();
  for (const step of steps) {
    const done = stage.do(step);
    // Only time is waited for: what stands between two advances happens at once.
    if (done !== undefined) await done;
  }
  await stage.rest();
  return stage;
}
