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

/** An object whose `type` is another at each look. */
function changing(): object {
  let looks = 0;
  return {
    get type() {
      looks += 1;
      return `look ${looks}`;
    },
  };
}

/** Bytes that were given away after they were put into the array. */
function detached(): Uint8Array {
  const bytes = new Uint8Array(8);
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  return bytes;
}

function nested(depth: number): object {
  let value = {};
  for (let level = 0; level < depth; level += 1) value = { value };
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
  ['an object whose `type` changes', changing()],
  [
    'an object with a key `__proto__`',
    JSON.parse('{"__proto__":{"admin":true},"constructor":1,"prototype":2}'),
  ],
  ['bytes whose buffer is detached', detached()],
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

/** Of those too, one that calls back. */
function calling(
  name: string,
  call: (resolve: (value: unknown) => void, reject: (error: unknown) => void) => void,
) {
  // biome-ignore lint/suspicious/noThenProperty: that is the point
  return [name, { then: call }] as const;
}

const thenables: readonly (readonly [string, unknown])[] = [
  ['a thenable that never calls back', thenable],
  calling('a thenable that resolves', (resolve) => resolve('resolved')),
  calling('a thenable that rejects', (_, reject) => reject(new Error('rejected'))),
];

export const hostile: readonly (readonly [string, unknown])[] = [...odd, ...trapped, ...thenables];

/** Values that are large: made when they are needed, and not for specs that run each value many times. */
export const heavy = (): readonly (readonly [string, unknown])[] => [
  ['a text of 50 million characters', 'x'.repeat(50_000_000)],
  ['an object nested a million deep', nested(1_000_000)],
];

/** Texts as they come from outside, where a name is expected. */
export const names: readonly [string, string][] = [
  ['no name', ''],
  ['.', '.'],
  ['..', '..'],
  ['a/b', 'a/b'],
  ['__proto__', '__proto__'],
  ['constructor', 'constructor'],
  ['a control character', 'a\u0000b'],
  ['a line break', 'a\nb'],
  ['a change of direction', '\u202egpj.exe'],
  ['a lone surrogate', '\ud800'],
  ['100,000 characters', 'x'.repeat(100_000)],
  ['HTML', '<img src=x onerror=alert(1)>'],
  ['a terminal escape', '\u001b[2J'],
  ['a wildcard of NATS', '*'],
  ['the rest of a subject of NATS', 'a.>'],
  ['a letter with an accent', 'caf\u00e9'],
  ['the same, decomposed', 'cafe\u0301'],
];

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
