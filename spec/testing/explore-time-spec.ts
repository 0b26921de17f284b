import { expect } from 'chai';
import { explore, type Scenario } from '../../lib/testing.js';
import { gate, handling, outcomeOf } from '../actor/support/scripts.js';
import { leavesBehind } from '../support/leaks.js';

describe('explore, and time', () => {
  it('moves its clock on when nothing else can happen', async () => {
    const times: number[] = [];
    const result = await explore(
      async ({ system, clock }) => {
        const slow = system.spawn(
          handling((ms: number) => new Promise((wake) => clock.schedule(ms, () => wake(clock.now())))),
        );
        times.push(await slow.ask<number>(1_000), await slow.ask<number>(500));
      },
      { seeds: 2 },
    );

    expect(result).to.deep.equal({ runs: 2 });
    expect(times).to.deep.equal([1_000, 1_500, 1_000, 1_500]);
  });

  it('may be helped along by the scenario itself', async () => {
    const times: number[] = [];
    const result = await explore(
      async ({ clock }) => {
        await clock.advance(60_000);
        await clock.settle();
        times.push(clock.now());
      },
      { seeds: 1 },
    );

    expect([result, times]).to.deep.equal([{ runs: 1 }, [60_000]]);
  });

  it('lets an ask run into its time limit', async () => {
    const codes: unknown[] = [];
    await explore(
      async ({ system, clock }) => {
        const mute = system.spawn(handling(() => undefined));
        await mute.ask('anyone there?').catch(({ code }) => codes.push(code, clock.now()));
      },
      { seeds: 1 },
    );

    expect(codes).to.deep.equal(['ask-timeout', 5_000]);
  });

  const endless: Readonly<Record<string, Scenario>> = {
    'for ever': () => new Promise(() => undefined),
    'for an actor that never answers': async ({ system }) => {
      await system.spawn(handling(() => undefined)).ask('?', { timeout: Number.POSITIVE_INFINITY });
    },
    'for a turn that never ends': async ({ system }) => {
      const begun = gate();
      const stuck = system.spawn(
        handling(() => {
          begun.open();
          return new Promise(() => undefined);
        }),
      );
      stuck.tell('begin');
      await begun.promise;
      await stuck.stop();
    },
    'beside a timer that repeats': ({ clock }) => {
      leavesBehind('the ticks, which nothing stops');
      const tick = () => void clock.schedule(1, tick);
      tick();
      return new Promise(() => undefined);
    },
  };
  for (const [what, scenario] of Object.entries(endless)) {
    it(`fails a scenario that waits ${what}`, async () => {
      const { failure } = await explore(scenario, { seeds: 3 });

      expect(failure?.seed).to.equal(1);
      expect(failure?.error)
        .to.be.an('error')
        .with.property('message')
        .that.matches(
          what === 'beside a timer that repeats'
            ? /is still busy, or waits, after 10000 callbacks of the clock$/
            : /waits for what never happens \(only the clock, .* do not\)$/,
        );
    }).timeout(20_000);
  }

  it('fails a scenario whose callback on the clock throws, and not one that throws only afterwards', async () => {
    const error = new Error('on the clock');
    const scenario: Scenario = async ({ clock, seed }) => {
      clock.schedule(5, () => {
        throw error;
      });
      if (seed === 2) await new Promise<void>((wake) => clock.schedule(10, wake));
    };

    leavesBehind('the callback of the run that ends before it');
    const { runs, failure } = await explore(scenario, { seeds: 2 });

    expect([runs, failure?.error]).to.deep.equal([2, error]);
  });

  it('shuts the system down after each run', async () => {
    const states: string[] = [];
    const reasons: Promise<unknown>[] = [];
    await explore(
      async ({ system, seed }) => {
        const ref = system.spawn(handling(() => new Promise(() => undefined)));
        if (seed === 2) ref.tell('a turn that never ends');
        states.push(ref.state);
        reasons.push(ref.stopped);
      },
      { seeds: 2 },
    );

    expect(states).to.deep.equal(['starting', 'starting']);
    expect(await Promise.all(reasons)).to.deep.equal(Array(2).fill({ kind: 'parentStopped' }));
  });

  const nothing = async () => undefined;
  const bad: readonly [string, unknown, unknown, typeof TypeError | typeof RangeError, RegExp][] = [
    ['no scenario', undefined, { seeds: 1 }, TypeError, /`scenario`/],
    ['a scenario that is a promise', Promise.resolve(), { seeds: 1 }, TypeError, /`scenario`/],
    ['a scenario without a promise', () => {}, { seeds: 1 }, TypeError, /`scenario`.*returns a promise/],
    ['no options', nothing, undefined, TypeError, /`seeds`/],
    ['no seeds', nothing, {}, TypeError, /`seeds`/],
    ['seeds that are a text', nothing, { seeds: '10' }, TypeError, /`seeds`/],
    ['0 seeds', nothing, { seeds: 0 }, RangeError, /`seeds`/],
    ['half a seed', nothing, { seeds: 0.5 }, RangeError, /`seeds`/],
    ['endless seeds', nothing, { seeds: Number.POSITIVE_INFINITY }, RangeError, /`seeds`/],
    ['an empty list', nothing, { seeds: [] }, RangeError, /`seeds`.*at least one/],
    ['a list with NaN', nothing, { seeds: [1, Number.NaN] }, RangeError, /`seeds`/],
    ['a list with a text', nothing, { seeds: ['1'] }, TypeError, /`seeds`/],
  ];
  for (const [what, scenario, options, type, message] of bad) {
    it(`rejects with a ${type.name} for ${what}`, async () => {
      const call = explore(scenario as Scenario, options as { seeds: number });

      expect(await outcomeOf(call))
        .to.have.property('error')
        .that.is.instanceOf(type)
        .with.property('message')
        .that.matches(message);
    });
  }

  it('names the seed that a replay lacks', async () => {
    expect(await outcomeOf(explore.replay(nothing, undefined as never)))
      .to.have.property('error')
      .that.is.instanceOf(TypeError)
      .with.property('message')
      .that.matches(/^Expected `seed` /);
  });

  it('takes what a scenario throws at once for its failure', async () => {
    const error = new Error('at once');
    const scenario = () => {
      throw error;
    };

    expect((await explore(scenario, { seeds: 1 })).failure?.error).to.equal(error);
  });

  it('says in the steps which actor fails, and by what', async () => {
    const scenario: Scenario = async ({ system, clock }) => {
      const broken = system.spawn(
        handling(() => {
          throw new RangeError('broken');
        }),
        { id: 'broken' },
      );
      broken.tell('a');
      await clock.settle();
      throw new Error('wrong');
    };

    expect((await explore(scenario, { seeds: 1 })).failure?.steps.slice(0, 3)).to.deep.equal([
      '  /broken setup',
      '  /broken "a"',
      '  /broken fails: RangeError: broken',
    ]);
  });

  it('rejects with a RangeError for a replay of no seed', async () => {
    expect(await outcomeOf(explore.replay(nothing, Number.NaN)))
      .to.have.property('error')
      .that.is.instanceOf(RangeError);
  });
});
