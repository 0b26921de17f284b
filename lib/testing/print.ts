import { show } from '../protocol/expect.js';

/** A failure is read by a person: longer texts are cut. */
const LONGEST = 300;

/**
 * Shows a value in a failure: data as JSON as far as it goes, instances after the name of their class, anything else by
 * its kind. Never throws.
 */
export function print(value: unknown): string {
  const text = attempt(value) ?? show(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 3)}...` : text;
}

function attempt(value: unknown): string | undefined {
  try {
    return new Printer().print(value);
  } catch {
    // It throws when it is looked at, or is nested too deeply.
    return undefined;
  }
}

class Printer {
  /** Those around what is printed now. */
  readonly #open = new Set<object>();
  /** Each value takes a character at least: more are never seen. */
  #left = LONGEST;

  print(value: unknown): string {
    this.#left -= 1;
    if (this.#left < 0) return '';
    if (typeof value === 'string') return JSON.stringify(value);
    if (typeof value === 'bigint') return `${value}n`;
    if (Object.is(value, -0)) return '-0';
    if (typeof value !== 'object' || value === null) return show(value);
    if (this.#open.has(value)) return '(cyclic)';
    this.#open.add(value);
    const text = this.#object(value);
    this.#open.delete(value);
    return text;
  }

  #object(value: object): string {
    if (value instanceof Error) return `${value.name}: ${value.message}`;
    if (value instanceof RegExp) return String(value);
    if (isReference(value)) return value.path;
    if (Array.isArray(value)) return this.#list(value);
    const name = classOf(value);
    return name === undefined ? this.#content(value) : `${name} ${this.#content(value)}`;
  }

  #content(value: object): string {
    if (value instanceof Date) return String(value.toJSON());
    if (value instanceof Map || value instanceof Set) return this.#list([...value]);
    if (isList(value)) return this.#list([...value]);
    const { toJSON } = value as { readonly toJSON?: unknown };
    if (typeof toJSON === 'function') return this.print(toJSON.call(value, ''));
    const fields = Object.keys(value)
      .slice(0, LONGEST)
      .map((key) => `${JSON.stringify(key)}:${this.print(Reflect.get(value, key))}`);
    return `{${fields.join(',')}}`;
  }

  #list(items: readonly unknown[]): string {
    return `[${Array.from(items.slice(0, LONGEST), (item) => this.print(item)).join(',')}]`;
  }
}

/** The name of its class; `undefined` for plain data. */
function classOf(value: object): string | undefined {
  const prototype = Object.getPrototypeOf(value);
  // Also the prototype of plain objects that come from another realm.
  if (prototype === null || Object.getPrototypeOf(prototype) === null) return undefined;
  const name: unknown = value.constructor?.name;
  return typeof name === 'string' && /^[\p{L}\p{N}_$]+$/u.test(name) ? name : '(class)';
}

function isList(value: object): value is Uint8Array {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

/** What is enumerable of a reference is nothing. */
function isReference(value: object): value is { readonly path: string } {
  const { path, tell } = value as Record<string, unknown>;
  return typeof path === 'string' && typeof tell === 'function';
}
