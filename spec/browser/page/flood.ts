import { fromEvent } from 'rxjs';
import { ActorSystem, type AnyActorRef } from '../../../lib/index.js';
import { puppet } from '../../life/support/puppet.js';

/** Work that never ends. */
export type Kind = 'sync handlers' | 'async handlers' | 'an input';

/** How many turns there were at each letter, timer and frame that the page got to. */
export interface Meanwhile {
  readonly letters: number[];
  readonly timers: number[];
  readonly frames: number[];
  /** What was typed. */
  text: string;
}

const EACH = 5;

/** Two actors that play ping-pong for ever. */
function play(system: ActorSystem, kind: Kind, turn: () => void): void {
  const hit = (other: () => AnyActorRef) => {
    turn();
    other().tell('ball');
  };
  const message = (other: () => AnyActorRef) =>
    kind === 'sync handlers' ? () => hit(other) : async () => hit(other);
  const one: AnyActorRef = system.spawn(puppet({ message: message(() => two) }));
  const two: AnyActorRef = system.spawn(puppet({ message: message(() => one) }));
  one.tell('ball');
}

/** An actor whose input always has one more. */
function drown(system: ActorSystem, turn: () => void): void {
  const next = async () => ({ done: false, value: 'one more' });
  const source = { [Symbol.asyncIterator]: () => ({ next }) };
  system.spawn(puppet({ setup: (self) => void self.registerInputTask(source, turn) }));
}

/** Calls `note` each time that `wait` calls back. */
function follow(wait: (callback: () => void) => unknown, note: () => void): void {
  wait(() => {
    note();
    follow(wait, note);
  });
}

/** Of the driver: it types the next letter when one is heard, for a page hears of several keys at once. */
declare function typeNext(): Promise<void>;

/**
 * Floods actors, and has another one listen to what is typed. Resolves when there were five letters, five timers and
 * five frames with turns of the flood in between, and never where the page does not get to them: nothing else ends
 * the flood.
 */
export function flood(lane: 'serialMap' | 'concatMap', kind: Kind): Promise<Meanwhile> {
  const field = document.body.appendChild(document.createElement('input'));
  field.focus();
  const system = new ActorSystem({ lane });
  const seen: Meanwhile = { letters: [], timers: [], frames: [], text: '' };
  let turns = 0;
  return new Promise((resolve) => {
    const note = (list: number[]) => {
      if (turns > (list.at(-1) ?? 0)) list.push(turns);
      if ([seen.letters, seen.timers, seen.frames].some(({ length }) => length < EACH)) return;
      void system.shutdown();
      resolve(seen);
    };
    const typed = fromEvent<InputEvent>(field, 'input');
    const hear = ({ data }: InputEvent) => {
      seen.text += data;
      note(seen.letters);
      if (seen.letters.length < EACH) void typeNext();
    };
    system.spawn(puppet({ setup: (self) => void self.registerInputTask(typed, hear) }));
    const turn = () => {
      turns += 1;
    };
    if (kind === 'an input') drown(system, turn);
    else play(system, kind, turn);
    follow(setTimeout, () => note(seen.timers));
    follow(requestAnimationFrame, () => note(seen.frames));
    // A page that has shown nothing yet drops what is typed.
    requestAnimationFrame(() => requestAnimationFrame(() => void typeNext()));
  });
}
