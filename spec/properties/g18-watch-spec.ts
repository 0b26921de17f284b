import { expect } from 'chai';
import { onBothLanes } from '../support/lanes.js';
import { holdsFor, passTime, settles } from './support/b-check.js';
import { Families } from './support/d-kin.js';
import { watchScripts } from './support/d-watch.js';

describe('G18 watch', () => {
  onBothLanes((newSystem) => {
    it('is told once for each registration, when the other and all below it are gone, and never without', () =>
      holdsFor(
        watchScripts,
        async ({ kin, steps }) => {
          const families = new Families(newSystem, kin);
          const { clock, members } = families;
          const look = () => {
            expect(members.flatMap(({ model }) => model.broken)).to.deep.equal([]);
            expect(families.missed).to.deep.equal([]);
          };
          for (const step of steps) {
            if (step.step === 'advance') await clock.advance(step.ms);
            else if (step.step === 'settle') {
              expect(await settles(clock), 'it settles').to.equal(true);
              look();
            } else families.play(step);
          }

          // Who was told to hold behind a turn that is released holds next.
          do await passTime(clock);
          while (families.releaseAll());

          look();
          for (const { ref, reasons } of members)
            for (const reason of reasons) expect(reason).to.equal(await ref.stopped);
          const over = families.system.shutdown();
          await passTime(clock);
          await over;
          look();
        },
        300,
      ));
  });
});
