/** A process that measures one contestant once: `child.js <benchmark> <contestant> <quick|full>`, JSON on stdout. */
import { writeSync } from 'node:fs';
import { benchmarks } from '../cases/index.js';
import { CannotTakePart, contestant, type Figure, type Figures } from './benchmark.js';

/** What the process says at its end, whatever that is. */
export interface Outcome {
  readonly figures: Figures;
  /** Why not all figures are there. */
  readonly failure?: string;
}

const [benchmark = '', name = '', extent] = process.argv.slice(2);
const partial: Record<string, Figure> = {};

async function main(): Promise<Figures> {
  const measured = benchmarks[benchmark];
  const measure = measured && contestant(measured, name);
  if (measure === undefined) throw new Error(`No such contestant: ${benchmark}/${name}`);
  return measure(extent === 'quick', partial);
}

function say(outcome: Outcome): void {
  process.removeAllListeners('exit');
  writeSync(1, JSON.stringify(outcome));
  process.exit(0);
}

function fail(error: unknown): void {
  console.error(error);
  const message = error instanceof Error ? error.message : String(error);
  say({ figures: partial, failure: error instanceof CannotTakePart ? message : `fails: ${message}` });
}

// Whatever is lost is a failed benchmark, also a promise that nobody looked at and a loop that ran dry.
process.on('exit', () =>
  say({ figures: partial, failure: 'fails: messages are not handled any more, without an error' }),
);
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);
main().then((figures) => say({ figures: { ...partial, ...figures } }), fail);
