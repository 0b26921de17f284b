import { expect } from 'chai';
import * as fc from 'fast-check';
import { EMPTY } from 'rxjs';
import { type ActorContext, EndMainLoop, type StopOptions } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { lettersOf } from '../actor/support/scripts.js';
import { gate } from '../life/support/gate.js';
import { label, record, thrownBy } from '../life/support/log.js';
import { act, puppet, raise } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';
import {
  behindTheDoor,
  beyondTheEnd,
  CALLING,
  cutOff,
  reasonsDiffer,
  stepsOfStop,
} from './support/a-endings.js';
import { holds } from './support/a-runs.js';
import { play } from './support/a-stage.js';
import { advanceStep, askStep, scriptOf, scripts, stopStep, tellStep } from './support/script.js';

const stopping = scriptOf(
  fc.oneof(
    { weight: 6, arbitrary: tellStep() },
    { weight: 4, arbitrary: askStep() },
    { weight: 3, arbitrary: advanceStep },
    { weight: 2, arbitrary: stopStep },
  ),
);

describe('G7 stop cuts nothing', () => {
  onBothLanes((newSystem) => {
    for (const [what, script] of Object.entries({ 'any script': scripts(), 'many stops': stopping })) {
      it(`lets the running turn end, and runs nothing after \`stopped\`: ${what}`, () =>
        holds(script, async (script) => {
          const stage = await play(newSystem, script);
          await stage.close();
          const { log } = stage;

          expect(
            log.players.flatMap((player) => beyondTheEnd(log, player)),
            'turns beyond the end',
          ).to.deep.equal([]);
          expect(
            log.players.flatMap((player) => behindTheDoor(log, player)),
            'turns behind the door',
          ).to.deep.equal([]);
          expect(cutOff(log), 'streams cut off').to.deep.equal([]);
          expect(reasonsDiffer(stage), 'reasons of a stop').to.deep.equal([]);
          expect(stage.closed, 'the system ends').to.equal(true);
        }));
    }

    it('handles none of three messages after a stop, a thousand times', async () => {
      const clock = new TestClock();
      const system = newSystem({ clock });
      const letters = lettersOf(system);
      const handled: number[] = [];
      const reasons: string[] = [];

      for (let run = 0; run < 1_000; run++) {
        const ref = system.spawn(puppet({ message: (message) => void handled.push(message as number) }));
        for (const message of [1, 2, 3]) ref.tell(message);
        if (run % 2 === 0) await Promise.resolve();
        void ref.stop({ drain: run % 3 === 0 }).then(({ kind }) => reasons.push(kind));
        for (const message of [4, 5, 6]) ref.tell(message);
      }
      await clock.settle();

      expect(handled.filter((message) => message > 3)).to.deep.equal([]);
      expect(handled.length + letters.length).to.equal(6_000);
      expect(reasons.filter((kind) => kind === 'requested')).to.have.length(1_000);
    });

    for (const first of ['its own end', 'a stop'] as const) {
      it(`has one reason, of what came first: ${first}`, async () => {
        const clock = new TestClock();
        const system = newSystem({ clock });
        const ref = system.spawn(puppet());
        const life = record(ref.lifecycle, label);
        await clock.settle();

        ref.tell(
          act((self) => {
            if (first === 'a stop') void ref.stop();
            self.endMainLoop();
            void ref.stop();
          }),
        );
        await clock.settle();

        const kind = first === 'a stop' ? 'requested' : 'ended';
        expect(life).to.deep.equal([
          'starting',
          'started',
          `stopping ${kind}`,
          `stopped ${kind}`,
          'complete',
        ]);
      });
    }

    const endings = fc.record({ from: fc.constantFrom(...Object.keys(CALLING)), later: fc.boolean() });

    it('is no failure where a turn of any kind throws EndMainLoop', () =>
      holds(endings, async ({ from, later }) => {
        const clock = new TestClock();
        const system = newSystem({ clock });
        const end = () => {
          throw new EndMainLoop();
        };
        const strings = CALLING[from]?.(later ? async () => end() : end);
        const ref = system.spawn(puppet(strings));
        const life = record(ref.lifecycle, label);
        await clock.settle();

        const started = from === 'setup' ? [] : ['started'];
        expect(life).to.deep.equal(['starting', ...started, 'stopping ended', 'stopped ended', 'complete']);
      }));

    it('resolves every call of stop alike, early or late, and refuses a bad option without stopping', async () => {
      const clock = new TestClock();
      const system = newSystem({ clock });
      const ref = system.spawn(puppet());
      await clock.settle();

      const refused = thrownBy(() => ref.stop('now' as StopOptions));
      const before = ref.state;
      const early = [ref.stop(), ref.stop({ drain: true }), ref.stop()];
      await clock.settle();
      const reasons = await Promise.all([...early, ref.stop()]);

      expect(refused).to.be.instanceOf(TypeError);
      expect(before).to.equal('running');
      expect(new Set(reasons).size).to.equal(1);
    });

    for (const [how, ending] of Object.entries({
      ends: act((self) => self.endMainLoop()),
      fails: raise(new Error('failed')),
    })) {
      it(`does not hang on a child that ${how} in the same moment`, async () => {
        const clock = new TestClock();
        const system = newSystem({ clock });
        let child: ActorContext['reference'] | undefined;
        const parent = system.spawn(
          puppet({
            setup: (self) => {
              child = self.spawn(puppet());
            },
          }),
        );
        await clock.settle();

        child?.tell(ending);
        void parent.stop();
        await clock.settle();

        expect([parent.state, child?.state]).to.deep.equal(['stopped', 'stopped']);
      });
    }

    it('takes as many steps for each child of few as of many', async () => {
      const counts = [0, 20, 200] as const;
      const [none = 0, few = 0, many = 0] = await Promise.all(
        counts.map((count) => stepsOfStop(newSystem, count)),
      );

      expect(many - none).to.equal(10 * (few - none));
    });

    it('gives nothing to the code of an actor that has stopped', async () => {
      const clock = new TestClock();
      const system = newSystem({ clock });
      let self: ActorContext | undefined;
      const ref = system.spawn(
        puppet({
          setup: (context) => {
            self = context;
          },
        }),
      );
      await clock.settle();
      void ref.stop();
      await clock.settle();

      const calls = [() => self?.spawn(puppet()), () => self?.registerInputTask(EMPTY, () => undefined)];
      const codes = calls.map((call) => (thrownBy(call) as { code?: string }).code);

      expect(codes).to.deep.equal(['actor-stopped', 'actor-stopped']);
    });

    it('disowns a turn only at the deadline of a shutdown, and its outcome is a dead letter', () =>
      holds(
        fc.record({ deadline: fc.integer({ min: 1, max: 20 }), fails: fc.boolean(), asked: fc.boolean() }),
        async (plan) => {
          const clock = new TestClock();
          const system = newSystem({ clock });
          const letters = lettersOf(system);
          const turn = gate<unknown>();
          const outcome = new Error('outcome');
          const ref = system.spawn(puppet());
          const codes: unknown[] = [];
          if (plan.asked) void ref.ask(act(() => turn.passed)).catch(({ code }) => codes.push(code));
          else ref.tell(act(() => turn.passed));
          await clock.settle();

          void system.shutdown({ timeout: plan.deadline });
          await clock.advance(plan.deadline - 1);
          const before = ref.state;
          await clock.advance(1);
          const after = ref.state;
          if (plan.fails) turn.fail(outcome);
          else turn.open(outcome);
          await clock.settle();

          expect([before, after]).to.deep.equal(['stopping', 'stopped']);
          expect(letters.map(({ message, reason }) => [message, reason])).to.deep.equal([
            [outcome, 'late-reply'],
          ]);
          expect(codes).to.deep.equal(plan.asked ? ['actor-stopped'] : []);
        },
      ));
  });
});
