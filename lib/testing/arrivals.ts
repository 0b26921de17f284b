import type { Turn } from '../protocol/recipient.js';
import type { Milliseconds } from '../protocol/time.js';
import { print } from './print.js';

/** A message at a probe. */
export interface Arrival {
  readonly message: unknown;
  readonly turn: Turn;
  readonly at: Milliseconds;
  /** What became of it: given to the test, or passed over while it fished. */
  fate?: 'taken' | 'skipped';
  answered?: boolean;
}

/** More lines are not read. */
const MOST_LINES = 20;

/** All that has arrived, in lines to read; `pointed` is the one that a failure is about. */
export function listed(arrivals: readonly Arrival[], pointed?: Arrival): string[] {
  if (arrivals.length === 0) return ['  arrived   nothing'];
  const shown = arrivals.slice(-MOST_LINES);
  const earlier = arrivals.length - shown.length;
  const width = Math.max(...shown.map(({ at }) => stamp(at).length));
  const lines = shown.map((arrival) => {
    const fate = arrival.fate === undefined ? '' : `, ${arrival.fate}`;
    const mark = arrival === pointed ? '>' : ' ';
    return `  ${mark} ${stamp(arrival.at).padEnd(width)}  ${print(arrival.message)}${from(arrival)}${fate}`;
  });
  return ['  arrived', ...(earlier > 0 ? [`    ${earlier} before these`] : []), ...lines];
}

function stamp(at: Milliseconds): string {
  return `at ${Math.round(at)} ms`;
}

/** An ask has a sender too, and it is no one to look for. */
function from({ turn: { sender } }: Arrival): string {
  if (sender === undefined) return '';
  return sender.id === 'ask' ? ', asked' : ` from ${sender.path}`;
}
