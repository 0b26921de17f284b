// What each runner runs: tests of one actor that pass, and two that are wrong on purpose.
const assert = require('node:assert/strict');
const fc = require('fast-check');

module.exports = (
  { Actor, ActorSystem, Message },
  { expectNoLeaks, explore, invariants, marbles, probe, runTurn, TestClock },
) => {
  class Printer extends Actor {
    #done;

    constructor(done) {
      super();
      this.#done = done;
    }

    async handleMessage(page) {
      await page;
      if (this.#done) this.tell(this.#done, { type: 'printed', page });
      return `${page}, on paper`;
    }
  }

  async function printed(match) {
    const system = new ActorSystem({ clock: new TestClock() });
    const done = probe(system, { id: 'done' });
    system.spawn(() => new Printer(done.reference), { id: 'printer' }).tell('a letter');
    await done.expectMessage(match).finally(() => system.shutdown());
    expectNoLeaks(system);
  }

  return {
    'draws what happens when': marbles(({ spawn, tell, expectMessages }) => {
      const printer = spawn(() => new Printer());
      tell(printer, '           -ab-c');
      expectMessages(printer).toBe('-ab-c');
    }),
    'probes an actor': () => printed({ type: 'printed', page: 'a letter' }),
    'runs one turn': async () => {
      const { reply, told } = await runTurn(() => new Printer(runTurn.reference('done')), 'a list');
      assert.equal(reply, 'a list, on paper');
      assert.deepEqual(told, [{ to: '/done', message: { type: 'printed', page: 'a list' } }]);
    },
    'explores schedules': async () => {
      assert.deepEqual(
        await explore(async ({ system }) => void system.spawn(() => new Printer()), { seeds: 5 }),
        {
          runs: 5,
        },
      );
    },
    // fast-check is not passed here: that it is found is part of the case.
    'checks invariants': async () => {
      class Page extends Message {}
      class Archive extends Printer {
        pages = new Map();

        handleMessage(page) {
          this.pages.set(page, { page: new Page(), at: new Date(0), on: {} });
          return super.handleMessage(page);
        }
      }
      const state = ({ pages }) => ({ pages, failed: new Error('none') });
      await invariants.check(() => new Archive(), { messages: fc.string(), runs: 20, state });
    },
    'is wrong about when': marbles(({ spawn, tell, expectMessages }) => {
      const printer = spawn(() => new Printer(), { id: 'printer' });
      tell(printer, '           -ab-c');
      expectMessages(printer).toBe('-abc');
    }),
    'is wrong about what': () => printed({ type: 'printed', page: 'a list' }),
  };
};
