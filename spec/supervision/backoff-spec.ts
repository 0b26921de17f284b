import { expect } from 'chai';
import type { Backoff } from '../../lib/index.js';
import { marbles } from '../../lib/testing.js';
import { puppet, raise } from '../life/support/puppet.js';
import { type NewSystem, onBothLanes } from '../support/lanes.js';
import { Family } from './support/family.js';

const ENDLESS = { max: 1_000, within: 1 };
const MANY = 1_000_000;

/** A child whose setup fails as often as is said, and the delays before each further setup. */
async function delays(newSystem: NewSystem, backoff: Backoff, failures: number, seed?: number) {
  const times: number[] = [];
  await using family: Family = new Family(newSystem, {
    options: seed === undefined ? {} : { seed },
    children: [
      {
        id: 'a',
        options: { supervision: { decide: 'restart', limit: ENDLESS, backoff } },
        setup: (n) => {
          times.push(family.clock.now());
          if (n < failures) throw new Error('boom');
        },
      },
    ],
  });
  await family.clock.advance(MANY);
  return times.slice(1).map((time, index) => time - (times[index] as number));
}

describe('back-off', () => {
  onBothLanes((newSystem) => {
    it('doubles from min to max', async () => {
      const found = await delays(newSystem, { min: 10, max: 100, jitter: 0 }, 6);

      expect(found).to.deep.equal([10, 20, 40, 80, 100, 100]);
    });

    it('grows by its factor', async () => {
      const found = await delays(newSystem, { min: 10, max: 1_000, factor: 3, jitter: 0 }, 4);

      expect(found).to.deep.equal([10, 30, 90, 270]);
    });

    it('stays the same with a factor of 1', async () => {
      const found = await delays(newSystem, { min: 10, max: 1_000, factor: 1, jitter: 0 }, 3);

      expect(found).to.deep.equal([10, 10, 10]);
    });

    it('varies by its jitter, up and down, within min and max', async () => {
      const found = await delays(newSystem, { min: 100, max: 2_000, jitter: 0.5 }, 60, 7);
      const late = found.slice(5);

      expect(Math.min(...found)).to.be.at.least(100);
      expect(Math.max(...found)).to.equal(2_000);
      expect(Math.min(...late)).to.be.within(1_000, 1_300);
      expect(new Set(late).size).to.be.above(10);
    });

    it('is drawn from the seed', async () => {
      const backoff = { min: 100, max: 2_000, jitter: 1 };
      const [first, again, other] = [7, 7, 8].map((seed) => delays(newSystem, backoff, 10, seed));

      expect(await again).to.deep.equal(await first);
      expect(await other).to.not.deep.equal(await first);
    });

    it('stays below what a timer of the host can wait', async () => {
      await using family = new Family(newSystem, {
        children: [
          {
            id: 'a',
            options: {
              supervision: { decide: 'restart', backoff: { min: 1e12, max: Number.POSITIVE_INFINITY } },
            },
            setup: () => {
              throw new Error('boom');
            },
          },
        ],
      });

      await family.clock.settle();

      expect(family.clock.next).to.be.below(2 ** 31 - 1);
    });

    it('begins anew after the time of resetAfter without a failure, and not before', async () => {
      const policy = { decide: 'restart', limit: ENDLESS } as const;
      const backoff: Backoff = { min: 10, max: 1_000, jitter: 0, resetAfter: 500 };
      await using family = await Family.of(newSystem, {
        children: [{ id: 'a', options: { supervision: { ...policy, backoff } } }],
      });
      const found: (number | undefined)[] = [];
      const failAfter = async (quiet: number) => {
        await family.clock.advance(quiet);
        await family.tell('a', new Error('boom'));
        const { next = 0 } = family.clock;
        found.push(next - family.clock.now());
        await family.clock.advance(next - family.clock.now());
      };

      for (const quiet of [0, 100, 499, 500, 0]) await failAfter(quiet);

      expect(found).to.deep.equal([10, 20, 40, 10, 20]);
    });

    it('counts that time from a failure after which it was resumed', async () => {
      const decide = (error: unknown) => ((error as Error).message === 'small' ? 'resume' : 'restart');
      const backoff: Backoff = { min: 10, max: 1_000, jitter: 0, resetAfter: 500 };
      await using family = await Family.of(newSystem, {
        children: [{ id: 'a', options: { supervision: { decide, limit: ENDLESS, backoff } } }],
      });
      await family.tell('a', new Error('boom'));
      await family.clock.advance(10 + 400);
      await family.tell('a', new Error('small'));
      await family.clock.advance(400);

      await family.tell('a', new Error('boom'));

      expect((family.clock.next ?? 0) - family.clock.now()).to.equal(20);
    });

    it('does not begin anew while setup goes on failing, however late it is', async () => {
      const found = await delays(newSystem, { min: 10, max: 1_000, jitter: 0, resetAfter: 15 }, 5);

      expect(found).to.deep.equal([10, 20, 40, 80, 160]);
    });

    it('retries the first setup, which without it is tried once', async () => {
      const setup = (n: number) => {
        if (n === 0) throw new Error('boom');
      };
      await using family = new Family(newSystem, {
        supervision: { decide: 'restart' },
        children: [
          { id: 'a', setup },
          { id: 'b', setup, options: { supervision: { backoff: { min: 10, max: 100 } } } },
        ],
      });

      await family.clock.advance(100);

      expect(family.ref('a').state).to.equal('stopped');
      expect(family.ref('b').state).to.equal('running');
      expect(family.take().filter((entry) => entry.includes('gone'))).to.deep.equal(['a gone: failed']);
    });

    it('counts against the limit', async () => {
      await using family = new Family(newSystem, {
        children: [
          {
            id: 'a',
            options: {
              supervision: {
                decide: 'restart',
                limit: { max: 2, within: MANY },
                backoff: { min: 10, max: 10 },
              },
            },
            setup: () => {
              throw new Error('boom');
            },
          },
        ],
      });

      await family.clock.advance(1_000);

      expect(family.take().filter((entry) => entry.endsWith('setup'))).to.have.length(3);
      expect(await family.parent.stopped).to.have.nested.property('error.code', 'restart-limit');
    });
  });

  for (const lane of ['serialMap', 'concatMap'] as const) {
    const backoff = { min: 3, max: 6, jitter: 0 };

    it(
      `keeps what comes meanwhile, on the lane ${lane}`,
      marbles(
        ({ spawn, tell, expectMessages, expectLifecycle }) => {
          const ref = spawn(puppet(), { supervision: { decide: 'restart', backoff } });
          const messages = { x: raise(new Error('boom')), a: 'a', b: 'b', c: 'c' };
          tell(ref, '            -xab-----c', messages);
          expectMessages(ref).toBe('-x--(ab)-c', messages);
          expectLifecycle(ref).toBe('-r', { r: 'restarting' });
          expectLifecycle(ref).toBe('s---s', { s: 'started' });
        },
        { lane },
      ),
    );

    it(
      `waits longer each time, on the lane ${lane}`,
      marbles(
        ({ spawn, tell, expectLifecycle }) => {
          const ref = spawn(puppet(), { supervision: { decide: 'restart', backoff } });
          tell(ref, '-x--x-----x', { x: raise(new Error('boom')) });
          expectLifecycle(ref).toBe('s---s-----s-----s', { s: 'started' });
        },
        { lane },
      ),
    );
  }
});
