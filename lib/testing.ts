export type { Values } from './testing/diagram.js';
export { expectNoLeaks } from './testing/expect-no-leaks.js';
export type { ToBe } from './testing/expectation.js';
export {
  type ExploreFailure,
  type ExploreOptions,
  type ExploreResult,
  type ExploreTools,
  explore,
  type Scenario,
} from './testing/explore.js';
export {
  type CheckOptions,
  type Counterexample,
  type CreateActor,
  type InvariantOptions,
  invariants,
  type MessagesFor,
} from './testing/invariants.js';
export type { InvariantName } from './testing/judge.js';
export { type MarbleOptions, type MarbleTools, marbles } from './testing/marbles.js';
export { type Probe, type ProbeOptions, probe } from './testing/probe.js';
export { type RunTurnOptions, runTurn, type TurnEffects } from './testing/run-turn.js';
export { type Arbitraries, arbitraries, type Script, type ScriptStep } from './testing/script.js';
export type { MarbleSource } from './testing/sources.js';
export type { StageTools } from './testing/stage.js';
export { TestClock } from './testing/test-clock.js';
export type { Answer, Said, Spawned, Timed, Watched } from './testing/turn-record.js';
