import { AsyncLocalStorage } from 'node:async_hooks';
import { getEventListeners } from 'node:events';
import { expect } from 'chai';
import { from, lastValueFrom, map, NEVER, Observable, of, range, Subject, take } from 'rxjs';
import { Actor, type ActorRef, askEach, bounded, detached, Message } from '../../lib/index.js';
import { marbles, TestClock } from '../../lib/testing.js';
import { handling, lettersOf } from '../actor/support/scripts.js';
import { onBothLanes } from '../support/lanes.js';
import { Answering, recorder, thrownBy } from './support/answering.js';

const MANY = 1_000_000;
const same = (value: unknown) => value;

describe('askEach', () => {
  for (const lane of ['serialMap', 'concatMap'] as const) {
    /** Answers each message after so many milliseconds as it says, beside its turns: many at once. */
    const sleeper = (clock: TestClock) =>
      handling((message: string, turn) => {
        const delay = Number(message.slice(1));
        turn.reply(
          new Promise((reply, reject) =>
            clock.schedule(delay, () => (message.startsWith('x') ? reject('error') : reply(message))),
          ),
        );
      });
    const delays = { a: 'a4', b: 'b1', c: 'c2', d: 'd4', e: 'e9', x: 'x3' };

    describe(`in marbles, on the lane ${lane}`, () => {
      const check = (title: string, body: Parameters<typeof marbles>[0]) =>
        it(title, marbles(body, { lane }));

      check(
        'asks for one value at a time unless it is told otherwise',
        ({ clock, spawn, cold, expectMessages, expectObservable }) => {
          const ref = spawn(sleeper(clock));
          const source = cold(' abc|', delays).pipe(askEach(ref, same));

          expectMessages(ref).toBe('a---bc', delays);
          expectObservable(source).toBe('----ab-(c|)', delays);
        },
      );

      check(
        'emits in the order of the values, and keeps the place of a reply that is early',
        ({ clock, spawn, cold, expectMessages, expectObservable }) => {
          const ref = spawn(sleeper(clock));
          const source = cold('abd|', delays).pipe(askEach(ref, same, { concurrency: 2 }));

          expectMessages(ref).toBe('ab--d', delays);
          expectObservable(source).toBe('----(ab)(d|)', delays);
        },
      );

      check(
        'emits replies as they come when they need not be ordered',
        ({ clock, spawn, cold, expectMessages, expectObservable }) => {
          const ref = spawn(sleeper(clock));
          const source = cold('abc|', delays).pipe(askEach(ref, same, { concurrency: 2, ordered: false }));

          expectMessages(ref).toBe(' abc', delays);
          expectObservable(source).toBe('--b-(ac|)', delays);
        },
      );

      check(
        'errors with the first ask that rejects, and leaves the source',
        ({ clock, spawn, hot, expectObservable, expectSubscriptions }) => {
          const ref = spawn(sleeper(clock));
          const values = hot('exb---c', delays);
          const source = values.pipe(askEach(ref, same, { concurrency: 3, ordered: false }));

          expectObservable(source).toBe('  ---b#', delays);
          expectSubscriptions(values).toBe('^---!');
        },
      );

      check('errors at once when its source does', ({ clock, spawn, cold, expectObservable }) => {
        const ref = spawn(sleeper(clock));
        const source = cold('a-#', delays).pipe(askEach(ref, same));

        expectObservable(source).toBe('--#');
      });

      check(
        'errors with ask-timeout when an ask takes longer than it may',
        ({ clock, spawn, cold, expectObservable }) => {
          const ref = spawn(sleeper(clock));
          const source = cold('ba', delays).pipe(askEach(ref, same, { timeout: 3 }));
          const codes = new Observable((subscriber) =>
            source.subscribe({
              next: (value) => subscriber.next(value),
              error: ({ code }) => subscriber.error(code),
            }),
          );

          expectObservable(codes).toBe('-b--#', delays, 'ask-timeout');
        },
      );
    });
  }

  onBothLanes((newSystem) => {
    it('completes with its source where nothing was asked', async () => {
      await using system = newSystem();
      const { log, ...observer } = recorder();

      of()
        .pipe(askEach(new Answering(system).ref, same))
        .subscribe(observer);

      expect(log).to.deep.equal(['complete']);
    });

    it('makes each message when its turn to be asked has come, with the index of its value', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const actor = new Answering(system);
      const made: string[] = [];
      const toMessage = (value: string, index: number) => {
        made.push(`${value}${index}`);
        return value;
      };

      from(['a', 'b', 'c'])
        .pipe(askEach(actor.ref, toMessage, { concurrency: 2 }))
        .subscribe(recorder());
      await clock.settle();
      const before = [...made];
      actor.answer('a');
      await clock.settle();

      expect(before).to.deep.equal(['a0', 'b1']);
      expect(made).to.deep.equal(['a0', 'b1', 'c2']);
    });

    it('takes no more than `concurrency` ahead of the reply that is to be emitted next', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const actor = new Answering(system);
      const { log, ...observer } = recorder();
      from(['a', 'b', 'c', 'd'])
        .pipe(askEach(actor.ref, same, { concurrency: 2 }))
        .subscribe(observer);
      await clock.settle();

      actor.answer('b');
      await clock.settle();
      const ahead = [...actor.asked];
      actor.answer('a');
      await clock.settle();

      expect(ahead).to.deep.equal(['a', 'b']);
      expect(log).to.deep.equal(['a!', 'b!']);
      expect(actor.asked).to.deep.equal(['a', 'b', 'c', 'd']);
    });

    it('withdraws what waits and aborts what runs when its result is left', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const log: unknown[] = [];
      const letters = lettersOf(system);
      const ref = system.spawn(
        handling((message, { signal }) => {
          log.push(message);
          if (message === 'next') return undefined;
          signal.addEventListener('abort', () => log.push(signal.reason.name));
          return NEVER;
        }),
      );
      const source = new Subject<string>();
      const subscription = source.pipe(askEach(ref, same, { concurrency: 2 })).subscribe();
      for (const value of ['a', 'b', 'c']) source.next(value);
      await clock.settle();

      subscription.unsubscribe();
      const atOnce = [...log];
      ref.tell('next');
      await clock.settle();

      expect(atOnce).to.deep.equal(['a', 'AbortError']);
      expect(log).to.deep.equal(['a', 'AbortError', 'next']);
      expect(source.observed).to.equal(false);
      expect(letters).to.deep.equal([]);
      expect(clock.pending, 'timers').to.equal(0);
    });

    it('lets go of all others when an ask rejects, and tells them why', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const actor = new Answering(system);
      const { log, ...observer } = recorder();
      from(['a', 'b', 'c', 'd'])
        .pipe(askEach(actor.ref, same, { concurrency: 3 }))
        .subscribe(observer);
      await clock.settle();
      const error = new Error('no answer');

      actor.answer('c');
      actor.fail('b', error);
      await clock.settle();

      expect(log).to.deep.equal([{ error }]);
      expect(actor.asked).to.deep.equal(['a', 'b', 'c']);
      expect([actor.aborted('a'), actor.aborted('b'), actor.aborted('c')]).to.deep.equal([
        error,
        undefined,
        undefined,
      ]);
    });

    it('errors with the reason of its signal, whether an ask is out or not', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const actor = new Answering(system);
      const outcomes: unknown[] = [];
      const listeners: number[] = [];
      for (const [values, early] of [
        [['a'], false],
        [[], false],
        [['b'], true],
      ] as const) {
        const controller = new AbortController();
        if (early) controller.abort('enough');
        const { log, ...observer } = recorder();
        new Observable<string>((subscriber) => {
          for (const value of values) subscriber.next(value);
        })
          .pipe(askEach(actor.ref, same, { signal: controller.signal }))
          .subscribe(observer);
        await clock.settle();
        controller.abort('enough');
        outcomes.push(log);
        listeners.push(getEventListeners(controller.signal, 'abort').length);
      }
      await clock.settle();

      expect(outcomes).to.deep.equal([[{ error: 'enough' }], [{ error: 'enough' }], [{ error: 'enough' }]]);
      expect(actor.asked).to.deep.equal(['a']);
      expect(actor.aborted('a')).to.equal('enough');
      expect(listeners).to.deep.equal([0, 0, 0]);
    });

    it('leaves no listener on its signal when it has completed', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const { signal } = new AbortController();
      const { log, ...observer } = recorder();

      of('a')
        .pipe(askEach(system.spawn(handling(same)), same, { signal }))
        .subscribe(observer);
      await clock.settle();

      expect(log).to.deep.equal(['a', 'complete']);
      expect(getEventListeners(signal, 'abort')).to.deep.equal([]);
    });

    it('errors with what toMessage throws, and asks nothing more', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const actor = new Answering(system);
      const { log, ...observer } = recorder();
      const toMessage = (value: string) => {
        if (value === 'b') throw 'no message';
        return value;
      };

      from(['a', 'b', 'c'])
        .pipe(askEach(actor.ref, toMessage, { concurrency: 3 }))
        .subscribe(observer);
      await clock.settle();

      expect(log).to.deep.equal([{ error: 'no message' }]);
      expect(actor.asked).to.deep.equal([]);
    });

    it('errors when the actor has stopped, with what was not handled', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(handling(same));
      const { log, ...observer } = recorder();
      await ref.stop();

      of('a').pipe(askEach(ref, same)).subscribe(observer);
      await clock.settle();

      expect(log.map((entry) => (entry as { error: object }).error)).to.have.length(1);
      expect((log[0] as { error: object }).error).to.include({ code: 'actor-stopped', undelivered: 'a' });
    });

    it('errors with mailbox-full as with any error', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(
        handling(() => NEVER),
        { mailbox: bounded(1) },
      );
      const codes: unknown[] = [];
      await clock.settle();

      from(['a', 'b', 'c'])
        .pipe(askEach(ref, same, { concurrency: 2 }))
        .subscribe({ error: ({ code }) => codes.push(code) });
      await clock.settle();

      expect(codes).to.deep.equal(['mailbox-full']);
    });

    it('errors with a TypeError for a Message that is in flight', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const message = new Message();
      const errors: unknown[] = [];

      from([1, 2])
        .pipe(askEach(system.spawn(handling(() => NEVER)), () => message, { concurrency: 2 }))
        .subscribe({ error: (error) => errors.push(error) });
      await clock.settle();

      expect(errors.map((error) => error instanceof TypeError)).to.deep.equal([true]);
    });

    it('asks by the `ask` of a stand-in, and aborts its signal when it is left', async () => {
      const signals: AbortSignal[] = [];
      const double = {
        ask: (message: number, { signal }: { signal: AbortSignal }) => {
          signals.push(signal);
          return message === 3 ? new Promise(() => undefined) : Promise.resolve(message * 2);
        },
      } as unknown as ActorRef;
      const { log, ...observer } = recorder();

      const subscription = from([1, 2, 3]).pipe(askEach(double, same)).subscribe(observer);
      for (let tick = 0; tick < 20; tick++) await undefined;
      subscription.unsubscribe();

      expect(log).to.deep.equal([2, 4]);
      expect(signals.map(({ aborted }) => aborted)).to.deep.equal([false, false, true]);
    });

    it('leaves an ask at once that was left while it was made', () => {
      const signals: AbortSignal[] = [];
      const double = {
        ask: (_: unknown, { signal }: { signal: AbortSignal }) => {
          signals.push(signal);
          subscription.unsubscribe();
          return new Promise(() => undefined);
        },
      } as unknown as ActorRef;
      const source = new Subject<string>();
      const subscription = source.pipe(askEach(double, same)).subscribe();

      source.next('a');

      expect(signals.map(({ aborted }) => aborted)).to.deep.equal([true]);
    });

    it('emits the last value of a stream that answers, held or detached', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(handling((message) => (message === 'held' ? of(1, 2) : detached(of(3, 4)))));
      const { log, ...observer } = recorder();

      of('held', 'detached').pipe(askEach(ref, same)).subscribe(observer);
      await clock.settle();

      expect(log).to.deep.equal([2, 4, 'complete']);
    });

    it('hears of all that settle in a row, up to the first that rejects', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(
        handling((n: number) => {
          if (n === 4) throw new Error('no answer');
          return n;
        }),
      );
      const logs = [{ concurrency: 6 }, { concurrency: 6, ordered: false }].map((options) => {
        const { log, ...observer } = recorder();
        range(1, 6)
          .pipe(askEach(ref, same, options))
          .subscribe({ ...observer, error: ({ message }) => log.push(message) });
        return log;
      });

      await clock.settle();

      expect(logs).to.deep.equal([
        [1, 2, 3, 'no answer'],
        [1, 2, 3, 'no answer'],
      ]);
    });

    it('emits in the async context of who asked, not in that of the system', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(handling(same));
      const context = new AsyncLocalStorage<string>();
      const log: unknown[] = [];
      const source = new Subject<string>();
      source.pipe(askEach(ref, same)).subscribe((reply) => log.push(`${reply} in ${context.getStore()}`));

      for (const name of ['one', 'two']) {
        context.run(name, () => source.next(name));
        await clock.settle();
      }

      expect(log).to.deep.equal(['one in one', 'two in two']);
    });

    it('emits in microtasks, never inside of a call of next', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(handling(same));
      const log: unknown[] = [];
      const source = new Subject<string>();
      source.pipe(askEach(ref, same, { concurrency: 2 })).subscribe((reply) => {
        log.push(`reply ${reply}`);
        if (reply !== 'a') return;
        source.next('c');
        source.next('d');
        log.push('fed back');
      });

      source.next('a');
      source.next('b');
      log.push('told');
      await clock.settle();

      expect(log).to.deep.equal(['told', 'reply a', 'fed back', 'reply b', 'reply c', 'reply d']);
    });

    it('emits all replies before it completes, whoever ends the source meanwhile', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const actor = new Answering(system);
      const source = new Subject<string>();
      const { log, ...observer } = recorder();
      const next = (reply: unknown) => {
        observer.next(reply);
        source.complete();
      };
      source.pipe(askEach(actor.ref, same, { concurrency: 3 })).subscribe({ ...observer, next });
      for (const value of ['a', 'b', 'c', 'd']) source.next(value);
      await clock.settle();

      for (const value of ['b', 'a', 'c']) actor.answer(value);
      await clock.settle();
      actor.answer('d');
      await clock.settle();

      expect(log).to.deep.equal(['a!', 'b!', 'c!', 'd!', 'complete']);
    });

    it('asks nothing any more when toMessage leaves', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const actor = new Answering(system);
      const source = new Subject<string>();
      const toMessage = (value: string) => {
        if (value === 'b') subscription.unsubscribe();
        return value;
      };
      const subscription = source.pipe(askEach(actor.ref, toMessage, { concurrency: 3 })).subscribe();

      for (const value of ['a', 'b', 'c']) source.next(value);
      await clock.settle();

      expect(actor.asked).to.deep.equal([]);
    });

    it('leaves the rest when its subscriber has had enough', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const actor = new Answering(system);
      const { log, ...observer } = recorder();
      from(['a', 'b', 'c'])
        .pipe(askEach(actor.ref, same, { concurrency: 2 }), take(1))
        .subscribe(observer);
      await clock.settle();

      actor.answer('b');
      actor.answer('a');
      await clock.settle();

      expect(log).to.deep.equal(['a!', 'complete']);
      expect(actor.asked).to.deep.equal(['a', 'b']);
      expect(system.deadLetters.counts['late-reply']).to.equal(0);
    });

    for (const options of [{}, { concurrency: 64 }, { concurrency: MANY, ordered: false }]) {
      it(`answers ${MANY} values of a synchronous source, with ${JSON.stringify(options)}`, async () => {
        await using system = newSystem();
        const ref = system.spawn(handling((n: number) => n + 1));
        let right = 0;

        await lastValueFrom(
          range(0, MANY).pipe(
            askEach(ref, same, { ...options, timeout: Number.POSITIVE_INFINITY }),
            map((reply) => {
              if (reply === right + 1) right += 1;
            }),
          ),
        );

        expect(right).to.equal(MANY);
      }).timeout(60_000);
    }

    it('throws for bad arguments, and names them', async () => {
      await using system = newSystem();
      const { ref } = new Answering(system);
      const bad: readonly (readonly [RegExp, unknown, unknown, unknown?])[] = [
        [/^TypeError.*`ref`/, undefined, same],
        [/^TypeError.*`ref`/, {}, same],
        [/^TypeError.*`ref`/, new (class extends Actor {})(), same],
        [/^TypeError.*`toMessage`/, ref, undefined],
        [/^TypeError.*`options`/, ref, same, 7],
        [/^TypeError.*`options`/, ref, same, null],
        [/^TypeError.*`concurrency`/, ref, same, { concurrency: '2' }],
        [/^RangeError.*`concurrency`/, ref, same, { concurrency: 0 }],
        [/^RangeError.*`concurrency`/, ref, same, { concurrency: 1.5 }],
        [/^TypeError.*`ordered`/, ref, same, { ordered: 1 }],
        [/^TypeError.*`timeout`/, ref, same, { timeout: '1' }],
        [/^RangeError.*`timeout`/, ref, same, { timeout: 0 }],
        [/^TypeError.*`signal`/, ref, same, { signal: {} }],
        [/^TypeError.*`signal`/, ref, same, { signal: null }],
      ];

      const thrown = bad.map(([, ...args]) =>
        thrownBy(() => (askEach as (...args: unknown[]) => unknown)(...args)),
      );

      expect(thrown.filter((message, index) => !bad[index]?.[0].test(message))).to.deep.equal([]);
    });
  });
});
