import { core } from '../../lib/actor/actor-system.js';
import { ActorSystem } from '../../lib/index.js';
import { letTimeRun } from '../../lib/testing/run-time.js';
import { expectNoLeaks, TestClock } from '../../lib/testing.js';
import { soon } from './soon.js';

/** More callbacks than these come from something that repeats for ever: the system does not end. */
const MOST_CALLBACKS = 1_000;

const { shutdown } = ActorSystem.prototype;
/** The systems of the test that runs. */
let systems = new Set<ActorSystem>();
let excused = false;

/** Has `system` shut down after the test, where the test has not done it, and checked. */
export function checked(system: ActorSystem): ActorSystem {
  systems.add(system);
  return system;
}

/** For a test that leaves something behind on purpose: it is not checked. */
export function leavesBehind(_what: string): void {
  excused = true;
}

/** From now on every system that a test shuts down is checked after it, also those of `marbles` and `explore`. */
export function checkWhatIsShutDown(): void {
  ActorSystem.prototype.shutdown = function (options) {
    checked(this);
    return shutdown.call(this, options);
  };
}

/** Ends the test's systems, and rejects where something is left in one of them. */
export async function checkLeaks(): Promise<void> {
  const ended = excused ? [] : [...systems];
  systems = new Set();
  excused = false;
  await Promise.all(ended.map(end));
  for (const system of ended) expectNoLeaks(system);
}

/** Where time stands still it is let run; what does not end then is left for the check to list. */
async function end(system: ActorSystem): Promise<void> {
  let over = false;
  const shutDown = shutdown.call(system).then(() => {
    over = true;
  });
  await new Promise<void>(soon);
  const { clock } = system[core];
  if (over || !(clock instanceof TestClock)) return shutDown;
  let callbacks = 0;
  await letTimeRun(clock, () => !over && callbacks++ < MOST_CALLBACKS);
}
