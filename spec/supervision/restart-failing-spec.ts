import { expect } from 'chai';
import type { Actor, Supervision } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { record, rejectionOf } from '../life/support/log.js';
import { puppet, raise } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';
import { Family, type Plan } from './support/family.js';

const RESTART: Supervision = { decide: 'restart' };
const _LATER: Supervision = { decide: 'restart', backoff: { min: 100, max: 100 } };

const only = (plan: Omit<Plan, 'id'>, supervision = RESTART) => ({
  children: [{ id: 'a', options: { supervision }, ...plan }],
});

describe('a restart that fails', () => {
  onBothLanes((newSystem) => {
    it('is tried again where its setup fails, and keeps what waits', async () => {
      const setup: Plan['setup'] = (n) => {
        if (n === 1) throw new Error('again');
      };
      await using family = await Family.of(newSystem, only({ setup }));

      await family.tell('a', new Error('boom'), 'next');

      expect(family.take()).to.deep.equal([
        'a0 teardown failed',
        'a1 setup',
        'a1 teardown failed',
        'a2 setup',
        'a2 next',
      ]);
    });

    it('is tried again where its factory throws', async () => {
      const make: Plan['make'] = (n) => {
        if (n === 1) throw new Error('again');
      };
      await using family = await Family.of(newSystem, only({ make }));

      await family.tell('a', new Error('boom'), 'next');

      expect(family.take()).to.deep.equal(['a0 teardown failed', 'a2 setup', 'a2 next']);
    });

    it('ends the actor once where its factory throws what it stops for', async () => {
      const make: Plan['make'] = (n) => {
        if (n > 0) throw new RangeError('no more');
      };
      const decide = (error: unknown) => (error instanceof RangeError ? 'stop' : 'restart');
      await using family = await Family.of(newSystem, only({ make }, { decide }));
      const types = record(family.ref('a').lifecycle, ({ type }) => type);
      family.ref('a').tell(new Error('boom'));
      const waiting = rejectionOf(family.ref('a').ask('next'));
      await family.clock.settle();

      expect(await waiting).to.include({ code: 'setup-failed' });
      expect(types.slice(1)).to.deep.equal([
        'failed',
        'restarting',
        'failed',
        'stopping',
        'stopped',
        'complete',
      ]);
      expect(family.take()).to.deep.equal(['a0 teardown failed', 'a gone: failed']);
    });

    it('goes to its limit where the factory always gives the same actor', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const [one] = [puppet()()];
      const root = system.spawn(() => one as Actor, { supervision: RESTART });

      root.tell(raise(new Error('boom')));
      const reason = await root.stopped;

      expect(reason).to.have.nested.property('error.code', 'restart-limit');
      expect(reason).to.have.nested.property('error.cause').that.is.an.instanceOf(TypeError);
    });
  });
});
