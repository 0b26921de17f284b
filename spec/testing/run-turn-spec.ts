import { expect } from 'chai';
import { defer, delay, firstValueFrom, interval, lastValueFrom, of, timer, toArray } from 'rxjs';
import {
  Actor,
  type ActorContext,
  type ActorRef,
  ActorSystem,
  type AnyActorRef,
  defineActor,
  EndMainLoop,
  type Handlers,
  isActorError,
  Message,
  type MessageOf,
  parallel,
  request,
} from '../../lib/index.js';
import { marbles, probe, type RunTurnOptions, runTurn, type TurnEffects } from '../../lib/testing.js';
import { handling } from '../actor/support/scripts.js';
import { leavesBehind } from '../support/leaks.js';
import { errorOf, messageOf } from './support/failing.js';

interface Selling {
  sell(m: { item: string }): string;
  count(): number;
  close(): void;
}

/** Asks for the price, charges it, and has a clerk for each customer. */
class Shop extends Actor<Selling> {
  readonly #till: ActorRef;
  #sold = 0;

  constructor(till: ActorRef) {
    super();
    this.#till = till;
  }

  protected override setup() {
    this.timers.every('report', 100, () => {});
    this.tell(this.#till, 'open');
  }

  protected override readonly handlers: Handlers<Selling> = {
    sell: async ({ item }) => {
      if (item === '') throw new RangeError('nothing to sell');
      const price = await this.ask<number>(this.#till, { type: 'price', item });
      this.#sold += 1;
      this.tell(this.#till, { type: 'charge', price });
      return `${item} for ${price}`;
    },
    count: () => this.#sold,
    close: () => this.fail(new RangeError('never')),
  };
}

/** The effects of a turn that has none, but for those given. */
function only(effects: Partial<TurnEffects>): TurnEffects {
  const none = { told: [], asked: [], spawned: [], watched: [], timers: [] };
  return { reply: undefined, ...none, error: undefined, ...effects };
}

/** An untyped actor that does `act` with each message. */
function actor(act: (self: ActorContext, message: unknown) => unknown): () => Actor {
  return () =>
    new (class Doer extends Actor {
      protected override handleMessage(message: unknown) {
        return act(this as unknown as ActorContext, message);
      }
    })();
}

describe('runTurn', () => {
  const till = runTurn.reference('till');
  const answer = (message: { type: string }) => (message.type === 'price' ? 7 : undefined);

  describe('of a class', () => {
    it('gives the reply, and what was asked and told, and nothing of its setup', async () => {
      const turn = await runTurn(() => new Shop(till), { type: 'sell', item: 'tea' }, { answer });

      expect(turn).to.deep.equal(
        only({
          reply: 'tea for 7',
          asked: [{ to: '/till', message: { type: 'price', item: 'tea' } }],
          told: [{ to: '/till', message: { type: 'charge', price: 7 } }],
        }),
      );
    });

    it('gives what was thrown, or given to fail: the very error', async () => {
      const thrown = await runTurn(() => new Shop(till), { type: 'sell', item: '' });
      const failed = await runTurn(() => new Shop(till), { type: 'close' });

      expect([String(thrown.error), thrown.reply]).to.deep.equal(['RangeError: nothing to sell', undefined]);
      expect(String(failed.error)).to.equal('RangeError: never');
    });

    it('handles other messages before, whose effects do not count', async () => {
      const before: MessageOf<Selling>[] = [
        { type: 'sell', item: 'tea' },
        { type: 'sell', item: 'ale' },
      ];
      const turn = await runTurn(() => new Shop(till), { type: 'count' }, { answer, before });

      expect(turn).to.deep.equal(only({ reply: 2 }));
    });
  });

  it('runs what defineActor makes', async () => {
    const counter = defineActor((_self: ActorContext<{ next(): number }>, start: number) => {
      let count = start;
      return { handlers: { next: () => ++count } };
    });

    expect(await runTurn(() => counter(4), { type: 'next' })).to.deep.equal(only({ reply: 5 }));
  });

  describe('setup', () => {
    it('gives what the first turn does', async () => {
      expect(await runTurn.setup(() => new Shop(till))).to.deep.equal(
        only({
          told: [{ to: '/till', message: 'open' }],
          timers: [{ kind: 'every', key: 'report', delay: 100 }],
        }),
      );
    });

    it('gives what setup throws, as runTurn does', async () => {
      const error = new Error('no till');
      const broken = defineActor(() => {
        throw error;
      });

      expect(await runTurn.setup(() => broken())).to.deep.equal(only({ error }));
      expect(await runTurn(() => broken(), 'hello' as never)).to.deep.equal(only({ error }));
    });

    it('answers what setup asks', async () => {
      const asking = defineActor(async (self) => {
        const price = await self.ask(till, { type: 'price' });
        return { handlers: { price: () => price } };
      });

      expect((await runTurn(() => asking(), { type: 'price' }, { answer })).reply).to.equal(7);
      expect((await runTurn.setup(() => asking(), { answer })).asked).to.have.length(1);
    });
  });

  describe('what is told', () => {
    it('is taken down however it is told', async () => {
      const telling = actor((self, message) => {
        self.tell(till, 1);
        till.tell(2);
        till.inbox.next(3);
        of(4).subscribe(till.inbox);
        self.reference.tell(5);
        void till.offer(6);
        return message;
      });

      const { told, reply } = await runTurn(telling, 'a');

      expect(told).to.deep.equal([
        ...[1, 2, 3, 4].map((message) => ({ to: '/till', message })),
        { to: '/Doer-1', message: 5 },
        { to: '/till', message: 6 },
      ]);
      expect(reply).to.equal('a');
    });

    it('holds what is forwarded', async () => {
      class Clerk extends Actor {
        protected override handleMessage(_message: unknown, turn: Parameters<Actor['handleMessage']>[1]) {
          turn.forward(till);
        }
      }

      expect(await runTurn(() => new Clerk(), 'a')).to.deep.equal(
        only({ told: [{ to: '/till', message: 'a' }] }),
      );
    });

    it('goes nowhere, where it is told to a real actor by the actor itself', async () => {
      const system = new ActorSystem();
      const real = probe(system, { id: 'real' });
      const telling = actor((self) => self.tell(real.reference, 'a'));

      expect((await runTurn(telling, 1)).told).to.deep.equal([{ to: '/real', message: 'a' }]);
      await real.expectNoMessage(1);
      await system.shutdown();
    });

    it('is nothing any more when the turn is over, and nothing between two runs', async () => {
      const late = actor((self) => {
        self.timers.once('later', 5, () => self.tell(till, 'later'));
        void Promise.resolve()
          .then(() => Promise.resolve())
          .then(() => self.tell(till, 'late'));
      });

      expect((await runTurn(late, 1)).told).to.deep.equal([]);
      till.tell('outside');
      expect(await messageOf(() => till.ask('outside'))).to.equal(
        '/till stands in for an actor, and only in `runTurn`',
      );
    });

    it('refuses what cannot be told', async () => {
      const { error } = await runTurn(
        actor((self) => self.tell({} as never, 1)),
        1,
      );
      expect(String(error)).to.match(/^TypeError: Expected `ref` to be a reference/);
    });
  });

  describe('what is asked', () => {
    const asking = actor((self, options) => self.ask(till, { type: 'price' }, options as object));

    it('times out where nobody answers, without that anyone waits', async () => {
      const turn = await runTurn(asking, {});

      expect(isActorError(turn.error, 'ask-timeout')).to.equal(true);
      expect((turn.error as Error).message).to.equal('Actor /till did not answer `price` within 5000 ms');
      expect(turn.asked).to.deep.equal([{ to: '/till', message: { type: 'price' } }]);
      expect(String((await runTurn(asking, { timeout: 7 })).error)).to.match(/within 7 ms$/);
    });

    it('times out where the answer takes too long', async () => {
      const slow = () => firstValueFrom(timer(50).pipe(delay(50)));

      expect((await runTurn(asking, { timeout: 101 }, { answer: slow })).reply).to.equal(0);
      expect(String((await runTurn(asking, { timeout: 99 }, { answer: slow })).error)).to.match(
        /within 99 ms$/,
      );
    });

    it('is given to `answer` with its path, which may throw', async () => {
      const error = new Error('sold out');
      const seen: unknown[] = [];
      const turn = await runTurn(
        asking,
        {},
        {
          answer: (message, to) => {
            seen.push(message, to);
            throw error;
          },
        },
      );

      expect(turn.error).to.equal(error);
      expect(seen).to.deep.equal([{ type: 'price' }, '/till']);
    });

    it('may be answered by undefined', async () => {
      const done = actor(async (self) => [await self.ask(till, 'a')]);

      expect((await runTurn(done, 1, { answer: () => undefined })).reply).to.deep.equal([undefined]);
    });

    it('is given up when its signal aborts', async () => {
      const signal = AbortSignal.abort('enough');
      const later = new AbortController();
      const slow = async () => {
        later.abort('later');
        await new Promise(() => {});
      };

      expect((await runTurn(asking, { signal }, { answer })).error).to.equal('enough');
      expect((await runTurn(asking, { signal: later.signal }, { answer: slow })).error).to.equal('later');
    });

    it('is refused as by a real one', async () => {
      const wrong = await runTurn(asking, { timeout: -1 }, { answer });
      const nobody = await runTurn(
        actor((self) => self.ask({} as never, 1)),
        1,
      );
      const oneself = await runTurn(
        actor((self) => self.ask(self.reference, 1)),
        1,
        { answer },
      );

      expect(String(wrong.error)).to.match(/^RangeError: Expected `timeout`/);
      expect(String(nobody.error)).to.match(/^TypeError: Expected `ref`/);
      expect(isActorError(oneself.error, 'ask-cycle')).to.equal(true);
    });

    it('may be asked by operators and as a stream', async () => {
      const streaming = actor(async () => [
        await lastValueFrom(request(till, 'a')),
        await lastValueFrom(till.stream('b').pipe(toArray())),
        await lastValueFrom(till.stream('c').pipe(toArray())),
      ]);

      const turn = await runTurn(streaming, 1, {
        answer: (message) => (message === 'c' ? of(1, 2) : `${message}!`),
      });

      expect(turn.reply).to.deep.equal(['a!', ['b!'], [1, 2]]);
      expect(turn.asked.map(({ message }) => message)).to.deep.equal(['a', 'b', 'c']);
    });
  });

  describe('children', () => {
    it('are made and not started, and can be told and asked', async () => {
      const started: string[] = [];
      class Clerk extends Actor {
        protected override setup() {
          started.push('clerk');
        }
      }
      const hiring = actor(async (self) => {
        const one = self.spawn(() => new Clerk());
        const other = self.spawn(() => new Clerk(), { id: 'bob' });
        self.tell(one, 'work');
        return [await self.ask(other, 'work'), [...self.children.keys()], one.path, other.id, one.state];
      });

      const turn = await runTurn(hiring, 1, { answer: (_, to) => `${to} does` });

      expect(turn).to.deep.equal(
        only({
          spawned: [
            { id: 'Clerk-1', actor: 'Clerk' },
            { id: 'bob', actor: 'Clerk' },
          ],
          told: [{ to: '/Doer-1/Clerk-1', message: 'work' }],
          asked: [{ to: '/Doer-1/bob', message: 'work' }],
          reply: ['/Doer-1/bob does', ['Clerk-1', 'bob'], '/Doer-1/Clerk-1', 'bob', 'running'],
        }),
      );
      expect(started).to.deep.equal([]);
    });

    it('are refused as by a real spawn', async () => {
      const ids = ['bob', 'bob'];
      const wrong: ((self: ActorContext) => unknown)[] = [
        (self) => self.spawn(7 as never),
        (self) => self.spawn(() => 7 as never),
        (self) =>
          self.spawn(
            actor(() => {}),
            { id: '/' },
          ),
        (self) =>
          ids.map((id) =>
            self.spawn(
              actor(() => {}),
              { id },
            ),
          ),
      ];
      const errors: string[] = [];
      for (const act of wrong) errors.push(String((await runTurn(actor(act), 1)).error));

      expect(errors.map((error) => error.slice(0, 35))).to.deep.equal([
        'TypeError: Expected `create` to be ',
        'TypeError: Expected `create()` to b',
        'RangeError: Expected `id` to be let',
        'RangeError: Expected `id` to be uni',
      ]);
    });
  });

  it('gives whom the turn watches, and until when', async () => {
    const watching = actor((self) => {
      const refs: AnyActorRef[] = ['a', 'b', 'c'].map((id) => runTurn.reference(id));
      for (const ref of [...refs, ...refs]) self.watch(ref);
      self.watchWith(till, 'gone');
      self.unwatch(refs[1]!);
      self.unwatch(runTurn.reference('d'));
    });
    const wrong = await runTurn(
      actor((self) => self.watch({} as never)),
      1,
    );

    expect(await runTurn(watching, 1)).to.deep.equal(
      only({ watched: [{ path: '/a' }, { path: '/c' }, { path: '/till', message: 'gone' }] }),
    );
    expect(String(wrong.error)).to.match(/^TypeError: Expected `ref`/);
  });

  it('gives what the turn does with timers, which are its own', async () => {
    const timing = actor((self) => {
      const nothing = () => {};
      self.timers.once('a', 10, nothing);
      self.timers.every('b', 20, nothing);
      self.timers.fixedRate('c', 30, nothing);
      self.timers.receiveTimeout(40, nothing);
      self.timers.cancel('b');
      return [self.timers.has('a'), self.timers.has('b')];
    });
    const wrong = await runTurn(
      actor((self) => self.timers.once('a', -1, () => {})),
      1,
    );

    expect(await runTurn(timing, 1)).to.deep.equal(
      only({
        reply: [true, false],
        timers: [
          { kind: 'once', key: 'a', delay: 10 },
          { kind: 'every', key: 'b', delay: 20 },
          { kind: 'fixedRate', key: 'c', delay: 30 },
          { kind: 'receiveTimeout', delay: 40 },
          { kind: 'cancel', key: 'b' },
        ],
      }),
    );
    expect(String(wrong.error)).to.match(/^RangeError: Expected `delay`/);
    expect(wrong.timers).to.deep.equal([]);
  });

  it('subscribes no inputs', async () => {
    let subscribed = 0;
    const source = defer(() => {
      subscribed += 1;
      return interval(1);
    });
    const listening = defineActor((self) => {
      const input = self.registerInputTask(source, () => self.tell(till, 'tick'));
      return { handlers: { closed: () => firstValueFrom(timer(100)).then(() => input.closed) } };
    });

    expect(await runTurn(() => listening(), { type: 'closed' })).to.deep.equal(only({ reply: false }));
    expect(subscribed).to.equal(0);
  });

  describe('the end of the turn', () => {
    it('is when a promise or an Observable has settled, in virtual time', async () => {
      const waiting = actor((self, message) => {
        if (message === 'stream') return timer(1_000_000);
        return firstValueFrom(timer(1_000_000)).then(() => self.tell(till, 'done'));
      });

      expect((await runTurn(waiting, 'promise')).told).to.deep.equal([{ to: '/till', message: 'done' }]);
      expect((await runTurn(waiting, 'stream')).reply).to.equal(0);
    });

    it('is that of its handler, also after a reply, and beside the line', async () => {
      interface Slow {
        work(): number;
      }
      class Worker extends Actor<Slow> {
        protected override readonly busy = { work: parallel(2) };
        protected override readonly handlers: Handlers<Slow> = {
          work: async (_, turn) => {
            turn.reply(1);
            await firstValueFrom(timer(10));
            await turn.enter(() => this.tell(till, 'after'));
            return 2;
          },
        };
      }

      expect(await runTurn(() => new Worker(), { type: 'work' })).to.deep.equal(
        only({ reply: 1, told: [{ to: '/till', message: 'after' }] }),
      );
    });

    it('may be that of the actor', async () => {
      const ending = actor((self, message) => {
        if (message === 'now') throw new EndMainLoop();
        self.endMainLoop();
        return 'bye';
      });

      expect(await runTurn(ending, 'soon')).to.deep.equal(only({ reply: 'bye' }));
      expect(isActorError((await runTurn(ending, 'now')).error, 'actor-stopped')).to.equal(true);
    });

    it('has to come', async () => {
      leavesBehind('the interval');
      const never = actor(() => new Promise(() => {}));
      const ticking = actor((self) => {
        self.timers.every('tick', 1, () => {});
        return new Promise(() => {});
      });
      const endless = actor(() => lastValueFrom(interval(1)));
      const silent = defineActor(() => new Promise<never>(() => {}));
      const inVain =
        'it waits for what never happens (only the clock, `sometime` and `input` bring something about here; ' +
        '`setTimeout`, I/O and another run of the kit do not)';
      const busy = 'it is still busy, or waits, after 10000 callbacks of the clock';
      const said = (what: string, why = inVain) => `The ${what} does not come to its end: ${why}`;

      expect(await messageOf(() => runTurn(never, 1).then(() => {}))).to.equal(said('turn'));
      expect(await messageOf(() => runTurn(ticking, 1).then(() => {}))).to.equal(said('turn'));
      expect(await messageOf(() => runTurn(endless, 1).then(() => {}))).to.equal(said('turn', busy));
      expect(await messageOf(() => runTurn.setup(() => silent()).then(() => {}))).to.equal(said('setup'));
    });
  });

  describe('what a real system refuses', () => {
    const echo = actor((_, message) => message);
    const bad: readonly [string, object, RegExp][] = [
      ['a text as `before`', { before: 'abc' }, /`before` to be an array/],
      ['a number as `before`', { before: 5 }, /`before` to be an array/],
      ['a sender that cannot be told', { sender: {} }, /`sender` to be a reference/],
      ['an answer that is no function', { answer: 7 }, /`answer` to be a function/],
    ];
    for (const [what, options, message] of bad) {
      it(`is refused: ${what}`, async () => {
        const error = await errorOf(() => runTurn(echo, 1, options as RunTurnOptions).then());
        expect(error).to.be.instanceOf(TypeError).with.property('message').that.matches(message);
      });
    }

    it('is refused in `runTurn.setup` as well', async () => {
      const error = await errorOf(() => runTurn.setup(echo, { answer: 7 as never }).then());
      expect(error).to.be.instanceOf(TypeError);
    });

    for (const [what, options, message] of [
      ['a mailbox', { mailbox: 5 }, /`mailbox`/],
      ['supervision', { supervision: 'x' }, /`supervision`/],
      ['an id', { id: 'a/b' }, /`id`/],
    ] as const) {
      it(`is refused of a child: what is no ${what.split(' ').at(-1)}`, async () => {
        const parent = actor((self) => void self.spawn(echo, options as object));
        expect(String((await runTurn(parent, 1)).error)).to.match(message);
      });
    }

    it('is an instance that was spawned before', async () => {
      const one = echo();
      await runTurn(() => one, 1);
      expect(await messageOf(() => runTurn(() => one, 2).then())).to.match(/got one that was spawned before/);

      const child = echo();
      const parent = actor((self) => {
        self.spawn(() => child);
        self.spawn(() => child);
      });
      const { error, spawned } = await runTurn(parent, 1);
      expect(String(error)).to.match(/got one that was spawned before/);
      expect(spawned.length).to.equal(1);
    });
  });

  describe('a failure', () => {
    const picky = actor((self, message) => {
      if (message === 'throw') throw new RangeError('picky');
      if (message === 'fail') self.fail(new RangeError('picky'));
      if (message === 'undefined') throw undefined;
      if (message === 'reject') return Promise.reject(undefined);
    });

    for (const message of ['throw', 'fail'])
      for (const sender of [undefined, runTurn.reference('me')])
        it(`of a message before (${message}, ${sender ? 'told' : 'asked'}) is not passed over`, async () => {
          const error = await errorOf(() => runTurn(picky, 'ok', { before: ['ok', message], sender }).then());

          expect(error).to.have.property(
            'message',
            `The message "${message}" of \`before\` fails: RangeError: picky`,
          );
          expect(error).to.have.property('cause').that.is.instanceOf(RangeError);
        });

    for (const message of ['undefined', 'reject'])
      it(`by \`undefined\` (${message}) is one`, async () => {
        expect((await runTurn(picky, message)).error)
          .to.be.instanceOf(Error)
          .with.property('message', 'undefined was thrown');
      });
  });

  it('tells a sender what is given to `turn.reply`, and nobody what the handler returns', async () => {
    const twice = handling((_, turn) => {
      turn.reply('replied');
      return 'returned';
    });

    const { told, reply } = await runTurn(twice, 1, { sender: runTurn.reference('me') });

    expect(told).to.deep.equal([{ to: '/me', message: 'replied' }]);
    expect(reply).to.equal(undefined);
  });

  describe('the reply', () => {
    it('is undefined where there is none yet', async () => {
      const silent = actor(() => {});

      expect(await runTurn(silent, 1)).to.deep.equal(only({}));
    });

    it('may come by the message', async () => {
      const echo = actor((_, message) => (message as Message).reply('hey'));

      expect((await runTurn(echo, new Message())).reply).to.equal('hey');
    });

    it('is told to a sender, where one is given; what fails then is the error', async () => {
      const echo = defineActor((self: ActorContext<{ hey(): string; fall(): void }>) => ({
        handlers: {
          hey: (_, turn) => {
            turn.reply('hey');
            self.tell(till, 1);
            return '';
          },
          fall: () => {
            throw new Error('fallen');
          },
        },
      }));
      const sender = runTurn.reference('me');

      expect(await runTurn(() => echo(), { type: 'hey' }, { sender })).to.deep.equal(
        only({
          told: [
            { to: '/me', message: 'hey' },
            { to: '/till', message: 1 },
          ],
        }),
      );
      expect(String((await runTurn(() => echo(), { type: 'fall' }, { sender })).error)).to.equal(
        'Error: fallen',
      );
    });

    it('is that of the last message, not of one that was put aside before', async () => {
      let open = false;
      const stashing = actor((self, message) => {
        if (message === 'first') return open ? 'at last' : self.stash();
        open = true;
        self.unstashAll();
        return `not ${message}`;
      });

      expect((await runTurn(stashing, 'last', { before: ['first'] })).reply).to.equal('not last');
    });
  });

  it('runs one after the other, and after marbles', async () => {
    const slow = actor(async (self, message) => {
      await firstValueFrom(timer(10));
      till.tell(message);
      self.tell(till, message);
    });
    const test = marbles(({ expectObservable }) => expectObservable(timer(5)).toBe('5ms (x|)', { x: 0 }));

    const [, ...turns] = await Promise.all([test(), runTurn(slow, 1), runTurn(slow, 2), test()]);

    expect([turns[0], turns[1]].map(({ told }) => told.map(({ message }) => message))).to.deep.equal([
      [1, 1],
      [2, 2],
    ]);
  });

  it('rejects with what the factory throws, and refuses what is none', async () => {
    const error = new Error('no shop');
    const broken = () => {
      throw error;
    };

    expect(await errorOf(() => runTurn(broken, 1 as never).then(() => {}))).to.equal(error);
    const said = [
      await messageOf(() => runTurn(7 as never, 1 as never).then(() => {})),
      await messageOf(() => runTurn((() => 7) as never, 1 as never).then(() => {})),
      await messageOf(() => runTurn(() => new Shop(till), { type: 'count' }, 7 as never).then(() => {})),
      await messageOf(() => runTurn.setup(7 as never).then(() => {})),
      await messageOf(async () => void runTurn.reference('/')),
    ];
    expect(said.map((message) => message.slice(0, 30))).to.deep.equal([
      'Expected `create` to be a func',
      'Expected `create()` to be an A',
      'Expected `options` to be an ob',
      'Expected `create` to be a func',
      'Expected `id` to be letters, d',
    ]);
  });

  it('gives stand-ins all that a reference has', async () => {
    const ref: AnyActorRef = runTurn.reference('a');

    expect([ref.id, ref.path, ref.state, ref.mailbox.size, ref.resources()]).to.deep.equal([
      'a',
      '/a',
      'running',
      0,
      [],
    ]);
    expect(await ref.stop()).to.deep.equal({ kind: 'requested' });
    expect(await ref.kill()).to.deep.equal({ kind: 'killed' });
    await ref[Symbol.asyncDispose]();
  });
});
