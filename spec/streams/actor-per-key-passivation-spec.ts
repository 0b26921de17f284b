import { AsyncLocalStorage } from 'node:async_hooks';
import { expect } from 'chai';
import { from, map, type OperatorFunction, Subject } from 'rxjs';
import { type ActorPerKeyOptions, actorPerKey } from '../../lib/index.js';
import { type MarbleTools, TestClock } from '../../lib/testing.js';
import { act, type Deed, puppet } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';
import { leavesBehind } from '../support/leaks.js';
import { onBothLanesInMarbles } from '../timers/support/marbled.js';
import { census, keyOf, Worker, type WorkerOptions } from './support/keyed.js';

type Options = Omit<ActorPerKeyOptions, 'system'> & WorkerOptions;

/** An actor for each letter, on the system and the clock of a marble test. */
function workers({ system, clock }: MarbleTools, options: Options): OperatorFunction<string, unknown> {
  return actorPerKey(keyOf, () => new Worker(clock, options), { ...options, system });
}

interface Order {
  readonly key: string;
  readonly deed: Deed;
}

const values = { p: 'a0', q: 'b0', r: 'c0', s: 'a2', t: 'b2' };
const replies = {
  p: 'a0:1',
  P: 'a0:2',
  q: 'b0:1',
  Q: 'b0:2',
  r: 'c0:1',
  s: 'a2:1',
  S: 'a2:2',
  t: 'b2:1',
  T: 'b2:2',
};

describe('actorPerKey, with `idle`', () => {
  onBothLanesInMarbles((marbled) => {
    it(
      'makes a new actor for a key whose actor was idle for so long, and not before',
      marbled((tools) => {
        const source = tools.cold<string>('p--p---p----p', values);

        tools.expectObservable(source.pipe(workers(tools, { idle: 4 }))).toBe('p--P---x----p', {
          ...replies,
          x: 'a0:3',
        });
      }),
    );

    it(
      'counts from the end of the last turn',
      marbled((tools) => {
        const source = tools.cold<string>('s----p', values);

        tools.expectObservable(source.pipe(workers(tools, { idle: 4 }))).toBe('--s--P', replies);
        tools.expectObservable(source.pipe(workers(tools, { idle: 2 }))).toBe('--s--p', replies);
      }),
    );

    it(
      'counts for each key by itself, and looks again where the first is not due',
      marbled((tools) => {
        const source = tools.cold<string>('p-q-----p-q', values);

        tools.expectObservable(source.pipe(workers(tools, { idle: 7 }))).toBe('p-q-----p-q', replies);
      }),
    );

    it(
      'gives a value that comes at the very moment to one of them, once',
      marbled((tools) => {
        const source = tools.cold<string>('p---p', values);

        // The diagram was set up before the timer, so that the value is the first of the two.
        tools.expectObservable(source.pipe(workers(tools, { idle: 4 }))).toBe('p---P', replies);
      }),
    );

    for (const [when, diagram, expected] of [
      ['at the moment it begins to stop', 'p---p', 'p---P'],
      ['right after', 'p----p', 'p--------p'],
      ['right before it has stopped', 'p-------p', 'p--------p'],
      ['all the time', 'p----p--p', 'p--------(pP)'],
    ] as const) {
      it(
        `keeps what comes while an actor stops for the next one: ${when}`,
        marbled((tools) => {
          const source = tools.cold<string>(diagram, values);

          // Idle from 0 to 4, stopping until 9.
          const result = source.pipe(workers(tools, { idle: 4, teardown: 5 }));

          tools.expectObservable(result).toBe(expected, replies);
        }),
      );
    }

    it(
      'gives a value that comes at the very end of the stop to the next one',
      marbled((tools) => {
        const source = tools.cold<string>('p--------p', values);

        tools
          .expectObservable(source.pipe(workers(tools, { idle: 4, teardown: 5 })))
          .toBe('p--------p', replies);
      }),
    );

    it(
      'completes after one that was stopping, and after its successor',
      marbled((tools) => {
        const result = workers(tools, { idle: 2, teardown: 3 });

        tools.expectObservable(tools.cold<string>('p--|', values).pipe(result)).toBe('p----|', replies);
        tools.expectObservable(tools.cold<string>('p--p|', values).pipe(result)).toBe('p----p--|', replies);
      }),
    );
  });
});

