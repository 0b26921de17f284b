import { expect } from 'chai';
import type { Clock, SystemEvent } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { lifeOf, thrownBy } from '../life/support/log.js';
import { act, puppet } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';
import { leavesBehind } from '../support/leaks.js';
import { sleep } from './support/marbled.js';

describe('The callback of a timer', () => {
  onBothLanes((newSystem) => {
    it('is a turn among the events of the system', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const turns: string[] = [];
      system.events.subscribe((event: SystemEvent) => {
        if (event.type === 'turn-started' || event.type === 'turn-ended')
          turns.push(`${event.type} ${event.messageType} at ${event.at}`);
      });
      system.spawn(puppet({ setup: ({ timers }) => timers.once('key', 2, () => sleep(clock, 3)) }));

      await clock.advance(10);

      expect(turns.slice(2)).to.deep.equal(['turn-started timer at 2', 'turn-ended timer at 5']);
    });

    it('never runs beside a message, nor beside another callback', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      let running = 0;
      let most = 0;
      let turns = 0;
      const work = async () => {
        running += 1;
        turns += 1;
        most = Math.max(most, running);
        await sleep(clock, 3);
        running -= 1;
      };
      const ref = system.spawn(
        puppet({
          setup: ({ timers }) => {
            timers.every('every', 1, work);
            timers.fixedRate('fixedRate', 2, work);
            timers.receiveTimeout(2, work);
          },
          message: work,
        }),
      );
      for (let n = 0; n < 10; n++) ref.tell(n);

      await clock.advance(100);
      leavesBehind('the callback that is let go of sleeps on');
      await ref.kill();

      expect(most).to.equal(1);
      expect(turns).to.be.above(20);
    });

    for (const [what, callback] of [
      [
        'throws',
        () => {
          throw new Error('broken');
        },
      ],
      ['rejects', () => Promise.reject(new Error('broken'))],
    ] as const) {
      it(`goes to supervision when it ${what}: restart`, async () => {
        const clock = new TestClock();
        await using system = newSystem({ clock });
        const ref = system.spawn(puppet(), { supervision: { decide: 'restart' } });
        ref.tell(act(({ timers }) => timers.every('key', 2, callback)));
        const life = lifeOf(ref);

        await clock.advance(10);

        expect(life).to.deep.equal(['starting', 'started', 'failed broken', 'restarting', 'started']);
        expect(clock.pending).to.equal(0);
      });

      it(`fails its actor when it ${what} and nothing is declared`, async () => {
        const clock = new TestClock();
        await using system = newSystem({ clock });
        const ref = system.spawn(puppet({ setup: ({ timers }) => timers.once('key', 2, callback) }));

        await clock.advance(2);

        expect(ref.state).to.equal('stopped');
        expect((await ref.stopped).kind).to.equal('failed');
      });
    }

    it('may end its actor', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(
        puppet({ setup: (self) => self.timers.every('key', 2, () => self.endMainLoop()) }),
      );

      await clock.advance(2);

      expect(ref.state).to.equal('stopped');
      expect(clock.pending).to.equal(0);
    });

    it('cannot put a message aside, for it is about none', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const thrown: unknown[] = [];
      system.spawn(
        puppet({
          setup: (self) => self.timers.once('key', 2, () => void thrown.push(thrownBy(() => self.stash()))),
        }),
      );

      await clock.advance(2);

      expect(String(thrown[0])).to.include('message');
    });

    it('is not early although the clock rings a part of a millisecond too soon', async () => {
      const clock = new TestClock();
      const hasty: Clock = {
        now: () => clock.now(),
        schedule: (delay, callback) => clock.schedule(delay > 1 ? delay - 0.4 : delay, callback),
      };
      await using system = newSystem({ clock: hasty });
      const log: string[] = [];
      const say = (what: string) => () => void log.push(`${what} at ${clock.now()}`);
      const ref = system.spawn(
        puppet({
          setup: ({ timers }) => {
            timers.once('once', 3, say('once'));
            timers.every('every', 4, say('every'));
            timers.fixedRate('fixedRate', 5, say('fixedRate'));
            timers.receiveTimeout(7, say('receiveTimeout'));
          },
        }),
      );

      for (let ms = 0; ms < 11; ms += 0.1) await clock.advance(0.1);
      void ref.stop();
      await clock.settle();

      const names = log.map((entry) => entry.split(' ')[0]);
      expect(names).to.deep.equal(['once', 'every', 'fixedRate', 'receiveTimeout', 'every', 'fixedRate']);
      for (const [index, due] of [3, 4, 5, 7, 8, 10].entries())
        expect(Number(log[index]?.split(' ').at(-1))).to.be.at.least(due);
    });
  });
});
