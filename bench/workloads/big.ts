/** Savina's big: a hundred actors each ping another at random, and the next when that one has answered. */
import { check } from '../harness/benchmark.js';
import { gate } from './gate.js';
import type { Stage, Told } from './stage.js';

export const ACTORS = 100;

interface Play extends Told {
  readonly from: number;
}

interface Begin extends Told {
  readonly pings: number;
}

/** Each run is of `pings` pings by each actor, and as many answers. */
export async function big<Ref>(stage: Stage<Ref>): Promise<(pings: number) => Promise<void>> {
  let finished = 0;
  let handled = 0;
  let done: () => void = () => undefined;
  const sink: Ref = await stage.spawn(() => {
    finished += 1;
    if (finished === ACTORS) done();
  });
  const players: Ref[] = [];
  const onPlay = () => {
    handled += 1;
  };
  for (let i = 0; i < ACTORS; i++) players.push(await stage.spawn(player(stage, i, players, sink, onPlay)));
  return async (pings) => {
    const { passed, open } = gate();
    [finished, handled, done] = [0, 0, open];
    for (const ref of players) stage.tell(ref, { type: 'begin', pings } as Begin);
    await passed;
    check(handled === 2 * ACTORS * pings, `${handled} of ${2 * ACTORS * pings} pings and answers`);
  };
}

function player<Ref>(
  stage: Stage<Ref>,
  own: number,
  players: readonly Ref[],
  sink: Ref,
  onPlay: () => void,
): (message: Told) => void {
  let left = 0;
  let random = own + 1;
  const ping = () => {
    left -= 1;
    random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
    stage.tell(players[(random >>> 8) % ACTORS] as Ref, { type: 'ping', from: own } as Play);
  };
  return (message) => {
    if (message.type === 'begin') left = (message as Begin).pings;
    else onPlay();
    if (message.type === 'ping')
      stage.tell(players[(message as Play).from] as Ref, { type: 'pong', from: own } as Play);
    else if (left > 0) ping();
    else stage.tell(sink, { type: 'exit' });
  };
}