describe('actorPerKey, with `max`', () => {
  onBothLanesInMarbles((marbled) => {
    it(
      'passivates the one that has been idle longest for a new key',
      marbled((tools) => {
        const source = tools.cold<string>('p-q-p-r-p-q', values);

        // b makes room for c at 6, and c for b at 10.
        tools.expectObservable(source.pipe(workers(tools, { max: 2 }))).toBe('p-q-P-r-x-q', {
          ...replies,
          x: 'a0:3',
        });
      }),
    );

    it(
      'lets a new key wait until the actor that makes room has stopped',
      marbled((tools) => {
        const source = tools.cold<string>('p-qq', values);

        const result = source.pipe(workers(tools, { max: 1, teardown: 3 }));

        leavesBehind('the teardown that the end of the test cuts short sleeps on');
        tools.expectObservable(result).toBe('p----(qQ)', replies);
      }),
    );

    it(
      'lets new keys wait until one is idle, in the order in which they came',
      marbled((tools) => {
        const source = tools.cold<string>('(st)r', values);

        tools.expectObservable(source.pipe(workers(tools, { max: 1 }))).toBe('--s-(tr)', replies);
      }),
    );

    it(
      'handles all that waits at the cap when the source completes',
      marbled((tools) => {
        const source = tools.cold<string>('(stsr|)', values);

        tools.expectObservable(source.pipe(workers(tools, { max: 1 }))).toBe('--s-S-(tr|)', replies);
      }),
    );

    it(
      'passivates nobody for a key that has its actor',
      marbled((tools) => {
        const source = tools.cold<string>('p-q-p-q', values);

        tools.expectObservable(source.pipe(workers(tools, { max: 2 }))).toBe('p-q-P-Q', replies);
      }),
    );

    it(
      'forgets what waits at the cap when it is unsubscribed',
      marbled((tools) => {
        const source = tools.cold<string>('(st)', values);

        tools.expectObservable(source.pipe(workers(tools, { max: 1 })), '^-!').toBe('', replies);
        const letters = tools.system.deadLetters.pipe(map(({ message }) => message));
        tools.expectObservable(letters).toBe('--(bs)', { b: 'b2', s: 'a2:1' });
      }),
    );
  });

  onBothLanes((newSystem) => {
    it('has never more actors than that, those that are stopping included', async () => {
      const clock = new TestClock();
      const system = newSystem({ clock });
      const figures = census(system);
      const source = new Subject<string>();
      const seen: unknown[] = [];
      const create = () => new Worker(clock, { teardown: 3 });
      source
        .pipe(actorPerKey(keyOf, create, { system, max: 3, idle: 2 }))
        .subscribe((reply) => seen.push(reply));

      const words = Array.from(
        { length: 60 },
        (_, index) => `${'abcdefg'.charAt((index * 5) % 7)}${index % 3}`,
      );
      for (const word of words) {
        source.next(word);
        await clock.advance(1);
      }
      await clock.advance(1_000);

      expect(figures).to.deep.equal({ most: 3, live: 0 });
      expect(seen.map((reply) => String(reply).split(':')[0]).sort()).to.deep.equal(words.slice().sort());
      await system.shutdown();
    });

    it('does not take an actor for idle that keeps a message for later', async () => {
      const clock = new TestClock();
      const system = newSystem({ clock });
      const letters: unknown[] = [];
      system.deadLetters.subscribe(({ message }) => letters.push(message));
      const source = new Subject<Order>();
      const seen: unknown[] = [];
      const options = { system, max: 1, idle: 5, toMessage: ({ deed }: Order) => deed };
      const kept = new Set<Deed>();
      const keep = act((self) => {
        if (kept.has(keep)) return 'kept, and handled';
        kept.add(keep);
        self.stash();
        return undefined;
      });
      source.pipe(actorPerKey(({ key }) => key, puppet(), options)).subscribe((reply) => seen.push(reply));

      source.next({ key: 'a', deed: keep });
      source.next({ key: 'b', deed: act(() => 'b') });
      await clock.advance(100);
      const before = [...seen];
      source.next({ key: 'a', deed: act((self) => self.unstashAll()) });
      await clock.advance(1);

      leavesBehind('the timer for idle actors, which rings once more while the source goes on');
      expect(before).to.deep.equal([]);
      expect(seen).to.deep.equal(['kept, and handled', 'b']);
      expect(letters).to.deep.equal([]);
      await system.shutdown();
    });

    it('gives a message that was stashed and never taken back to the dead letters at the end', async () => {
      const clock = new TestClock();
      const system = newSystem({ clock });
      const letters: unknown[] = [];
      system.deadLetters.subscribe(({ reason }) => letters.push(reason));
      const seen: unknown[] = [];
      const deeds = [act((self) => self.stash()), act(() => 'second')];
      from(deeds)
        .pipe(actorPerKey(() => 'a', puppet(), { system }))
        .subscribe({ next: (reply) => seen.push(reply), complete: () => seen.push('complete') });

      await clock.settle();

      expect(seen).to.deep.equal(['second', 'complete']);
      expect(letters).to.deep.equal(['actor-stopped']);
      await system.shutdown();
    });

    it('gives each value the stores of its teller, also where it waited', async () => {
      const clock = new TestClock();
      const store = new AsyncLocalStorage<string>();
      const system = newSystem({ clock, context: [store] });
      const source = new Subject<string>();
      const seen: unknown[] = [];
      const create = puppet({ message: (word) => `${word} ${store.getStore()}` });
      source.pipe(actorPerKey(keyOf, create, { system, max: 1 })).subscribe((reply) => seen.push(reply));

      for (const word of ['a1', 'b1', 'a2']) store.run(`of ${word}`, () => source.next(word));
      await clock.settle();

      expect(seen).to.have.members(['a1 of a1', 'a2 of a2', 'b1 of b1']);
      await system.shutdown();
    });
  });
});
