import { expect } from 'chai';
import * as fc from 'fast-check';
import { onBothLanes } from '../support/lanes.js';
import type { Letter, Log, Player } from './support/a-log.js';
import { NOTHING } from './support/a-performance.js';
import { holds } from './support/a-runs.js';
import { play, Stage } from './support/a-stage.js';
import { deed, type How, scripts } from './support/script.js';

/** The letters to a player in the order of an entry's type: of those that arrived at a known moment. */
function lettersTo(log: Log, player: Player, type: 'sent' | 'begun'): Letter[] {
  return log
    .of(player, type)
    .flatMap(({ letter }) => (letter === undefined || letter.loose ? [] : [letter]))
    .filter((letter) => log.index('sent', letter) < Number.POSITIVE_INFINITY);
}

const names = (letters: readonly unknown[]) => letters.map(String);

/** The values of each source whose arrival nobody sees, in the order of their turns. */
function bySource(log: Log): number[][] {
  const sources = new Map<unknown, number[]>();
  for (const { loose, from, number } of log.letters('begun')) {
    if (loose) sources.set(from, [...(sources.get(from) ?? []), number]);
  }
  return [...sources.values()];
}

const rising = (numbers: readonly number[]) => [...numbers].sort((one, other) => one - other);

/** What the observers of an inbox have to see: the messages whose turns began from then on. */
function messagesBegun(log: Log, player: Player, since: number): unknown[] {
  return log.entries
    .slice(since)
    .filter((entry) => entry.player === player && entry.type === 'begun')
    .flatMap(({ letter }) => (letter?.kind === 'tell' || letter?.kind === 'ask' ? [letter] : []))
    .map((letter) => log.askOf(letter)?.letter ?? letter);
}

describe('G3 order', () => {
  onBothLanes((newSystem) => {
    it('leaves nothing out while nobody ends: all values of an input, and then its end', () =>
      holds(scripts({ endings: false }), async (script) => {
        const { log } = await play(newSystem, script);

        for (const player of log.players) {
          const sent = lettersTo(log, player, 'sent').filter((letter) => !log.withdrawn(letter));
          expect(names(lettersTo(log, player, 'begun')), `turns of ${player.name}`).to.deep.equal(
            names(sent),
          );
        }
        const unhandled = log
          .letters('sent')
          .filter(({ loose }) => loose)
          .filter((letter) => log.count('begun', letter) === 0);
        expect(names(unhandled), 'values left out').to.deep.equal([]);
      }));

    it('is the order of arrival, for all that is handled', () =>
      holds(scripts(), async (script) => {
        const stage = await play(newSystem, script);
        await stage.close();
        const { log } = stage;

        for (const player of log.players) {
          const begun = lettersTo(log, player, 'begun');
          const handled = new Set(begun);
          const sent = lettersTo(log, player, 'sent').filter((letter) => handled.has(letter));
          expect(names(begun), `turns of ${player.name}`).to.deep.equal(names(sent));
        }
        for (const numbers of bySource(log))
          expect(numbers, 'values of a source').to.deep.equal(rising(numbers));
      }));

    it('is what observers of the inbox see', () =>
      holds(scripts(), async (script) => {
        const { log } = await play(newSystem, script);

        for (const { player, since, seen } of log.watches) {
          expect(names(seen), `messages to ${player.name}`).to.deep.equal(
            names(messagesBegun(log, player, since)),
          );
        }
      }));

    const family = fc.record({
      seed: fc.option(fc.nat(), { nil: undefined }),
      busy: fc.array(deed(), { minLength: 1, maxLength: 3 }),
      words: fc.nat({ max: 3 }),
      ending: fc.constantFrom<How | 'stop'>('end', 'throw', 'stop'),
    });

    it("puts the notice of a child's end behind its last words, and before what comes after", () =>
      holds(family, async ({ seed, busy, words, ending }) => {
        const stage = new Stage(newSystem, seed);
        const parent = stage.spawn();
        await stage.clock.settle();
        const child = stage.spawn(parent);
        await stage.clock.settle();

        for (const each of busy) stage.tell({ ...each, tells: undefined }, parent, 0);
        for (let word = 0; word < words; word++) stage.tell(NOTHING, parent, child);
        if (ending === 'stop') stage.stop(child, false);
        else stage.tell({ how: ending, ms: 0 }, child, 0);
        await stage.clock.settle();
        stage.tell(NOTHING, parent, 1);
        await stage.rest();

        const turns = stage.log.of(parent, 'begun').map(({ letter }) => [letter?.kind, letter?.from]);
        expect(turns.slice(1)).to.deep.equal([
          ...busy.map(() => ['tell', 0]),
          ...Array(words).fill(['tell', child]),
          ['notice', child],
          ['tell', 1],
        ]);
      }));

    it('is the order in which replies arrive', () =>
      holds(
        fc.array(deed(['sync', 'promise', 'timer', 'observable', 'throw', 'reject']), { maxLength: 12 }),
        async (deeds) => {
          const stage = new Stage(newSystem, undefined);
          const player = stage.spawn();
          const patient = {
            mode: 'return',
            timeout: Number.POSITIVE_INFINITY,
            abortAfter: undefined,
          } as const;

          const asked = deeds.map((each) =>
            stage.ask(player, { ...patient, deed: { ...each, tells: undefined } }),
          );
          await stage.rest();

          expect(names(stage.log.letters('settled'))).to.deep.equal(names(asked.map(({ letter }) => letter)));
        },
      ));
  });
});
