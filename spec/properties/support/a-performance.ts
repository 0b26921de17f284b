import { isObservable, Observable, tap } from 'rxjs';
import {
  Actor,
  type AnyActorRef,
  DataMessage,
  EndMainLoop,
  type Message,
  type Result,
  type Turn,
} from '../../../lib/index.js';
import type { TestClock } from '../../../lib/testing.js';
import { type Asked, type EntryType, Letter, type Log, type Player } from './a-log.js';
import { delay } from './a-sources.js';
import type { Deed } from './script.js';

export const NOTHING: Deed = { how: 'sync', ms: 0 };
const A_WHILE: Deed = { how: 'promise', ms: 0 };

/** What its actors need of a stage. */
export interface Backstage {
  readonly clock: TestClock;
  readonly log: Log;
  player(number: number): Player;
  tell(deed: Deed, to: Player, from: Player): unknown;
  note(type: EntryType, player: Player, letter?: Letter): void;
  /** Somebody's code runs. */
  foreign(what: string): void;
}

/** An actor that does what its letters say. */
export class Performer extends Actor {
  readonly #performance: Performance;
  readonly #player: Player;
  readonly #setup: Deed;
  readonly #teardown: Deed;

  constructor(
    performance: Performance,
    player: Player,
    { setup, teardown }: { setup: Deed; teardown: Deed },
  ) {
    super();
    this.#performance = performance;
    this.#player = player;
    this.#setup = setup;
    this.#teardown = teardown;
  }

  protected override setup(): Result<void> {
    return this.#performance.turn(new Letter('setup', this.#player, this.#setup)) as Result<void>;
  }

  protected override teardown(): Result<void> {
    return this.#performance.turn(new Letter('teardown', this.#player, this.#teardown)) as Result<void>;
  }

  protected override handleMessage(message: unknown, turn: Turn): unknown {
    return this.#performance.handle(message, turn);
  }

  protected override handleChildStopped(ref: AnyActorRef): Result<void> {
    const child = this.#performance.playerOf(ref);
    return this.#performance.turn(new Letter('notice', this.#player, A_WHILE, child)) as Result<void>;
  }
}

/** The letter in a message that carries one. */
export function bare(message: unknown): unknown {
  return message instanceof DataMessage ? message.data : message;
}

function failing(letter: Letter): () => never {
  return () => {
    throw new Error(`thrown at ${letter}`);
  };
}

/** What the actors of a stage do. */
export class Performance {
  readonly #stage: Backstage;

  constructor(stage: Backstage) {
    this.#stage = stage;
  }

  playerOf(ref: AnyActorRef): Player | undefined {
    return this.#stage.log.players.find((player) => player.ref === ref);
  }

  handle(message: unknown, turn: Turn): unknown {
    const letter = bare(message) as Letter;
    const asked = this.#stage.log.askOf(letter);
    if (asked === undefined) return this.turn(letter);
    const current = asked.forwarded ?? letter;
    const fail = () => {
      asked.given.push(asked.error);
      throw asked.error;
    };
    return this.turn(current, () => this.#answer(asked, current, message, turn), fail);
  }

  #answer(asked: Asked, letter: Letter, message: unknown, turn: Turn): unknown {
    const { mode, reply, second, given } = asked;
    const say = (answer: (value: unknown) => void, value: object) => {
      given.push(value);
      answer(value);
    };
    if (mode === 'return' || letter === asked.forwarded) {
      given.push(reply);
      return reply;
    }
    const byTurn = (value: unknown) => turn.reply(value);
    if (mode === 'message.reply') say((value) => (message as Message).reply(value), reply);
    if (mode === 'turn.reply' || mode === 'twice') say(byTurn, reply);
    if (mode === 'twice') say(byTurn, second);
    if (mode === 'late') this.#stage.clock.schedule(2, () => say(byTurn, reply));
    if (mode === 'forwarded') this.#forward(asked, turn);
    return undefined;
  }

  #forward(asked: Asked, turn: Turn): void {
    const to = this.#stage.player(this.#stage.log.players.indexOf(asked.letter.to) + 1);
    asked.forwarded = new Letter('ask', to, NOTHING, asked.letter);
    this.#stage.note('sent', to, asked.forwarded);
    turn.forward(to.ref);
  }

  /** Notes when a turn begins, and when what the handler gave has settled. */
  turn(letter: Letter, answer: () => unknown = () => undefined, fail = failing(letter)): unknown {
    const { to, deed } = letter;
    this.#stage.foreign(`the turn of ${letter}`);
    this.#stage.note('begun', to, letter);
    const end = () => this.#stage.note('ended', to, letter);
    const cut = () => {
      this.#stage.note('cut', to, letter);
      end();
    };
    let result: unknown;
    try {
      if (deed.tells !== undefined) this.#stage.tell(NOTHING, this.#stage.player(deed.tells), to);
      result = this.#spend(deed, answer, fail);
    } catch (thrown) {
      end();
      throw thrown;
    }
    if (result instanceof Promise) return result.finally(end);
    if (isObservable(result)) return result.pipe(tap({ complete: end, error: end, unsubscribe: cut }));
    end();
    return result;
  }

  #spend({ how, ms }: Deed, answer: () => unknown, fail: () => never): unknown {
    switch (how) {
      case 'sync':
        return answer();
      case 'promise':
        return Promise.resolve()
          .then(() => undefined)
          .then(answer);
      case 'timer':
        return delay(this.#stage.clock, ms).then(answer);
      case 'observable':
        return this.#stream(ms, answer);
      case 'reject':
        return delay(this.#stage.clock, ms).then(() => fail());
      case 'throw':
        return fail();
      case 'end':
        throw new EndMainLoop();
    }
  }

  #stream(ms: number, answer: () => unknown): Observable<unknown> {
    return new Observable((subscriber) => {
      const emit = () => {
        subscriber.next(answer());
        subscriber.complete();
      };
      if (ms > 0) return this.#stage.clock.schedule(ms, emit);
      emit();
      return undefined;
    });
  }
}
