import type { Mutant } from './mutant.js';
import { firstMutants } from './mutants-g01-g07.js';
import { secondMutants } from './mutants-g08-g14.js';

export const mutants: readonly Mutant[] = [...firstMutants, ...secondMutants];
