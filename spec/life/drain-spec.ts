import { expect } from 'chai';
import { Subject } from 'rxjs';
import { EndMainLoop } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';
import { gate } from './support/gate.js';
import { lifeOf, record, rejectionOf } from './support/log.js';
import { act, puppet, raise } from './support/puppet.js';

describe('stop({ drain: true })', () => {
  onBothLanes((newSystem) => {
    it('handles what waited at the call, in order, asks included', async () => {
      await using system = newSystem();
      const handled: unknown[] = [];
      const ref = system.spawn(
        puppet({
          message: (message) => handled.push(message),
          teardown: () => void handled.push('teardown'),
        }),
      );

      ref.tell('one');
      const answer = ref.ask('two');
      ref.tell('three');
      const reason = await ref.stop({ drain: true });

      expect(handled).to.deep.equal(['one', 'two', 'three', 'teardown']);
      expect(await answer).to.equal(2);
      expect(reason).to.deep.equal({ kind: 'requested' });
      expect(system.deadLetters.count).to.equal(0);
    });

    it('refuses what comes after the call', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const handled: unknown[] = [];
      const letters = record(system.deadLetters, ({ message, reason }) => `${message} ${reason}`);
      const ref = system.spawn(puppet({ message: (message) => void handled.push(message) }));

      ref.tell('one');
      const stopped = ref.stop({ drain: true });
      ref.tell('two');
      const asked = rejectionOf(ref.ask('three'));
      await stopped;
      await clock.settle();

      expect(handled).to.deep.equal(['one']);
      expect(letters).to.deep.equal(['two actor-stopped']);
      expect(await asked).to.include({ code: 'actor-stopped', undelivered: 'three' });
    });

    it('refuses what a drained message tells its own actor', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const letters = record(system.deadLetters, ({ message }) => message);
      const ref = system.spawn(puppet());

      ref.tell(act((self) => self.tell(self.reference, 'again')));
      await ref.stop({ drain: true });
      await clock.settle();

      expect(letters).to.deep.equal(['again']);
    });

    it('announces `stopping` at the call', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const turn = gate();
      const ref = system.spawn(puppet());
      const life = lifeOf(ref);
      ref.tell(act(() => turn.passed));
      await clock.settle();

      const stopped = ref.stop({ drain: true });
      const state = ref.state;
      await clock.settle();
      const during = [...life];
      turn.open();
      await stopped;

      expect(state).to.equal('stopping');
      expect(during).to.deep.equal(['starting', 'started', 'stopping requested']);
    });

    it('handles the values of inputs that waited, and none that come later', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const source = new Subject<string>();
      const handled: string[] = [];
      const letters = record(system.deadLetters, ({ message }) => message);
      const ref = system.spawn(
        puppet({ setup: (self) => void self.registerInputTask(source, (value) => void handled.push(value)) }),
      );
      await clock.settle();

      source.next('waits');
      void ref.stop({ drain: true });
      source.next('late');
      await clock.settle();

      expect(handled).to.deep.equal(['waits']);
      expect(letters).to.deep.equal(['late']);
    });

    it('runs the setup first where it has not run', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const log: unknown[] = [];
      const ref = system.spawn(
        puppet({ setup: () => void log.push('setup'), message: (message) => void log.push(message) }),
      );
      const life = lifeOf(ref);

      ref.tell('one');
      await ref.stop({ drain: true });
      await clock.settle();

      expect(log).to.deep.equal(['setup', 'one']);
      expect(life).to.deep.equal(['starting', 'stopping requested', 'stopped requested', 'complete']);
    });

    const endings = [
      ['a plain stop', act((self) => void self.reference.stop())],
      ['endMainLoop', act((self) => self.endMainLoop())],
      ['throwing EndMainLoop', raise(new EndMainLoop())],
      ['a failure', raise(new Error('boom'))],
      ['fail()', act((self) => self.fail(new Error('boom')))],
    ] as const;
    for (const [what, end] of endings) {
      it(`is ended by ${what}: what still waits is refused, and the reason stays`, async () => {
        const clock = new TestClock();
        await using system = newSystem({ clock });
        const turn = gate();
        const handled: unknown[] = [];
        const letters = record(system.deadLetters, ({ message, reason }) => `${message} ${reason}`);
        const ref = system.spawn(
          puppet({
            message: (message) => void handled.push(message),
            teardown: () => void handled.push('teardown'),
          }),
        );
        ref.tell(act(() => turn.passed));
        ref.tell('one');
        ref.tell(end);
        ref.tell('two');
        const asked = rejectionOf(ref.ask('three'));
        await clock.settle();

        const stopped = ref.stop({ drain: true });
        turn.open();
        const reason = await stopped;
        await clock.settle();

        expect(handled).to.deep.equal(['one', 'teardown']);
        expect(letters).to.deep.equal(['two actor-stopped']);
        expect(await asked).to.include({ code: 'actor-stopped', undelivered: 'three' });
        expect(reason).to.deep.equal({ kind: 'requested' });
      });
    }

    it('does not revive an actor that stops already', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const turn = gate();
      const letters = record(system.deadLetters, ({ message }) => message);
      const ref = system.spawn(puppet());
      ref.tell(act(() => turn.passed));
      ref.tell('waits');
      await clock.settle();

      void ref.stop();
      const stopped = ref.stop({ drain: true });
      turn.open();
      await stopped;
      await clock.settle();

      expect(letters).to.deep.equal(['waits']);
    });
  });
});
