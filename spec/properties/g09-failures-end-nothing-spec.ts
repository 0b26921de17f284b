import { expect } from 'chai';
import * as fc from 'fast-check';
import { Observable, of } from 'rxjs';
import type { ActorContext, ActorSystem, AnyActorRef, LifecycleEvent, SystemEvent } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { act, puppet } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';
import { recordingLogger } from '../system/support/logger.js';
import { holdsFor, settledFlag, settles } from './support/b-check.js';
import { fatal, harmless, observeBadly, thing, thrown } from './support/b-faults.js';

const anyFault = fc.record({ name: fc.constantFrom(...Object.keys({ ...harmless, ...fatal })), thrown });
const harmlessFault = fc.record({ name: fc.constantFrom(...Object.keys(harmless)), thrown });
const broken = () => {
  throw new Error('a logger fails');
};
const brokenLogger = { debug: broken, info: broken, warn: broken, error: broken };

/** Actors that only count what they are told, each in its way. */
function bystanders(system: ActorSystem): { readonly refs: AnyActorRef[]; readonly logs: unknown[][] } {
  const logs: unknown[][] = [[], [], []];
  const refs = logs.map((log, index) => {
    const message = (message: unknown) => {
      log.push(message);
      return [undefined, Promise.resolve(), of(1)][index];
    };
    return system.spawn(puppet({ message }));
  });
  return { refs, logs };
}

const failures = (events: readonly SystemEvent[], type: 'observer-failed' | 'teardown-failed') =>
  events.flatMap((event) => (event.type === type ? [event.error] : []));

