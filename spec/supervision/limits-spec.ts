import { expect } from 'chai';
import { type ActorError, isActorError, type Supervision } from '../../lib/index.js';
import { raise } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';
import { Family, kid, rootWith } from './support/family.js';

const limited = (max: number, within: number): Supervision => ({ decide: 'restart', limit: { max, within } });

describe('restart limits', () => {
  onBothLanes((newSystem) => {
    for (const max of [0, 1, 2, 3]) {
      it(`of ${max} are exceeded by failure ${max + 1}, and by none before`, async () => {
        await using family = await Family.of(newSystem, { children: [kid('a', limited(max, 1_000))] });
        const states: string[] = [];
        const errors = Array.from({ length: max + 1 }, (_, index) => new Error(`boom ${index}`));

        for (const error of errors) {
          await family.tell('a', error);
          states.push(family.parent.state);
        }

        expect(states).to.deep.equal([...Array(max).fill('running'), 'stopped']);
        const reason = (await family.parent.stopped) as { kind: string; error: ActorError };
        expect(reason.kind).to.equal('failed');
        expect(isActorError(reason.error, 'restart-limit')).to.equal(true);
        expect(reason.error).to.include({ path: '/parent/a', cause: errors.at(-1) });
        expect(await family.ref('a').stopped).to.include({ kind: 'failed', error: errors.at(-1) });
      });
    }

    it('slide: failures spaced by the window never exceed them', async () => {
      await using family = await Family.of(newSystem, { children: [kid('a', limited(2, 100))] });

      for (let failures = 0; failures < 20; failures += 1) {
        await family.tell('a', new Error('boom'));
        await family.clock.advance(50);
      }

      expect(family.parent.state).to.equal('running');
      expect(family.ref('a').state).to.equal('running');
    });

    it('slide: one failure a millisecond too early exceeds them', async () => {
      await using family = await Family.of(newSystem, { children: [kid('a', limited(2, 100))] });
      await family.clock.advance(90);
      await family.tell('a', new Error('boom'));
      await family.clock.advance(50);
      await family.tell('a', new Error('boom'));
      await family.clock.advance(49);
      const before = family.parent.state;

      await family.tell('a', new Error('boom'));

      expect(before).to.equal('running');
      expect(family.parent.state).to.equal('stopped');
    });

    it('slide: at the end of the window a restart counts no longer', async () => {
      await using family = await Family.of(newSystem, { children: [kid('a', limited(1, 100))] });
      await family.tell('a', new Error('boom'));
      await family.clock.advance(100);

      await family.tell('a', new Error('boom'));

      expect(family.ref('a').state).to.equal('running');
    });

    it('are 3 within 5 seconds unless declared', async () => {
      await using family = await Family.of(newSystem, { children: [kid('a', { decide: 'restart' })] });
      for (let failures = 0; failures < 3; failures += 1) await family.tell('a', new Error('boom'));
      const before = family.parent.state;
      await family.clock.advance(4_999);

      await family.tell('a', new Error('boom'));

      expect(before).to.equal('running');
      expect(family.parent.state).to.equal('stopped');
    });

    it('are counted for each child', async () => {
      await using family = await Family.of(newSystem, {
        supervision: limited(1, 1_000),
        children: [kid('a'), kid('b')],
      });

      await family.tell('a', new Error('boom'));
      await family.tell('b', new Error('boom'));

      expect(family.parent.state).to.equal('running');
    });

    it('do not count who is only taken along', async () => {
      await using family = await Family.of(newSystem, {
        supervision: { ...limited(1, 1_000), strategy: 'oneForAll' },
        children: [kid('a'), kid('b')],
      });

      await family.tell('a', new Error('boom'));
      await family.tell('b', new Error('boom'));

      expect(family.parent.state).to.equal('running');
    });

    it('count the normal ends of a permanent child', async () => {
      const policy: Supervision = { ...limited(2, 1_000), restart: 'permanent' };
      await using family = await Family.of(newSystem, { children: [kid('a', policy)] });
      await family.tell('a', 'end');
      await family.tell('a', new Error('boom'));
      const before = family.parent.state;

      await family.tell('a', 'end');

      expect(before).to.equal('running');
      expect(await family.parent.stopped).to.have.nested.property('error.code', 'restart-limit');
    });

    it('do not count what is resumed', async () => {
      const decide = (error: unknown) => (error instanceof RangeError ? 'resume' : 'restart');
      await using family = await Family.of(newSystem, {
        children: [kid('a', { ...limited(1, 1_000), decide })],
      });

      await family.tell(
        'a',
        new RangeError('1'),
        new RangeError('2'),
        new Error('boom'),
        new RangeError('3'),
      );

      expect(family.ref('a').state).to.equal('running');
    });

    it('of a root end it with that error', async () => {
      await using system = newSystem();
      const error = new Error('boom');
      const root = rootWith(system, limited(1, 1_000));

      root.tell(raise(error));
      root.tell(raise(error));
      const reason = await root.stopped;

      expect(reason).to.have.nested.property('error.code', 'restart-limit');
      expect(reason).to.have.nested.property('error.cause', error);
    });
  });
});
