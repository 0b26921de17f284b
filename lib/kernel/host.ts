/**
 * The only file that touches the host's timers and task queues. They are captured when the module loads, so that
 * a test which replaces them later (fake timers) cannot stop every actor of the process.
 */
import type { Logger } from '../protocol/logger.js';
import type { Cancel, Clock, Milliseconds } from '../protocol/time.js';

declare const setImmediate: ((callback: () => void) => unknown) | undefined;

const { setTimeout, clearTimeout, setInterval, clearInterval, performance } = globalThis;

/** Longest delay of the host's timers; a longer one would fire at once. */
const LONGEST_DELAY = 2 ** 31 - 1;

/** Runs `callback` in a task of its own, after timers and I/O had a chance. */
export const macrotask: (callback: () => void) => void =
  typeof setImmediate === 'function' ? captured(setImmediate) : messageChannelTask();

function captured(task: (callback: () => void) => unknown): (callback: () => void) => void {
  return (callback) => void task(callback);
}

/** Browsers have no setImmediate, and clamp nested `setTimeout(0)` to 4 ms: a message to oneself is neither. */
function messageChannelTask(): (callback: () => void) => void {
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.onmessage = () => waiting.shift()?.();
  return (callback) => {
    waiting.push(callback);
    port2.postMessage(undefined);
  };
}

/** Read once: it is a getter. */
const ORIGIN: Milliseconds = performance.timeOrigin;

/** The clock of a system that was given none: milliseconds since the epoch, never going back. */
export const hostClock: Clock = {
  now: () => ORIGIN + performance.now(),
  schedule(delay: Milliseconds, callback: () => void): Cancel {
    let rest = delay;
    let timer: ReturnType<typeof setTimeout>;
    const arm = () => {
      const step = Math.min(rest, LONGEST_DELAY);
      rest -= step;
      timer = setTimeout(rest > 0 ? arm : callback, step);
    };
    arm();
    return () => clearTimeout(timer);
  },
};

/** Keeps a Node process from exiting until the returned function is called; browsers need no such thing. */
export function holdProcess(): Cancel {
  const timer = setInterval(() => undefined, LONGEST_DELAY);
  return () => clearInterval(timer);
}

/** Prints what needs attention, and nothing else. */
export const hostLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: (...args) => console.warn(...args),
  error: (...args) => console.error(...args),
};