describe('G9 failures end nothing', () => {
  onBothLanes((newSystem) => {
    it('no failure costs another actor its turn', () =>
      holdsFor(fc.array(anyFault, { maxLength: 8 }), async (faults) => {
        const clock = new TestClock();
        const system = newSystem({ clock, logger: brokenLogger });
        const { refs, logs } = bystanders(system);

        for (const [index, { name, thrown }] of faults.entries()) {
          const victim = system.spawn(puppet());
          observeBadly(victim, []);
          for (const ref of refs) ref.tell(`before ${index}`);
          ({ ...harmless, ...fatal })[name]?.(victim, thing(thrown));
          for (const ref of refs) ref.tell(`behind ${index}`);
          if (index % 2 === 0) await settles(clock);
        }
        await settles(clock);
        const shutdown = settledFlag(system.shutdown());
        await settles(clock);

        const told = faults.flatMap((_, index) => [`before ${index}`, `behind ${index}`]);
        for (const log of logs) expect(log).to.deep.equal(told);
        expect(shutdown.settled, 'the system came to its end').to.equal(true);
      }));

    it('what has an owner, or is only reported, ends no inbox', () =>
      holdsFor(fc.array(harmlessFault, { minLength: 1, maxLength: 6 }), async (faults) => {
        const clock = new TestClock();
        const system = newSystem({ clock, logger: brokenLogger });
        const victim = system.spawn(puppet({ message: (message) => message }));
        observeBadly(victim, []);
        const answers: unknown[] = [];

        for (const { name, thrown } of faults) {
          harmless[name]?.(victim, thing(thrown));
          void victim.ask(name).then((answer) => answers.push(answer));
          await settles(clock);
        }

        expect(answers).to.deep.equal(faults.map(({ name }) => name));
        expect(victim.state).to.equal('running');
        void system.shutdown();
      }));

    it('what fails its actor fails it once, with the very object, and its inbox with it', () =>
      holdsFor(
        fc.record({ name: fc.constantFrom(...Object.keys(fatal)), thrown }),
        async ({ name, thrown }) => {
          const clock = new TestClock();
          const logger = recordingLogger();
          const system = newSystem({ clock, logger });
          const victim = system.spawn(puppet());
          const failed: unknown[] = [];
          victim.lifecycle.subscribe((event) => event.type === 'failed' && failed.push(event.error));

          fatal[name]?.(victim, thing(thrown));
          await settles(clock);

          expect(failed).to.have.length(1);
          expect(Object.is(failed[0], thing(thrown)), 'the same object').to.equal(true);
          expect(victim.state).to.equal('stopped');
          expect(logger.lines.filter(([level]) => level === 'error')).to.have.length(1);
        },
      ));

    it('an end that is no failure is not reported as one', () =>
      holdsFor(fc.constantFrom('stop', 'drain', 'leave', 'shutdown'), async (how) => {
        const clock = new TestClock();
        const logger = recordingLogger();
        const system = newSystem({ clock, logger });
        const events: LifecycleEvent['type'][] = [];
        const ref = system.spawn(puppet());
        ref.lifecycle.subscribe(({ type }) => events.push(type));
        await settles(clock);

        if (how === 'leave') ref.tell(act((self) => self.endMainLoop()));
        else if (how === 'shutdown') void system.shutdown();
        else void ref.stop({ drain: how === 'drain' });
        await settles(clock);

        expect(events).to.deep.equal(['starting', 'started', 'stopping', 'stopped']);
        expect(logger.lines).to.deep.equal([]);
      }));

    it('each throw of an observer is reported once, and takes nothing from the others', () =>
      holdsFor(fc.array(fc.boolean(), { maxLength: 10 }), async (tells) => {
        const clock = new TestClock();
        const system = newSystem({ clock });
        const events: SystemEvent[] = [];
        system.events.subscribe((event) => events.push(event));
        const thrown: unknown[] = [];
        const seen: unknown[] = [];
        const ref = system.spawn(puppet());
        const leaver = ref.lifecycle.subscribe({ complete: () => leaver.unsubscribe() });
        observeBadly(ref, thrown);
        ref.inbox.subscribe({ next: (message) => seen.push(message), complete: () => seen.push('end') });
        ref.lifecycle.subscribe({ complete: () => seen.push('end of life') });

        for (const [index, settle] of tells.entries()) {
          ref.tell(index);
          if (settle) await settles(clock);
        }
        void ref.stop({ drain: true });
        await settles(clock);

        const reported = failures(events, 'observer-failed');
        expect(reported).to.have.length(thrown.length);
        expect(reported.every((error, index) => error === thrown[index])).to.equal(true);
        expect(seen).to.deep.equal([...tells.keys(), 'end of life', 'end']);
      }));

    it('each failing finalizer and teardown is reported once, and the rest is let go', () =>
      holdsFor(
        fc.tuple(fc.array(fc.boolean(), { maxLength: 5 }), fc.boolean()),
        async ([inputs, teardown]) => {
          const clock = new TestClock();
          const system = newSystem({ clock });
          const events: SystemEvent[] = [];
          system.events.subscribe((event) => events.push(event));
          let released = 0;
          const release = (fails: boolean) => () => {
            released += 1;
            if (fails) throw new Error('a finalizer fails');
          };
          const setup = (self: ActorContext) => {
            for (const fails of inputs)
              self.registerInputTask(new Observable(() => release(fails)), () => {});
          };
          const ref = system.spawn(puppet({ setup, teardown: () => release(teardown)() }));
          await settles(clock);

          void ref.stop();
          await settles(clock);

          const failing = [...inputs, teardown].filter((fails) => fails).length;
          expect(released).to.equal(inputs.length + 1);
          expect(failures(events, 'teardown-failed')).to.have.length(failing);
          expect(ref.state).to.equal('stopped');
        },
      ));

    it('a finalizer that throws while its source is subscribed hurts nobody', async () => {
      const clock = new TestClock();
      const system = newSystem({ clock });
      const source = new Observable<never>((subscriber) => {
        subscriber.complete();
        return broken;
      });
      const ref = system.spawn(puppet({ setup: (self) => void self.registerInputTask(source, () => {}) }));

      await settles(clock);

      expect(ref.state).to.equal('running');
    });

    it('an observer of the events that always throws is no endless loop', async () => {
      const clock = new TestClock();
      const system = newSystem({ clock });
      const ref = system.spawn(puppet());
      let calls = 0;
      system.events.subscribe(() => {
        calls += 1;
        // A limit, for otherwise nothing would ever end this test.
        if (calls < 1_000) throw new Error('an observer fails');
      });

      const answer = ref.ask(act(() => 'answer'));
      await settles(clock);

      expect(await answer).to.equal('answer');
      expect(calls).to.be.below(100);
    });

    it('in a crowd, every other actor has its turns', async () => {
      const clock = new TestClock();
      const system = newSystem({ clock });
      const CROWD = 2_000;
      let turns = 0;
      for (let index = 0; index < CROWD; index++) {
        const message = () => {
          turns += 1;
          if (index % 3 === 0) throw new Error('one of three fails');
          if (index % 3 === 1) return Promise.resolve();
        };
        const ref = system.spawn(puppet({ message }));
        for (let wave = 0; wave < 3; wave++) ref.tell(wave);
      }

      await settles(clock);

      const failing = Math.ceil(CROWD / 3);
      expect(turns).to.equal(failing + 3 * (CROWD - failing));
      expect(system.deadLetters.counts['actor-stopped']).to.equal(2 * failing);
    });
  });
});
