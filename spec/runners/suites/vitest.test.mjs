import * as core from 'rxactors';
import * as testing from 'rxactors/testing';
import { describe, it } from 'vitest';
import cases from './cases.js';

describe('rxactors/testing in vitest', () => {
  for (const [name, test] of Object.entries(cases(core, testing))) it(name, test);
});
