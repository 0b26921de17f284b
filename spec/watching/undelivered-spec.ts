import { expect } from 'chai';
import { Actor, type ActorRef, type Result, type StopReason } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { gate } from '../life/support/gate.js';
import { record, rejectionOf } from '../life/support/log.js';
import { type NewSystem, onBothLanes } from '../support/lanes.js';

interface Behaving {
  readonly setup?: () => Result<void>;
  readonly undelivered?: (messages: readonly unknown[]) => Result<void>;
  /** What it does with a message that is a function. */
  readonly stash?: boolean;
}

/** Writes down what it handles, and what it does not. */
class Keeper extends Actor {
  constructor(
    readonly log: string[],
    readonly behaving: Behaving,
  ) {
    super();
  }

  protected override setup(): Result<void> {
    return this.behaving.setup?.();
  }

  protected override handleMessage(message: unknown): unknown {
    if (message === 'fail') throw new Error('broken');
    if (message === 'stash') this.stash();
    return typeof message === 'function' ? message() : undefined;
  }

  protected override handleUndelivered(messages: readonly unknown[], { kind }: StopReason): Result<void> {
    this.log.push(`${kind}: ${messages.join(', ')}`);
    return this.behaving.undelivered?.(messages);
  }

  protected override teardown({ kind }: StopReason): void {
    this.log.push(`teardown ${kind}`);
  }
}

/** A keeper whose first turn waits at a gate. */
async function start(newSystem: NewSystem, behaving: Behaving = {}, ...before: readonly unknown[]) {
  const clock = new TestClock();
  const system = newSystem({ clock });
  const log: string[] = [];
  const failures = record(system.events, (event) =>
    event.type === 'teardown-failed' ? `${(event.error as Error).message}` : '',
  );
  const turn = gate();
  const ref: ActorRef = system.spawn(() => new Keeper(log, behaving), {
    supervision: { decide: 'restart', limit: { max: 1, within: 1_000 } },
  });
  for (const message of before) ref.tell(message);
  ref.tell(() => turn.passed);
  await clock.settle();
  return { clock, system, log, turn, ref, failures: () => failures.filter((text) => text !== '') };
}

describe('Actor.handleUndelivered', () => {
  onBothLanes((newSystem) => {
    it('gets what waited in its order, told and asked, once and before the teardown', async () => {
      const { system, log, turn, ref } = await start(newSystem);
      ref.tell('one');
      const asked = rejectionOf(ref.ask('two'));
      ref.tell('three');

      const stopped = ref.stop();
      turn.open();
      await stopped;

      expect(log).to.deep.equal(['requested: one, two, three', 'teardown requested']);
      expect(await asked).to.include({ code: 'actor-stopped', undelivered: 'two' });
      await system.shutdown();
    });

    it('leaves them dead letters all the same', async () => {
      const { clock, system, turn, ref } = await start(newSystem);
      const letters = record(system.deadLetters, ({ message, reason }) => `${message} ${reason}`);
      ref.tell('one');

      const stopped = ref.stop();
      turn.open();
      await stopped;
      await clock.settle();

      expect(letters).to.deep.equal(['one actor-stopped']);
      await system.shutdown();
    });

    it('is not called where nothing waited', async () => {
      const { system, log, turn, ref } = await start(newSystem);

      const stopped = ref.stop();
      turn.open();
      await stopped;

      expect(log).to.deep.equal(['teardown requested']);
      await system.shutdown();
    });

    it('is not called after a drain, unless that was cut off', async () => {
      const { clock, system, log, turn, ref } = await start(newSystem);
      ref.tell('one');
      const stopped = ref.stop({ drain: true });
      await clock.settle();

      void ref.stop();
      turn.open();
      await stopped;

      expect(log).to.deep.equal(['requested: one', 'teardown requested']);
      await system.shutdown();
    });

    it('is not called where a drain handled all', async () => {
      const { system, log, turn, ref } = await start(newSystem);
      ref.tell('one');

      const stopped = ref.stop({ drain: true });
      turn.open();
      await stopped;

      expect(log).to.deep.equal(['teardown requested']);
      await system.shutdown();
    });

    it('gets what was put aside, before what waited', async () => {
      const { system, log, turn, ref } = await start(newSystem, {}, 'stash');
      ref.tell('one');

      const stopped = ref.stop();
      turn.open();
      await stopped;

      expect(log).to.deep.equal(['requested: stash, one', 'teardown requested']);
      await system.shutdown();
    });

    it('is called when the actor is killed', async () => {
      const { system, log, ref } = await start(newSystem);
      ref.tell('one');

      await ref.kill();

      expect(log).to.deep.equal(['killed: one', 'teardown killed']);
      await system.shutdown();
    });

    it('is not called at a restart, but at the end beyond the limit', async () => {
      const { system, log, turn, ref } = await start(newSystem);
      for (const message of ['fail', 'one', 'fail', 'two']) ref.tell(message);

      turn.open();
      await ref.stopped;

      expect(log).to.deep.equal(['teardown failed', 'failed: two', 'teardown failed']);
      await system.shutdown();
    });

    it('is called when the setup fails', async () => {
      const { system, log, ref } = await start(
        newSystem,
        {
          setup: () => {
            throw new Error('broken');
          },
        },
        'one',
      );

      await ref.stopped;

      expect(log[0]).to.match(/^failed: one, /);
      expect(log[1]).to.equal('teardown failed');
      await system.shutdown();
    });

    it('is a turn, for which the teardown waits', async () => {
      const kept = gate();
      const { clock, system, log, turn, ref } = await start(newSystem, { undelivered: () => kept.passed });
      ref.tell('one');
      void ref.stop();
      turn.open();
      await clock.settle();
      const before = [...log];

      kept.open();
      await ref.stopped;

      expect(before).to.deep.equal(['requested: one']);
      expect(log).to.deep.equal(['requested: one', 'teardown requested']);
      await system.shutdown();
    });

    for (const [what, undelivered] of [
      [
        'throws',
        () => {
          throw new Error('no room');
        },
      ],
      ['rejects with', () => Promise.reject(new Error('no room'))],
    ] as const) {
      it(`is teardown-failed with what it ${what}, and changes no reason`, async () => {
        const { clock, system, log, turn, ref, failures } = await start(newSystem, { undelivered });
        ref.tell('one');

        const stopped = ref.stop();
        turn.open();
        const reason = await stopped;
        await clock.settle();

        expect(failures()).to.deep.equal(['no room']);
        expect(reason).to.deep.equal({ kind: 'requested' });
        expect(log).to.deep.equal(['requested: one', 'teardown requested']);
        await system.shutdown();
      });
    }

    it('is told to the instance before, where the actor is stopped between two', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const log: string[] = [];
      const ref = system.spawn(() => new Keeper(log, {}), {
        supervision: { decide: 'restart', backoff: { min: 100, max: 100 } },
      });
      ref.tell('fail');
      await clock.advance(10);

      ref.tell('one');
      await ref.stop();

      expect(log).to.deep.equal(['teardown failed', 'requested: one']);
    });

    it('is told to an instance that has not begun its setup', async () => {
      await using system = newSystem();
      const log: string[] = [];
      const ref = system.spawn(() => new Keeper(log, {}));

      ref.tell('one');
      await ref.stop();

      expect(log).to.deep.equal(['requested: one']);
    });
  });
});
