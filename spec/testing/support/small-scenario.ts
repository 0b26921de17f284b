import { explore } from '../../../lib/testing.js';
import { carefulBank } from './bank.js';

const SCHEDULES = 10_000;

/** How long it takes to run many schedules of a small scenario that has no race, so that none of them is the last. */
export async function measureSchedules(): Promise<{ runs: number; seconds: number }> {
  const start = performance.now();
  const { runs, failure } = await explore(carefulBank, { seeds: SCHEDULES });
  if (failure !== undefined) throw new Error(`Seed ${failure.seed} fails`, { cause: failure.error });
  return { runs, seconds: (performance.now() - start) / 1_000 };
}
