import { concatMap, EMPTY, Observable, Subject } from 'rxjs';
import { fuse, type SelfPaced, serialMap } from './serial-map.js';
import type { Settlement } from './settlement.js';
import type { BaseTurn } from './turn.js';

/** Runs a turn; returns what to wait for, if it did not finish at once. Never throws. */
export type RunTurn = (turn: BaseTurn) => Settlement | undefined;

/** An actor's inbox as the lane sees it. */
export interface TurnInbox extends SelfPaced<BaseTurn> {
  /** As an Observable that emits the next turn when the one before has settled. */
  asObservable(): Observable<BaseTurn>;
}

/** What lets turns through one at a time: an operator between an inbox and its handling. */
export type Lane = (run: RunTurn) => PipedLane;

export type PipedLane = (inbox: TurnInbox) => { subscribe(): unknown };

/** Takes a turn into the lane. */
export type Feed = (turn: BaseTurn) => unknown;

/**
 * Both lanes promise the same (docs/semantics.md); `serialMap` fuses with the inbox, whose mailbox is its queue.
 * RxJS's own `concatMap` is the oracle: it is handed one turn at a time, for it cannot hold a backlog.
 */
export const lanes: Readonly<Record<'serialMap' | 'concatMap', Lane>> = {
  serialMap: (run) => serialMap(run),
  concatMap: (run) => (inbox) => inbox.asObservable().pipe(concatMap((turn) => settled(run(turn)))),
};

function settled(settlement: Settlement | undefined): Observable<never> {
  if (settlement === undefined) return EMPTY;
  return new Observable((subscriber) => settlement.subscribe(subscriber));
}

/**
 * Pipes an inbox through the lane, and gives its entrance. A lane that fuses keeps nothing of an inbox, and its entrance
 * does for all actors.
 */
export function piped(lane: PipedLane): Feed {
  let feed!: Feed;
  const inbox: TurnInbox = {
    [fuse]: (project) => ({
      subscribe: () => {
        feed = project;
      },
    }),
    asObservable: () => {
      const turns = new Subject<BaseTurn>();
      feed = (turn) => turns.next(turn);
      return turns;
    },
  };
  lane(inbox).subscribe();
  return feed;
}
