import type { Mutant } from './mutant.js';
import { faultsOfEndings } from './mutants-a-endings.js';
import { faultsOfOutcomes } from './mutants-a-outcomes.js';
import { faultsOfTurns } from './mutants-a-turns.js';

/** What breaks the promises G1 to G7. */
export const firstMutants: readonly Mutant[] = [...faultsOfTurns, ...faultsOfOutcomes, ...faultsOfEndings];
