import { type ActorSystem, core } from '../actor/actor-system.js';
import type { Logger } from '../protocol/logger.js';
import type { Milliseconds } from '../protocol/time.js';
import { StillBusy } from './still-busy.js';
import { inUse, step, type TestClock } from './test-clock.js';

/** For the systems that the kit makes: what fails there is the test's to tell. */
export const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** Why a run comes to nothing where time has nothing left to bring. */
export const IN_VAIN =
  'it waits for what never happens (only the clock, `sometime` and `input` bring something about here; ' +
  '`setTimeout`, I/O and another run of the kit do not)';

/** Why it does where something goes on all the while. */
export function endless(callbacks: number): string {
  return `it is still busy, or waits, after ${callbacks} callbacks of the clock`;
}

/**
 * Lets time run from one callback on the clock to the next, until nothing is left to happen or `goesOn` says no; it
 * is given the time of the next callback, if there is one. Others who advance the clock meanwhile are waited for.
 */
export async function letTimeRun(
  clock: TestClock,
  goesOn: (next: Milliseconds | undefined) => boolean,
): Promise<void> {
  await clock.settle();
  for (;;) {
    if (clock.next !== undefined) {
      if (!(await clock[step](goesOn))) return;
    } else if (!goesOn(undefined)) return;
    else if (clock[inUse]) await clock.settle();
    else return;
  }
}

/** Shuts down what a run has left, also what would run for ever. What is thrown then is no part of the run. */
export async function endRun(system: ActorSystem, clock: TestClock): Promise<void> {
  let ended = false;
  const shutdown = system.shutdown({ timeout: 1 }).then(() => {
    ended = true;
  });
  while (!ended)
    await clock.advance(1).catch((error: unknown) => {
      // A callback on the clock that throws ends an advance early. Where time cannot go on, its limit never comes.
      if (error instanceof StillBusy) system[core].hurry();
    });
  return shutdown;
}
