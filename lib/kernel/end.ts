import type { StopReason } from '../protocol/lifecycle.js';
import type { Cell } from './cell.js';
import type { RestartGroup } from './restart-group.js';

/** Shared by all that have none: most actors have no children. */
const NO_CELLS: Cell[] = [];

const ENDED: StopReason = { kind: 'ended' };

/**
 * What only an actor that stops or restarts needs to know: how far it has come with taking itself down. One that has
 * stopped keeps it, for the reason.
 *
 * `living`: what waits may still be handled. `children`: they stop, one after the other. `teardown`: the last turn.
 * `down`: nothing of this incarnation is left. `done`: the actor has stopped.
 */
export class End {
  /** Why it ends for good; not there for a restart. */
  reason: StopReason | undefined;
  stage: 'living' | 'children' | 'teardown' | 'down' | 'done';
  /** What waited when the door was closed is still handled. */
  draining = false;
  /** Nobody waits for its turns any more: it was killed, or the deadline of a shutdown is over. */
  hurried = false;
  /** Its own failure, or end, has been decided about: what else comes of that turn decides nothing more. */
  judged = false;
  leaving = NO_CELLS;
  /** The messages that were refused; kept only where the actor wants to hear of them. */
  undelivered: unknown[] | undefined = undefined;
  /** Those it begins anew with. More than one where a sibling failed while it was on its way. */
  groups: Set<RestartGroup> | undefined = undefined;
  /** What the instance is told in its teardown, for a restart. */
  cause = ENDED;

  constructor(stage: End['stage'] = 'living', reason?: StopReason) {
    this.stage = stage;
    this.reason = reason;
  }

  join(group: RestartGroup): void {
    this.groups ??= new Set();
    this.groups.add(group);
  }
}
