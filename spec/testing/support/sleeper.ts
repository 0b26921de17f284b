import type { Actor, Clock } from '../../../lib/index.js';
import { handling } from '../../actor/support/scripts.js';

/** Sleeps on a clock. */
export const sleep = (clock: Clock, ms: number) => new Promise<void>((wake) => void clock.schedule(ms, wake));

/** Makes actors that sleep in each turn, and answer with their message. */
export const sleeper = (clock: Clock, ms: number): (() => Actor) =>
  handling(async (message) => {
    await sleep(clock, ms);
    return message;
  });
