import { TestScheduler } from 'rxjs/testing';
import type { Milliseconds } from '../protocol/time.js';
import { deepEqual } from './deep-equal.js';

/** What happened, or is to happen, at one time: a value, an error, or the end. */
export type Mark =
  | { readonly at: Milliseconds; readonly kind: 'N'; readonly value: unknown }
  | { readonly at: Milliseconds; readonly kind: 'E'; readonly error: unknown }
  | { readonly at: Milliseconds; readonly kind: 'C' };

/** What the letters of a diagram stand for; a letter that is not there stands for itself. */
export type Values = Readonly<Record<string, unknown>>;

export interface Span {
  readonly from: Milliseconds;
  readonly to: Milliseconds;
}

/** RxJS's own reader of marbles, at one millisecond a character. */
class Reader extends TestScheduler {
  static override readonly frameTimeFactor = 1;
}

/** Reads a diagram in RxJS's full syntax: groups, `^`, time progression. Throws what RxJS throws for a bad one. */
export function read(diagram: string, values?: Values, error: unknown = 'error'): Mark[] {
  const letters = Object.fromEntries([...diagram].map((letter) => [letter, letter]));
  return Reader.parseMarbles(diagram, { ...letters, ...values }, error, false, true).map(
    ({ frame: at, notification }) => {
      if (notification.kind === 'N') return { at, kind: 'N', value: notification.value };
      // RxJS reads an error that is falsy as its own default.
      return notification.kind === 'E' ? { at, kind: 'E', error } : { at, kind: 'C' };
    },
  );
}

/** Reads the diagram of a subscription: `^` where it begins (default: at once), `!` where it ends (default: never). */
export function readSpan(diagram: string | undefined): Span {
  const { subscribedFrame, unsubscribedFrame } = Reader.parseMarblesAsSubscriptions(diagram ?? null, true);
  return { from: Number.isFinite(subscribedFrame) ? subscribedFrame : 0, to: unsubscribedFrame };
}

/** Silences that are longer are written as a time. */
const LONGEST_DASHES = 20;

/** Whether a value that came is the one that a letter stands for. */
export type Same = (actual: unknown, expected: unknown) => boolean;

/** Draws marks as a diagram. A group is as long as its text, as in RxJS; what comes within that length is moved up. */
export function draw(marks: readonly Mark[], values: Values = {}, same: Same = deepEqual): string {
  let text = '';
  let now = 0;
  for (const [at, group] of byTime(marks)) {
    const symbols = group.map((mark) => symbolOf(mark, values, same));
    text += silence(text, at - now) + (group.length === 1 ? symbols[0] : `(${symbols.join('')})`);
    now = Math.max(now, at) + (group.length === 1 ? 1 : symbols.length + 2);
  }
  return text.trim();
}

function byTime(marks: readonly Mark[]): ReadonlyMap<Milliseconds, Mark[]> {
  const groups = new Map<Milliseconds, Mark[]>();
  for (const mark of marks) groups.set(mark.at, [...(groups.get(mark.at) ?? []), mark]);
  return groups;
}

function silence(before: string, length: Milliseconds): string {
  if (length <= 0) return '';
  if (length <= LONGEST_DASHES && Number.isInteger(length)) return '-'.repeat(length);
  // Letters such as `5m` would be read as a time themselves if a space came next.
  return length > 1 && /\d(ms|s|m)$/.test(before) ? `- ${length - 1}ms ` : ` ${length}ms `;
}

/** One character each; a value that no letter stands for is a `?`, and described below the diagrams. */
export function symbolOf(mark: Mark, values: Values, same: Same = deepEqual): string {
  if (mark.kind !== 'N') return mark.kind === 'E' ? '#' : '|';
  const { value } = mark;
  const letter = Object.keys(values).find((key) => isLetter(key) && same(value, values[key]));
  return (
    letter ?? (typeof value === 'string' && isLetter(value) && !Object.hasOwn(values, value) ? value : '?')
  );
}

/** One character, an emoji too, that has no meaning of its own in a diagram. */
function isLetter(text: string): boolean {
  return [...text].length === 1 && !'-|#^!() '.includes(text);
}
