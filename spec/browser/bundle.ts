import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { root } from '../support/files.js';

const LIB = join(root, 'lib') + sep;
const ESM = join(root, 'dist', 'esm');
const PAGE = join(root, 'spec', 'browser', 'page');
const SUPPORT = join(root, 'spec', 'support');

/** What stands in for a module of Node that a page has not, where the specs need it; the others throw when used. */
const standIn = (name: string) => {
  const file = join(PAGE, `${name.replace(':', '-')}.ts`);
  return existsSync(file) ? { path: file } : { path: name, namespace: 'absent' };
};

/** Gives specs the built library instead of the sources, and a page's ways instead of Node's. */
const forPages: Plugin = {
  name: 'for pages',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path }) => standIn(path));
    onLoad({ filter: /.*/, namespace: 'absent' }, ({ path }) => ({
      // By its prototype, for esbuild copies what is own.
      contents: `module.exports = Object.create(new Proxy({}, { get: (_, name) => function () {
        throw new Error('a page has no ' + String(name) + ' of ${path}'); } }));`,
    }));

    // As the samples import it. By its name it would be the sources, or a copy of its own.
    onResolve({ filter: /^rxactors$/ }, () => ({ path: join(ESM, 'index.js') }));

    onResolve({ filter: /^\..*\.js$/ }, ({ path, resolveDir }) => {
      const file = join(resolveDir, path.replace(/\.js$/, '.ts'));
      if (file.startsWith(LIB)) return { path: join(ESM, relative(LIB, join(resolveDir, path))) };
      const own = join(PAGE, basename(file));
      return dirname(file) === SUPPORT && existsSync(own) ? { path: own } : undefined;
    });

    onResolve({ filter: /^copy:/ }, ({ path }) => ({ path: path.slice('copy:'.length), namespace: 'copy' }));
    onLoad({ filter: /.*/, namespace: 'copy' }, async ({ path }) => ({
      contents: await bundle({ entryPoints: [join(ESM, path)], format: 'cjs', external: ['rxjs'] }),
      loader: 'text',
    }));
  },
};

type What = Pick<
  Parameters<typeof build>[0],
  'entryPoints' | 'stdin' | 'format' | 'external' | 'plugins' | 'tsconfigRaw'
>;

async function bundle(what: What): Promise<string> {
  const { outputFiles } = await build({
    ...what,
    bundle: true,
    write: false,
    target: 'esnext',
    supported: { decorators: false }, // no browser has them yet
    conditions: ['es2015'],
    keepNames: true, // ids of actors come from the names of classes
    ignoreAnnotations: true, // specs are imported for what they do
    logLevel: 'silent',
  });
  return (outputFiles as { text: string }[])[0]?.text ?? '';
}

/**
 * A script for a page that does what `code` says, a module in the folder of browser specs.
 *
 * @param settings - of the compiler, in place of this repository's
 */
export function script(code: string, settings?: { experimentalDecorators: boolean }): Promise<string> {
  const { FC_SEED, FC_QUICK } = process.env;
  return bundle({
    stdin: {
      contents: code,
      resolveDir: join(root, 'spec', 'browser'),
      loader: 'ts',
    },
    format: 'iife',
    plugins: [forPages],
    ...(settings && { tsconfigRaw: { compilerOptions: settings } }),
    ...{ define: { 'process.env': JSON.stringify({ FC_SEED, FC_QUICK }) } },
  });
}
