import { expect } from 'chai';
import { Actor, type ActorError, type AnyActorRef, type Recipient } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';
import { gate, handling, outcomeOf, rejectionOf } from './support/scripts.js';

/** Asks on along the refs of the message, and answers with what the last one answered. */
class Chain extends Actor {
  protected override handleMessage(message: readonly AnyActorRef[]) {
    const [next, ...rest] = message;
    return next === undefined ? 'the end' : this.ask(next, rest);
  }
}

interface Asking {
  ask(ref: Recipient, message: unknown): Promise<unknown>;
}

/** Opens its `ask` to a test. */
class Open extends Actor {
  readonly #handle: (self: Asking, message: unknown) => unknown;

  constructor(handle: (self: Asking, message: unknown) => unknown) {
    super();
    this.#handle = handle;
  }

  protected override handleMessage(message: unknown) {
    return this.#handle({ ask: (ref, question) => this.ask(ref as AnyActorRef, question) }, message);
  }
}

describe('this.ask, in a cycle', () => {
  onBothLanes((newSystem) => {
    it('answers along a chain that is none', async () => {
      await using system = newSystem();
      const refs = ['a', 'b', 'c', 'd'].map((id) => system.spawn(() => new Chain(), { id }));

      expect(await refs[0]?.ask(refs.slice(1))).to.equal('the end');
    });

    const rings: readonly [string, readonly string[]][] = [
      ['itself', ['a']],
      ['an actor that asks it', ['a', 'b']],
      ['a ring of five', ['a', 'b', 'c', 'd', 'e']],
    ];
    for (const [what, ids] of rings) {
      it(`rejects at once with ask-cycle and the path: ${what}`, async () => {
        const clock = new TestClock();
        await using system = newSystem({ clock });
        const refs = ids.map((id) => system.spawn(() => new Chain(), { id }));
        const [first, ...others] = refs as [AnyActorRef, ...AnyActorRef[]];

        const error = await rejectionOf<ActorError>(first.ask([...others, first]));

        expect(error).to.include({ code: 'ask-cycle', path: `/${ids.at(-1)}` });
        const ring = [...ids, ids[0]].map((id) => `/${id}`);
        const path = [`/${ids.at(-1)}`, ...ring.slice(0, -1)].join(' -> ');
        expect(error.message).to.include(path);
        expect(clock.now()).to.equal(0);
        for (const ref of refs) expect(ref.state).to.equal('running');
      });
    }

    it('finds a ring that only one of several asks in flight closes', async () => {
      await using system = newSystem();
      const held = gate();
      const idle = system.spawn(
        handling(() => held.promise),
        { id: 'idle' },
      );
      const refs: AnyActorRef[] = [];
      const asksBoth = () =>
        new Open((self) => Promise.all([self.ask(idle, 'wait'), self.ask(refs[1] as Recipient, 'go')]));
      refs.push(system.spawn(asksBoth, { id: 'first' }));
      refs.push(
        system.spawn(() => new Open((self) => self.ask(refs[0] as Recipient, 'back')), { id: 'second' }),
      );

      const error = await rejectionOf<ActorError>((refs[0] as AnyActorRef).ask('go'));
      held.open();

      expect(error.code).to.equal('ask-cycle');
      expect(error.message).to.include('/second -> /first -> /second');
    });

    it('does not check ref.ask, which does not know its asker', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref: AnyActorRef = system.spawn(
        handling((message) => (message === 'go' ? ref.ask('self') : 'never')),
      );
      const asked = rejectionOf<ActorError>(ref.ask('go', { timeout: 9_000 }));

      await clock.advance(5_000);

      expect((await asked).code).to.equal('ask-timeout');
    });

    for (const meanwhile of ['is idle', 'runs another turn']) {
      it(`takes an ask whose turn has finished for no edge, while the asker ${meanwhile}`, async () => {
        const clock = new TestClock();
        const [back, busy] = [gate(), gate()];
        const outcomes: Promise<unknown>[] = [];
        await using system = newSystem({ clock });
        const slow: AnyActorRef = system.spawn(
          () =>
            new Open(async (self) => {
              await back.promise;
              return self.ask(first, 'back');
            }),
        );
        const first: AnyActorRef = system.spawn(
          () =>
            new Open((self, message) => {
              if (message === 'start') outcomes.push(outcomeOf(self.ask(slow, 'go')));
              return message === 'busy' ? busy.promise : `${message} is done`;
            }),
        );

        await first.ask('start');
        if (meanwhile === 'runs another turn') first.tell('busy');
        await clock.settle();
        back.open();
        await clock.settle();
        busy.open();

        expect(await Promise.all(outcomes)).to.deep.equal([{ value: 'back is done' }]);
      });
    }

    it('takes an ask that was answered for no edge', async () => {
      await using system = newSystem();
      const other = system.spawn(() => new Chain(), { id: 'other' });
      const log: unknown[] = [];
      const ref = system.spawn(
        () =>
          new Open(async (self) => {
            log.push(await self.ask(other, []));
            log.push(await self.ask(other, []));
            return 'done';
          }),
      );

      expect(await ref.ask('go')).to.equal('done');
      expect(log).to.deep.equal(['the end', 'the end']);
    });

    it('rejects with the stop of the asker, and with nothing unhandled, what is out when it stops', async () => {
      const clock = new TestClock();
      const asks: Promise<unknown>[] = [];
      await using system = newSystem({ clock });
      const mute = system.spawn(handling(() => undefined));
      const asker = system.spawn(
        () => new Open((self) => void asks.push(self.ask(mute, 'one'), self.ask(mute, 'two'))),
      );
      asker.tell('go');

      await clock.settle();
      await asker.stop();
      await clock.settle();
      const errors = await Promise.all(asks.map((asked) => rejectionOf<ActorError>(asked)));

      expect(errors.map(({ code, path }) => [code, path])).to.deep.equal([
        ['actor-stopped', asker.path],
        ['actor-stopped', asker.path],
      ]);
    });
  });
});
