import { expect } from 'chai';
import { NEVER, Observable } from 'rxjs';
import { bounded } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';
import { gate, handling, lettersOf, outcomeOf, rejectionOf } from './support/scripts.js';

/** Counts who listens. */
class SpiedSignal {
  listeners = 0;
  readonly controller = new AbortController();
  readonly signal = this.controller.signal;

  constructor() {
    const { signal } = this;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    const known = new Set<unknown>();
    signal.addEventListener = (type: string, listener: never, options?: never) => {
      known.add(listener);
      this.listeners = known.size;
      add(type as 'abort', listener, options);
    };
    signal.removeEventListener = (type: string, listener: never, options?: never) => {
      known.delete(listener);
      this.listeners = known.size;
      remove(type as 'abort', listener, options);
    };
  }
}

describe('ask, with an AbortSignal', () => {
  onBothLanes((newSystem) => {
    for (const reason of [new Error('enough'), 'enough', 0, null, Object.freeze({ why: 'enough' })]) {
      it(`rejects with the reason as it is: ${String(reason)}`, async () => {
        const controller = new AbortController();
        await using system = newSystem();
        const asked = outcomeOf(
          system.spawn(handling(() => NEVER)).ask('question', { signal: controller.signal }),
        );

        controller.abort(reason);
        const outcome = await asked;

        expect(outcome).to.have.property('error', reason);
      });
    }

    it('rejects at once when the signal has aborted already, and sends nothing', async () => {
      const handled: unknown[] = [];
      const reason = new Error('enough');
      await using system = newSystem();
      const ref = system.spawn(handling((message) => void handled.push(message)));

      const error = await rejectionOf(ref.ask('question', { signal: AbortSignal.abort(reason) }));
      await ref.stop({ drain: true });

      expect(error).to.equal(reason);
      expect(handled).to.deep.equal([]);
    });

    it('leaves no listener where the ask is refused at once', async () => {
      const spied = new SpiedSignal();
      await using system = newSystem();
      const ref = system.spawn(
        handling(() => 'answer'),
        { mailbox: bounded(1) },
      );
      ref.tell('fills the mailbox');

      const asked = ref.ask('question', { signal: spied.signal });

      expect(spied.listeners).to.equal(0);
      expect(await rejectionOf(asked)).to.have.property('code', 'mailbox-full');
    });

    it('hears an abort by one whose message makes way for this one', async () => {
      const handled: unknown[] = [];
      const held = gate();
      const controller = new AbortController();
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(
        handling((message) => {
          handled.push(message);
          return held.promise;
        }),
        { mailbox: bounded(1, { overflow: 'dropOldest' }) },
      );
      ref.tell('runs');
      await clock.settle();
      ref.stream('makes way').subscribe({ error: () => controller.abort('all off') });

      const asked = outcomeOf(ref.ask('question', { signal: controller.signal }));
      held.open();
      await clock.settle();

      expect(await asked).to.deep.equal({ error: 'all off' });
      expect(handled).to.deep.equal(['runs']);
    });

    it('withdraws a message that still waits, which is then never handled', async () => {
      const clock = new TestClock();
      const handled: unknown[] = [];
      const held = gate();
      const controller = new AbortController();
      await using system = newSystem({ clock });
      const letters = lettersOf(system);
      const ref = system.spawn(
        handling((message) => {
          handled.push(message);
          return held.promise;
        }),
      );
      ref.tell('before');
      const asked = outcomeOf(ref.ask('question', { signal: controller.signal }));

      await clock.settle();
      controller.abort('enough');
      held.open();
      await ref.stop({ drain: true });
      await clock.settle();

      expect(await asked).to.deep.equal({ error: 'enough' });
      expect(handled).to.deep.equal(['before']);
      expect(letters).to.deep.equal([]);
    });

    it('unsubscribes the observable that its handler returned, and ends the turn', async () => {
      const clock = new TestClock();
      const log: string[] = [];
      const controller = new AbortController();
      await using system = newSystem({ clock });
      const ref = system.spawn(
        handling((message) => {
          if (message === 'next') return 'next';
          return new Observable(() => () => log.push('unsubscribed'));
        }),
      );
      const asked = outcomeOf(ref.ask('question', { signal: controller.signal }));

      await clock.settle();
      controller.abort('enough');

      expect(await asked).to.deep.equal({ error: 'enough' });
      expect(log).to.deep.equal(['unsubscribed']);
      expect(await ref.ask('next')).to.equal('next');
    });

    for (const [what, finish] of [
      ['value', () => 'too late'],
      ['error', () => Promise.reject('too late')],
    ] as const) {
      it(`makes a dead letter of a late ${what}, and the actor lives`, async () => {
        const clock = new TestClock();
        const held = gate();
        const controller = new AbortController();
        await using system = newSystem({ clock });
        const letters = lettersOf(system);
        const ref = system.spawn(handling(() => held.promise.then(finish)));
        const asked = outcomeOf(ref.ask('question', { signal: controller.signal }));

        await clock.settle();
        controller.abort('enough');
        held.open();
        await clock.settle();

        expect(await asked).to.deep.equal({ error: 'enough' });
        expect(letters.map(({ reason, message }) => [reason, message])).to.deep.equal([
          ['late-reply', 'too late'],
        ]);
        expect(ref.state).to.equal('running');
      });
    }

    it('does nothing when the signal aborts after the answer', async () => {
      const clock = new TestClock();
      const controller = new AbortController();
      await using system = newSystem({ clock });
      const letters = lettersOf(system);
      const ref = system.spawn(handling(() => 'answer'));

      const reply = await ref.ask('question', { signal: controller.signal });
      controller.abort('enough');
      await clock.settle();

      expect(reply).to.equal('answer');
      expect(letters).to.deep.equal([]);
    });

    it('settles all that wait on one signal, and warns of no leak', async () => {
      const warnings: string[] = [];
      const warned = ({ name }: Error) => void warnings.push(name);
      process.on('warning', warned);
      const clock = new TestClock();
      const controller = new AbortController();
      await using system = newSystem({ clock });
      const ref = system.spawn(handling(() => undefined));
      const asks = Array.from({ length: 20 }, () =>
        outcomeOf(ref.ask('question', { signal: controller.signal })),
      );

      await clock.settle(); // warnings come in a task of their own
      controller.abort('enough');
      const outcomes = await Promise.all(asks);
      process.off('warning', warned);

      expect(outcomes).to.deep.equal(Array.from({ length: 20 }, () => ({ error: 'enough' })));
      expect(warnings).to.deep.equal([]);
    });

    const ends: readonly [string, (spied: SpiedSignal, clock: TestClock) => unknown][] = [
      ['it is answered', () => undefined],
      ['the signal aborts', ({ controller }) => controller.abort()],
      ['the time is over', (_, clock) => clock.advance(5_000)],
    ];
    for (const [what, end] of ends) {
      it(`leaves no listener on the signal when ${what}`, async () => {
        const clock = new TestClock();
        const spied = new SpiedSignal();
        await using system = newSystem({ clock });
        const answers = what === 'it is answered';
        const ref = system.spawn(handling(() => (answers ? 'answer' : undefined)));
        const asks = [1, 2, 3].map(() => outcomeOf(ref.ask('question', { signal: spied.signal })));
        const during = spied.listeners;

        await end(spied, clock);
        await Promise.all(asks);

        expect(during).to.be.within(1, 3);
        expect(spied.listeners).to.equal(0);
      });
    }

    for (const what of ['has stopped', 'stops before it answers', 'fails']) {
      it(`leaves no listener on the signal when the actor ${what}`, async () => {
        const spied = new SpiedSignal();
        await using system = newSystem();
        const ref = system.spawn(
          handling((message) => {
            if (message === 'fail') throw new Error('broken');
          }),
        );
        if (what === 'has stopped') await ref.stop();
        if (what === 'fails') ref.tell('fail');

        const asked = outcomeOf(ref.ask('question', { signal: spied.signal }));
        if (what === 'stops before it answers') await ref.stop({ drain: true });
        const outcome = await asked;

        expect(outcome).to.have.nested.property('error.code', 'actor-stopped');
        expect(spied.listeners).to.equal(0);
      });
    }
  });
});
