const core = require('rxactors');
const testing = require('rxactors/testing');
const cases = require('./cases.js');

describe('rxactors/testing in jest', () => {
  for (const [name, test] of Object.entries(cases(core, testing))) it(name, test);
});
