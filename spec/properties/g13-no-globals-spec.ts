import { expect } from 'chai';
import * as fc from 'fast-check';
import {
  animationFrameScheduler,
  asapScheduler,
  asyncScheduler,
  config,
  delay,
  map,
  of,
  queueScheduler,
  timestamp,
} from 'rxjs';
import { ActorSystem } from '../../lib/index.js';
import { marbles, TestClock } from '../../lib/testing.js';
import { act, puppet } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';
import { takeUnhandled } from '../support/setup.js';
import { holdsFor, passTime, timersTurn } from './support/b-check.js';
import { fatal, harmless, thing, thrown } from './support/b-faults.js';
import { Lives, type Mischief } from './support/b-lives.js';
import { program } from './support/b-plan.js';
import { World } from './support/b-world.js';

const fault = fc.record({ name: fc.constantFrom(...Object.keys({ ...harmless, ...fatal })), thrown });
const mischief = fc.array(fc.constantFrom<Mischief>('look', 'throw', 'stop'), { maxLength: 20 });
const original = { ...config };
const schedulers = { asyncScheduler, asapScheduler, queueScheduler, animationFrameScheduler };

/** RxJS's settings, but for the hook that this suite sets itself. */
function settings(): unknown {
  const { onUnhandledError, ...rest } = config;
  return rest;
}

/** The own properties of RxJS's schedulers and what they are: a patch is one more, or another. */
function patches(): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const [name, scheduler] of Object.entries(schedulers)) {
    for (const key of Reflect.ownKeys(scheduler))
      found.set(`${name}.${String(key)}`, Reflect.get(scheduler, key));
    found.set(`${name}.now()`, scheduler.now === asyncScheduler.now);
    found.set(`${name}'s prototype`, Object.getPrototypeOf(scheduler));
  }
  for (const passing of ['actions', '_active', '_scheduled'])
    for (const name of Object.keys(schedulers)) found.delete(`${name}.${passing}`);
  return found;
}

/** What reached nobody: rejections, and what RxJS reports from a timer. */
async function strays(): Promise<unknown[]> {
  await timersTurn();
  return takeUnhandled();
}

describe('G13 no globals', () => {
  onBothLanes((newSystem) => {
    it('no program leaves a rejection unhandled, or calls a hook of RxJS', () =>
      holdsFor(fc.tuple(program, mischief), async ([program, mischief]) => {
        const { onUnhandledError } = config;
        const before = settings();
        const lives = new Lives(mischief);
        const world = new World(newSystem, lives.watch);
        world.system.deadLetters.subscribe(() => {
          throw new Error('an observer fails');
        });

        await world.run(program);
        await world.end();

        expect(await strays()).to.deep.equal([]);
        expect(settings()).to.deep.equal(before);
        expect(config.onUnhandledError).to.equal(onUnhandledError);
      }));

    it('no fault of the user does either', () =>
      holdsFor(fc.array(fault, { maxLength: 4 }), async (faults) => {
        const clock = new TestClock();
        const system = newSystem({ clock });

        for (const { name, thrown } of faults) {
          const ref = system.spawn(puppet());
          ref.inbox
            .pipe(
              map(() => {
                throw thing(thrown);
              }),
            )
            .subscribe();
          ({ ...harmless, ...fatal })[name]?.(ref, thing(thrown));
        }
        await clock.settle();
        void system.shutdown();
        await clock.settle();

        const found = await strays();
        expect(found.length, `unhandled: ${found.map(String)}`).to.equal(0);
      }));

    it('asks that an actor has out when it ends are nobody’s business', () =>
      holdsFor(
        fc.tuple(fc.nat({ max: 4 }), fc.constantFrom('stop', 'leave', 'fail')),
        async ([asks, end]) => {
          const clock = new TestClock();
          const system = newSystem({ clock });
          const silent = system.spawn(puppet());
          const ref = system.spawn(puppet());
          ref.tell(
            act((self) => {
              for (let n = 0; n < asks; n++) void self.ask(silent, n);
            }),
          );
          await clock.settle();

          if (end === 'stop') void ref.stop();
          else
            ref.tell(
              act((self) => (end === 'leave' ? self.endMainLoop() : self.fail(new Error('it fails')))),
            );
          await clock.settle();

          expect(await strays()).to.deep.equal([]);
          expect(ref.state).to.equal('stopped');
          await system.shutdown();
        },
        20,
      ));

    it('nobody is told of a stop that he did not ask about', async () => {
      const system = newSystem({ clock: new TestClock() });
      const ref = system.spawn(puppet());
      void ref.stopped;
      ref.tell(
        act(() => {
          throw new Error('it fails');
        }),
      );

      await ref.stopped;
      await system.shutdown();

      expect(await strays()).to.deep.equal([]);
    });
  });

  it('the test kit leaves RxJS as it found it, whether its test passes or not', () =>
    holdsFor(
      fc.constantFrom('passes', 'fails', 'throws', 'rejects'),
      async (outcome) => {
        const before = patches();
        const clocks: boolean[] = [];

        const test = marbles(({ expectObservable, cold }) => {
          clocks.push(asyncScheduler.schedule !== Object.getPrototypeOf(asyncScheduler).schedule);
          if (outcome === 'throws') throw new Error('the body throws');
          expectObservable(cold('a').pipe(delay(2))).toBe(outcome === 'fails' ? 'a' : '--a');
          if (outcome === 'rejects') return Promise.reject(new Error('the body rejects'));
        });
        const passed = await test().then(
          () => true,
          () => false,
        );

        expect(passed).to.equal(outcome === 'passes');
        expect(clocks).to.deep.equal([true]);
        expect([...patches()]).to.deep.equal([...before]);
        expect({ ...config, onUnhandledError: null }).to.deep.equal({
          ...original,
          onUnhandledError: null,
        });
        let stamp = 0;
        of('now')
          .pipe(timestamp())
          .subscribe(({ timestamp }) => (stamp = timestamp));
        expect(stamp).to.be.closeTo(Date.now(), 60_000);
      },
      12,
    ));

  it('a system on a test clock touches no scheduler', async () => {
    const before = patches();
    const clock = new TestClock();
    const system = new ActorSystem({ clock });
    const during = patches();

    await system.shutdown();
    await passTime(clock);

    expect([...during]).to.deep.equal([...before]);
  });
});
