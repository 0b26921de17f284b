/** A value that can be looked at no more: whatever is done with it throws. */
export function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** An object that throws when its property `name` is read. */
export function throwingAt(name: PropertyKey, error: unknown = new Error(`${String(name)} throws`)): object {
  return Object.defineProperty({ other: 1 }, name, {
    get() {
      throw error;
    },
    enumerable: true,
  });
}

function cyclic(): object {
  const value: { self?: object } = {};
  value.self = value;
  return value;
}

/** Values with no trap in them: nothing that is read of them throws or misleads. */
export const odd: readonly [string, unknown][] = [
  ['undefined', undefined],
  ['null', null],
  ['NaN', Number.NaN],
  ['-0', -0],
  ['a symbol', Symbol('odd')],
  ['a BigInt', 2n ** 64n],
  ['a function', () => 'called'],
  ['a class', class Odd {}],
  ['a frozen object', Object.freeze({ type: 'frozen' })],
  ['a cyclic object', cyclic()],
  ['a null-prototype object', Object.create(null)],
  ['an object whose constructor is no class', { constructor: { name: 7 } }],
  ['an error', new Error('odd')],
  ['a weak map', new WeakMap()],
];

/** Values that throw when they are looked at. */
export const trapped: readonly [string, unknown][] = [
  ['a revoked proxy', revoked()],
  ['an object that throws at `type`', throwingAt('type')],
  ['an object that throws at `then`', throwingAt('then')],
  ['an object that throws at `constructor`', throwingAt('constructor')],
  ['an object that throws at `sender` and `reference`', throwingAt('reference')],
  ['an object that throws at every symbol', symbolTrap()],
];

/** Values that would be called if anybody took them for a promise. */
// biome-ignore lint/suspicious/noThenProperty: that is the point
export const thenable = { then: () => undefined };

export const hostile: readonly [string, unknown][] = [...odd, ...trapped, ['a thenable', thenable]];

function symbolTrap(): object {
  return new Proxy(
    {},
    {
      get(_, key) {
        if (typeof key === 'symbol') throw new Error('no symbols');
        return undefined;
      },
      getPrototypeOf() {
        throw new Error('no prototype');
      },
    },
  );
}
