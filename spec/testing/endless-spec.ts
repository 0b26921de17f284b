import { expect } from 'chai';
import * as fc from 'fast-check';
import { interval } from 'rxjs';
import { Actor } from '../../lib/index.js';
import { explore, invariants, marbles, probe, runTurn, TestClock } from '../../lib/testing.js';
import { handling } from '../actor/support/scripts.js';
import { onBothLanes } from '../support/lanes.js';
import { messageOf } from './support/failing.js';

/** Tells itself what it is told, for ever. */
class Endless extends Actor {
  protected override handleMessage(message: unknown) {
    this.tell(this.reference, message);
    return message;
  }
}

const busy = (path: string) =>
  new RegExp(`^Still busy after \\d+ turns at 0 ms: does ${path} tell itself without end\\?$`);

const quick = marbles(({ spawn, expectReplies }) => {
  expectReplies(spawn(handling((message) => message)), 'a').toBe('a');
});

describe('an actor that tells itself without end', () => {
  afterEach('the next run goes on', async () => {
    await quick();
  });

  onBothLanes((newSystem) => {
    for (const seed of [undefined, 1]) {
      it(`is named by \`settle\` and \`advance\` ${seed === undefined ? 'without a seed' : 'with a seed'}`, async () => {
        const clock = new TestClock();
        const system = newSystem({ clock, seed });
        system
          .spawn(
            handling(() => new Promise(() => undefined)),
            { id: 'held' },
          )
          .tell('a');
        const parent = system.spawn(
          () =>
            new (class extends Actor {
              protected override setup() {
                this.tell(
                  this.spawn(() => new Endless(), { id: 'endless' }),
                  'on',
                );
              }
              protected override handleMessage() {}
            })(),
          { id: 'parent' },
        );

        expect(await messageOf(() => clock.settle())).to.match(busy('/parent/endless'));
        expect(await messageOf(() => clock.advance(5))).to.match(busy('/parent/endless'));
        await parent.stop();
        await clock.settle();
        const down = system.shutdown({ timeout: 1 });
        await clock.advance(1);
        await down;
      }).timeout(20_000);
    }

    it('is not one that has a million messages to handle', async () => {
      const clock = new TestClock();
      const system = newSystem({ clock });
      let handled = 0;
      const ref = system.spawn(
        handling(() => {
          handled += 1;
        }),
      );
      for (let index = 0; index < 1_000_000; index += 1) ref.tell(index);

      await clock.settle();

      expect(handled).to.equal(1_000_000);
      await system.shutdown();
    }).timeout(20_000);

    it('fails what a probe expects', async () => {
      const system = newSystem({ clock: new TestClock() });
      system.spawn(() => new Endless(), { id: 'endless' }).tell('on');

      expect(await messageOf(() => probe(system).expectMessage().then())).to.match(busy('/endless'));
      await system.shutdown();
    }).timeout(20_000);
  });

  it('fails a marble test, also beside a handler that never settles', async () => {
    const test = marbles(({ spawn, expectLifecycle }) => {
      const endless = spawn(() => new Endless(), { id: 'endless' });
      const held = spawn(handling(() => new Promise(() => undefined)));
      endless.tell('on');
      held.tell('on');
      expectLifecycle(held).toBe('s');
    });

    expect(await messageOf(test)).to.match(busy('/endless'));
  }).timeout(30_000);

  it('fails a scenario of `explore`, whose steps are cut to what can be read', async () => {
    const { failure } = await explore(
      async ({ system }) => {
        const one = system.spawn(() => new Endless(), { id: 'endless' });
        const other = system.spawn(handling((message) => message));
        await Promise.all([one.ask('on'), other.ask('on')]);
        await new Promise(() => undefined);
      },
      { seeds: 1 },
    );

    expect(failure?.error).to.have.property('message').that.matches(busy('/endless'));
    expect(failure?.steps.length).to.equal(1_001);
    expect(failure?.steps[500]).to.match(/^ {2}… \d+ more$/);
  }).timeout(20_000);

  it('fails `invariants.run` and `invariants.check`', async () => {
    const script = { steps: [{ step: 'tell', sender: 1, message: 'on' }], schedule: [] } as const;
    expect(await messageOf(() => invariants.run(() => new Endless(), script))).to.match(busy('/actor'));
    const check = () => invariants.check(() => new Endless(), { messages: fc.nat(), seed: 1 });
    expect(await messageOf(check)).to.match(busy('/actor'));
  }).timeout(60_000);

  it('has its one turn in `runTurn`', async () => {
    const { told } = await runTurn(() => new Endless(), 'on', undefined);
    expect(told).to.deep.equal([{ to: '/Endless-1', message: 'on' }]);
  });

  it('has a like in a source without a delay, which fails a marble test as well', async () => {
    const endless = () =>
      new (class extends Actor {
        protected override setup() {
          this.registerInputTask(interval(0), () => undefined);
        }
        protected override handleMessage() {}
      })();
    const test = marbles(({ spawn, expectLifecycle }) => expectLifecycle(spawn(endless)).toBe('s'));

    expect(await messageOf(test)).to.match(/^Time stands still at 0 ms/);
  }).timeout(20_000);
});
