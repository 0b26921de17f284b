import { expect } from 'chai';
import { concat, debounceTime, NEVER, timer } from 'rxjs';
import { Actor, type ActorContext, type Handlers } from '../../lib/index.js';
import { explore, type Scenario } from '../../lib/testing.js';
import { handling } from '../actor/support/scripts.js';
import { runUnder } from './support/schedule.js';

/** Runs a scenario that writes down an order, under many schedules; which orders there were. */
async function ordersOf(scenario: (order: string[], tools: Parameters<Scenario>[0]) => Promise<void>) {
  const orders = new Set<string>();
  await explore(
    async (tools) => {
      const order: string[] = [];
      await scenario(order, tools);
      orders.add(order.join(' '));
    },
    { seeds: 60 },
  );
  return [...orders].sort();
}

class Listener extends Actor<{ told(): void }> {
  readonly #listen: (self: ActorContext) => void;
  readonly #order: string[];

  constructor(order: string[], listen: (self: ActorContext) => void) {
    super();
    this.#order = order;
    this.#listen = listen;
  }

  protected override readonly handlers: Handlers<{ told(): void }> = {
    told: () => void this.#order.push('told'),
  };

  protected override setup(): void {
    // What is protected in an actor, open to the test.
    this.#listen(this as unknown as ActorContext);
  }
}

