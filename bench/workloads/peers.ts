/** The other libraries: packages of bench/peers/, which are there only after `npm ci --prefix bench/peers`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BENCH } from '../harness/places.js';
import type { MakeStage, Stage } from './stage.js';

/** By module; not imported, since neither they nor their types are there in CI. */
const modules = {
  nact: 'nact',
  effect: 'effect',
  xstate: 'xstate',
  'xstate, callback': 'xstate-callback',
  fastq: 'fastq',
  'p-queue': 'p-queue',
  comedy: 'comedy',
} as const;

export type PeerName = keyof typeof modules;

export const peerNames = Object.keys(modules) as readonly PeerName[];

export function peerStage(name: PeerName): MakeStage {
  return () => {
    const peer: { stage(): Stage | Promise<Stage> } = require(`../peers/${modules[name]}`);
    return peer.stage();
  };
}

/** The exact versions, as they are pinned. */
export function peerVersions(): Readonly<Record<string, string>> {
  const { dependencies } = JSON.parse(readFileSync(join(BENCH, 'peers/package.json'), 'utf8'));
  return dependencies;
}
