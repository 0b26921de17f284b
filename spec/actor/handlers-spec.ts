import { expect } from 'chai';
import { EMPTY, type Observable, of, Subject, throwError } from 'rxjs';
import { Actor, type ActorError, defineActor, type Handlers, type Turn } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';
import { outcomeOf, rejectionOf } from './support/scripts.js';

interface Greeting {
  greet(m: { who: string }): string;
  count(): number;
  counts(): Observable<number>;
  forget(): void;
}

class Greeter extends Actor<Greeting> {
  #greeted = 0;
  protected override readonly handlers: Handlers<Greeting> = {
    greet: async ({ who }) => {
      this.#greeted += 1;
      return `Hello, ${who}!`;
    },
    count: () => this.#greeted,
    counts: () => of(0, this.#greeted),
    forget: () => {
      this.#greeted = 0;
    },
  };
}

describe('Actor.handlers', () => {
  onBothLanes((newSystem) => {
    it('answers with what the handler of the message returns', async () => {
      await using system = newSystem();
      const greeter = system.spawn(() => new Greeter());

      const replies = [
        await greeter.ask({ type: 'greet', who: 'World' }),
        await greeter.ask({ type: 'count' }),
        await greeter.ask({ type: 'counts' }),
        await greeter.ask({ type: 'forget' }),
        await greeter.ask({ type: 'count' }),
      ];

      expect(replies).to.deep.equal(['Hello, World!', 1, 1, undefined, 0]);
    });

    const undefinedResults: readonly [string, () => unknown][] = [
      ['nothing', () => undefined],
      ['a promise of nothing', async () => undefined],
      ['an empty observable', () => EMPTY],
      ['an observable whose last value is undefined', () => of(1, undefined)],
    ];
    for (const [what, handler] of undefinedResults) {
      it(`answers undefined when the handler returns ${what}`, async () => {
        await using system = newSystem();
        const ref = system.spawn(defineActor(() => ({ handlers: { run: handler } })));

        const outcome = await outcomeOf(ref.ask({ type: 'run' }));

        expect(outcome).to.deep.equal({ value: undefined });
      });
    }

    const failures: readonly [string, (error: unknown) => unknown][] = [
      [
        'throws',
        (error) => {
          throw error;
        },
      ],
      ['returns a promise that rejects', (error) => Promise.reject(error)],
      ['returns an observable that fails', (error) => throwError(() => error)],
    ];
    for (const [what, handler] of failures) {
      it(`rejects the ask with the same object when the handler ${what}`, async () => {
        const thrown = new Error('thrown');
        await using system = newSystem();
        const ref = system.spawn(defineActor(() => ({ handlers: { run: () => handler(thrown) } })));

        const error = await rejectionOf(ref.ask({ type: 'run' }));

        expect(error).to.equal(thrown);
        expect(ref.state).to.equal('running');
      });
    }

    it('holds the turn until an observable has completed', async () => {
      const clock = new TestClock();
      const log: string[] = [];
      const stream = new Subject<number>();
      await using system = newSystem({ clock });
      const ref = system.spawn(
        defineActor(() => ({ handlers: { wait: () => stream, next: () => void log.push('next') } })),
      );
      const asked = ref.ask({ type: 'wait' });

      ref.tell({ type: 'next' });
      await clock.settle();
      stream.next(1);
      stream.next(2);
      await clock.settle();
      const meanwhile = [...log];
      stream.complete();

      expect(await asked).to.equal(2);
      expect(meanwhile).to.deep.equal([]);
      await ref.stop({ drain: true });
      expect(log).to.deep.equal(['next']);
    });

    it('gives a handler the message itself and its turn', async () => {
      const given: unknown[] = [];
      const message = Object.freeze({ type: 'take' });
      await using system = newSystem();
      const ref = system.spawn(
        defineActor(() => ({
          handlers: { take: (taken: unknown, turn: Turn) => void given.push(taken, typeof turn.reply) },
        })),
      );

      await ref.ask(message);

      expect(given[0]).to.equal(message);
      expect(given[1]).to.equal('function');
    });

    it('is still there for an overridden handleMessage that calls super', async () => {
      class Logging extends Greeter {
        readonly seen: string[] = [];
        protected override handleMessage(message: Parameters<Greeter['handleMessage']>[0], turn: Turn) {
          this.seen.push(message.type);
          return super.handleMessage(message, turn);
        }
      }
      const logging = new Logging();
      await using system = newSystem();
      const ref = system.spawn(() => logging);

      const replies = [await ref.ask({ type: 'count' }), await ref.ask({ type: 'forget' })];

      expect(replies).to.deep.equal([0, undefined]);
      expect(logging.seen).to.deep.equal(['count', 'forget']);
    });

    describe('without a handler for the message', () => {
      const unknown: readonly [string, unknown][] = [
        ['an unknown type', { type: 'unknown' }],
        ['no type', {}],
        ['a type that is no string', { type: 7 }],
        ['a handler that is no function', { type: 'data' }],
        ...['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf'].map(
          (name): [string, unknown] => [`the type ${name}`, { type: name }],
        ),
        ['null as the message', null],
        ['text as the message', 'run'],
      ];
      const table = () =>
        defineActor(() => ({ handlers: { run: () => 1, data: 'not callable' as never } }))();

      for (const [what, message] of unknown) {
        it(`rejects an ask with unhandled-message: ${what}`, async () => {
          await using system = newSystem();
          const ref = system.spawn(table);

          const error = await rejectionOf<ActorError>(ref.ask(message));

          expect(error).to.include({ code: 'unhandled-message', path: ref.path, undelivered: message });
          expect(ref.state).to.equal('running');
        });
      }

      it('fails the actor for a message that was told', async () => {
        const message = { type: 'constructor' };
        await using system = newSystem();
        const ref = system.spawn(table);

        ref.tell(message);
        const reason = await ref.stopped;

        expect(reason.kind).to.equal('failed');
        expect((reason as { error?: unknown }).error).to.include({
          code: 'unhandled-message',
          undelivered: message,
        });
      });

      it('says so also of an actor that has no handlers at all', async () => {
        await using system = newSystem();
        const ref = system.spawn(() => new (class Bare extends Actor {})());

        const error = await rejectionOf<ActorError>(ref.ask({ type: 'run' }));

        expect(error.code).to.equal('unhandled-message');
        expect(error.message).to.include(ref.path).and.include('run');
      });
    });

    it('runs a handler that is called `constructor` by its author', async () => {
      await using system = newSystem();
      const ref = system.spawn(defineActor(() => ({ handlers: { constructor: () => 'mine' } })));

      expect(await ref.ask({ type: 'constructor' })).to.equal('mine');
    });
  });
});
