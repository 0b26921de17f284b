import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { BENCH } from './places.js';

/** Compiles the benchmarks once for all the processes that measure: each would take a second for it. */
export function compiled(): string {
  const outdir = join(BENCH, 'results/compiled');
  const files = readdirSync(BENCH, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !/node_modules|^results/.test(file),
  );
  rmSync(outdir, { recursive: true, force: true });
  buildSync({
    entryPoints: files.map((file) => join(BENCH, file)),
    outdir,
    outbase: BENCH,
    format: 'cjs',
    platform: 'node',
    target: 'es2022',
  });
  return outdir;
}

/** Of those processes: where the compiled files find what is not compiled, and the packages of the others. */
export function environment(): NodeJS.ProcessEnv {
  return { ...process.env, BENCH_FOLDER: BENCH, NODE_PATH: join(BENCH, 'peers/node_modules') };
}
