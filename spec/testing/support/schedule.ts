import { ActorSystem } from '../../../lib/index.js';
import { pick } from '../../../lib/kernel/system-core.js';
import { type Scenario, TestClock } from '../../../lib/testing.js';

/** What came of a scenario under one schedule. */
export interface Outcome {
  readonly error: unknown;
  readonly choices: readonly number[];
  readonly trace: readonly string[];
}

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Runs a scenario that needs no time, without the help of `explore`; `choose` says who is next among `n`. */
export async function runUnder(scenario: Scenario, choose?: (n: number) => number): Promise<Outcome> {
  const choices: number[] = [];
  const trace: string[] = [];
  const clock = new TestClock();
  const record = (n: number) => {
    const choice = choose?.(n) ?? 0;
    choices.push(choice);
    return choice;
  };
  const options = { clock, logger: silent, ...(choose && { [pick]: record }) };
  await using system = new ActorSystem(options);
  system.events.subscribe((event) => {
    if (event.type === 'turn-started') trace.push(`${event.actor.path} ${event.messageType}`);
  });
  const error = await scenario({ system, clock, seed: 0 }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  await clock.settle();
  return { error, choices: [...choices], trace: [...trace] };
}

/** Chooses by a schedule, and first come, first served behind it. */
export function follow(schedule: readonly number[]): (n: number) => number {
  let step = 0;
  return (n) => Math.min(schedule[step++] ?? 0, n - 1);
}
