import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { erlangVersion } from '../workloads/erlang.js';
import { peerVersions } from '../workloads/peers.js';

/** On what, and with what, was measured. */
export interface Machine {
  readonly node: string;
  readonly cpu: string;
  readonly cores: number;
  readonly versions: Readonly<Record<string, string>>;
}

export function machine(peers: boolean): Machine {
  const others = peers ? { ...peerVersions(), Erlang: erlangVersion() ?? 'not installed' } : {};
  return {
    node: process.version,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    versions: { rxjs: rxjsVersion(), ...others },
  };
}

function rxjsVersion(): string {
  // Its entry is some folders down in the package.
  let folder = dirname(require.resolve('rxjs'));
  while (!folder.endsWith('rxjs')) folder = dirname(folder);
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
}
