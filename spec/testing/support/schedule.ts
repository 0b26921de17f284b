import { ActorSystem } from '../../../lib/index.js';
import { type Choose, Stage } from '../../../lib/testing/stage.js';
import { type Scenario, TestClock } from '../../../lib/testing.js';

export { follow } from '../../../lib/testing/shrink.js';

/** What came of a scenario under one schedule. */
export interface Outcome {
  readonly error: unknown;
  readonly choices: readonly number[];
  readonly trace: readonly string[];
}

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Runs a scenario that needs no time, and nothing from outside, in a system as a program would make it. */
export async function runPlainly(scenario: Scenario): Promise<unknown> {
  const clock = new TestClock();
  await using system = new ActorSystem({ clock, logger: silent });
  const outside = () => {
    throw new Error('There is nothing outside');
  };
  return await errorOf(scenario({ system, clock, seed: 0, sometime: outside, input: outside }));
}

/** Runs a scenario that needs no time, without the help of `explore`; `choose` says who is next among `n`. */
export async function runUnder(scenario: Scenario, choose: Choose): Promise<Outcome> {
  const stage = new Stage(choose);
  await using _system = stage.system;
  const { clock } = stage;
  const error = await errorOf(scenario({ ...stage.tools, seed: 0 }));
  await clock.settle();
  return { error, choices: [...stage.choices], trace: [...stage.trace] };
}

function errorOf(run: Promise<void>): Promise<unknown> {
  return run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
}
