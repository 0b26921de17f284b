import * as fc from 'fast-check';
import { config } from 'rxjs';
import { onUnhandledRejection } from './rejections.js';

const seed = process.env.FC_SEED ? Number(process.env.FC_SEED) : Date.now() & 0x7fffffff;
if (!Number.isInteger(seed)) throw new Error(`FC_SEED must be an integer, not ${process.env.FC_SEED}`);
fc.configureGlobal({ seed, verbose: 1 });
console.log(`fast-check seed: ${seed} (repeat with FC_SEED=${seed})`);

// Errors that reached nobody. Left alone they would fail a later, innocent test.
let unhandled: unknown[] = [];
let leave = (): void => undefined;
const collect = (error: unknown): void => void unhandled.push(error);
const { setTimeout } = globalThis; // the real one, should a test put in a fake

let leaks: typeof import('./leaks.js');

/** Hands over what reached nobody so far; a test that provokes such errors takes them, and so passes. */
export function takeUnhandled(): unknown[] {
  const taken = unhandled;
  unhandled = [];
  return taken;
}

async function check(title: string): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve)); // rxjs reports from a timer: let it come first
  const [cause, ...more] = takeUnhandled();
  if (cause === undefined && more.length === 0) return;
  throw new Error(`unhandled error${more.length ? ` (and ${more.length} more)` : ''} in: ${title}`, {
    cause,
  });
}

export const mochaHooks: Mocha.RootHookObject = {
  beforeAll(this: Mocha.Context) {
    this.timeout(60_000); // loads the library, where no spec has: those of browser/ have not
    // Not before: a mutant has to be in its place when the library is loaded.
    leaks = require('./leaks.js');
    leaks.checkWhatIsShutDown();
    leave = onUnhandledRejection(collect);
  },
  beforeEach() {
    config.onUnhandledError = collect;
  },
  async afterEach(this: Mocha.Context) {
    const title = this.currentTest?.fullTitle() ?? 'unknown test';
    const leaked = await leaks.checkLeaks().catch((error: Error) => error);
    await check(title);
    if (leaked instanceof Error) throw new Error(`${leaked.message}\nafter: ${title}`);
  },
  async afterAll() {
    await check('the end of the run');
    leave(); // from here on the host's own way: Node ends the process
    config.onUnhandledError = null;
  },
};
