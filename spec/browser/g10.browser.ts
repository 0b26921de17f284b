import { expect } from 'chai';
import { script } from './bundle.js';
import { open, type Stage } from './chromium.js';
import type { flood as floodOf, Kind } from './page/flood.js';

declare const flood: typeof floodOf;

const KINDS: readonly Kind[] = ['sync handlers', 'async handlers', 'an input'];

const isRising = (numbers: readonly number[]) =>
  numbers.every((number, index) => number > (numbers[index - 1] ?? 0));

describe('G10 timers advance, in Chromium', function () {
  this.timeout(30_000);

  let stage: Stage;
  let left: string[] = [];

  before(async () => {
    stage = await open(
      await script("import { flood } from './page/flood.js'; Object.assign(globalThis, { flood });"),
    );
    await stage.page.exposeFunction('typeNext', () => stage.page.keyboard.type(left.shift() ?? ''));
  });

  beforeEach(() => stage.page.reload());

  after(() => (stage as Stage | undefined)?.[Symbol.asyncDispose]()); // also where a page hangs, and a test with it

  it('has no setImmediate there', async () => {
    expect(await stage.page.evaluate(() => typeof globalThis.setImmediate)).to.equal('undefined');
  });

  for (const lane of ['serialMap', 'concatMap'] as const) {
    for (const kind of KINDS) {
      it(`input events, timers and frames come through a flood of ${kind} on the lane ${lane}`, async () => {
        left = [...'flood'];
        const meanwhile = await stage.page.evaluate(([lane, kind]) => flood(lane, kind), [
          lane,
          kind,
        ] as const);

        expect(meanwhile.text).to.equal('flood');
        for (const turns of [meanwhile.letters, meanwhile.timers, meanwhile.frames])
          expect(turns).to.satisfy(isRising).and.to.have.length.at.least(5);
        expect(stage.errors).to.deep.equal([]);
      });
    }
  }
});
