import type { Mutant } from './mutant.js';

const overlapping: readonly Mutant[] = [
  {
    name: 'overlap',
    fault: 'a turn that waits does not hold the lane',
    file: 'lib/kernel/cell.ts',
    find: 'this.running = turn;',
    replace: '',
    killedBy: ['G1', 'G2'],
  },
  {
    name: 'inputOnArrival',
    fault: 'the values of an input do not wait in the mailbox',
    file: 'lib/kernel/input.ts',
    find: '} else this.#cell.enqueue(turn);',
    replace: '} else new Promise((resolve) => resolve(turn.invoke())).catch(() => undefined);',
    killedBy: ['G1'],
  },
  {
    name: 'noticeOnArrival',
    fault: 'the notice of a child does not wait in the mailbox',
    file: 'lib/kernel/supervised.ts',
    find: 'this.notify(new ChildStoppedTurn(this.self, child.reference, reason));',
    replace: 'this.behavior.handleChildStopped(child.reference, reason);',
    killedBy: ['G1', 'G3'],
  },
  {
    name: 'nextBeforeSettled',
    fault: 'a promise counts as a result that is there',
    file: 'lib/kernel/results.ts',
    find: "if (isThenable(result)) return 'promise';",
    replace: "if (isThenable(result)) return 'value';",
    killedBy: ['G1', 'G2', 'one at a time'],
  },
];

const stuck: readonly Mutant[] = [
  {
    name: 'rejectionHolds',
    fault: 'a promise that rejects never ends its turn',
    file: 'lib/kernel/settlement.ts',
    find: 'promiseThen.call(result as Promise<unknown>, this.#fulfilled, this.#rejected);',
    replace: 'promiseThen.call(result as Promise<unknown>, this.#fulfilled, () => undefined);',
    killedBy: ['G2', 'G6'],
  },
  {
    name: 'throwHoldsLane',
    fault: 'a handler that throws never gives the lane back',
    file: 'lib/kernel/run-turn.ts',
    find: 'turn.cell.turnEnded(turn);',
    replace: '',
    killedBy: ['G2'],
  },
  {
    name: 'lostWakeUp',
    fault: 'an actor is not run again when its turn has settled',
    file: 'lib/kernel/settlement.ts',
    find: 'if (!this.#disowned) this.#host.goOn(this.#promised);',
    replace: '',
    killedBy: ['G2', 'G5'],
  },
  {
    name: 'forgottenEnd',
    fault: 'an actor with nothing else to do does not stop when its last turn has settled',
    file: 'lib/kernel/cell.ts',
    find: 'if (!this.waits && this.end === undefined) return;',
    replace: 'if (!this.waits) return;',
    killedBy: ['G7'],
  },
  {
    name: 'tellsPastTheDoor',
    fault: 'an actor that is stopping lets messages in',
    file: 'lib/kernel/door.ts',
    find: 'if (this.end === undefined && this.some === undefined)',
    replace: 'if (this.some === undefined)',
    killedBy: ['G5'],
  },
  {
    name: 'restsForEver',
    fault: 'the run queue goes to sleep for good when somebody was answered',
    file: 'lib/kernel/run-queue.ts',
    find: 'void AT_ONCE.then(this.#work);',
    replace: ';',
    killedBy: ['G2', 'G6'],
  },
  {
    name: 'forgottenSchedule',
    fault: 'an actor that was run once counts as scheduled for ever',
    file: 'lib/kernel/cell.ts',
    find: '    this.bits &= ~SCHEDULED;\n',
    replace: '',
    killedBy: ['G2', 'G7'],
  },
];

/** In place of the mailbox's own way in. */
const PUT = 'protected put(first: unknown, second: unknown): void {';
const atTheFront = (when: string) => `${PUT}
    if (this.oldest !== NONE && (${when})) {
      const older = this.#backlog;
      this.#backlog = new Backlog();
      this.#backlog.pushPair(first, second);
      while (older !== undefined && older.size > 0) this.#backlog.pushPair(older.shiftPair(), older.second);
      this.schedule();
      return;
    }`;

const disorderly: readonly Mutant[] = [
  {
    name: 'lifo',
    fault: 'the last that came is the first that is handled',
    file: 'lib/kernel/line.ts',
    find: PUT,
    replace: atTheFront('true'),
    killedBy: ['G3', 'per-sender order'],
  },
  {
    name: 'asksOvertake',
    fault: 'an ask goes before the messages that were told',
    file: 'lib/kernel/line.ts',
    find: PUT,
    replace: atTheFront("second === TURN && typeof first.askerLeft === 'function'"),
    killedBy: ['G3', 'per-sender order'],
  },
  {
    name: 'noticesOvertake',
    fault: "the notice of a child goes before the child's last words",
    file: 'lib/kernel/line.ts',
    find: PUT,
    replace: atTheFront("first.messageType === 'child stopped'"),
    killedBy: ['G3'],
  },
  {
    name: 'subscriptionTdz',
    fault: 'the subscription of a source is used before it is there',
    file: 'lib/kernel/input.ts',
    find: 'this.#cell.attempt(() => observable.subscribe(subscriber));',
    replace:
      "const source = observable.subscribe((value) => this.#push('next', value), (error) => this.#end('error', error), () => { source.unsubscribe(); this.#end('complete'); });",
    killedBy: ['G3'],
  },
  {
    name: 'sourceStopsActor',
    fault: 'the end of a source is the end of its actor',
    file: 'lib/kernel/input.ts',
    find: '    this.#cell.release(this);\n',
    replace: "    this.#cell.release(this);\n    this.#cell.stop({ kind: 'ended' });\n",
    killedBy: ['G3'],
  },
];

const loud: readonly Mutant[] = [
  {
    name: 'syncTell',
    fault: 'who is idle runs within the tell',
    file: 'lib/kernel/run-queue.ts',
    find: 'schedule(task: Runnable): void {',
    replace: 'schedule(task: Runnable): void {\n    task.run(1);',
    killedBy: ['G4'],
  },
  {
    name: 'nestedTell',
    fault: 'who is told by a handler runs on top of it',
    file: 'lib/kernel/run-queue.ts',
    find: 'schedule(task: Runnable): void {',
    replace:
      'schedule(task: Runnable): void {\n    if (this.#wake === undefined) {\n      task.run(1);\n      return;\n    }',
    killedBy: ['G4'],
  },
  {
    name: 'nestedSettlement',
    fault: 'a stream that is through at once runs the next turn on top of its own',
    file: 'lib/kernel/settlement.ts',
    find: 'if (!this.#disowned) this.#host.goOn(this.#promised);',
    replace: 'if (!this.#disowned) this.#host.run(1);',
    killedBy: ['G4'],
  },
  {
    name: 'tellThrows',
    fault: 'telling who has stopped throws',
    file: 'lib/kernel/door.ts',
    find: "if (this.reason !== undefined) this.refuseTold(message, sender, 'actor-stopped');",
    replace: "if (this.reason !== undefined) throw this.refusal('actor-stopped', message);",
    killedBy: ['G4'],
  },
];

/** What is wrong with turns: when they run, in which order, on whose stack (G1 to G4). */
export const faultsOfTurns: readonly Mutant[] = [...overlapping, ...stuck, ...disorderly, ...loud];
