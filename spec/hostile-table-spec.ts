import { expect } from 'chai';
import { heavy, hostile, names } from './actor/support/hostile.js';
import { given } from './support/hostile-arguments.js';
import { sent, thrown } from './support/hostile-roles.js';
import { play } from './support/hostile-stage.js';
import { onBothLanes } from './support/lanes.js';

/*
 * Each value in each role. What is told and asked as it is, and thrown or returned by who was asked, has specs of its
 * own: actor/hostile-messages-spec.ts and actor/hostile-results-spec.ts. These are the other doors.
 */

const roles = { ...sent, ...thrown, ...given };
const LANES = 2;

describe('a hostile value', function () {
  this.timeout(60_000);

  let values: readonly (readonly [string, unknown])[] = [];
  let combinations = 0;

  before(() => {
    values = [...hostile, ...heavy(), ...names];
  });

  onBothLanes((newSystem) => {
    for (const [name, role] of Object.entries(roles)) {
      it(`does no harm as ${name}`, async () => {
        const problems: string[] = [];
        for (const [what, value] of values) {
          const problem = await play(newSystem, (stage) => role(stage, value));
          combinations += 1;
          if (problem !== undefined) problems.push(`${what}: ${problem}`);
        }

        expect(problems).to.deep.equal([]);
      });
    }
  });

  // A describe of its own, for the specs of one come before those of the describes in it.
  describe('all in all', () => {
    it('was put into every role, on both lanes', () => {
      const [ofValues, ofRoles] = [values.length, Object.keys(roles).length];
      console.log(`      ${combinations} combinations: ${ofValues} values, ${ofRoles} roles, ${LANES} lanes`);

      expect(combinations).to.equal(ofValues * ofRoles * LANES);
      expect(combinations).to.be.above(1_000);
    });
  });
});
