import { expect } from 'chai';
import * as fc from 'fast-check';
import { concatMap } from 'rxjs';
import { serialMap } from '../../lib/kernel/serial-map.js';
import { microtaskSchedule, playMicrotasks } from './support/microtask-schedule.js';
import type { Operator } from './support/operators.js';
import { play, schedule } from './support/virtual-schedule.js';

const oracle: Operator = (project) => concatMap(project);
const ours: Operator = (project) => serialMap(project);
/** The oracle with a mistake: each projection is told the index of the next. */
const misnumbered: Operator = (project) => concatMap((value, index) => project(value, index + 1));

describe('serialMap, compared with concatMap', () => {
  it('does the same at the same times on every schedule of virtual time', () => {
    const property = fc.property(schedule, (schedule) => {
      const expected = play(schedule, oracle);

      expect(play(schedule, ours)).to.deep.equal(expected);
    });

    void fc.assert(property, { numRuns: 2_000 });
  }).timeout(20_000);

  it('does the same at the same ticks on every schedule of microtasks', async () => {
    const property = fc.asyncProperty(microtaskSchedule, async (schedule) => {
      const expected = await playMicrotasks(schedule, oracle);

      expect(await playMicrotasks(schedule, ours)).to.deep.equal(expected);
    });

    await fc.assert(property, { numRuns: 500 });
  }).timeout(20_000);

  it('is a comparison that can fail', () => {
    const property = fc.property(schedule, (schedule) => {
      const expected = play(schedule, oracle);

      expect(play(schedule, misnumbered)).to.deep.equal(expected);
    });

    expect(() => fc.assert(property)).to.throw(/Property failed/);
  });
});
