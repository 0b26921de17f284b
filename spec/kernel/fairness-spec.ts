import { expect } from 'chai';
import { Actor } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';
import { soon } from '../support/soon.js';
import { countLoopTurns, pingPong, talkToOneself } from './support/ping-pong.js';

const HOPS = 300_000;
/** A slice ends after so many turns even where the clock stands still. */
const LONGEST_SLICE = 10_000;
const MANY_LETTERS = 200_000;

class Idler extends Actor {
  protected override handleMessage(): unknown {
    return undefined;
  }
}

class AsyncIdler extends Idler {
  protected override async handleMessage() {}
}

describe('RunQueue, in a system under load', () => {
  onBothLanes((newSystem) => {
    for (const kind of ['sync', 'async'] as const) {
      it(`lets the event loop turn while two actors with ${kind} handlers play ping-pong`, async () => {
        await using system = newSystem();
        const stop = countLoopTurns();

        await pingPong(system, kind, HOPS);
        const turns = stop();

        expect(turns).to.be.at.least(HOPS / LONGEST_SLICE - 2);
      }).timeout(20_000);

      it(`lets timers fire while two actors with ${kind} handlers play ping-pong`, async () => {
        await using system = newSystem();
        let fired = 0;
        const timer = setInterval(() => (fired += 1), 1);

        await pingPong(system, kind, HOPS);
        const firedMeanwhile = fired;
        clearInterval(timer);

        expect(firedMeanwhile).to.be.at.least(1);
      }).timeout(20_000);

      it(`ends a slice of ${kind} handlers after a fixed number of turns when the clock stands still`, async () => {
        const slices = async () => {
          const lengths: number[] = [];
          let turns = 0;
          await using system = newSystem({ clock: new TestClock() });
          const stop = countLoopTurns(() => {
            lengths.push(turns);
            turns = 0;
          });
          await pingPong(system, kind, 5 * LONGEST_SLICE, () => {
            turns += 1;
          });
          stop();
          return lengths;
        };

        const [first, second] = [await slices(), await slices()];

        expect(first).to.deep.equal(second);
        expect(first.length).to.be.at.least(4);
        expect(Math.max(...first)).to.be.at.most(LONGEST_SLICE + 16);
      }).timeout(20_000);
    }

    for (const kind of ['sync', 'async'] as const) {
      it(`lets the event loop turn while one actor works off a backlog with ${kind} handlers`, async () => {
        await using system = newSystem({ clock: new TestClock() });
        const ref = system.spawn(() => (kind === 'sync' ? new Idler() : new AsyncIdler()));
        const stop = countLoopTurns();

        for (let told = 0; told < 5 * LONGEST_SLICE; told++) ref.tell(told);
        await ref.stop({ drain: true });

        expect(stop()).to.be.at.least(4);
      }).timeout(20_000);

      it(`lets the event loop turn while one actor with ${kind} handlers tells itself`, async () => {
        await using system = newSystem({ clock: new TestClock() });
        const stop = countLoopTurns();

        await talkToOneself(system, kind, 5 * LONGEST_SLICE);

        expect(stop()).to.be.at.least(4);
      }).timeout(20_000);
    }

    it('lets the event loop turn while observers of dead letters make more of them', async () => {
      await using system = newSystem();
      const ref = system.spawn(() => new Idler());
      await ref.stop();
      let turned = false;
      let letters = 0;
      soon(() => {
        turned = true;
      });
      const ended = new Promise<number>((resolve) => {
        system.deadLetters.subscribe(() => {
          letters += 1;
          // Two limits: the one that the spec is about, and one that ends a run where it is not kept.
          if (turned || letters === MANY_LETTERS) resolve(letters);
          else ref.tell('again');
        });
      });

      ref.tell('first');

      expect(await ended).to.be.below(MANY_LETTERS);
    }).timeout(20_000);
  });
});
