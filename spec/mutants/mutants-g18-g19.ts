import type { Mutant } from './mutant.js';

const WATCHING = 'lib/kernel/watching.ts';
const TIMERS = 'lib/kernel/timers.ts';

const watching: readonly Mutant[] = [
  {
    name: 'watchedTwiceToldTwice',
    fault: 'watching again is another registration',
    file: 'lib/actor/actor.ts',
    find: 'if (!watcher.watching.has(ref)) watcher',
    replace: 'watcher',
    killedBy: ['G18'],
  },
  {
    name: 'lateWatchUnheard',
    fault: 'one who watches an actor that has stopped is told nothing',
    file: WATCHING,
    find: "else if (target.state === 'stopped') this.stopped(target.reason as StopReason);",
    replace: '',
    killedBy: ['G18'],
  },
  {
    name: 'queuedNoticeStays',
    fault: 'the notice that is queued comes after unwatch',
    file: WATCHING,
    find: `    this.#off = true;
    cellOf`,
    replace: '    cellOf',
    killedBy: ['G18'],
  },
  {
    name: 'noticeBeforeTheEnd',
    fault: 'the notice comes while children and teardown are still at work',
    file: 'lib/kernel/ending.ts',
    find: "end.stage = 'children';",
    replace: "end.stage = 'children'; if (this.reason !== undefined) this.tellWatchers(this.reason);",
    killedBy: ['G18'],
  },
  {
    name: 'restartIsAStop',
    fault: 'the restart of the watched actor is told as its stop',
    file: 'lib/kernel/supervised.ts',
    find: 'this.end.cause = cause;',
    replace: 'this.end.cause = cause; this.tellWatchers(cause);',
    killedBy: ['G18'],
  },
  {
    name: 'watchOutlivesRestart',
    fault: 'the watches of the instance before tell the next one',
    file: 'lib/kernel/holdings.ts',
    find: `    for (const watch of watching?.values() ?? []) watch.unwatch();
    watching?.clear();`,
    replace: '',
    killedBy: ['G18'],
  },
  {
    name: 'noticeForgetsNothing',
    fault: 'after its notice a registration is still in the way of the next',
    file: WATCHING,
    find: 'this.#watcher.watching.delete(this.#ref);',
    replace: '',
    killedBy: ['G18'],
  },
  {
    name: 'messageIsACall',
    fault: 'watchWith calls handleWatchedStopped',
    file: WATCHING,
    find: "'message' in this.#wanted",
    replace: "'messages' in this.#wanted",
    killedBy: ['G18'],
  },
];

const timers: readonly Mutant[] = [
  {
    name: 'early',
    fault: 'where the clock rings too soon, the call is early',
    file: TIMERS,
    find: 'if (this.#cell.system.clock.now() < this.#due) {',
    replace: 'if (this.#cell.system.clock.now() < this.#due - 1) {',
    killedBy: ['G19'],
  },
  {
    name: 'callbackNoTurn',
    fault: 'a callback is called by the clock, beside the running turn',
    file: TIMERS,
    find: 'this.#cell.notify(this.#turn);',
    replace: 'void this.call();',
    killedBy: ['G19', 'one at a time'],
  },
  {
    name: 'onceStays',
    fault: 'a timer that calls once is there after its call',
    file: TIMERS,
    find: "if (this.#kind === 'once') this.#over();",
    replace: '',
    killedBy: ['G19'],
  },
  {
    name: 'everyFromItsDueTime',
    fault: 'the delay of every is counted from when it was due',
    file: TIMERS,
    find: "if (this.#kind === 'every') this.#wind(now + this.#delay);",
    replace: "if (this.#kind === 'every') this.#wind(this.#due + this.#delay);",
    killedBy: ['G19'],
  },
  {
    name: 'missedCaughtUp',
    fault: 'fixedRate makes up for the times that it missed',
    file: TIMERS,
    find: 'Math.max(this.#period, Math.floor((now - this.#start) / this.#delay)) + 1',
    replace: 'this.#period + 1',
    killedBy: ['G19'],
  },
  {
    name: 'rateDrifts',
    fault: 'fixedRate counts its period from when its callback has settled',
    file: TIMERS,
    find: 'this.#wind(this.#start + this.#period * this.#delay);',
    replace: 'this.#wind(now + this.#delay);',
    killedBy: ['G19'],
  },
  {
    name: 'queuedCallStays',
    fault: 'the turn that a timer has queued comes after its end',
    file: TIMERS,
    find: 'this.#turn?.takeBack();',
    replace: '',
    killedBy: ['G19'],
  },
  {
    name: 'replacedGoesOn',
    fault: 'a timer of the same key leaves the one before at work',
    file: TIMERS,
    find: `    this.#cancel(key);
    this.#add(key, kind`,
    replace: '    this.#add(key, kind',
    killedBy: ['G19'],
  },
  {
    name: 'replacedInItsCallback',
    fault: 'a timer that is replaced in its own callback winds itself up again',
    file: TIMERS,
    find: 'if (this.#turn !== turn) return;',
    replace: '',
    killedBy: ['G19'],
  },
  {
    name: 'timersOutliveRestart',
    fault: 'the timers of the instance before go on in the next one',
    file: 'lib/kernel/holdings.ts',
    find: 'timers?.cancelAll();',
    replace: '',
    killedBy: ['G19'],
  },
  {
    name: 'silenceUnbroken',
    fault: 'a message does not wind receiveTimeout up anew',
    file: TIMERS,
    find: 'this.#timers.get(RECEIVE_TIMEOUT)?.rewind();',
    replace: '',
    killedBy: ['G19'],
  },
  {
    name: 'silenceToldAgain',
    fault: 'receiveTimeout calls again and again in one silence',
    file: TIMERS,
    find: " || this.#kind === 'idle') return;",
    replace: ') return;',
    killedBy: ['G19'],
  },
];

/** What breaks the promises about watching and timers. */
export const timeMutants: readonly Mutant[] = [...watching, ...timers];
