import { expect } from 'chai';
import type { ActorRef, Supervision } from '../../lib/index.js';
import { act } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';
import { Family, kid } from './support/family.js';

type Kind = NonNullable<Supervision['restart']>;

const ENDS: readonly [string, (ref: ActorRef) => unknown][] = [
  ['a failure', (ref) => ref.tell(new Error('boom'))],
  ['a normal end', (ref) => ref.tell('end')],
  ['a stop', (ref) => ref.stop()],
];

/** Which of them begin anew after a failure, a normal end, a stop. */
const BEGINS_ANEW: Readonly<Record<Kind, readonly boolean[]>> = {
  permanent: [true, true, false],
  transient: [true, false, false],
  temporary: [false, false, false],
};

describe('restart kinds', () => {
  onBothLanes((newSystem) => {
    for (const [kind, anew] of Object.entries(BEGINS_ANEW)) {
      for (const [index, [end, bringAbout]] of ENDS.entries()) {
        it(`${kind}: ${end} ${anew[index] ? 'is a new beginning' : 'is the end'}`, async () => {
          const policy: Supervision = { decide: 'restart', restart: kind as Kind };
          await using family = await Family.of(newSystem, { children: [kid('a', policy)] });
          const reason = ['failed', 'ended', 'requested'][index];

          bringAbout(family.ref('a'));
          await family.clock.settle();

          const after = anew[index] ? 'a1 setup' : `a gone: ${reason}`;
          expect(family.take()).to.deep.equal([`a0 teardown ${reason}`, after]);
          expect(family.ref('a').state).to.equal(anew[index] ? 'running' : 'stopped');
        });
      }
    }

    it('transient is the default', async () => {
      await using family = await Family.of(newSystem, { children: [kid('a', { decide: 'restart' })] });

      await family.tell('a', new Error('boom'));
      await family.tell('a', 'end');

      expect(family.take().slice(2)).to.deep.equal(['a1 teardown ended', 'a gone: ended']);
    });

    it('permanent children too are gone for good when they are killed', async () => {
      const policy: Supervision = { decide: 'restart', restart: 'permanent' };
      await using family = await Family.of(newSystem, { children: [kid('a', policy)] });

      const reason = await family.ref('a').kill();
      await family.clock.settle();

      expect(reason).to.deep.equal({ kind: 'killed' });
      expect(family.ref('a').state).to.equal('stopped');
    });

    it('permanent children too stop with their parent', async () => {
      const policy: Supervision = { decide: 'restart', restart: 'permanent' };
      await using family = await Family.of(newSystem, { children: [kid('a', policy)] });

      await family.parent.stop();

      expect(family.take()).to.deep.equal(['a0 teardown parentStopped']);
    });

    it('permanent is for normal ends as well where failures escalate', async () => {
      await using family = await Family.of(newSystem, { children: [kid('a', { restart: 'permanent' })] });

      await family.tell('a', 'end');
      const state = family.ref('a').state;
      await family.tell('a', new Error('boom'));

      expect(state).to.equal('running');
      expect(family.parent.state).to.equal('stopped');
    });

    it('temporary children stop where a sibling takes them along, and do not come back', async () => {
      await using family = await Family.of(newSystem, {
        supervision: { decide: 'restart', strategy: 'oneForAll' },
        children: [kid('a'), kid('b', { restart: 'temporary' }), kid('c')],
      });

      await family.tell('a', new Error('boom'));

      const log = family.take();
      expect(log).to.include.members(['a1 setup', 'b0 teardown parentStopped', 'c1 setup']);
      expect(log).to.not.include('b1 setup');
      expect(family.ref('b').state).to.equal('stopped');
    });
  });
});

describe('a stop', () => {
  onBothLanes((newSystem) => {
    const policy: Supervision = { decide: 'restart', restart: 'permanent', backoff: { min: 100, max: 100 } };

    it('during the delay of a restart is final, and leaves no timer', async () => {
      await using family = await Family.of(newSystem, { children: [kid('a', policy)] });
      await family.tell('a', new Error('boom'));
      const waiting = [family.ref('a').state, family.clock.pending];

      const reason = await family.ref('a').stop();
      const pending = family.clock.pending;
      await family.clock.advance(1_000);

      expect(waiting).to.deep.equal(['restarting', 1]);
      expect(reason).to.deep.equal({ kind: 'requested' });
      expect(pending).to.equal(0);
      expect(family.take()).to.deep.equal(['a0 teardown failed', 'a gone: requested']);
    });

    it('during the teardown of a restart is final', async () => {
      let release = () => {};
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      await using family = await Family.of(newSystem, {
        children: [{ id: 'a', options: { supervision: policy }, teardown: () => held }],
      });
      await family.tell('a', new Error('boom'));

      const stopped = family.ref('a').stop();
      release();
      const reason = await stopped;
      await family.clock.advance(1_000);

      expect(reason).to.deep.equal({ kind: 'requested' });
      expect(family.take()).to.deep.equal(['a0 teardown failed', 'a gone: requested']);
    });

    it('of the parent ends a child that waits for its restart', async () => {
      await using family = await Family.of(newSystem, { children: [kid('a', policy)] });
      await family.tell('a', new Error('boom'));

      await family.parent.stop();

      expect(await family.ref('a').stopped).to.deep.equal({ kind: 'parentStopped' });
      expect(family.clock.pending).to.equal(0);
    });

    it('ends a child that crashes at each start', async () => {
      await using family = await Family.of(newSystem, {
        children: [
          {
            id: 'a',
            options: { supervision: { ...policy, limit: { max: 1_000, within: 1 } } },
            setup: () => {
              throw new Error('boom');
            },
          },
        ],
      });
      await family.clock.advance(250);
      const setups = family.take().filter((entry) => entry.endsWith('setup')).length;

      await family.ref('a').stop();
      await family.clock.advance(1_000);

      expect(setups).to.be.above(1);
      expect(family.take()).to.deep.equal(['a gone: requested']);
    });

    it('that drains, during the delay, drains nothing: there is nobody to handle it', async () => {
      await using family = await Family.of(newSystem, { children: [kid('a', policy)] });
      await family.tell('a', new Error('boom'), 'waits');

      await family.ref('a').stop({ drain: true });

      expect(family.system.deadLetters.counts['actor-stopped']).to.equal(1);
    });

    it('within a handler that fails then is final', async () => {
      await using family = await Family.of(newSystem, { children: [kid('a', policy)] });

      await family.tell(
        'a',
        act((self) => {
          void self.reference.stop();
          throw new Error('boom');
        }),
      );

      expect(await family.ref('a').stopped).to.deep.equal({ kind: 'requested' });
    });
  });
});
