import { expect } from 'chai';
import * as fc from 'fast-check';
import { onBothLanes } from '../support/lanes.js';
import type { Entry, Log, Player } from './support/a-log.js';
import { holds } from './support/a-runs.js';
import { play, Stage } from './support/a-stage.js';
import { deed, scripts } from './support/script.js';

/** Turns that begin before the one before has settled, or later than they could: when it has, and they are there. */
function untimely(log: Log, player: Player): string[] {
  const found: string[] = [];
  let before: Entry | undefined;
  for (const entry of log.of(player, 'begun', 'ended')) {
    const { type, letter, at } = entry;
    if (type === 'begun' && before?.type === 'begun') {
      found.push(`${letter} begins before ${before.letter} has settled`);
    } else if (type === 'begun' && (letter?.kind === 'tell' || letter?.kind === 'ask')) {
      const sent = log.entries[log.index('sent', letter)]?.at ?? 0;
      const earliest = Math.max(sent, before?.at ?? 0);
      if (at !== earliest) found.push(`${letter} begins at ${at}, and could at ${earliest}`);
    }
    before = entry;
  }
  return found;
}

describe('G2 the next turn after the last has settled', () => {
  onBothLanes((newSystem) => {
    it('begins then, and not later', () =>
      holds(scripts(), async (script) => {
        const { log } = await play(newSystem, script);

        const found = log.players.flatMap((player) => untimely(log, player));

        expect(found, 'untimely turns').to.deep.equal([]);
      }));

    const asks = fc.array(deed(['throw', 'reject', 'promise', 'timer', 'observable']), {
      minLength: 1,
      maxLength: 12,
    });

    it('begins after a failure as after any other outcome', () =>
      holds(asks, async (deeds) => {
        const stage = new Stage(newSystem, undefined);
        const player = stage.spawn();

        const asked = deeds.map((each) =>
          stage.ask(player, {
            mode: 'return',
            deed: { ...each, tells: undefined },
            timeout: Number.POSITIVE_INFINITY,
            abortAfter: undefined,
          }),
        );
        await stage.rest();

        const begun = stage.log.letters('begun').filter(({ kind }) => kind === 'ask');
        expect(begun.length, 'turns that begin').to.equal(deeds.length);
        expect(untimely(stage.log, player), 'untimely turns').to.deep.equal([]);
        expect(
          asked.map(({ settled }) => settled),
          'times that each settles',
        ).to.deep.equal(deeds.map(() => 1));
        await stage.close();
      }));

    it('is the teardown when a told message fails, and that not before it has', () =>
      holds(
        fc.record({ fatal: deed(['throw', 'reject', 'end']), more: fc.nat({ max: 5 }) }),
        async ({ fatal, more }) => {
          const stage = new Stage(newSystem, undefined);
          const player = stage.spawn();

          const letter = stage.tell({ ...fatal, tells: undefined }, player, 0);
          for (let index = 0; index < more; index++) stage.tell({ how: 'sync', ms: 0 }, player, 0);
          await stage.rest();

          const turns = stage.log.of(player, 'begun', 'ended');
          const kinds = turns.map(({ type, letter: { kind } = letter }) => `${kind} ${type}`);
          expect(kinds).to.deep.equal(
            ['setup', 'tell', 'teardown'].flatMap((kind) => [`${kind} begun`, `${kind} ended`]),
          );
          expect(player.ref.state).to.equal('stopped');
        },
      ));
  });
});
