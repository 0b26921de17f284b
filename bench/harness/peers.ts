import { execSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BENCH } from './places.js';

const FOLDER = join(BENCH, 'peers');

/** The other libraries are no dependencies of this package: they are fetched when they are first needed. */
export function installPeers(): void {
  if (existsSync(join(FOLDER, 'node_modules'))) return;
  const command = `npm ci --no-audit --no-fund --ignore-scripts --prefix ${FOLDER}`;
  console.error(command);
  execSync(command, { stdio: ['ignore', 2, 2] });
}
