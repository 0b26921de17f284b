import type { Mutant } from './mutant.js';

const bounds: readonly Mutant[] = [
  {
    name: 'unbounded',
    fault: 'a mailbox has room for all',
    file: 'lib/kernel/door.ts',
    find: 'if (bounds === undefined || this.size < bounds.limit.capacity) return true;',
    replace: 'return true;',
    killedBy: ['G16'],
  },
  {
    name: 'oneTooMany',
    fault: 'a mailbox takes one more than its capacity',
    file: 'lib/kernel/door.ts',
    find: 'if (bounds === undefined || this.size < bounds.limit.capacity) return true;',
    replace: 'if (bounds === undefined || this.size <= bounds.limit.capacity) return true;',
    killedBy: ['G16'],
  },
  {
    name: 'dropWrongEnd',
    fault: 'the newest is dropped in place of the oldest',
    file: 'lib/kernel/door.ts',
    find: `    this.dropOldest();
    return true;`,
    replace: `    turn.refuse('mailbox-full');
    return false;`,
    killedBy: ['G16'],
  },
  {
    name: 'noticesDropped',
    fault: 'the notices before the oldest message go with it',
    file: 'lib/kernel/door.ts',
    find: 'this.prepend(notices);',
    replace: 'this.takeNoRoom(-notices.length / 2);',
    killedBy: ['G16'],
  },
  {
    name: 'noticesTakeRoom',
    fault: 'a notice takes the room of a message',
    file: 'lib/kernel/door.ts',
    find: `      this.takeNoRoom(1);
      this.put(turn, NOTICE);`,
    replace: '      this.put(turn, TURN);',
    killedBy: ['G16'],
  },
  {
    name: 'roomKeptByThoseWhoLeft',
    fault: 'an ask whose asker has left takes room until its turn comes',
    file: 'lib/kernel/ask-turn.ts',
    find: `      this.gone = true;
      this.cell.withdrawn();`,
    replace: '',
    killedBy: ['G16'],
  },
  {
    name: 'offerAcceptedAndLost',
    fault: 'an offer that waited is accepted and forgotten',
    file: 'lib/kernel/door.ts',
    find: 'if (turn !== undefined) this.letIn(turn, this.slotOf(turn));',
    replace: '',
    killedBy: ['G16'],
  },
];

const stash: readonly Mutant[] = [
  {
    name: 'stashLost',
    fault: 'one of those that were put aside does not come back',
    file: 'lib/kernel/cell.ts',
    find: 'this.putFirst(this.unstash());',
    replace: 'this.putFirst(this.unstash().slice(1));',
    killedBy: ['G17'],
  },
  {
    name: 'stashDoubled',
    fault: 'one of those that were put aside comes back twice',
    file: 'lib/kernel/cell.ts',
    find: 'this.putFirst(this.unstash());',
    replace: 'const kept = this.unstash(); this.putFirst([...kept, ...kept.slice(0, 1)]);',
    killedBy: ['G17'],
  },
  {
    name: 'stashBehind',
    fault: 'what was put aside comes back behind what waits',
    file: 'lib/kernel/line.ts',
    find: 'this.prepend(pairs);',
    replace: 'for (let at = 0; at < pairs.length; at += 2) this.put(pairs[at], TURN);',
    killedBy: ['G17'],
  },
  {
    name: 'stashReversed',
    fault: 'what was put aside last comes back first',
    file: 'lib/kernel/cell.ts',
    find: 'this.putFirst(this.unstash());',
    replace: 'this.putFirst(this.unstash().reverse());',
    killedBy: ['G17'],
  },
  {
    name: 'stashedAndAnswered',
    fault: 'what the handler of a message returns that it puts aside is an answer',
    file: 'lib/kernel/ask-turn.ts',
    find: 'if (this.stashed) return;',
    replace: '',
    killedBy: ['G17'],
  },
  {
    name: 'stashedOfThoseWhoLeft',
    fault: 'an ask whose asker has left comes back, and is handled',
    file: 'lib/kernel/ask-turn.ts',
    find: 'return this.ask.settled;',
    replace: 'return false;',
    killedBy: ['G17'],
  },
];

/** What breaks the promises about what waits: bounded mailboxes and the stash. */
export const waitingMutants: readonly Mutant[] = [...bounds, ...stash];
