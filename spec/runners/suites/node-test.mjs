import { describe, it } from 'node:test';
import * as core from 'rxactors';
import * as testing from 'rxactors/testing';
import cases from './cases.js';

describe('rxactors/testing in node:test', () => {
  for (const [name, test] of Object.entries(cases(core, testing))) it(name, test);
});
