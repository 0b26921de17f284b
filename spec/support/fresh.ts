import { join } from 'node:path';

const LIB = join(__dirname, '..', '..', 'lib');

/** Evaluates a module of lib/ and all that it imports there once more, as a second copy of the package would. */
export function fresh<T>(module: string): T {
  const own = Object.entries(require.cache).filter(([path]) => path.startsWith(LIB));
  for (const [path] of own) delete require.cache[path];
  try {
    return require(join(LIB, module));
  } finally {
    for (const path of Object.keys(require.cache)) if (path.startsWith(LIB)) delete require.cache[path];
    Object.assign(require.cache, Object.fromEntries(own));
  }
}
