import { getEventListeners } from 'node:events';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { DataMessage, isActorError, type Turn } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { odd } from '../actor/support/hostile.js';
import { handling, outcomeOf } from '../actor/support/scripts.js';
import { onBothLanes } from '../support/lanes.js';
import type { Asked, Log, Player } from './support/a-log.js';
import { holds } from './support/a-runs.js';
import { play } from './support/a-stage.js';
import { replies } from './support/a-values.js';
import { advanceStep, askStep, BEYOND, type Script, scriptOf, stopStep, tellStep } from './support/script.js';

const steps = fc.oneof(
  { weight: 8, arbitrary: askStep() },
  { weight: 2, arbitrary: tellStep({ endings: false }) },
  { weight: 3, arbitrary: advanceStep },
  { weight: 1, arbitrary: stopStep },
);
const asking: fc.Arbitrary<Script> = scriptOf(steps);

/** All is settled long before the time limits: answered, or left by the asker. */
const leaving: fc.Arbitrary<Script> = scriptOf(
  askStep({ endings: false }).map((step) => ({
    ...step,
    timeout: BEYOND,
    abortAfter: Math.min(step.abortAfter ?? 5, 5),
  })),
  3,
);

interface Times {
  readonly asked: number;
  readonly settled: number;
}

function timesOf(log: Log, { letter }: Asked): Times {
  const { entries } = log;
  return {
    asked: entries[log.index('sent', letter)]?.at ?? Number.NaN,
    settled: entries[log.index('settled', letter)]?.at ?? Number.NaN,
  };
}

/** Those who owe the answer. */
function answerers({ letter, forwarded }: Asked): Player[] {
  return forwarded === undefined ? [letter.to] : [letter.to, forwarded.to];
}

/** When an error of the handler was there. */
function thrownAt(log: Log, { letter }: Asked): number | undefined {
  return log.entries[log.index('ended', letter)]?.at;
}

/** What is wrong with how an ask has settled. */
function fault(log: Log, asked: Asked): string | undefined {
  const { letter, outcome, settled, mode, timeout } = asked;
  if (outcome === undefined || settled !== 1) return `${letter} has settled ${settled} times`;
  const times = timesOf(log, asked);
  if ('value' in outcome)
    return outcome.value === asked.reply && mode !== 'never' ? undefined : `${letter} got a wrong answer`;
  const { error } = outcome;
  if (error === asked.error)
    return thrownAt(log, asked) === times.settled ? undefined : `${letter} hears late of an error`;
  if (error === asked.reason) return asked.controller?.signal.aborted ? undefined : `${letter} was not left`;
  if (isActorError(error, 'ask-timeout'))
    return times.settled === times.asked + timeout
      ? undefined
      : `${letter} expires after ${times.settled - times.asked} ms`;
  if (!isActorError(error, 'actor-stopped')) return `${letter} rejects with ${error}`;
  return answerers(asked).some((player) => log.of(player, 'stopping').length > 0)
    ? undefined
    : `${letter}: nobody stopped`;
}

/** Each answer that was given is the one that counts, or a dead letter. */
function faultOfAnswers(log: Log, { letter, given, outcome }: Asked): string | undefined {
  const taken = outcome && ('value' in outcome ? outcome.value : outcome.error);
  const faults = given.filter((answer) => {
    const reasons = log.deadReasons(answer);
    return answer === taken ? reasons.length > 0 : reasons.length !== 1 || reasons[0] !== 'late-reply';
  });
  return faults.length === 0
    ? undefined
    : `${letter}: of ${given.length} answers, ${faults.length} went wrong`;
}

/** Those that are due to settle without anybody's stopping. */
function overdue({ mode, timeout, abortAfter = BEYOND, settled, forwarded }: Asked): boolean {
  if (settled > 0 || forwarded !== undefined) return false;
  return timeout < BEYOND || abortAfter < BEYOND || mode !== 'never';
}

