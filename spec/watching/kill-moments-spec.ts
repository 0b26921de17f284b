import { expect } from 'chai';
import { Observable } from 'rxjs';
import type { ActorContext } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { gate } from '../life/support/gate.js';
import { record, rejectionOf } from '../life/support/log.js';
import { act, puppet, raise, type Strings } from '../life/support/puppet.js';
import { type NewSystem, onBothLanes } from '../support/lanes.js';

const KILLED = { kind: 'killed' };
const never = () => new Promise<void>(() => undefined);
const die = (self: ActorContext) => void self.reference.kill();

/** An actor that is restarted when it fails, and what is heard of it. */
function start(newSystem: NewSystem, strings: Strings = {}) {
  const clock = new TestClock();
  const system = newSystem({ clock });
  const log: string[] = [];
  const letters = record(system.deadLetters, ({ message, reason }) => `${message} ${reason}`);
  const backoff = { min: 100, max: 100, jitter: 0 };
  const teardown = strings.teardown ?? (({ kind }) => void log.push(`teardown ${kind}`));
  const create = puppet({ ...strings, teardown });
  return {
    clock,
    system,
    log,
    letters,
    ref: system.spawn(create, { supervision: { decide: 'restart', backoff } }),
  };
}

describe('ActorRef.kill comes at any moment:', () => {
  onBothLanes((newSystem) => {
    it('while the actor is stopping, and has the last word', async () => {
      const { clock, system, log, ref } = start(newSystem);
      ref.tell(act(never));
      await clock.settle();
      const stopped = ref.stop();
      await clock.settle();

      const killed = await ref.kill();

      expect(killed).to.deep.equal(KILLED);
      expect(await stopped).to.deep.equal(KILLED);
      expect(log).to.deep.equal(['teardown killed']);
      await system.shutdown();
    });

    it('while the actor drains: what still waits is a dead letter', async () => {
      const { clock, system, letters, ref } = start(newSystem);
      ref.tell(act(never));
      ref.tell('waits');
      await clock.settle();
      const stopped = ref.stop({ drain: true });
      await clock.settle();

      void ref.kill();

      expect(await stopped).to.deep.equal(KILLED);
      await clock.settle();
      expect(letters).to.deep.equal(['waits actor-stopped']);
      await system.shutdown();
    });

    it('while a child of the stopping actor is slow', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const slow = puppet({ teardown: never });
      const ref = system.spawn(puppet({ setup: (self) => void self.spawn(slow) }));
      await clock.settle();
      const stopped = ref.stop();
      await clock.settle();
      const before = ref.state;

      void ref.kill();

      expect(await stopped).to.deep.equal(KILLED);
      expect(before).to.equal('stopping');
    });

    it('twice, with one end', async () => {
      const { clock, system, log, ref } = start(newSystem);
      ref.tell(act(never));
      await clock.settle();

      const reasons = await Promise.all([ref.kill(), ref.kill()]);

      expect(reasons).to.deep.equal([KILLED, KILLED]);
      expect(log).to.deep.equal(['teardown killed']);
      await system.shutdown();
    });

    it('after the end, and changes nothing', async () => {
      const { clock, system, log, ref } = start(newSystem);
      await clock.settle();
      await ref.stop();

      const reason = await ref.kill();
      await clock.settle();

      expect(reason).to.deep.equal({ kind: 'requested' });
      expect(log).to.deep.equal(['teardown requested']);
      await system.shutdown();
    });

    it('before the setup, which then does not run', async () => {
      const ran: string[] = [];
      const { clock, system, log, ref } = start(newSystem, { setup: () => void ran.push('setup') });

      const reason = await ref.kill();
      await clock.settle();

      expect(reason).to.deep.equal(KILLED);
      expect([...ran, ...log]).to.deep.equal([]);
      await system.shutdown();
    });

    it('in the setup', async () => {
      const { clock, system, log, ref } = start(newSystem, { setup: never });
      const waits = rejectionOf(ref.ask('waits'));
      await clock.settle();

      const reason = await ref.kill();

      expect(reason).to.deep.equal(KILLED);
      expect(log).to.deep.equal(['teardown killed']);
      expect(await waits).to.include({ code: 'actor-stopped' });
      await system.shutdown();
    });

    it('in the teardown', async () => {
      const { clock, system, ref } = start(newSystem, { teardown: never });
      await clock.settle();
      const stopped = ref.stop();
      await clock.settle();

      void ref.kill();

      expect(await stopped).to.deep.equal(KILLED);
      await system.shutdown();
    });

    it('in the teardown for a restart', async () => {
      const { clock, system, ref } = start(newSystem, { teardown: never });
      ref.tell(raise(new Error('broken')));
      await clock.settle();
      const before = ref.state;

      const reason = await ref.kill();
      await clock.advance(1_000);

      expect(before).to.equal('restarting');
      expect([reason, ref.state]).to.deep.equal([KILLED, 'stopped']);
      await system.shutdown();
    });

    it('while a restart waits for its delay, after the teardown of the old instance', async () => {
      const { clock, system, log, letters, ref } = start(newSystem);
      ref.tell(raise(new Error('broken')));
      ref.tell('waits');
      await clock.advance(50);
      const before = ref.state;

      const reason = await ref.kill();
      await clock.advance(1_000);

      expect(before).to.equal('restarting');
      expect([reason, ref.state]).to.deep.equal([KILLED, 'stopped']);
      expect(log).to.deep.equal(['teardown failed']);
      expect(letters).to.deep.equal(['waits actor-stopped']);
      await system.shutdown();
    });

    it('within its own handler, whose signal aborts and whose answer is a dead letter', async () => {
      const { clock, system, log, letters, ref } = start(newSystem);
      const asked = rejectionOf(
        ref.ask(
          act((self, { signal }) => {
            die(self);
            return `aborted: ${signal.aborted}`;
          }),
        ),
      );

      await clock.settle();

      expect(await asked).to.include({ code: 'actor-stopped' });
      expect(letters).to.deep.equal(['aborted: true late-reply']);
      expect(log).to.deep.equal(['teardown killed']);
      await system.shutdown();
    });

    for (const [what, wait] of [
      ['a promise', (passed: Promise<void>) => passed],
      [
        'an Observable',
        (passed: Promise<void>) =>
          new Observable((subscriber) => void passed.then(() => subscriber.next(undefined))),
      ],
    ] as const) {
      it(`within its own handler, before that waits for ${what}`, async () => {
        const torn = gate();
        const turns: string[] = [];
        const { clock, system, ref } = start(newSystem, {
          teardown: ({ kind }) => {
            turns.push(`teardown ${kind}`);
            return torn.passed;
          },
        });
        const turn = gate();
        ref.tell(
          act((self) => {
            die(self);
            return wait(turn.passed);
          }),
        );

        await clock.settle();
        const state = ref.state;
        turn.open();
        torn.open();
        await clock.settle();

        expect(state).to.equal('stopped');
        expect(turns).to.deep.equal(['teardown killed']);
        await system.shutdown();
        expect(clock.pending).to.equal(0);
      });
    }

    it('while its Observable is being subscribed, which is unsubscribed', async () => {
      const { clock, system, ref } = start(newSystem);
      const log: string[] = [];
      ref.tell(
        act(
          (self) =>
            new Observable(() => {
              die(self);
              return () => log.push('unsubscribed');
            }),
        ),
      );

      await clock.settle();

      expect(ref.state).to.equal('stopped');
      expect(log).to.deep.equal(['unsubscribed']);
      await system.shutdown();
    });

    it('from a handler of a child', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const child = puppet({ message: () => void parent.kill() });
      const parent = system.spawn(
        puppet({ setup: (self) => self.spawn(child, { id: 'child' }).tell('end it all') }),
      );

      await clock.settle();

      expect(parent.state).to.equal('stopped');
      expect(await parent.stopped).to.deep.equal(KILLED);
    });
  });
});
