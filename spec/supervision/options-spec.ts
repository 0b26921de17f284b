import { expect } from 'chai';
import { Actor, type Supervision } from '../../lib/index.js';
import { thrownBy } from '../life/support/log.js';
import { act, puppet } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';

const LIMIT = { max: 1, within: 1 };
const BACKOFF = { min: 10, max: 100 };

/** What is wrong, how it is refused, and what the error names. */
const BAD: readonly [unknown, typeof TypeError | typeof RangeError, string][] = [
  ['restart', TypeError, 'supervision'],
  [null, TypeError, 'supervision'],
  [{ decide: 'reboot' }, TypeError, 'supervision.decide'],
  [{ decide: 1 }, TypeError, 'supervision.decide'],
  [{ restart: 'always' }, RangeError, 'supervision.restart'],
  [{ strategy: 'allForOne' }, RangeError, 'supervision.strategy'],
  [{ limit: 3 }, TypeError, 'supervision.limit'],
  [{ limit: null }, TypeError, 'supervision.limit'],
  [{ limit: {} }, TypeError, 'supervision.limit.max'],
  [{ limit: { ...LIMIT, max: -1 } }, RangeError, 'supervision.limit.max'],
  [{ limit: { ...LIMIT, max: 1.5 } }, RangeError, 'supervision.limit.max'],
  [{ limit: { ...LIMIT, max: '1' } }, TypeError, 'supervision.limit.max'],
  [{ limit: { ...LIMIT, within: 0 } }, RangeError, 'supervision.limit.within'],
  [{ limit: { ...LIMIT, within: Number.NaN } }, RangeError, 'supervision.limit.within'],
  [{ limit: { max: 1 } }, TypeError, 'supervision.limit.within'],
  [{ backoff: 10 }, TypeError, 'supervision.backoff'],
  [{ backoff: {} }, TypeError, 'supervision.backoff.min'],
  [{ backoff: { ...BACKOFF, min: 0 } }, RangeError, 'supervision.backoff.min'],
  [{ backoff: { ...BACKOFF, max: 9 } }, RangeError, 'supervision.backoff.max'],
  [{ backoff: { ...BACKOFF, factor: 0.5 } }, RangeError, 'supervision.backoff.factor'],
  [{ backoff: { ...BACKOFF, factor: Number.NaN } }, RangeError, 'supervision.backoff.factor'],
  [{ backoff: { ...BACKOFF, factor: '2' } }, TypeError, 'supervision.backoff.factor'],
  [{ backoff: { ...BACKOFF, jitter: '0.5' } }, TypeError, 'supervision.backoff.jitter'],
  [{ backoff: { ...BACKOFF, jitter: Number.NaN } }, RangeError, 'supervision.backoff.jitter'],
  [{ backoff: [] }, TypeError, 'supervision.backoff'],
  [[], TypeError, 'supervision'],
  [{ backoff: { ...BACKOFF, jitter: 1.1 } }, RangeError, 'supervision.backoff.jitter'],
  [{ backoff: { ...BACKOFF, jitter: -0.1 } }, RangeError, 'supervision.backoff.jitter'],
  [{ backoff: { ...BACKOFF, resetAfter: 0 } }, RangeError, 'supervision.backoff.resetAfter'],
  [{ backoff: { ...BACKOFF, resetAfter: 'soon' } }, TypeError, 'supervision.backoff.resetAfter'],
];

const written = (value: unknown) =>
  JSON.stringify(value, (_, inner) => (Number.isNaN(inner) ? 'NaN' : inner));

describe('bad supervision', () => {
  onBothLanes((newSystem) => {
    for (const [bad, type, name] of BAD) {
      it(`is a ${type.name} that names ${name}: ${written(bad)}`, async () => {
        await using system = newSystem();

        const error = thrownBy(() => system.spawn(puppet(), { supervision: bad as Supervision })) as Error;

        expect(error).to.be.an.instanceOf(type);
        expect(error.message).to.contain(`\`${name}\``);
      });
    }

    it('of a class is thrown where one of it is spawned', async () => {
      class Parent extends Actor {
        protected override readonly supervision = { decide: 'reboot' } as unknown as Supervision;
      }
      await using system = newSystem();

      const error = thrownBy(() => system.spawn(() => new Parent())) as Error;

      expect(error).to.be.an.instanceOf(TypeError);
      expect(error.message).to.contain('`supervision.decide`');
    });

    it('starts nobody', async () => {
      await using system = newSystem();
      const root = system.spawn(puppet());

      const children = await root.ask(
        act((self) => {
          thrownBy(() => self.spawn(puppet(), { supervision: { limit: { max: -1, within: 1 } } }));
          return self.children.size;
        }),
      );

      expect(children).to.equal(0);
    });
  });
});
