import { expect } from 'chai';
import { of } from 'rxjs';
import {
  Actor,
  type ActorContext,
  defineActor,
  detached,
  type State,
  type SystemEvent,
  stateOf,
} from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { act, type Deed, puppet } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';
import { Ear, stage } from './support/streaming.js';

/** An actor with a state as a field, which it lends out. */
class Lender extends Actor {
  readonly state: State<number>;

  constructor(lend: (state: State<number>) => void) {
    super();
    this.state = stateOf(0);
    lend(this.state);
  }

  protected override handleMessage(message: unknown): unknown {
    if (typeof message !== 'function') throw message;
    return (message as Deed)(this as unknown as ActorContext, undefined as never);
  }
}

describe('stateOf and its actor', () => {
  onBothLanes((newSystem) => {
    const places: Record<string, (made: (state: State<number>) => void) => () => Actor> = {
      'a field': (made) => () => new Lender(made),
      setup: (made) => puppet({ setup: () => made(stateOf(0)) }),
      'an asynchronous setup': (made) =>
        puppet({
          setup: async () => made(stateOf(0)),
        }),
      'the body of defineActor': (made) =>
        defineActor(() => {
          made(stateOf(0));
          return { handlers: {} };
        }),
      'a handler': (made) =>
        puppet({
          setup: (self) => self.tell(self.reference, 'make'),
          message: () => made(stateOf(0)),
        }),
      "an input's handler": (made) =>
        puppet({
          setup: (self) => {
            self.registerInputTask(of(1), () => made(stateOf(0)));
          },
        }),
      'a timer': (made) => puppet({ setup: (self) => self.timers.once('soon', 1, () => made(stateOf(0))) }),
    };
    for (const [title, place] of Object.entries(places)) {
      it(`completes with the actor that made it, in ${title}`, async () => {
        const clock = new TestClock();
        await using system = newSystem({ clock });
        const ears: Ear[] = [];
        const states: State<number>[] = [];
        const ref = system.spawn(
          place((state) => {
            states.push(state);
            ears.push(new Ear(state.changes));
          }),
        );
        await clock.advance(1);
        states[0]?.set(1);

        await ref.stop();
        states[0]?.set(2);
        ears.push(new Ear((states[0] as State<number>).changes));

        expect(ears.map(({ log }) => log)).to.deep.equal([
          [0, 1, 'complete'],
          [2, 'complete'],
        ]);
      });
    }

    it('completes with its instance at a restart, and the next has its own', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ears: Ear[] = [];
      const states: State<number>[] = [];
      const lend = (state: State<number>) => {
        states.push(state);
        ears.push(new Ear(state.changes));
      };
      const ref = system.spawn(() => new Lender(lend), { supervision: { decide: 'restart' } });
      await clock.settle();

      ref.tell(new Error('bad'));
      await clock.settle();
      states[1]?.set(1);
      const logs = ears.map(({ log }) => [...log]);
      await ref.stop();

      expect(logs).to.deep.equal([
        [0, 'complete'],
        [0, 1],
      ]);
      expect(ears[1]?.log).to.deep.equal([0, 1, 'complete']);
    });

    it('is nobody’s when it was made outside, or after an await', async () => {
      await using on = stage(newSystem);
      const outside = new Ear(stateOf(0).changes);
      const late: Ear[] = [];
      await on.hear(async () => {
        await undefined;
        late.push(new Ear(stateOf(0).changes));
      });

      await on.ref.stop();

      expect([outside.log, late[0]?.log]).to.deep.equal([[0], [0]]);
    });

    it('is nobody’s when an observer makes it, on the stack of the actor', async () => {
      await using on = stage(newSystem);
      const made: Ear[] = [];
      const make = () => void made.push(new Ear(stateOf(0).changes));
      const state = stateOf(0);
      state.changes.subscribe(make);
      on.ref.stream(() => of(1)).subscribe(make);
      on.ref.tell(() => state.set(1));
      await on.clock.settle();

      await on.ref.stop();

      expect(made.map(({ log }) => log)).to.deep.equal([[0], [0], [0]]);
    });

    it('is a child’s where its factory makes it, and the parent’s before and after', async () => {
      await using on = stage(newSystem);
      const ears = new Map<string, Ear>();
      const lend = (name: string) => (state: State<number>) => void ears.set(name, new Ear(state.changes));
      const child = await on.ref.ask<typeof on.ref>(
        act((self) => {
          lend('before')(stateOf(0));
          const ref = self.spawn(() => new Lender(lend('child')));
          lend('after')(stateOf(0));
          return ref;
        }),
      );

      await child.stop();
      const ended = [...ears].filter(([, { log }]) => log.includes('complete')).map(([name]) => name);
      await on.ref.stop();

      expect(ended).to.deep.equal(['child']);
      expect([...ears.values()].map(({ log }) => log.at(-1))).to.deep.equal(Array(3).fill('complete'));
    });

    it('shows what was set in the last turn before it completes', async () => {
      await using on = stage(newSystem);
      const ears: Ear[] = [];
      on.ref.tell(
        act((self) => {
          const state = stateOf(0);
          ears.push(new Ear(state.changes));
          state.set(1);
          self.endMainLoop();
        }),
      );

      await on.ref.stopped;

      expect(ears[0]?.log).to.deep.equal([0, 1, 'complete']);
    });

    it('reports an observer that throws as observer-failed, and goes on', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const events: SystemEvent[] = [];
      system.events.subscribe((event) => events.push(event));
      const ears: Ear[] = [];
      const error = new Error('observer');
      const ref = system.spawn(
        () =>
          new Lender((state) => {
            state.changes.subscribe((value) => {
              if (value > 0) throw error;
            });
            ears.push(new Ear(state.changes));
          }),
      );
      ref.tell(act((self) => (self as unknown as Lender).state.set(1)));
      await clock.settle();

      const failed = events.filter(({ type }) => type === 'observer-failed');

      expect(failed.map((event) => ({ ...event, at: 0 }))).to.deep.equal([
        { type: 'observer-failed', actor: ref, error, at: 0 },
      ]);
      expect(ears[0]?.log).to.deep.equal([0, 1]);
      expect(ref.state).to.equal('running');
    });

    it('is lent out by a handler that returns its changes detached', async () => {
      await using on = stage(newSystem);
      const states: State<number>[] = [];
      const ear = await on.hear(() => {
        const state = stateOf(0);
        states.push(state);
        return detached(state.changes);
      });
      on.ref.tell(() => states[0]?.set(1));
      await on.clock.settle();

      await on.ref.stop();

      expect(ear.log).to.deep.equal([0, 1, 'complete']);
    });
  });
});
