import { expect } from 'chai';
import { Observable } from 'rxjs';
import type { AnyActorRef } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { gate } from '../life/support/gate.js';
import { lifeOf, record, rejectionOf } from '../life/support/log.js';
import { act, puppet } from '../life/support/puppet.js';
import { type NewSystem, onBothLanes } from '../support/lanes.js';

const KILLED = { kind: 'killed' };

/** An actor, and the dead letters of its system. */
function start(newSystem: NewSystem, create = puppet()) {
  const clock = new TestClock();
  const system = newSystem({ clock });
  const letters = record(system.deadLetters, ({ message, reason }) => `${message} ${reason}`);
  return { clock, system, letters, ref: system.spawn(create, { id: 'victim' }) };
}

describe('ActorRef.kill', () => {
  onBothLanes((newSystem) => {
    it('aborts the signal of the running turn and waits no longer for it', async () => {
      const { clock, system, ref } = start(newSystem);
      const signals: AbortSignal[] = [];
      ref.tell(
        act((_, { signal }) => {
          signals.push(signal);
          return new Promise(() => undefined);
        }),
      );
      await clock.settle();

      const reason = await ref.kill();

      expect(reason).to.deep.equal(KILLED);
      expect(ref.state).to.equal('stopped');
      expect(signals.map(({ aborted }) => aborted)).to.deep.equal([true]);
      await system.shutdown();
    });

    it('makes a dead letter of what the turn comes to later', async () => {
      const { clock, system, letters, ref } = start(newSystem);
      const turn = gate<string>();
      ref.tell(act(() => turn.passed));
      await clock.settle();
      await ref.kill();

      turn.open('late');
      await clock.settle();

      expect(letters).to.deep.equal(['late late-reply']);
      await system.shutdown();
    });

    it('makes a dead letter of what the turn fails with later', async () => {
      const { clock, system, letters, ref } = start(newSystem);
      const turn = gate();
      ref.tell(act(() => turn.passed));
      await clock.settle();
      await ref.kill();

      turn.fail(new Error('broken'));
      await clock.settle();

      expect(letters).to.deep.equal(['Error: broken late-reply']);
      await system.shutdown();
    });

    it('rejects the ask that runs and those that wait, and what waits is a dead letter', async () => {
      const { clock, system, letters, ref } = start(newSystem);
      const running = rejectionOf(ref.ask(act(() => new Promise(() => undefined))));
      const waiting = rejectionOf(ref.ask('waits'));
      ref.tell('told');
      await clock.settle();

      await ref.kill();

      expect(await running).to.include({ code: 'actor-stopped', path: '/victim' });
      expect(await waiting).to.include({ code: 'actor-stopped', undelivered: 'waits' });
      expect(letters).to.deep.equal(['told actor-stopped']);
      await system.shutdown();
    });

    it('unsubscribes the Observable that the turn waits for', async () => {
      const { clock, system, ref } = start(newSystem);
      const log: string[] = [];
      ref.tell(act(() => new Observable(() => () => log.push('unsubscribed'))));
      await clock.settle();

      await ref.kill();

      expect(log).to.deep.equal(['unsubscribed']);
      await system.shutdown();
    });

    it('runs the teardown, but does not wait for it', async () => {
      const log: string[] = [];
      const teardown = ({ kind }: { kind: string }) => {
        log.push(`teardown ${kind}`);
        return new Promise<void>(() => undefined);
      };
      const { clock, system, ref } = start(newSystem, puppet({ teardown }));
      await clock.settle();

      const reason = await ref.kill();

      expect(log).to.deep.equal(['teardown killed']);
      expect(reason).to.deep.equal(KILLED);
      await system.shutdown();
    });

    it('ends all below without waiting for them, the last first, and the actor last', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const log: string[] = [];
      const family: AnyActorRef[] = [];
      const leaf = puppet({ teardown: () => new Promise(() => undefined) });
      const middle = puppet({
        setup: (self) => {
          for (const id of ['a', 'b']) family.push(self.spawn(leaf, { id }));
        },
      });
      const top = puppet({
        setup: (self) => {
          for (const id of ['one', 'two']) family.push(self.spawn(middle, { id }));
        },
      });
      const ref = system.spawn(top, { id: 'top' });
      await clock.settle();
      for (const member of family) member.tell(act(() => new Promise(() => undefined)));
      await clock.settle();
      system.events.subscribe((event) => {
        if (event.type === 'stopped') log.push(`${event.actor.path} ${event.reason.kind}`);
      });

      await ref.kill();
      await clock.settle();

      expect(log).to.deep.equal([
        '/top/two/b parentStopped',
        '/top/two/a parentStopped',
        '/top/two parentStopped',
        '/top/one/b parentStopped',
        '/top/one/a parentStopped',
        '/top/one parentStopped',
        '/top killed',
      ]);
    });

    it('is announced like every end', async () => {
      const { clock, system, ref } = start(newSystem);
      const life = lifeOf(ref);
      await clock.settle();

      await ref.kill();
      await clock.settle();

      expect(life).to.deep.equal(['starting', 'started', 'stopping killed', 'stopped killed', 'complete']);
      await system.shutdown();
    });

    it('tells the parent, who lives on', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const log: string[] = [];
      const children: AnyActorRef[] = [];
      const parent = system.spawn(
        puppet({
          setup: (self) => void children.push(self.spawn(puppet(), { id: 'child' })),
          childStopped: ({ id }, { kind }) => void log.push(`${id} ${kind}`),
        }),
      );
      await clock.settle();

      await children[0]?.kill();
      await clock.settle();

      expect(log).to.deep.equal(['child killed']);
      expect(parent.state).to.equal('running');
    });

    it('is final under supervision', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(puppet(), { supervision: { decide: 'restart', restart: 'permanent' } });
      await clock.settle();

      const reason = await ref.kill();
      await clock.settle();

      expect(reason).to.deep.equal(KILLED);
      expect(ref.state).to.equal('stopped');
    });

    it('makes a dead letter of what the turn that killed its own actor throws', async () => {
      const { system, letters, ref } = start(newSystem);
      ref.tell(
        act((self) => {
          void self.reference.kill();
          throw new Error('late');
        }),
      );

      await ref.stopped;
      await system.shutdown();

      expect(letters).to.deep.equal(['Error: late late-reply']);
    });
  });
});
