import type { Mutant } from './mutant.js';

/** What is wrong with the end of an actor (G7). */
export const faultsOfEndings: readonly Mutant[] = [
  {
    name: 'cutHandler',
    fault: 'a stop does not wait for the turn that runs',
    file: 'lib/kernel/ending.ts',
    find: "this.announce('stopping', { reason });",
    replace: "this.announce('stopping', { reason });\n    this.self.running = undefined;",
    killedBy: ['G1', 'G7'],
  },
  {
    name: 'cutStream',
    fault: 'a stop unsubscribes the stream that its actor waits for',
    file: 'lib/kernel/ending.ts',
    find: "this.announce('stopping', { reason });",
    replace: "this.announce('stopping', { reason });\n    this.self.cancelStream();",
    killedBy: ['G7'],
  },
  {
    name: 'stoppedTooEarly',
    fault: '`stopped` is announced before the teardown',
    file: 'lib/kernel/ending.ts',
    find: "end.stage = 'teardown';",
    replace: "end.stage = 'teardown';\n      this.announceStopped(this.reason as StopReason);",
    killedBy: ['G7', 'lifecycle grammar'],
  },
  {
    name: 'stopDrains',
    fault: 'a plain stop handles what waits',
    file: 'lib/kernel/ending.ts',
    find: "draining = drains;\n    this.announce('stopping', { reason });\n    if (!drains) this.refuseWaiting();",
    replace: "draining = true;\n    this.announce('stopping', { reason });",
    killedBy: ['G7'],
  },
  {
    name: 'disownedUnheard',
    fault: 'what comes of a disowned turn is dropped',
    file: 'lib/kernel/settlement.ts',
    find: 'if (this.#disowned) this.#host.lateOutcome(value);',
    replace: 'if (this.#disowned) this.#turn = undefined;',
    killedBy: ['G7'],
  },
  {
    name: 'lastReasonWins',
    fault: 'a second stop changes the reason of the first',
    file: 'lib/kernel/ending.ts',
    find: 'if (!drain) this.endDrain();\n      return;',
    replace: 'if (!drain) this.endDrain();\n      this.reason = reason;\n      return;',
    killedBy: ['G7'],
  },
  {
    name: 'endIsFailure',
    fault: '`EndMainLoop` is taken for a failure',
    file: 'lib/kernel/cell.ts',
    find: '} else if (isEndMainLoop(error)) {',
    replace: '} else if (isEndMainLoop(undefined)) {',
    killedBy: ['G7'],
  },
];
