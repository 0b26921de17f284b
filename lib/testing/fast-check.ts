/** fast-check itself. */
// biome-ignore lint/suspicious/noTsIgnore: without fast-check, which is optional, the declarations must compile too
/** @ts-ignore */
export type FastCheck = typeof import('fast-check');

/** Makes values, and smaller ones of those that fail: `fc.Arbitrary`. */
// biome-ignore lint/suspicious/noTsIgnore: as above
/** @ts-ignore */
export type Arbitrary<T> = import('fast-check').Arbitrary<T>;

/** Loads it; only who checks invariants needs it. Rejects with an `Error` that says what to install. */
export async function fastCheck(): Promise<FastCheck> {
  try {
    // An import gives the one for modules, whatever asks for it; both do the same.
    return (await import('fast-check')) as unknown as FastCheck;
  } catch (cause) {
    throw new Error(
      '`invariants` needs the package fast-check, which is not installed with rxactors: npm install --save-dev fast-check',
      { cause },
    );
  }
}
