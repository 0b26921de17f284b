import { expect } from 'chai';
import { onBothLanes } from '../support/lanes.js';
import { Family, kids, policy, type Strategy, setups } from './support/family.js';

describe('strategies', () => {
  onBothLanes((newSystem) => {
    for (const [strategy, taken] of [
      ['oneForOne', ['b']],
      ['oneForAll', ['a', 'b', 'c', 'd']],
      ['restForOne', ['b', 'c', 'd']],
    ] as [Strategy, string[]][]) {
      it(`${strategy} restarts ${taken.join(', ')} of a, b, c, d when b fails, in order of start`, async () => {
        await using family = await Family.of(newSystem, {
          supervision: policy(strategy),
          children: kids('a', 'b', 'c', 'd'),
        });

        await family.tell('b', new Error('boom'));

        const log = family.take();
        expect(setups(log)).to.deep.equal(taken.map((id) => `${id}1 setup`));
        expect(log.slice(0, taken.length).sort()).to.deep.equal(taken.map((id) => `${id}0 teardown failed`));
      });
    }

    it('leave the others as they are where one is resumed, or stopped', async () => {
      const decide = (error: unknown) => (error instanceof RangeError ? 'resume' : 'stop');
      await using family = await Family.of(newSystem, {
        supervision: policy('oneForAll', { decide }),
        children: kids('a', 'b'),
      });

      await family.tell('a', new RangeError('small'));
      await family.tell('a', new Error('boom'));
      await family.tell('b', 'hello');

      expect(family.take()).to.deep.equal(['a0 teardown failed', 'a gone: failed', 'b0 hello']);
    });

    it('leave out who has stopped', async () => {
      await using family = await Family.of(newSystem, {
        supervision: policy('oneForAll'),
        children: kids('a', 'b', 'c'),
      });
      await family.ref('b').stop();
      family.take();

      await family.tell('a', new Error('boom'));

      expect(setups(family.take())).to.deep.equal(['a1 setup', 'c1 setup']);
    });

    it('keep the messages of all', async () => {
      await using family = await Family.of(newSystem, {
        supervision: policy('oneForAll'),
        children: kids('a', 'b'),
      });

      family.ref('a').tell(new Error('boom'));
      for (const id of ['a', 'b']) family.ref(id).tell('one');
      await family.tell('b', 'two');

      const log = family.take();
      const heard = ['a', 'b'].map((id) =>
        log.filter((entry) => entry.startsWith(id) && !/setup|tear/.test(entry)),
      );
      expect(heard.map((entries) => entries.map((entry) => entry.split(' ')[1]))).to.deep.equal([
        ['one'],
        ['one', 'two'],
      ]);
    });

    it('wait with a delay for all together', async () => {
      await using family = await Family.of(newSystem, {
        supervision: policy('oneForAll', { backoff: { min: 100, max: 100 } }),
        children: kids('a', 'b'),
      });

      await family.tell('a', new Error('boom'));
      const states = ['a', 'b'].map((id) => family.ref(id).state);
      await family.clock.advance(100);

      expect(states).to.deep.equal(['restarting', 'restarting']);
      expect(setups(family.take())).to.deep.equal(['a1 setup', 'b1 setup']);
    });

    it('go on without one that stops during the delay, and leave no timer when all do', async () => {
      await using family = await Family.of(newSystem, {
        supervision: policy('oneForAll', { backoff: { min: 100, max: 100 } }),
        children: kids('a', 'b'),
      });

      await family.tell('a', new Error('boom'));
      await family.ref('a').stop();
      const pending = family.clock.pending;
      await family.clock.advance(100);
      const log = setups(family.take());
      await family.tell('b', new Error('boom'));
      await family.ref('b').stop();

      expect(pending).to.equal(1);
      expect(log).to.deep.equal(['b1 setup']);
      expect(family.clock.pending).to.equal(0);
    });
  });
});
