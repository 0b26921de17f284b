import type { Mutant } from './mutant.js';
import { firstMutants } from './mutants-g01-g07.js';
import { secondMutants } from './mutants-g08-g14.js';
import { restartMutants } from './mutants-g15.js';
import { waitingMutants } from './mutants-g16-g17.js';
import { timeMutants } from './mutants-g18-g19.js';
import { streamMutants } from './mutants-g20-g21.js';
import { keyMutants } from './mutants-g22.js';
import { busyMutants } from './mutants-g23.js';

export const mutants: readonly Mutant[] = [
  ...firstMutants,
  ...secondMutants,
  ...restartMutants,
  ...waitingMutants,
  ...timeMutants,
  ...streamMutants,
  ...keyMutants,
  ...busyMutants,
];
