/**
 * Whether two values are the same to a test: structurally, by `Object.is` at the leaves, prototypes compared, cycles
 * followed. With `partial`, `expected` may leave out fields of plain objects.
 */
export function deepEqual(
  actual: unknown,
  expected: unknown,
  partial = false,
  seen = new Map<unknown, unknown>(),
): boolean {
  if (Object.is(actual, expected)) return true;
  if (!isObject(actual) || !isObject(expected)) return false;
  if (seen.get(actual) === expected) return true;
  seen.set(actual, expected);
  const same = (one: unknown, other: unknown) => deepEqual(one, other, partial, seen);
  if (expected instanceof Map) return actual instanceof Map && same([...actual], [...expected]);
  if (expected instanceof Set) return actual instanceof Set && same([...actual], [...expected]);
  if (expected instanceof Date)
    return actual instanceof Date && Object.is(actual.getTime(), expected.getTime());
  if (expected instanceof Error)
    return sameError(actual, expected) && sameFields(actual, expected, partial, same);
  if (Object.getPrototypeOf(actual) !== Object.getPrototypeOf(expected)) return false;
  return sameFields(actual, expected, partial && !Array.isArray(expected), same);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Errors keep what matters in fields that are not enumerable. */
function sameError(actual: object, expected: Error): boolean {
  return actual instanceof Error && actual.name === expected.name && actual.message === expected.message;
}

function sameFields(
  actual: object,
  expected: object,
  partial: boolean,
  same: (one: unknown, other: unknown) => boolean,
): boolean {
  const keys = Reflect.ownKeys(expected).filter((key) => isEnumerable(expected, key));
  if (!partial && Reflect.ownKeys(actual).filter((key) => isEnumerable(actual, key)).length !== keys.length)
    return false;
  return keys.every(
    (key) => Object.hasOwn(actual, key) && same(Reflect.get(actual, key), Reflect.get(expected, key)),
  );
}

function isEnumerable(object: object, key: PropertyKey): boolean {
  return Object.prototype.propertyIsEnumerable.call(object, key);
}
