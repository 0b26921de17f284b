import { expect } from 'chai';
import { marbles, probe, runTurn } from 'rxactors/testing';
import { Light } from '../../samples/08-traffic-light/main.js';

const silent = () => {};
const messages = { c: { type: 'color' }, p: { type: 'pass', car: 'the bus' } };

describe('samples/08-traffic-light', () => {
  it('is red at first, and for as long as its timer says', async () => {
    expect((await runTurn.setup(() => new Light(silent))).timers).to.deep.equal([
      { kind: 'once', key: 'change', delay: 50 },
    ]);
    expect((await runTurn(() => new Light(silent), { type: 'color' })).reply).to.equal('red');
  });

  it(
    'changes every 50 ms',
    marbles(({ spawn, expectReplies }) => {
      const light = spawn(() => new Light(silent));
      expectReplies(light, 'c 48ms c-c 47ms c-c', messages).toBe('r 48ms r-g 47ms g-r', {
        r: 'red',
        g: 'green',
      });
    }),
  );

  it(
    'lets cars wait until it is green',
    marbles(({ spawn, expectReplies }) => {
      const light = spawn(() => new Light(silent));
      expectReplies(light, 'p 9ms p 49ms p 49ms p', messages).toBe('50ms (aa) 6ms a 89ms a', {
        a: 'the bus has passed',
      });
    }),
  );

  it(
    'says so',
    marbles(async ({ system, spawn, clock, expectMessages }) => {
      const road = probe(system);
      expectMessages(road.reference, '^ 120ms !').toBe('50ms g 49ms r', {
        g: 'the light turns green',
        r: 'the light turns red',
      });
      const light = spawn(() => new Light(road.reference.tell));
      await road.expectNoMessage(49);
      await road.expectMessage('the light turns green', 1);
      clock.schedule(70, () => void light.stop());
      await road.expectMessage('the light turns red');
    }),
  );
});
