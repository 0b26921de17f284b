import { expect } from 'chai';
import { gate } from '../life/support/gate.js';
import { lifeOf } from '../life/support/log.js';
import { act } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';
import { Family, kid, kids, type Plan, policy, setups } from './support/family.js';

describe('strategies, where another fails meanwhile,', () => {
  onBothLanes((newSystem) => {
    it('begin with all again when a sibling fails in its restart', async () => {
      const flaky: Plan = {
        id: 'b',
        setup: (n) => {
          if (n === 1) throw new Error('again');
        },
      };
      await using family = await Family.of(newSystem, {
        supervision: policy('oneForAll'),
        children: [kid('a'), flaky, kid('c')],
      });

      await family.tell('a', new Error('boom'));

      expect(setups(family.take())).to.deep.equal(
        ['a1', 'b1', 'a2', 'b2', 'c2'].map((name) => `${name} setup`),
      );
      expect(['a', 'b', 'c'].map((id) => family.ref(id).state)).to.deep.equal(Array(3).fill('running'));
    });

    it('begin with those after it again when a later sibling fails in its restart', async () => {
      const flaky: Plan = {
        id: 'b',
        setup: (n) => {
          if (n === 1) throw new Error('again');
        },
      };
      await using family = await Family.of(newSystem, {
        supervision: policy('restForOne'),
        children: [kid('a'), flaky, kid('c')],
      });

      await family.tell('a', new Error('boom'));

      const log = setups(family.take());
      expect(log.filter((entry) => entry.startsWith('a'))).to.deep.equal(['a1 setup']);
      expect(log.slice(-2)).to.deep.equal(['b2 setup', 'c2 setup']);
    });

    it('begin with all again when the factory of a sibling throws', async () => {
      const flaky: Plan = {
        id: 'b',
        make: (n) => {
          if (n === 1) throw new Error('again');
        },
      };
      await using family = await Family.of(newSystem, {
        supervision: policy('oneForAll'),
        children: [kid('a'), flaky, kid('c')],
      });

      await family.tell('c', new Error('boom'));

      const last = setups(family.take()).slice(-3);
      expect(last.map((entry) => entry[0])).to.deep.equal(['a', 'b', 'c']);
      expect(['a', 'b', 'c'].map((id) => family.ref(id).state)).to.deep.equal(Array(3).fill('running'));
    });

    it('wait for a sibling whose turn is running, and restart once though that fails too', async () => {
      await using family = await Family.of(newSystem, {
        supervision: policy('oneForAll'),
        children: kids('a', 'b'),
      });
      const turn = gate();
      await family.tell(
        'b',
        act(() => turn.passed),
      );

      await family.tell('a', new Error('boom'));
      const before = setups(family.take());
      turn.fail(new Error('me too'));
      await family.clock.settle();

      expect(before).to.deep.equal([]);
      expect(setups(family.take())).to.deep.equal(['a1 setup', 'b1 setup']);
    });

    it('take along a child in its setup, which is never announced as started', async () => {
      const slow = gate();
      const family = new Family(newSystem, {
        supervision: policy('oneForAll'),
        children: [kid('a'), { id: 'b', setup: (n) => (n === 0 ? slow.passed : undefined) }],
      });
      await using _ = family;
      await family.clock.settle();
      const life = lifeOf(family.ref('b'));

      await family.tell('a', new Error('boom'));
      slow.open();
      await family.clock.settle();

      expect(life).to.deep.equal(['starting', 'restarting', 'started']);
      expect(family.ref('b').state).to.equal('running');
    });

    it('stop, for a restart, where one of them escalates meanwhile', async () => {
      await using family = await Family.of(newSystem, {
        supervision: policy('oneForAll'),
        children: [kid('a'), kid('b', { decide: 'escalate' })],
      });
      const turn = gate();
      const error = new Error('me too');
      await family.tell(
        'b',
        act(() => turn.passed),
      );

      await family.tell('a', new Error('boom'));
      turn.fail(error);
      await family.clock.settle();

      expect(await family.parent.stopped).to.include({ kind: 'failed', error });
    });
  });
});
