import { expect } from 'chai';
import * as fc from 'fast-check';
import { ActorSystem } from '../../lib/index.js';
import type { NewSystem } from '../support/lanes.js';
import { holdsFor } from './support/b-check.js';
import { type Program, program, type Step } from './support/b-plan.js';
import { type Trace, trace } from './support/b-trace.js';

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const on =
  (lane: 'serialMap' | 'concatMap'): NewSystem =>
  (options) =>
    new ActorSystem({ logger: silent, ...options, lane });

/**
 * Each step has settled before the next: what one actor does then never depends on how the turns of others happen to
 * lie between, which the lanes leave open.
 */
function oneAtATime({ plan, steps }: Program): Program {
  return { plan, steps: steps.flatMap((step): Step[] => [{ step: 'settle' }, step, { step: 'settle' }]) };
}

/** What concerns one actor, in order; who is meant stands in front, or behind the time. */
function byActor(lines: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const line of lines) {
    const who = /\br\d+(_\d+)*\b/.exec(line)?.[0] ?? 'nobody';
    found.set(who, [...(found.get(who) ?? []), line]);
  }
  return new Map([...found].sort(([one], [other]) => (one < other ? -1 : 1)));
}

function perActor({ events, turns, answers, ended, now }: Trace): unknown {
  return {
    events: [...byActor(events)],
    turns: [...byActor(turns)],
    answers: [...byActor(answers)],
    ended,
    now,
  };
}

describe('The lanes serialMap and concatMap', () => {
  it('give every actor the same turns, replies, life and dead letters', () =>
    holdsFor(
      program,
      async (program) => {
        const ours = await trace(on('serialMap'), oneAtATime(program));

        const oracle = await trace(on('concatMap'), oneAtATime(program));

        expect(perActor(ours)).to.deep.equal(perActor(oracle));
        expect(ours.turns).to.not.deep.equal([]);
      },
      200,
    ));

  it('do so by the same choices of a seed', () =>
    holdsFor(fc.tuple(program, fc.integer()), async ([program, seed]) => {
      const ours = await trace(on('serialMap'), program, seed);

      const oracle = await trace(on('concatMap'), program, seed);

      expect(perActor(ours)).to.deep.equal(perActor(oracle));
    }));
});
