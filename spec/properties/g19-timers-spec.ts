import { expect } from 'chai';
import { onBothLanes } from '../support/lanes.js';
import { holdsFor, passTime, settles } from './support/b-check.js';
import { Clockwork } from './support/d-clockwork.js';
import { timerScripts } from './support/d-timers.js';

describe('G19 timers', () => {
  onBothLanes((newSystem) => {
    it('call when they are due, in line with all other turns, and not after their end', () =>
      holdsFor(
        timerScripts,
        async (script) => {
          const clockwork = new Clockwork(newSystem, script);
          const { clock, model, ref } = clockwork;
          const look = async () => {
            expect(await settles(clock), 'it settles').to.equal(true);
            model.settled();
            expect(model.broken).to.deep.equal([]);
            if (ref.state !== 'running') return;
            expect(clockwork.self?.keys, 'keys').to.deep.equal(model.keys.sort());
            expect(clock.pending, 'pending').to.equal(model.winding + clockwork.asleep);
          };
          await look();

          for (const step of script.steps) {
            if (step.step === 'tell') clockwork.tell(step.work);
            else {
              await clock.advance(step.ms);
              await look();
            }
          }
          await look();
          model.stop(script.drain);
          const stopped = ref.stop({ drain: script.drain });
          await passTime(clock);
          await stopped;

          expect(model.broken).to.deep.equal([]);
          expect(clock.pending, 'timers that are left').to.equal(0);
          await clockwork.system.shutdown();
        },
        300,
      ));
  });
});
