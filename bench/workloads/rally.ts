/** Ping-pong in every form: two parties that answer each other, with a new message at each step. */
import { Actor, type ActorRef, ActorSystem, type Handlers, type SystemOptions } from 'rxactors';
import { concatMap, Subject } from 'rxjs';
import { check } from '../harness/benchmark.js';
import { gate } from './gate.js';
import { send } from './limit.js';

/** How the parties hand each other the ball; the referee is what both share. */
export interface Ball {
  readonly type: 'ball';
  readonly left: number;
}

/** Plays `messages` messages, and throws when not all of them were handled. */
export type Rally = (messages: number) => Promise<void>;

type Throw = (ball: Ball) => void;

class Referee {
  handled = 0;
  over: () => void = () => undefined;

  /** The next ball, or none when the rally is over. */
  next(ball: Ball): Ball | undefined {
    this.handled += 1;
    if (ball.left > 1) return { type: 'ball', left: ball.left - 1 };
    this.over();
    return undefined;
  }

  async play(serve: Throw, messages: number): Promise<void> {
    const { passed, open } = gate();
    this.handled = 0;
    this.over = open;
    serve({ type: 'ball', left: messages });
    await passed;
    check(this.handled === messages, `handled ${this.handled} of ${messages}`);
  }
}

class Player extends Actor {
  peer!: ActorRef;
  constructor(readonly referee: Referee) {
    super();
  }
  protected override handleMessage(ball: Ball) {
    const next = this.referee.next(ball);
    if (next !== undefined) this.peer.tell(next);
  }
}

class AsyncPlayer extends Player {
  protected override async handleMessage(ball: Ball) {
    await undefined;
    const next = this.referee.next(ball);
    if (next !== undefined) this.peer.tell(next);
  }
}

interface Game {
  ball(m: { left: number }): void;
}

class TypedPlayer extends Actor<Game> {
  peer!: ActorRef<Game>;
  constructor(readonly referee: Referee) {
    super();
  }
  protected override readonly handlers: Handlers<Game> = {
    ball: (ball) => {
      const next = this.referee.next(ball);
      if (next !== undefined) this.peer.tell(next);
    },
  };
}

function between(Kind: typeof Player, options?: SystemOptions): Rally {
  const referee = new Referee();
  const [left, right] = [new Kind(referee), new Kind(referee)];
  const system = new ActorSystem(options);
  right.peer = system.spawn(() => left);
  left.peer = system.spawn(() => right);
  return (messages) => referee.play(right.peer.tell, messages);
}

function typed(): Rally {
  const referee = new Referee();
  const [left, right] = [new TypedPlayer(referee), new TypedPlayer(referee)];
  const system = new ActorSystem();
  right.peer = system.spawn(() => left);
  left.peer = system.spawn(() => right);
  return (messages) => referee.play(right.peer.tell, messages);
}

function limit(): Rally {
  const referee = new Referee();
  const party = (peer: () => Throw) => (ball: unknown) => {
    const next = referee.next(ball as Ball);
    if (next !== undefined) send(peer() as (ball: unknown) => void, next);
  };
  const left: Throw = party(() => right);
  const right: Throw = party(() => left);
  return (messages) => referee.play((ball) => send(left as (ball: unknown) => void, ball), messages);
}

function subjects(): Rally {
  const referee = new Referee();
  const left = new Subject<Ball>();
  const right = new Subject<Ball>();
  const party = (own: Subject<Ball>, peer: Subject<Ball>) =>
    own
      .pipe(
        concatMap(async (ball) => {
          const next = referee.next(ball);
          if (next !== undefined) peer.next(next);
        }),
      )
      .subscribe();
  party(left, right);
  party(right, left);
  return (messages) => referee.play((ball) => left.next(ball), messages);
}

/** Each call sets up a pair that can play any number of rallies. */
export const rallies = {
  limit,
  rxactors: () => between(Player),
  'rxactors, typed': typed,
  'rxactors, async': () => between(AsyncPlayer),
  'rxactors, lane concatMap': () => between(Player, { lane: 'concatMap' }),
  'Subject + concatMap': subjects,
} as const satisfies Record<string, () => Rally>;
