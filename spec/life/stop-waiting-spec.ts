import { expect } from 'chai';
import { Subject } from 'rxjs';
import { type DeadLetter, isActorError } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';
import { gate } from './support/gate.js';
import { record, rejectionOf } from './support/log.js';
import { act, puppet } from './support/puppet.js';

describe('what waits when an actor stops', () => {
  onBothLanes((newSystem) => {
    it('is a dead letter for each told message, in their order', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const turn = gate();
      const letters = record(system.deadLetters, (letter) => letter) as DeadLetter[];
      const handled: unknown[] = [];
      const sender = system.spawn(puppet());
      const ref = system.spawn(puppet({ message: (message) => void handled.push(message) }));
      ref.tell(act(() => turn.passed));
      await clock.settle();

      ref.tell('one', { sender });
      ref.tell('two');
      ref.tell('three');
      const stopped = ref.stop();
      ref.tell('four');
      turn.open();
      await stopped;
      ref.tell('five');
      await clock.settle();

      expect(handled).to.deep.equal([]);
      expect(letters.map(({ message }) => message)).to.deep.equal(['one', 'two', 'three', 'four', 'five']);
      expect(letters.every(({ reason }) => reason === 'actor-stopped')).to.equal(true);
      expect(letters.every(({ recipient }) => recipient === ref)).to.equal(true);
      expect(letters.map((letter) => letter.sender)).to.deep.equal([sender, ...Array(4).fill(undefined)]);
    });

    it('is refused at once, and not when the running turn ends', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const turn = gate();
      const letters = record(system.deadLetters, ({ message }) => message);
      const ref = system.spawn(puppet());
      ref.tell(act(() => turn.passed));
      ref.tell('waits');
      const asked = rejectionOf(ref.ask('asked'));
      await clock.settle();

      void ref.stop();
      const error = await asked;
      await clock.settle();
      const state = ref.state;
      const lettersDuring = [...letters];
      turn.open();
      await clock.settle();

      expect(state).to.equal('stopping');
      expect(isActorError(error, 'actor-stopped')).to.equal(true);
      expect(lettersDuring).to.deep.equal(['waits']);
    });

    it('is a rejection for each ask, with what was not delivered, and no dead letter', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const turn = gate();
      const messages = [{ n: 1 }, { n: 2 }];
      const ref = system.spawn(puppet());
      ref.tell(act(() => turn.passed));
      await clock.settle();

      const asks = messages.map((message) => rejectionOf(ref.ask(message)));
      const stopped = ref.stop();
      const late = rejectionOf(ref.ask('late'));
      turn.open();
      await stopped;
      const after = rejectionOf(ref.ask('after'));
      const errors = await Promise.all([...asks, late, after]);

      expect(errors.every((error) => isActorError(error, 'actor-stopped'))).to.equal(true);
      expect(errors.map((error) => isActorError(error) && error.undelivered)).to.deep.equal([
        ...messages,
        'late',
        'after',
      ]);
      expect(errors.map((error) => isActorError(error) && error.path)).to.deep.equal(Array(4).fill(ref.path));
      expect(system.deadLetters.count).to.equal(0);
    });

    it('says why the actor stopped: the failure is the cause', async () => {
      await using system = newSystem();
      const error = new Error('boom');
      const ref = system.spawn(puppet());

      ref.tell(act((self) => self.fail(error)));
      const waiting = await rejectionOf(ref.ask('waits'));
      await ref.stopped;
      const late = await rejectionOf(ref.ask('late'));

      expect(waiting).to.include({ code: 'actor-stopped', cause: error, undelivered: 'waits' });
      expect(late).to.include({ code: 'actor-stopped', cause: error, undelivered: 'late' });
    });

    it('is a rejection with `setup-failed` and the cause where the setup throws', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const error = new Error('boom');
      const letters = record(system.deadLetters, ({ message, reason }) => `${message} ${reason}`);
      const ref = system.spawn(puppet({ setup: () => Promise.reject(error) }));

      ref.tell('told');
      const rejection = await rejectionOf(ref.ask('asked'));
      await clock.settle();

      expect(isActorError(rejection, 'setup-failed')).to.equal(true);
      expect(rejection).to.include({ cause: error, undelivered: 'asked', path: ref.path });
      expect(letters).to.deep.equal(['told actor-stopped']);
      expect(await ref.stopped).to.include({ kind: 'failed', error });
    });

    it('is a dead letter for each value of an input', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const turn = gate();
      const source = new Subject<string>();
      const handled: string[] = [];
      const letters = record(system.deadLetters, ({ message, reason }) => `${message} ${reason}`);
      const ref = system.spawn(
        puppet({ setup: (self) => void self.registerInputTask(source, (value) => void handled.push(value)) }),
      );
      await clock.settle();
      ref.tell(act(() => turn.passed));
      await clock.settle();

      source.next('waits');
      void ref.stop();
      source.next('late');
      turn.open();
      await clock.settle();

      expect(handled).to.deep.equal([]);
      expect(letters).to.deep.equal(['waits actor-stopped', 'late actor-stopped']);
    });
  });
});
