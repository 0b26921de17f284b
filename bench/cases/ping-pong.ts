import type { Benchmark, Contestant } from '../harness/benchmark.js';
import { timed } from '../harness/timed.js';
import { asyncRally, rally } from '../workloads/rally.js';
import type { MakeStage } from '../workloads/stage.js';
import { stages } from '../workloads/stages.js';
import { ERLANG, fasterThan, LITERAL, LITERAL_SYNC, others, own, timesAsMuchAs } from './everyone.js';

const playing = (make: MakeStage, form: typeof rally = rally): Contestant => {
  return timed(async (quick) => {
    const messages = quick ? 50_000 : 200_000;
    const play = await form(await make());
    return { operations: messages, pass: () => play(messages) };
  });
};

const measure = (make: MakeStage) => playing(make);

export const pingPong: Benchmark = {
  title: 'Ping-pong between two actors',
  unit: 'CPU ns per message',
  baseline: 'limit',
  contestants: {
    ...own(measure, ['limit', 'rxactors', 'rxactors, typed']),
    'rxactors, async': playing(stages.rxactors, asyncRally),
    ...own(measure, ['rxactors, lane concatMap', LITERAL, LITERAL_SYNC]),
  },
  mayFail: [LITERAL_SYNC],
  peers: others(measure, { erlang: 'pingpong' }),
  goals: [
    timesAsMuchAs('limit', 2.7, 1.3),
    timesAsMuchAs('limit', 2.7, 1.3, 'rxactors, typed'),
    fasterThan(LITERAL, 8, 17),
    fasterThan('nact', 30, 59),
    fasterThan('effect', 23, 46),
    fasterThan('xstate', 4, 8.7),
    fasterThan('xstate, callback', 1.2, 2.5),
    fasterThan(ERLANG, 6, 14),
  ],
};
