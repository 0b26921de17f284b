import { expect } from 'chai';
import { ActorSystem, type SystemOptions } from '../../lib/index.js';
import { print } from '../../lib/testing/print.js';
import { TestClock } from '../../lib/testing.js';
import { rejectionOf, thrownBy } from '../life/support/log.js';
import { act, puppet } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';

const nothing = () => undefined;

describe('SystemOptions', () => {
  const mistakes: [keyof SystemOptions, unknown, typeof TypeError | typeof RangeError][] = [
    ['slice', '5', TypeError],
    ['slice', 0, RangeError],
    ['slice', -1, RangeError],
    ['slice', Number.NaN, RangeError],
    ['askTimeout', '5000', TypeError],
    ['askTimeout', null, TypeError],
    ['askTimeout', 0, RangeError],
    ['askTimeout', Number.NaN, RangeError],
    ['seed', '1', TypeError],
    ['seed', 1.5, RangeError],
    ['seed', Number.POSITIVE_INFINITY, RangeError],
    ['lane', 'mergeMap', RangeError],
    ['lane', 'toString', RangeError],
    ['context', 'store', TypeError],
    ['context', { getStore: nothing, run: nothing }, TypeError],
    ['context', [{}], TypeError],
    ['context', [undefined], TypeError],
    ['clock', {}, TypeError],
    ['clock', { now: nothing }, TypeError],
    ['clock', { schedule: nothing }, TypeError],
    ['clock', null, TypeError],
    ['logger', {}, TypeError],
    ['logger', 'console', TypeError],
    ['logger', null, TypeError],
    ['name', 42, TypeError],
  ];
  for (const [option, value, kind] of mistakes) {
    it(`is refused with a ${kind.name} that names \`${option}\`, for ${print(value)}`, () => {
      const options = { [option]: value } as SystemOptions;

      const error = thrownBy(() => new ActorSystem(options));

      expect(error).to.be.instanceOf(kind);
      expect(error).to.have.property('message').that.includes(`\`${option}\``);
    });
  }

  for (const options of ['options', 5, null]) {
    it(`is refused with a TypeError, for ${JSON.stringify(options)}`, () => {
      const error = thrownBy(() => new ActorSystem(options as unknown as SystemOptions));

      expect(error).to.be.instanceOf(TypeError);
      expect(error).to.have.property('message').that.includes('`options`');
    });
  }

  it('says in its error what was expected and what came', () => {
    const error = thrownBy(() => new ActorSystem({ slice: 0 }));

    expect(error)
      .to.have.property('message')
      .that.matches(/^Expected `slice` to be .+, got `0`/);
  });

  onBothLanes((newSystem) => {
    it('may be left out, one and all, and may be undefined', async () => {
      await using system = newSystem({
        name: undefined,
        clock: undefined,
        seed: undefined,
        slice: undefined,
        askTimeout: undefined,
        context: undefined,
      });

      const answer = await system.spawn(puppet()).ask(act(() => 'works'));

      expect(answer).to.equal('works');
    });

    it('askTimeout is what an ask waits that says nothing else', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock, askTimeout: 40 });
      const ref = system.spawn(puppet());
      const outcomes: string[] = [];
      const ask = rejectionOf(ref.ask(act(() => undefined)));
      void ask.then(() => outcomes.push('timeout'));

      await clock.advance(39);
      const before = [...outcomes];
      await clock.advance(1);

      expect(before).to.deep.equal([]);
      expect(await ask).to.include({ code: 'ask-timeout' });
    });

    it('askTimeout is 5 seconds by default', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(puppet());
      const outcomes: string[] = [];
      const ask = rejectionOf(ref.ask(act(() => undefined)));
      void ask.then(() => outcomes.push('timeout'));

      await clock.advance(4_999);
      const before = [...outcomes];
      await clock.advance(1);

      expect(before).to.deep.equal([]);
      expect(outcomes).to.deep.equal(['timeout']);
    });

    it('name is in the error of a spawn that comes too late', async () => {
      const system = newSystem({ name: 'shop' });
      await system.shutdown();

      const error = thrownBy(() => system.spawn(puppet()));

      expect(error).to.have.property('message').that.includes('shop');
    });
  });
});
