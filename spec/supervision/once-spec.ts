import { expect } from 'chai';
import { Actor, EndMainLoop, type LifecycleEvent, type Supervision } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { record } from '../life/support/log.js';
import { act } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';
import { Family, type Plan } from './support/family.js';

const ONCE: Supervision = { decide: 'restart', limit: { max: 1, within: 1_000 } };

const types = (family: Family) => record(family.ref('a').lifecycle, ({ type }: LifecycleEvent) => type);

const only = (plan: Omit<Plan, 'id'>, supervision: Supervision = ONCE) => ({
  children: [{ id: 'a', options: { supervision }, ...plan }],
});

describe('A failure is decided about once,', () => {
  onBothLanes((newSystem) => {
    it('where `setup` fails its actor by `fail`', async () => {
      const backoff = { min: 10, max: 10, jitter: 0 };
      await using family = new Family(newSystem, {
        children: [
          {
            id: 'a',
            options: { supervision: { ...ONCE, limit: { max: 3, within: 1_000 }, backoff } },
            setup: (n, self) => (n < 3 ? self.fail(new Error('no database')) : undefined),
          },
        ],
      });

      await family.clock.advance(100);

      expect(family.ref('a').state).to.equal('running');
    });

    it('where the `teardown` of a restart fails its actor by `fail`', async () => {
      await using family = await Family.of(
        newSystem,
        only({ teardown: (n, self) => (n === 0 ? self.fail(new Error('torn')) : undefined) }),
      );
      const seen = types(family);

      await family.tell('a', new Error('boom'));

      expect(seen.slice(1)).to.deep.equal(['failed', 'restarting', 'started']);
    });

    it('where the `teardown` of a restart ends its actor', async () => {
      const endings: NonNullable<Plan['teardown']>[] = [
        () => {
          throw new EndMainLoop();
        },
        (_n, self) => self.endMainLoop(),
      ];
      for (const teardown of endings) {
        await using family = await Family.of(newSystem, only({ teardown }));

        await family.tell('a', new Error('boom'));

        expect(family.ref('a').state).to.equal('running');
      }
    });

    it('where a permanent child ends twice in a turn, or ends and fails', async () => {
      for (const again of [undefined, new Error('boom')]) {
        await using family = await Family.of(newSystem, only({}, { ...ONCE, restart: 'permanent' }));
        const seen = types(family);

        await family.tell(
          'a',
          act((self) => {
            self.endMainLoop();
            if (again !== undefined) throw again;
            self.endMainLoop();
          }),
        );

        expect(seen.filter((type) => type === 'restarting')).to.have.length(1);
        expect(family.ref('a').state).to.equal('running');
      }
    });
  });
});

describe('A root beyond its limit', () => {
  onBothLanes((newSystem) => {
    it('is logged with that as its reason, also where it was ends that exceeded it', async () => {
      for (const message of ['end', 'fail']) {
        const clock = new TestClock();
        const logged: unknown[] = [];
        const logger = {
          debug() {},
          info() {},
          warn() {},
          error: (...words: unknown[]) => void logged.push(words[1]),
        };
        await using system = newSystem({ clock, logger });
        class Root extends Actor {
          protected override handleMessage() {
            if (message === 'fail') throw new Error('boom');
            this.endMainLoop();
          }
        }
        const ref = system.spawn(() => new Root(), { supervision: { ...ONCE, restart: 'permanent' } });
        const failed = record(ref.lifecycle, ({ type }: LifecycleEvent) => type);

        ref.tell(1);
        ref.tell(2);
        const reason = await ref.stopped;

        expect(reason).to.have.nested.property('error.code', 'restart-limit');
        expect(logged.map((error) => (error as { code?: unknown }).code)).to.deep.equal(['restart-limit']);
        expect(failed).to.include('failed');
      }
    });
  });
});
