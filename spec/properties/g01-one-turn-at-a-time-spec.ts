import { expect } from 'chai';
import * as fc from 'fast-check';
import { handling, rejectionOf } from '../actor/support/scripts.js';
import { onBothLanes } from '../support/lanes.js';
import type { Letter, Log } from './support/a-log.js';
import { NOTHING } from './support/a-performance.js';
import { holds } from './support/a-runs.js';
import { play } from './support/a-stage.js';
import { advanceStep, deed, type Step, scriptOf, scripts } from './support/script.js';

/** Turns that begin while another of the same actor has not ended. */
function overlaps({ entries }: Log): string[] {
  const open = new Map<unknown, Letter>();
  const found: string[] = [];
  for (const { type, player, letter } of entries) {
    const running = open.get(player);
    if (type === 'begun' && running !== undefined) found.push(`${letter} begins within ${running}`);
    if (type === 'begun' && letter !== undefined) open.set(player, letter);
    if (type === 'ended' && running === letter) open.delete(player);
  }
  return found;
}

describe('G1 one turn at a time', () => {
  onBothLanes((newSystem) => {
    it('holds for messages, asks, inputs, notices, setup and teardown', () =>
      holds(scripts(), async (script) => {
        const stage = await play(newSystem, script);
        await stage.close();

        expect(overlaps(stage.log), 'overlapping turns').to.deep.equal([]);
      }));

    const family = fc.oneof(
      fc.record({
        step: fc.constant('tell' as const),
        to: fc.constant(0),
        from: fc.constant(0),
        deed: deed(['timer']),
      }),
      fc.record({
        step: fc.constant('stop' as const),
        to: fc.integer({ min: 2, max: 4 }),
        drain: fc.boolean(),
      }),
      advanceStep,
    );
    const births = Array<Step>(3).fill({ step: 'spawn', under: 0, setup: NOTHING, teardown: NOTHING });

    it('holds for the notices of children that stop while their parent is busy', () =>
      holds(scriptOf(family), async ({ seed, steps }) => {
        const { log } = await play(newSystem, { seed, steps: [...births, ...steps] });

        expect(overlaps(log), 'overlapping turns').to.deep.equal([]);
      }));

    it('holds in waves over ten thousand actors, some of which throw', async () => {
      await using system = newSystem();
      let open = 0;
      let most = 0;
      const refs = Array.from({ length: 10_000 }, (_, index) =>
        system.spawn(
          handling(() => {
            open += 1;
            most = Math.max(most, open);
            open -= 1;
            if (index % 100 === 0) throw new Error('thrown');
            return index;
          }),
        ),
      );

      const answers: unknown[] = [];
      for (let wave = 0; wave < 2; wave++) {
        const asked = refs.map((ref, index) =>
          index % 100 === 0 ? rejectionOf(ref.ask(wave)) : ref.ask(wave),
        );
        answers.push(...(await Promise.all(asked)));
      }

      expect(most).to.equal(1);
      expect(answers.filter((answer, index) => answer === index % 10_000)).to.have.length(2 * 9_900);
      expect(answers.filter((answer) => answer instanceof Error)).to.have.length(2 * 100);
    });
  });
});
