import { expect } from 'chai';
import { from, Subject } from 'rxjs';
import {
  Actor,
  type ActorPerKeyOptions,
  actorPerKey,
  DataMessage,
  isActorError,
  type SystemEvent,
} from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { label, record } from '../life/support/log.js';
import { act, type Deed, puppet, raise, type Strings } from '../life/support/puppet.js';
import { type NewSystem, onBothLanes } from '../support/lanes.js';
import { recordingLogger } from '../system/support/logger.js';
import { sleep } from '../timers/support/marbled.js';
import { keyOf } from './support/keyed.js';

interface Order {
  readonly key: string;
  readonly deed: Deed;
}

const order = (key: string, deed: Deed | string): Order => ({
  key,
  deed: typeof deed === 'string' ? act(() => deed) : deed,
});

/** Answers the first message after 10 milliseconds, and fails at the second. */
class Relay extends Actor {
  readonly #clock: TestClock;
  #handled = 0;

  constructor(clock: TestClock) {
    super();
    this.#clock = clock;
  }

  protected override async handleMessage(): Promise<string> {
    this.#handled += 1;
    if (this.#handled === 2) throw new Error('no second');
    await sleep(this.#clock, 10);
    return `${this.#handled} from afar`;
  }
}

/** A stream of orders to actors that count what they have done, and all that can be seen of it. */
function scene(
  newSystem: NewSystem,
  options: ActorPerKeyOptions = {},
  strings: (key: string) => Strings = () => ({}),
) {
  const clock = new TestClock();
  const logger = recordingLogger();
  const system = newSystem({ clock, logger });
  const letters = record(system.deadLetters, ({ reason }) => reason);
  const events = record(system.events, (event: SystemEvent) => label(event));
  const orders = new Subject<Order>();
  const made: string[] = [];
  const create = (key: string) => {
    made.push(key);
    return puppet(strings(key))();
  };
  const operator = actorPerKey(({ key }: Order) => key, create, {
    ...options,
    system,
    toMessage: ({ deed }) => deed,
  });
  const seen = record(orders.pipe(operator), (reply) => reply);
  const send = async (...sent: readonly Order[]) => {
    for (const each of sent) orders.next(each);
    await clock.settle();
  };
  const end = async () => {
    orders.complete();
    await clock.settle();
    await system.shutdown();
  };
  return { clock, system, letters, events, orders, made, seen, send, end, logged: logger.lines };
}

describe('actorPerKey, when a key fails', () => {
  onBothLanes((newSystem) => {
    it('drops the failing value, says so, and goes on with the actor and its state', async () => {
      const { made, seen, send, end, events, letters, logged } = scene(newSystem);

      await send(order('a', 'a1'), order('a', raise(new Error('oops'))), order('b', 'b1'), order('a', 'a2'));
      await end();

      expect(seen).to.have.members(['a1', 'b1', 'a2', 'complete']);
      expect(made).to.deep.equal(['a', 'b']);
      expect(events.filter((event) => /failed|resumed/.test(event))).to.deep.equal([
        'failed oops',
        'resumed',
      ]);
      expect(letters).to.deep.equal([]);
      expect(logged.map(([level, text]) => [level, /of the key a failed/.test(String(text))])).to.deep.equal([
        ['error', true],
      ]);
    });

    it('restarts the actor where that is declared, and keeps what waits', async () => {
      const { made, seen, send, end, events } = scene(newSystem, { supervision: { decide: 'restart' } });

      await send(order('a', raise(new Error('oops'))), order('a', 'a2'), order('b', 'b1'), order('a', 'a3'));
      await end();

      expect(seen).to.have.members(['a2', 'b1', 'a3', 'complete']);
      expect(made).to.deep.equal(['a', 'b', 'a']);
      expect(events).to.include('restarting');
    });

    for (const decide of ['stop', 'escalate'] as const) {
      it(`makes a new actor for what waits, and for what comes, where it is stopped: ${decide}`, async () => {
        const { made, seen, send, end, letters } = scene(newSystem, { supervision: { decide } });

        await send(
          order('a', raise(new Error('oops'))),
          order('a', 'a2'),
          order('b', 'b1'),
          order('a', 'a3'),
        );
        await send(order('a', 'a4'));
        await end();

        expect(seen.filter((reply) => String(reply).startsWith('a'))).to.deep.equal(['a2', 'a3', 'a4']);
        expect(seen).to.include('b1');
        expect(made).to.deep.equal(['a', 'b', 'a']);
        expect(letters).to.deep.equal([]);
      });
    }

    it('makes a new actor for what waits behind one that ended itself', async () => {
      const { made, seen, send, end, letters } = scene(newSystem);

      await send(
        order('a', 'a1'),
        order(
          'a',
          act((self) => self.endMainLoop()),
        ),
        order('a', 'a2'),
      );
      await end();

      expect(seen).to.deep.equal(['a1', 'a2', 'complete']);
      expect(made).to.deep.equal(['a', 'a']);
      expect(letters).to.deep.equal([]);
    });

    it('keeps the order of what waits where others stop the actor, with and without a drain', async () => {
      for (const drain of [true, false]) {
        const { seen, send, end, letters, made } = scene(newSystem);
        const leave = act((self) => {
          void self.reference.stop({ drain });
          return 'asked to stop';
        });

        await send(order('a', leave), order('a', 'a2'), order('a', 'a3'));
        await send(order('a', 'a4'));
        await end();

        expect(seen).to.deep.equal(['asked to stop', 'a2', 'a3', 'a4', 'complete']);
        expect(made).to.deep.equal(['a', 'a']);
        expect(letters).to.deep.equal([]);
      }
    });

    it('loses one value for each setup that fails, as a dead letter, and not the others', async () => {
      let attempts = 0;
      const setup = () => {
        attempts += 1;
        if (attempts < 3) throw new Error('no setup');
      };
      const { made, seen, send, end, events, letters } = scene(newSystem, {}, (key) =>
        key === 'a' ? { setup } : {},
      );

      await send(order('a', 'a1'), order('b', 'b1'), order('a', 'a2'), order('a', 'a3'));
      await end();

      expect(seen).to.have.members(['b1', 'a3', 'complete']);
      expect(made).to.have.members(['a', 'b', 'a', 'a']);
      expect(events.filter((event) => event.startsWith('failed'))).to.deep.equal(
        Array(2).fill('failed no setup'),
      );
      expect(letters).to.deep.equal(['actor-stopped', 'actor-stopped']);
    });

    it('takes a factory that throws, or gives no actor, for a setup that fails', async () => {
      const factories: Readonly<Record<string, () => Actor>> = {
        'failed no room': () => {
          throw new Error('no room');
        },
        'failed Expected `create()` to be an Actor, got `undefined` (undefined)': () => undefined as never,
      };
      for (const [failure, factory] of Object.entries(factories)) {
        const { clock, system, seen, events, letters } = scene(newSystem);
        const create = (key: string) => (key === 'a' ? factory() : puppet({ message: (word) => word })());

        record(from(['a1', 'b1', 'a2']).pipe(actorPerKey(keyOf, create, { system })), (reply) =>
          seen.push(`${reply}`),
        );
        await clock.settle();

        expect(seen).to.deep.equal(['b1']);
        expect(events.filter((event) => event.startsWith('failed'))).to.deep.equal(Array(2).fill(failure));
        expect(letters).to.deep.equal(['actor-stopped', 'actor-stopped']);
        await system.shutdown();
      }
    });

    it('gives what a stopping actor has handed back to the dead letters when it is unsubscribed', async () => {
      const clock = new TestClock();
      const system = newSystem({ clock });
      const letters = record(system.deadLetters, ({ message, reason }) => `${message} ${reason}`);
      const source = new Subject<string>();
      const setup = () => {
        throw new Error('no setup');
      };
      const create = puppet({ setup, teardown: () => sleep(clock, 10) });
      const subscription = source.pipe(actorPerKey(keyOf, create, { system })).subscribe();

      for (const word of ['a1', 'a2']) source.next(word);
      await clock.advance(5);
      subscription.unsubscribe();
      await clock.advance(10);

      expect(letters).to.deep.equal(['a1 actor-stopped', 'a2 actor-stopped']);
      await system.shutdown();
    });

    it('tries a setup again where that is declared with a backoff, and the factory too', async () => {
      let attempts = 0;
      const strings = () => {
        attempts += 1;
        if (attempts === 1) throw new Error('no room');
        return {};
      };
      const supervision = { decide: 'restart', backoff: { min: 10, max: 10, jitter: 0 } } as const;
      const { clock, seen, send, end, letters } = scene(newSystem, { supervision }, strings);

      await send(order('a', 'a1'));
      const before = [...seen];
      await clock.advance(10);
      await end();

      expect(before).to.deep.equal([]);
      expect(seen).to.deep.equal(['a1', 'complete']);
      expect(letters).to.deep.equal([]);
    });

    it('goes on behind a turn that is killed', async () => {
      const { seen, send, end, made, events } = scene(newSystem);
      const dies = act(({ reference }) => {
        void reference.kill();
        return new Promise(() => undefined);
      });

      await send(order('a', dies), order('a', 'a2'));
      await end();

      expect(seen).to.deep.equal(['a2', 'complete']);
      expect(made).to.deep.equal(['a', 'a']);
      expect(events).to.include('stopped killed');
    });

    it('emits an answer that the handler gave before it failed', async () => {
      const { seen, send, end } = scene(newSystem);

      await send(
        order(
          'a',
          act((_, turn) => {
            turn.reply('early');
            throw new Error('oops');
          }),
        ),
      );
      await end();

      expect(seen).to.deep.equal(['early', 'complete']);
    });

    it('says of an answer that comes after its turn that it is late', async () => {
      const { seen, send, end, letters } = scene(newSystem);
      const answers: (() => void)[] = [];

      await send(
        order(
          'a',
          act((_, turn) => void answers.push(() => turn.reply('late'))),
        ),
      );
      for (const answer of answers) answer();
      await end();

      expect(seen).to.deep.equal(['complete']);
      expect(letters).to.deep.equal(['late-reply']);
    });

    it('waits for an answer that another actor owes, and says when that one fails', async () => {
      const { clock, system, seen, send, orders, events } = scene(newSystem);
      const relay = system.spawn(() => new Relay(clock));
      const handOn = act((_, turn) => turn.forward(relay));

      await send(order('a', handOn), order('b', handOn));
      orders.complete();
      await clock.advance(9);
      const before = [...seen];
      await clock.advance(1);

      expect(before).to.deep.equal([]);
      expect(seen).to.deep.equal(['1 from afar', 'complete']);
      expect(events).to.include('observer-failed no second');
      await system.shutdown();
    });

    it('refuses a Message that is in flight, and goes on', async () => {
      const clock = new TestClock();
      const system = newSystem({ clock });
      const errors: unknown[] = [];
      system.events.subscribe((event) => {
        if (event.type === 'observer-failed') errors.push(event.error);
      });
      const same = new DataMessage({ data: 'same' });
      const create = puppet({ message: (message) => (message as DataMessage<string>).data });
      const seen = record(
        from([same, same, new DataMessage({ data: 'other' })]).pipe(
          actorPerKey(() => 'a', create, { system }),
        ),
        (reply) => reply,
      );

      await clock.settle();

      expect(seen).to.have.members(['same', 'other', 'complete']);
      expect(errors.length).to.equal(1);
      expect(errors[0]).to.be.instanceOf(TypeError);
      expect(isActorError(errors[0])).to.equal(false);
      await system.shutdown();
    });
  });
});
