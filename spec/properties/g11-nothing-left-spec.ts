import { getEventListeners } from 'node:events';
import { expect } from 'chai';
import * as fc from 'fast-check';
import type { ActorContext, ActorSystem, AnyActorRef } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { act, puppet } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';
import { resources } from '../support/resources.js';
import { Belongings, plenty } from './support/b-belongings.js';
import { holdsFor, passTime, settledFlag } from './support/b-check.js';
import { program } from './support/b-plan.js';
import { World } from './support/b-world.js';

/** The ways to end, once an actor runs. */
const ENDS: Readonly<Record<string, (ref: AnyActorRef, system: ActorSystem) => unknown>> = {
  stop: (ref) => ref.stop(),
  drain: (ref) => ref.stop({ drain: true }),
  leave: (ref) => ref.tell(act((self) => self.endMainLoop())),
  fail: (ref) =>
    ref.tell(
      act(() => {
        throw new Error('it fails');
      }),
    ),
  'stop in a turn': (ref) => {
    ref.tell(act(() => Promise.resolve()));
    void ref.stop();
  },
  shutdown: (_, system) => system.shutdown(),
};

const end = fc.constantFrom(...Object.keys(ENDS));

describe('G11 nothing is left', () => {
  onBothLanes((newSystem) => {
    it('an actor that has stopped holds nothing, and asks of it are settled', () =>
      holdsFor(fc.tuple(plenty, end, fc.boolean()), async ([plenty, end, settle]) => {
        const clock = new TestClock();
        const system = newSystem({ clock });
        const silent = system.spawn(puppet());
        const belongings = new Belongings(plenty, silent);
        const ref = system.spawn(puppet({ setup: belongings.take }));
        belongings.owe(ref);
        if (settle) await clock.settle();

        ENDS[end]?.(ref, system);
        await clock.settle();

        expect(ref.state).to.equal('stopped');
        expect(belongings.left).to.deep.equal([]);
        await system.shutdown();
      }));

    it('at the event of its end all of it is given back, and those who observe it are let go', () =>
      holdsFor(fc.tuple(plenty, end), async ([plenty, end]) => {
        const clock = new TestClock();
        const system = newSystem({ clock });
        const silent = system.spawn(puppet());
        const belongings = new Belongings({ ...plenty, asking: [] }, silent);
        const log: unknown[] = [];
        const complete = () => log.push('complete');
        const setup = (self: ActorContext) => {
          self.childLifecycle.subscribe({ complete });
          belongings.take(self);
        };
        const ref = system.spawn(puppet({ setup }));
        ref.inbox.subscribe({ complete });
        ref.lifecycle.subscribe({
          next: ({ type }) => type === 'stopped' && log.push(belongings.left),
          complete,
        });
        await clock.settle();

        ENDS[end]?.(ref, system);
        await clock.settle();

        expect(log).to.deep.equal([[], 'complete', 'complete', 'complete']);
        await system.shutdown();
      }));

    it('an id is free as soon as its actor has stopped, and if it never lived', () =>
      holdsFor(
        fc.tuple(end, fc.boolean(), fc.nat({ max: 3 })),
        async ([end, isChild, attempts]) => {
          fc.pre(end !== 'shutdown');
          const clock = new TestClock();
          const system = newSystem({ clock });
          const parent = system.spawn(puppet({ childStopped: () => {} }));
          const start = (create = puppet()): Promise<AnyActorRef> =>
            isChild
              ? parent.ask(act((self) => self.spawn(create, { id: 'same' })))
              : Promise.resolve().then(() => system.spawn(create, { id: 'same' }));
          const codes: unknown[] = [];

          for (let attempt = 0; attempt <= attempts; attempt++) {
            const broken = () => {
              throw new Error('a factory fails');
            };
            await start(broken).catch((error) => codes.push(error.message));
            const unborn = await start(puppet({ setup: broken }));
            await unborn.stopped;
            const ref = await start();
            await start().catch((error) => codes.push(error.constructor.name));
            ENDS[end]?.(ref, system);
            await ref.stopped;
          }

          const once = ['a factory fails', 'RangeError'];
          expect(codes).to.deep.equal(Array.from({ length: attempts + 1 }, () => once).flat());
          await system.shutdown();
        },
        30,
      ));

    it('after any program no timer is left, nothing that keeps the process, and nobody who waits', () =>
      holdsFor(program, async (program) => {
        const before = resources();
        const world = new World(newSystem);

        await world.run(program);
        const ended = await world.end();

        expect(ended, 'the system came to its end').to.equal(true);
        expect(world.clock.pending, 'timers').to.equal(0);
        expect(resources()).to.deep.equal(before);
        expect(world.answers.filter((answer) => answer.includes('has not answered'))).to.deep.equal([]);
      }));

    it('a shutdown with a deadline leaves no timer, in time or not', () =>
      holdsFor(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 100 })), async ([stuck, timeout]) => {
        const before = resources();
        const clock = new TestClock();
        const system = newSystem({ clock });
        const message = () => (stuck ? new Promise(() => {}) : undefined);
        system.spawn(puppet({ message })).tell('begin');
        await clock.settle();

        const shutdown = settledFlag(system.shutdown({ timeout }));
        await passTime(clock);

        expect(shutdown.settled, 'the system came to its end').to.equal(true);
        expect(clock.pending, 'timers').to.equal(0);
        expect(resources()).to.deep.equal(before);
      }));

    it('asks that have settled leave no timer and no listener behind', () =>
      holdsFor(fc.array(fc.constantFrom('at once', 'late', 'aborted'), { maxLength: 8 }), async (fates) => {
        const clock = new TestClock();
        const system = newSystem({ clock });
        const late = () => new Promise((answer) => clock.schedule(1, () => answer('late')));
        const message = (fate: unknown) => (fate === 'late' ? late() : fate === 'aborted' ? undefined : fate);
        const echo = system.spawn(puppet({ message }));

        for (const fate of fates) {
          const controller = new AbortController();
          const { signal } = controller;
          const answer = settledFlag(echo.ask(fate, { timeout: 50, signal }));
          await clock.advance(1);
          if (fate === 'aborted') controller.abort();
          await clock.settle();

          expect(answer.settled, 'it has settled').to.equal(true);
          expect(clock.pending, 'timers').to.equal(0);
          expect(getEventListeners(signal, 'abort')).to.have.length(0);
        }
        await system.shutdown();
      }));

    it('the signal of a turn aborts for those who are given up, and for nobody else', () =>
      holdsFor(fc.array(fc.constantFrom('answered', 'late', 'aborted'), { maxLength: 6 }), async (fates) => {
        const clock = new TestClock();
        const system = newSystem({ clock });
        const signals: AbortSignal[] = [];
        const expected = fates.map((fate) => fate !== 'answered');

        for (const fate of fates) {
          const ref = system.spawn(puppet());
          const controller = new AbortController();
          const stay = act((_, turn) => {
            signals.push(turn.signal);
            return fate === 'answered'
              ? 'answer'
              : new Promise((done) => turn.signal.addEventListener('abort', done));
          });
          ref.ask(stay, { timeout: 10, signal: controller.signal }).catch(() => {});
          await clock.settle();
          if (fate === 'aborted') controller.abort();
          await clock.advance(fate === 'late' ? 10 : 0);
        }

        expect(signals.map(({ aborted }) => aborted)).to.deep.equal(expected);
        void system.shutdown();
        await clock.settle();
        expect(
          signals.map(({ aborted }) => aborted),
          'after the end',
        ).to.deep.equal(expected);
      }));
  });
});
