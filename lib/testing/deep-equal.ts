/**
 * Whether two values are the same to a test: structurally, by `Object.is` at the leaves, prototypes compared, cycles
 * followed, Maps and Sets in their order. With `partial`, `expected` may leave out fields, and a plain object there is the
 * same as any object that has its fields, whatever its class.
 *
 * An instance without a field that could be compared (a promise, a reference of an actor) is the same only as itself.
 */
export function deepEqual(actual: unknown, expected: unknown, partial = false): boolean {
  try {
    return new Comparison(partial).same(actual, expected);
  } catch {
    // A value that throws when it is looked at, or is nested too deeply, is the same only as itself.
    return false;
  }
}

class Comparison {
  readonly #partial: boolean;
  /** Pairs that are being compared: where a cycle comes back to one, it adds nothing. */
  readonly #open = new Map<object, Set<object>>();

  constructor(partial: boolean) {
    this.#partial = partial;
  }

  readonly same = (actual: unknown, expected: unknown): boolean => {
    if (Object.is(actual, expected)) return true;
    if (!isObject(actual) || !isObject(expected)) return false;
    const partners = this.#open.get(actual) ?? new Set();
    if (partners.has(expected)) return true;
    this.#open.set(actual, partners.add(expected));
    if (isError(expected)) return this.#sameError(actual, expected);
    if (this.#partial && isPlain(expected)) return this.#fits(actual, expected);
    return (
      Object.getPrototypeOf(actual) === Object.getPrototypeOf(expected) && this.#sameContent(actual, expected)
    );
  };

  #fits(actual: object, expected: object): boolean {
    return enumerableKeys(expected).every(
      // An accessor of its class is a field as well.
      (key) => key in actual && this.same(Reflect.get(actual, key), Reflect.get(expected, key)),
    );
  }

  /** Errors keep what matters in fields that are not enumerable. */
  #sameError(actual: object, expected: Error): boolean {
    if (!isError(actual)) return false;
    return (
      actual.name === expected.name &&
      actual.message === expected.message &&
      this.#sameFields(actual, expected, this.#partial)
    );
  }

  #sameContent(actual: object, expected: object): boolean {
    const content = contentOf(expected);
    if (content !== undefined) return this.same(contentOf(actual), content);
    const fields = enumerableKeys(expected).length + enumerableKeys(actual).length;
    if (fields === 0) return isTransparent(expected);
    return this.#sameFields(actual, expected, this.#partial && !Array.isArray(expected));
  }

  #sameFields(actual: object, expected: object, partial: boolean): boolean {
    const keys = enumerableKeys(expected);
    if (!partial && enumerableKeys(actual).length !== keys.length) return false;
    return keys.every(
      (key) => Object.hasOwn(actual, key) && this.same(Reflect.get(actual, key), Reflect.get(expected, key)),
    );
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Made without a class, in whichever realm. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function enumerableKeys(object: object): PropertyKey[] {
  return Reflect.ownKeys(object).filter((key) => Object.prototype.propertyIsEnumerable.call(object, key));
}

/** What is in no field, as something to compare; `undefined` for what has all in its fields. */
function contentOf(value: object): unknown {
  switch (tagOf(value)) {
    case 'Map':
    case 'Set':
      return [...(value as Iterable<unknown>)];
    case 'Date':
      return (value as Date).getTime();
    case 'RegExp':
      return String(value);
    case 'ArrayBuffer':
      return [...new Uint8Array(value as ArrayBuffer)];
    default:
      return undefined;
  }
}

/** Not by `instanceof`: jest gives its tests globals of their own, and what is cloned there has the others. */
function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}

function isError(value: object): value is Error {
  return value instanceof Error || tagOf(value) === 'Error';
}

/** Whether no field means no content. */
function isTransparent(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || isOfObjects(prototype) || Array.isArray(value) || isTypedArray(value);
}

/** Whether it is what plain objects have as their prototype, be it that of other globals. */
function isOfObjects(prototype: object): boolean {
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf');
}

function isTypedArray(value: object): boolean {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}
