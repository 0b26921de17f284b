import { expect } from 'chai';
import { Subject } from 'rxjs';
import { type DeadLetter, Message, type SystemEvent } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { gate } from '../life/support/gate.js';
import { label, record } from '../life/support/log.js';
import { act, puppet, raise } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';

describe('ActorSystem.events', () => {
  onBothLanes((newSystem) => {
    it('frames each turn, within the life of the actor', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const events = record(system.events, label);
      const ref = system.spawn(puppet());

      ref.tell({ type: 'greet' });
      await clock.settle();
      await ref.stop();
      await clock.settle();

      expect(events).to.deep.equal([
        'starting',
        ...['turn-started setup', 'started', 'turn-ended setup'],
        ...['turn-started greet', 'turn-ended greet'],
        ...['stopping requested', 'turn-started teardown', 'turn-ended teardown', 'stopped requested'],
      ]);
    });

    it('shows all actors', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const started: string[] = [];
      system.events.subscribe((event) => {
        if (event.type === 'started') started.push(event.actor.path);
      });

      system.spawn(puppet({ setup: (self) => void self.spawn(puppet(), { id: 'child' }) }), { id: 'root' });
      await clock.settle();

      expect(started).to.have.members(['/root', '/root/child']);
    });

    it('has a `dead-letter` with the letter', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const events: SystemEvent[] = [];
      const letters: DeadLetter[] = [];
      const ref = system.spawn(puppet());
      await ref.stop();
      system.events.subscribe((event) => events.push(event));
      system.deadLetters.subscribe((letter) => letters.push(letter));
      await clock.advance(6);

      ref.tell('late');
      await clock.settle();

      expect(events).to.deep.equal([{ type: 'dead-letter', letter: letters[0], at: 6 }]);
      expect(letters).to.deep.equal([
        { message: 'late', reason: 'actor-stopped', recipient: ref, sender: undefined },
      ]);
    });

    it('has an `observer-failed` without an actor for an observer of the system', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const boom = new Error('boom');
      const failed: SystemEvent[] = [];
      const ref = system.spawn(puppet());
      await ref.stop();
      system.events.subscribe((event) => {
        if (event.type === 'observer-failed') failed.push(event);
      });
      system.deadLetters.subscribe(raise(boom) as () => never);

      ref.tell('late');
      await clock.settle();

      expect(failed).to.have.lengthOf(1);
      expect(failed[0]).to.include({ error: boom });
      expect(failed[0]).to.not.have.property('actor');
    });

    it('names the kinds of turns: setup, messages, inputs, notices, teardown', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const source = new Subject<number>();
      const types: string[] = [];
      class Greet extends Message {}
      const ref = system.spawn(
        puppet({
          setup: (self) => {
            self.registerInputTask(source, { next: () => undefined, complete: () => undefined });
            self.spawn(puppet({ setup: (child) => child.endMainLoop() }));
          },
        }),
      );
      system.events.subscribe((event) => {
        if (event.type === 'turn-ended' && event.actor === ref) types.push(event.messageType);
      });
      await clock.settle();

      ref.tell({ type: 'plain data' });
      ref.tell(new Greet());
      ref.tell('text');
      source.next(1);
      source.complete();
      await ref.stop({ drain: true });
      await clock.settle();

      expect(types).to.deep.equal([
        ...['setup', 'child stopped', 'plain data', 'Greet', 'text'],
        ...['input next', 'input complete', 'teardown'],
      ]);
    });

    it('says how long a turn took, from its start until it has settled', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const turn = gate();
      const events: SystemEvent[] = [];
      const ref = system.spawn(puppet({ message: () => turn.passed }));
      await clock.advance(10);
      system.events.subscribe((event) => events.push(event));

      ref.tell({ type: 'load' });
      await clock.advance(30);
      turn.open();
      await clock.settle();

      expect(events).to.deep.equal([
        { type: 'turn-started', actor: ref, messageType: 'load', at: 10 },
        { type: 'turn-ended', actor: ref, messageType: 'load', at: 40, duration: 30 },
      ]);
    });

    it('ends a turn that failed as well', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(puppet());
      await clock.settle();
      const events = record(system.events, label);

      const asked = ref.ask(raise(new Error('asker'))).catch(() => undefined);
      ref.tell(act(() => Promise.reject(new Error('boom'))));
      await asked;
      await clock.settle();

      const turns = events.filter((event) => event.startsWith('turn-')).map((event) => event.split(' ')[0]);
      expect(turns).to.deep.equal(Array(3).fill(['turn-started', 'turn-ended']).flat());
      expect(events).to.include.members(['failed boom', 'stopped failed']);
    });

    it('never completes, and shows a late observer what follows', async () => {
      const clock = new TestClock();
      const system = newSystem({ clock });
      const first = system.spawn(puppet(), { id: 'first' });
      await first.stop();

      const events = record(system.events, label);
      system.spawn(puppet(), { id: 'second' });
      await clock.settle();
      await system.shutdown();
      await clock.settle();

      expect(events[0]).to.equal('starting');
      expect(events.at(-1)).to.equal('stopped parentStopped');
    });
  });
});
