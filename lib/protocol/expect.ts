/**
 * The checks of arguments, with one wording for all: which parameter, what was expected, what came.
 */

/** More than any line of a message shows. */
const LONGEST_TEXT = 1_000;

/** Shows any value in a message of one line; never throws, whatever a value does when it is looked at. */
export function show(value: unknown): string {
  const text = attempt(() => describe(value));
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** The message type for errors and events: the `type` of plain data, else the class, else the kind of value. */
export function typeName(value: unknown): string {
  return attempt(() => {
    if (typeof value !== 'object' || value === null) return show(value);
    const { type } = value as { type?: unknown };
    if (typeof type === 'string') return type;
    return value.constructor?.name ?? 'object';
  });
}

export function expected(parameter: string, what: string, got: unknown): string {
  return `Expected \`${parameter}\` to be ${what}, got \`${show(got)}\` (${attempt(() => kindOf(got))})`;
}

export function expectInteger(parameter: string, value: unknown, least: number): void {
  if (typeof value !== 'number') throw new TypeError(expected(parameter, `an integer >= ${least}`, value));
  if (!Number.isInteger(value) || value < least) {
    throw new RangeError(expected(parameter, `an integer >= ${least}`, value));
  }
}

/** A length of time: more than 0, `Infinity` allowed. */
export function expectDuration(parameter: string, value: unknown): void {
  const what = 'a number of milliseconds > 0';
  if (typeof value !== 'number') throw new TypeError(expected(parameter, what, value));
  if (!(value > 0)) throw new RangeError(expected(parameter, what, value));
}

export function expectFunction(parameter: string, value: unknown): void {
  if (typeof value !== 'function') throw new TypeError(expected(parameter, 'a function', value));
}

export function expectOptions(parameter: string, value: unknown): void {
  if (value !== undefined && (typeof value !== 'object' || value === null)) {
    throw new TypeError(expected(parameter, 'an object', value));
  }
}

const ID = /^[A-Za-z0-9_-][A-Za-z0-9_~-]{0,127}$/;

/** Ids become parts of paths, keys and log lines: no separators, control characters or prototype keys. */
export function expectId(value: unknown): void {
  const what = 'letters, digits, `_` or `-` (later also `~`), at most 128 of them, and not `__proto__`';
  if (typeof value !== 'string') throw new TypeError(expected('id', what, value));
  if (!ID.test(value) || value === '__proto__') throw new RangeError(expected('id', what, value));
}

function describe(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'function') return value.name === '' ? 'function' : value.name;
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'array' : kindOf(value);
  return String(value);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  return value.constructor?.name || 'object';
}

function attempt(text: () => string): string {
  try {
    // A hostile `name` or `type` need not be text, and may break the line or the terminal.
    // Cut before it is cleaned: the text may be as long as memory allows.
    return String(text())
      .slice(0, LONGEST_TEXT)
      .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '?');
  } catch {
    return 'a value that cannot be shown';
  }
}
