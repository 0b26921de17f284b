import type { Timers } from '../kernel/timers.js';
import type { Timed, TurnRecord } from './turn-record.js';

/** An actor's timers, each call taken down. */
export function recordedTimers(timers: Timers, record: TurnRecord): Timers {
  const note = (timed: Timed) => record.note(record.timers, timed);
  const keyed =
    (kind: 'once' | 'every' | 'fixedRate'): Timers['once'] =>
    (key, delay, callback) => {
      timers[kind](key, delay, callback);
      note({ kind, key, delay });
    };
  const recorded: Pick<Timers, 'once' | 'every' | 'fixedRate' | 'cancel' | 'has' | 'receiveTimeout'> = {
    once: keyed('once'),
    every: keyed('every'),
    fixedRate: keyed('fixedRate'),
    cancel: (key) => {
      timers.cancel(key);
      note({ kind: 'cancel', key });
    },
    has: (key) => timers.has(key),
    receiveTimeout: (idle, callback) => {
      timers.receiveTimeout(idle, callback);
      note({ kind: 'receiveTimeout', delay: idle });
    },
  };
  // All that an actor can call.
  return recorded as Timers;
}