const listeners = ({ controller }: Asked) =>
  controller ? getEventListeners(controller.signal, 'abort').length : 0;

describe('G6 an ask settles once', () => {
  onBothLanes((newSystem) => {
    it('leaves no timer and no listener', () =>
      holds(fc.oneof(asking, leaving), async (script) => {
        const { log, clock } = await play(newSystem, script);

        const settled = log.asks.filter((asked) => asked.settled > 0);
        expect(settled.map(listeners), 'listeners that are left').to.deep.equal(settled.map(() => 0));
        const timed = log.asks.filter(({ settled, timeout }) => settled === 0 && timeout === BEYOND);
        expect(clock.pending, 'timers').to.equal(timed.length > 0 ? 1 : 0);
      }));

    it('with an outcome that is due, at the time at which it is', () =>
      holds(asking, async (script) => {
        const stage = await play(newSystem, script);
        const { log } = stage;
        const waiting = log.asks.filter(overdue).map(({ letter, mode }) => `${letter} (${mode})`);
        await stage.close();

        expect(waiting, 'asks that wait').to.deep.equal([]);
        expect(
          log.asks.flatMap((asked) => fault(log, asked) ?? []),
          'wrong outcomes',
        ).to.deep.equal([]);
      }));

    it('and a later answer is a dead letter', () =>
      holds(asking, async (script) => {
        const stage = await play(newSystem, script);
        await stage.close();
        const { log } = stage;

        expect(
          log.asks.flatMap((asked) => faultOfAnswers(log, asked) ?? []),
          'answers gone wrong',
        ).to.deep.equal([]);
        const late = log.dead.filter(({ reason }) => reason === 'late-reply').length;
        expect(stage.system.deadLetters.counts['late-reply']).to.equal(late);
      }));

    const WAYS: Readonly<
      Record<string, (value: unknown, turn: Turn, message: DataMessage<unknown>) => unknown>
    > = {
      'a returned box': (value) => [value],
      'turn.reply': (value, turn) => turn.reply([value]),
      'message.reply': (value, _, message) => message.reply([value]),
      'bare, by turn.reply': (value, turn) => turn.reply(value),
      'bare, by message.reply': (value, _, message) => message.reply(value),
      'bare, by a promise': (value, turn) => turn.reply(Promise.resolve(value)),
    };
    const way = fc.constantFrom(...Object.keys(WAYS));

    it('with the very value that was given', () =>
      holds(fc.record({ box: replies(odd), way }), async ({ box: { value }, way }) => {
        const clock = new TestClock();
        const system = newSystem({ clock });
        const ref = system.spawn(
          handling((message: DataMessage<unknown>, turn) => WAYS[way]?.(value, turn, message)),
        );
        const answers: unknown[] = [];

        void ref.ask(new DataMessage({ data: value })).then((answer) => answers.push(answer));
        await clock.settle();

        expect(answers.length).to.equal(1);
        const [answer] = way.startsWith('bare') ? answers : (answers[0] as unknown[]);
        expect(Object.is(answer, value), 'the same value').to.equal(true);
      }));

    it('in time, also when the answer is a promise that never settles', () =>
      holds(
        fc.record({ timeout: fc.integer({ min: 1, max: 50 }), byMessage: fc.boolean() }),
        async ({ timeout, byMessage }) => {
          const clock = new TestClock();
          const system = newSystem({ clock });
          const never = new Promise(() => undefined);
          const ref = system.spawn(
            handling((message: DataMessage<unknown>, turn) =>
              byMessage ? message.reply(never) : turn.reply(never),
            ),
          );
          const codes: unknown[] = [];

          void outcomeOf(ref.ask(new DataMessage({ data: 1 }), { timeout })).then((outcome) =>
            codes.push('error' in outcome && isActorError(outcome.error) && outcome.error.code),
          );
          await clock.advance(timeout);

          expect(codes).to.deep.equal(['ask-timeout']);
        },
      ));
  });
});
