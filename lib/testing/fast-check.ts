/** fast-check itself. */
// biome-ignore lint/suspicious/noTsIgnore: without fast-check, which is optional, the declarations must compile too
/** @ts-ignore */
export type FastCheck = typeof import('fast-check');

/** Makes values, and smaller ones of those that fail: `fc.Arbitrary`. */
// biome-ignore lint/suspicious/noTsIgnore: as above
/** @ts-ignore */
export type Arbitrary<T> = import('fast-check').Arbitrary<T>;

/** There in CommonJS, and in jest, which refuses `import()` unless Node is told to allow it. */
declare const require: ((id: string) => unknown) | undefined;

/** Loads it; only who checks invariants needs it. Rejects with an `Error` that says what to do. */
export async function fastCheck(): Promise<FastCheck> {
  try {
    return (await load()) as FastCheck;
  } catch (cause) {
    const remedy = isMissing(cause)
      ? 'which is not installed with rxactors: npm install --save-dev fast-check'
      : 'which cannot be loaded from here: pass it, as `fc`';
    throw new Error(`\`invariants\` needs the package fast-check, ${remedy}`, { cause });
  }
}

/** An import gives the one for modules, whatever asks for it; both do the same. */
async function load(): Promise<unknown> {
  try {
    return await import('fast-check');
  } catch (error) {
    if (typeof require !== 'function') throw error;
    return require('fast-check');
  }
}

/** Of an error: by its code, for it may be of other globals. */
function isMissing(cause: unknown): boolean {
  const { code } = (cause ?? {}) as { readonly code?: unknown };
  return code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND';
}
