import { join } from 'node:path';

/** The folder of the benchmarks, also for their compiled files, which are elsewhere. */
export const BENCH = process.env.BENCH_FOLDER ?? join(__dirname, '..');
