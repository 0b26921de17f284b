// Mocha's own tree of tests, and after it one line to count by: "N passed, N failed".
const { reporters, Runner } = require('mocha');

module.exports = class extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures } = this.stats;
      console.log(`${passes} passed, ${failures} failed`);
    });
  }
};
