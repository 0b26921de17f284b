import { ActorSystem, type SystemOptions } from '../../lib/index.js';
import { checked } from './leaks.js';

/** Makes the system under test. Its logger is silent unless the options say otherwise. */
export type NewSystem = (options?: SystemOptions) => ActorSystem;

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Runs the same specs on both lanes: the library's own, and RxJS's `concatMap` as the oracle. */
export function onBothLanes(specs: (newSystem: NewSystem) => void): void {
  for (const lane of ['serialMap', 'concatMap'] as const) {
    describe(`on the lane ${lane}`, () =>
      specs((options) => checked(new ActorSystem({ logger: silent, ...options, lane }))));
  }
}
