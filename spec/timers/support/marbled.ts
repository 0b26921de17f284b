import { Subject } from 'rxjs';
import type { ActorContext, AnyActorRef } from '../../../lib/index.js';
import { type MarbleTools, marbles, type TestClock } from '../../../lib/testing.js';
import { puppet } from '../../life/support/puppet.js';

/** Makes a test of what happens in marbles. */
export type Marbled = (body: (tools: MarbleTools) => void) => () => Promise<void>;

/** Runs the same specs in marbles on both lanes. */
export function onBothLanesInMarbles(specs: (marbled: Marbled) => void): void {
  for (const lane of ['serialMap', 'concatMap'] as const) {
    describe(`on the lane ${lane}`, () => specs((body) => marbles(body, { lane })));
  }
}

/** Spawns an actor that begins as `setup` says; `say` shows a value of its callbacks to `said`. */
export function starting(
  { spawn }: MarbleTools,
  setup: (self: ActorContext, say: (what: string) => void) => void,
): { readonly said: Subject<string>; readonly ref: AnyActorRef } {
  const said = new Subject<string>();
  const ref = spawn(puppet({ setup: (self) => setup(self, (what) => said.next(what)) }), {
    supervision: { decide: 'restart' },
  });
  return { said, ref };
}

export function sleep(clock: TestClock, ms: number): Promise<void> {
  return new Promise((wake) => clock.schedule(ms, wake));
}
