import type { Mutant } from './mutant.js';

const ASK_EACH = 'lib/streams/ask-each.ts';
const ASK_TURN = 'lib/kernel/ask-turn.ts';
const WITHDRAW = 'if (this.#places.size > 0) this.#places.giveUp(this.#reason);';

const asking: readonly Mutant[] = [
  {
    name: 'askEachOneTooMany',
    fault: 'one ask more is out than may be',
    file: ASK_EACH,
    find: 'this.#places.size < this.#plan.concurrency',
    replace: 'this.#places.size <= this.#plan.concurrency',
    killedBy: ['G20'],
  },
  {
    name: 'askEachUnordered',
    fault: 'replies are emitted as they come, though they are to be in order',
    file: ASK_EACH,
    find: 'if (!this.#plan.ordered) this.#emit(place);',
    replace: 'if (this.#plan.concurrency > 0) this.#emit(place);',
    killedBy: ['G20'],
  },
  {
    name: 'askEachDoubles',
    fault: 'a reply is emitted twice',
    file: ASK_EACH,
    find: 'this.#result.next(place.outcome);',
    replace: 'this.#result.next(place.outcome); this.#result.next(place.outcome);',
    killedBy: ['G20', 'G21'],
  },
  {
    name: 'askEachCompletesEarly',
    fault: 'the result completes while asks are out',
    file: ASK_EACH,
    find: 'if (this.#sourceDone && this.#places.size === 0 && this.#waiting.size === 0)',
    replace: 'if (this.#sourceDone && this.#waiting.size === 0)',
    killedBy: ['G20', 'G21'],
  },
  {
    name: 'askEachNeverCompletes',
    fault: 'the end of the source is forgotten',
    file: ASK_EACH,
    find: 'this.#sourceDone = true;',
    replace: '',
    killedBy: ['G20', 'G21'],
  },
  {
    name: 'askEachForgetsEarlyReplies',
    fault: 'a reply that was early is not emitted behind the one that it waited for',
    file: ASK_EACH,
    find: 'first?.replied; { first } = this.#places)',
    replace: 'first?.replied; first = undefined)',
    killedBy: ['G20'],
  },
  {
    name: 'askEachSwallowsFailures',
    fault: 'an ask that rejects counts as answered',
    file: ASK_EACH,
    find: 'if (place.failed) {',
    replace: 'if (place.failed && this.#plan.concurrency === 0) {',
    killedBy: ['G20'],
  },
  {
    name: 'askEachGivesUpOne',
    fault: 'only the oldest ask is taken back',
    file: 'lib/streams/places.ts',
    find: 'for (let place = this.first; place !== undefined; place = place.after) place.ask?.giveUp(reason);',
    replace: 'this.first?.ask?.giveUp(reason);',
    killedBy: ['G20'],
  },
  {
    name: 'askEachHearsOne',
    fault: 'of the asks that settle in a row, only the first is heard of',
    file: ASK_EACH,
    find: 'for (const place of outcomes) this.#hear(place);',
    replace: 'for (const place of outcomes.slice(0, 1)) this.#hear(place);',
    killedBy: ['G20'],
  },
  {
    name: 'askEachSleepsOn',
    fault: 'asks that were out when others settled are not heard of',
    file: ASK_EACH,
    find: 'if (this.#places.size > outcomes.length) this.#awaitOutcomes();',
    replace: '',
    killedBy: ['G20'],
  },
  {
    name: 'askEachStaysAtItsSource',
    fault: 'the source is not left with the result',
    file: ASK_EACH,
    find: 'result.add(this);',
    replace: '',
    killedBy: ['G20'],
  },
  {
    name: 'askEachKeepsListening',
    fault: 'a listener stays on the signal',
    file: ASK_EACH,
    find: 'result.add(watchAbort(signal, () => asking.fail(signal.reason)));',
    replace: 'watchAbort(signal, () => asking.fail(signal.reason));',
    killedBy: ['G20'],
  },
];

const requests: readonly Mutant[] = [
  {
    name: 'requestRunsOn',
    fault: 'asks are not taken back when the result is left',
    file: ASK_EACH,
    find: WITHDRAW,
    replace: '',
    killedBy: ['G20', 'G21'],
  },
  {
    name: 'requestLeavesLate',
    fault: 'the asks are taken back a while after the result was left',
    file: ASK_EACH,
    find: WITHDRAW,
    replace: `Promise.resolve().then(() => Promise.resolve()).then(() => {
      ${WITHDRAW}
    });`,
    killedBy: ['G21'],
  },
  {
    name: 'requestAsksTwice',
    fault: 'a request asks twice',
    file: 'lib/streams/request.ts',
    find: 'of(message)',
    replace: 'of(message, message)',
    killedBy: ['G21'],
  },
  {
    name: 'requestAbortsNothing',
    fault: 'the running turn does not hear that its asker has left',
    file: ASK_TURN,
    find: 'this.abort(reason);',
    replace: '',
    killedBy: ['G20', 'G21'],
  },
  {
    name: 'requestStreamsOn',
    fault: 'the Observable that answers goes on when its asker has left',
    file: ASK_TURN,
    find: 'if (this.cell.running === this) this.cell.cancelStream();',
    replace: 'if (this.cell.running === this) return;',
    killedBy: ['G21'],
  },
  {
    name: 'requestHandledAnyway',
    fault: 'a message is handled whose asker has left',
    file: ASK_TURN,
    find: 'return this.ask.settled;',
    replace: 'return false;',
    killedBy: ['G20', 'G21'],
  },
];

/** What breaks the promises of the operators that ask. */
export const streamMutants: readonly Mutant[] = [...asking, ...requests];
