/** Ping-pong: two parties that answer each other, with a new message at each step. */
import { check } from '../harness/benchmark.js';
import { gate } from './gate.js';
import type { Stage, Told } from './stage.js';

interface Ball extends Told {
  readonly left: number;
}

/** Plays `messages` messages, and throws when not all of them were handled. */
export type Rally = (messages: number) => Promise<void>;

/** A pair that can play any number of rallies. */
export async function rally<Ref>(stage: Stage<Ref>): Promise<Rally> {
  const referee = new Referee();
  const party = (peer: () => Ref) => (message: Told) => {
    const next = referee.next(message as Ball);
    if (next !== undefined) stage.tell(peer(), next);
  };
  const left: Ref = await stage.spawn(party(() => right));
  const right: Ref = await stage.spawn(party(() => left));
  return (messages) => referee.play((ball) => stage.tell(left, ball), messages);
}

/** The same with handlers that await. */
export async function asyncRally<Ref>(stage: Stage<Ref>): Promise<Rally> {
  const referee = new Referee();
  const party = (peer: () => Ref) => async (message: Told) => {
    await undefined;
    const next = referee.next(message as Ball);
    if (next !== undefined) stage.tell(peer(), next);
  };
  check(stage.spawnAsync !== undefined, 'no handlers that await');
  const left: Ref = await stage.spawnAsync(party(() => right));
  const right: Ref = await stage.spawnAsync(party(() => left));
  return (messages) => referee.play((ball) => stage.tell(left, ball), messages);
}

class Referee {
  #handled = 0;
  #over: () => void = () => undefined;

  /** The next ball, or none when the rally is over. */
  next(ball: Ball): Ball | undefined {
    this.#handled += 1;
    if (ball.left > 1) return { type: 'ball', left: ball.left - 1 };
    this.#over();
    return undefined;
  }

  async play(serve: (ball: Ball) => void, messages: number): Promise<void> {
    const { passed, open } = gate();
    this.#handled = 0;
    this.#over = open;
    serve({ type: 'ball', left: messages });
    await passed;
    check(this.#handled === messages, `handled ${this.#handled} of ${messages}`);
  }
}