describe('explore, and what it chooses', () => {
  it('when the values of an input come, and never their order', async () => {
    const orders = await ordersOf(async (order, { system, input, sometime, clock }) => {
      const ref = system.spawn(
        () =>
          new Listener(order, (self) =>
            self.registerInputTask(input('a', 'b'), {
              next: (value) => void order.push(value),
              complete: () => void order.push('|'),
            }),
          ),
      );
      await sometime('a word').then(() => ref.tell({ type: 'told' }));
      await clock.settle();
    });

    expect(orders).to.deep.equal(['a b told |', 'a b | told', 'a told b |', 'told a b |'].sort());
  });

  it('whether an asker goes on before others have their turn', async () => {
    const orders = await ordersOf(async (order, { system }) => {
      const one = system.spawn(handling(() => 1));
      const other = system.spawn(handling(() => void order.push('turn')));
      const asked = one.ask('?').then(() => order.push('answer'));
      await one.ask('another');
      other.tell('go');
      other.tell('go');
      await asked;
      await system.shutdown();
    });

    expect(orders).to.include.members(['answer', 'turn answer', 'turn turn answer']);
  });

  it('which of two handlers that have settled is through first', async () => {
    const orders = await ordersOf(async (order, { system }) => {
      const settle = { now: () => undefined as void };
      const open = new Promise<void>((resolve) => {
        settle.now = resolve;
      });
      const slow = (name: string) => {
        const ref = system.spawn(handling((message) => (message === 'wait' ? open : void order.push(name))));
        ref.tell('wait');
        return ref;
      };
      const refs = [slow('a'), slow('b')];
      const begun = system.spawn(handling(() => true));
      await begun.ask('?');
      settle.now();
      for (const ref of refs) ref.tell('next');
      for (const ref of refs) await ref.stop({ drain: true });
    });

    expect(orders).to.deep.equal(['a b', 'b a']);
  });

  it('when a handler that has settled is through: others may have their turn before', async () => {
    const { failure } = await explore(
      async ({ system }) => {
        const ref = system.spawn(
          handling(async () => true),
          { id: 'slow' },
        );
        await ref.ask('?');
        throw new Error('to see the steps');
      },
      { seeds: 1 },
    );

    expect(failure?.steps.map((step) => step.slice(2))).to.deep.equal([
      '/slow setup',
      '/slow "?"',
      '/slow settles',
      'an asker outside goes on',
    ]);
  });

  it('the order of what the clock calls at one moment, and of nothing else', async () => {
    const orders = await ordersOf(async (order, { clock }) => {
      for (const name of ['a', 'b']) clock.schedule(5, () => order.push(name));
      clock.schedule(6, () => order.push('later'));
      await clock.advance(10);
    });

    expect(orders).to.deep.equal(['a b later', 'b a later']);
  });

  it('nothing of what was cancelled at that very moment', async () => {
    const orders = await ordersOf(async (order, { clock }) => {
      const cancel = clock.schedule(5, () => order.push('cancelled'));
      clock.schedule(5, () => cancel());
      clock.schedule(5, () => order.push('called'));
      await clock.advance(5);
    });

    expect(orders).to.deep.equal(['called', 'called cancelled', 'cancelled called']);
  });

  it('the order of timers of two actors that are due together', async () => {
    const orders = await ordersOf(async (order, { system, clock }) => {
      for (const name of ['a', 'b'])
        system.spawn(
          () => new Listener(order, (self) => self.timers.once('x', 5, () => void order.push(name))),
        );
      await clock.advance(5);
    });

    expect(orders).to.deep.equal(['a b', 'b a']);
  });

  it('when what the world takes its time for comes', async () => {
    const orders = await ordersOf(async (order, { sometime }) => {
      const load = async (name: string, value: string | Promise<string>) => {
        order.push(name + (await sometime(value).catch((error: Error) => error.message)));
      };
      await Promise.all([
        load('a', '1'),
        load('b', Promise.resolve('2')),
        load('c', Promise.reject(new Error('3'))),
      ]);
    });

    expect(orders).to.deep.equal(['a1 b2 c3', 'a1 c3 b2', 'b2 a1 c3', 'b2 c3 a1', 'c3 a1 b2', 'c3 b2 a1']);
  });

  it('not when RxJS’s timed operators emit: they follow the clock', async () => {
    const times: number[] = [];
    await explore(
      async ({ system, clock }) => {
        system.spawn(
          () =>
            new Listener([], (self) =>
              self.registerInputTask(
                concat(timer(20), NEVER).pipe(debounceTime(5)),
                () => void times.push(clock.now()),
              ),
            ),
        );
        await clock.advance(30);
      },
      { seeds: 2 },
    );

    expect(times).to.deep.equal([25, 25]);
  });

  it('nothing in the order of two tells in a row', async () => {
    const orders = await ordersOf(async (order, { system }) => {
      const ref = system.spawn(handling((message: string) => void order.push(message)));
      ref.tell('a');
      ref.tell('b');
      await ref.stop({ drain: true });
    });

    expect(orders).to.deep.equal(['a b']);
  });

  it('as little as is needed: no choice of a shrunk schedule can be spared', async () => {
    const scenario: Scenario = async ({ sometime }) => {
      const order: string[] = [];
      await Promise.all(['a', 'b', 'c', 'd', 'e'].map(async (name) => order.push(await sometime(name))));
      if (order.indexOf('e') < order.indexOf('b')) throw new Error('e before b');
    };

    const { failure } = await explore(scenario, { seeds: 20 });

    expect(failure?.schedule).to.deep.equal([4]);
    expect(failure?.steps[0]).to.equal('> "e" comes, before "a" comes');
    for (const [place, choice] of failure?.schedule.entries() ?? []) {
      const spared = failure?.schedule.map((other, index) => (index === place ? 0 : other)) ?? [];
      let step = 0;
      const { error } = await runUnder(scenario, (n) => Math.min(spared[step++] ?? 0, n - 1));
      expect([choice > 0, error]).to.deep.equal([true, undefined]);
    }
  });

  it('one run after the other, where several are begun together', async () => {
    const order: string[] = [];
    const run = (name: string) =>
      explore(
        async ({ sometime }) => {
          order.push(name);
          await sometime(1);
          order.push(name);
        },
        { seeds: 1 },
      );

    await Promise.all([run('a'), run('b')]);

    expect(order).to.deep.equal(['a', 'a', 'b', 'b']);
  });
});
