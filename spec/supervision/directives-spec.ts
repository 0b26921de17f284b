import { expect } from 'chai';
import type { Directive, Supervision } from '../../lib/index.js';
import { lifeOf } from '../life/support/log.js';
import { onBothLanes } from '../support/lanes.js';
import { Family, kid } from './support/family.js';

/** A failure of the one child `a`, with what is seen of it. */
async function fail(family: Family, error: Error) {
  const life = lifeOf(family.ref('a'));
  await family.tell('a', error, 'next');
  return { life: life.slice(1), log: family.take() };
}

const RESTARTED = ['a0 teardown failed', 'a1 setup', 'a1 next'];
const STOPPED = ['a0 teardown failed', 'a gone: failed'];

describe('directives', () => {
  onBothLanes((newSystem) => {
    const forms: [string, (directive: Directive) => Supervision][] = [
      ['a literal', (decide) => ({ decide })],
      ['a decider', (directive) => ({ decide: () => directive })],
    ];
    for (const [form, policy] of forms) {
      it(`resume, as ${form}, drops the message and keeps the state`, async () => {
        await using family = await Family.of(newSystem, { children: [kid('a', policy('resume'))] });

        const { life, log } = await fail(family, new Error('boom'));

        expect(log).to.deep.equal(['a0 next']);
        expect(life).to.deep.equal(['failed boom', 'resumed']);
        expect(family.ref('a').state).to.equal('running');
      });

      it(`restart, as ${form}, makes a new instance`, async () => {
        await using family = await Family.of(newSystem, { children: [kid('a', policy('restart'))] });

        const { life, log } = await fail(family, new Error('boom'));

        expect(log).to.deep.equal(RESTARTED);
        expect(life).to.deep.equal(['failed boom', 'restarting', 'started']);
      });

      it(`stop, as ${form}, ends the child, and its parent is called`, async () => {
        await using family = await Family.of(newSystem, { children: [kid('a', policy('stop'))] });
        const error = new Error('boom');

        const { log } = await fail(family, error);

        expect(log).to.deep.equal(STOPPED);
        expect(await family.ref('a').stopped).to.include({ kind: 'failed', error });
        expect(family.parent.state).to.equal('running');
      });

      it(`escalate, as ${form}, fails the parent with the same error and without a call`, async () => {
        await using family = await Family.of(newSystem, { children: [kid('a', policy('escalate'))] });
        const error = new Error('boom');

        const { log } = await fail(family, error);

        expect(log).to.deep.equal(['a0 teardown failed']);
        expect(await family.parent.stopped).to.include({ kind: 'failed', error });
      });
    }

    it('are chosen by the error, and know the child', async () => {
      const asked: unknown[] = [];
      const decide: Supervision['decide'] = (error, child) => {
        asked.push(`${(error as Error).name} of ${child.id}`);
        return error instanceof RangeError ? 'resume' : 'restart';
      };
      await using family = await Family.of(newSystem, { children: [kid('a', { decide })] });

      await family.tell('a', new RangeError('small'), 'one', new TypeError('large'), 'two');

      expect(asked).to.deep.equal(['RangeError of a', 'TypeError of a']);
      expect(family.take()).to.deep.equal(['a0 one', 'a0 teardown failed', 'a1 setup', 'a1 two']);
    });

    it('say that a child is stopped whose setup cannot be resumed', async () => {
      await using family = new Family(newSystem, {
        children: [
          {
            id: 'a',
            options: { supervision: { decide: 'resume' } },
            setup: () => {
              throw new Error('boom');
            },
          },
        ],
      });

      await family.clock.settle();

      expect(family.take()).to.deep.equal(['a0 setup', 'a0 teardown failed', 'a gone: failed']);
    });

    for (const [what, decide] of [
      [
        'throws',
        () => {
          throw new Error('no idea');
        },
      ],
      ['gives no directive', () => 'reboot' as Directive],
    ] as [string, () => Directive][]) {
      it(`escalate where a decider ${what}, which is logged`, async () => {
        const logged: unknown[] = [];
        const silent = { debug() {}, info() {}, warn() {} };
        const logger = { ...silent, error: (text: string) => void logged.push(text) };
        const error = new Error('boom');
        await using family = await Family.of(newSystem, {
          options: { logger },
          children: [kid('a', { decide })],
        });

        await family.tell('a', error);

        expect(await family.parent.stopped).to.include({ kind: 'failed', error });
        expect(logged[0]).to.equal('The decider for /parent/a failed');
      });
    }

    it('are not asked for what a handler throws to its asker', async () => {
      await using family = await Family.of(newSystem, { children: [kid('a', { decide: 'restart' })] });
      const error = new Error('boom');

      const rejection = await family
        .ref('a')
        .ask(error)
        .catch((caught: unknown) => caught);
      await family.tell('a', 'next');

      expect(rejection).to.equal(error);
      expect(family.take()).to.deep.equal(['a0 next']);
    });
  });
});

describe('what is declared', () => {
  onBothLanes((newSystem) => {
    it('by nobody leaves the decision to handleChildStopped', async () => {
      await using family = await Family.of(newSystem, { children: [kid('a')] });

      await family.tell('a', new Error('boom'));

      expect(family.take()).to.deep.equal(STOPPED);
    });

    it('by the class of the parent holds for all children', async () => {
      await using family = await Family.of(newSystem, {
        supervision: { decide: 'restart' },
        children: [kid('a'), kid('b')],
      });

      await family.tell('a', new Error('boom'));
      await family.tell('b', new Error('boom'));

      expect(family.take()).to.deep.equal(
        ['a', 'b'].flatMap((id) => [`${id}0 teardown failed`, `${id}1 setup`]),
      );
    });

    it('for one child goes before that of the class, field by field', async () => {
      await using family = await Family.of(newSystem, {
        supervision: { decide: 'restart', limit: { max: 1, within: 1_000 } },
        children: [kid('a', { decide: 'resume' }), kid('b', { restart: 'permanent' })],
      });

      await family.tell('a', new Error('boom'), 'next');
      await family.tell('b', 'end');
      const before = family.take();
      await family.tell('b', new Error('boom'));

      expect(before).to.deep.equal(['a0 next', 'b0 teardown ended', 'b1 setup']);
      expect(await family.parent.stopped).to.have.nested.property('error.code', 'restart-limit');
    });

    it('as undefined is not declared', async () => {
      await using family = await Family.of(newSystem, {
        supervision: { decide: 'restart' },
        children: [kid('a', { decide: undefined, restart: undefined })],
      });

      await family.tell('a', new Error('boom'));

      expect(family.take()).to.deep.equal(['a0 teardown failed', 'a1 setup']);
    });

    it('without a directive escalates', async () => {
      await using family = await Family.of(newSystem, { children: [kid('a', {})] });
      const error = new Error('boom');

      await family.tell('a', error);

      expect(await family.parent.stopped).to.include({ kind: 'failed', error });
    });
  });
});
