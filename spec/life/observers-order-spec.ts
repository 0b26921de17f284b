import { expect } from 'chai';
import { Observable } from 'rxjs';
import type { ActorRef, LifecycleEvent } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';
import { label, labelWithId, lifeOf, record } from './support/log.js';
import { act, puppet } from './support/puppet.js';

describe('observers', () => {
  onBothLanes((newSystem) => {
    it('are called one after the other, in the order of their subscription', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(puppet());
      const log: string[] = [];
      for (const name of ['a', 'b', 'c'])
        ref.lifecycle.subscribe((event) => log.push(`${name} ${event.type}`));
      log.length = 0;

      await clock.settle();
      void ref.stop();
      await clock.settle();

      expect(log).to.deep.equal([
        ...['a started', 'b started', 'c started'],
        ...['a stopping', 'b stopping', 'c stopping'],
        ...['a stopped', 'b stopped', 'c stopped'],
      ]);
    });

    it('see an event before any sees the one that a re-entrant observer causes', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const log: string[] = [];
      const ref = system.spawn(puppet());
      ref.lifecycle.subscribe((event) => {
        log.push(`a ${event.type}`);
        if (event.type === 'started') void ref.stop();
      });
      ref.lifecycle.subscribe((event) => log.push(`b ${event.type}`));
      system.events.subscribe((event) => {
        if ('incarnation' in event || 'reason' in event) log.push(`system ${event.type}`);
      });
      log.length = 0;

      await clock.settle();

      expect(log).to.deep.equal([
        ...['a started', 'b started', 'system started'],
        ...['a stopping', 'b stopping', 'system stopping'],
        ...['a stopped', 'b stopped', 'system stopped'],
      ]);
    });

    it('see one order of all actors, at whatever they look', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const logs: string[][] = [[], [], []];
      const meddle = (event: LifecycleEvent) => {
        if (event.type !== 'started') return;
        if (event.actor.id === 'x') void event.actor.stop();
        if (event.actor.id === 'y') event.actor.tell(act((self) => self.endMainLoop()));
      };
      const parent = system.spawn(
        puppet({
          setup: (self) => {
            self.childLifecycle.subscribe((event) => void logs[0]?.push(labelWithId(event)));
            self.childLifecycle.subscribe(meddle);
            self.childLifecycle.subscribe((event) => void logs[1]?.push(labelWithId(event)));
            self.spawn(puppet(), { id: 'x' });
            self.spawn(puppet(), { id: 'y' });
          },
        }),
        { id: 'parent' },
      );
      system.events.subscribe((event) => {
        const isOfChild = 'actor' in event && event.actor !== parent && !('messageType' in event);
        if (isOfChild) logs[2]?.push(labelWithId(event as LifecycleEvent));
      });

      await clock.settle();

      expect(logs[0]).to.have.lengthOf(8);
      expect(logs[0]?.slice(0, 2)).to.deep.equal(['x starting', 'y starting']);
      expect(logs[1]).to.deep.equal(logs[0]);
      expect(logs[2]).to.deep.equal(logs[0]);
    });

    it('may tell, spawn and stop on an event, and all of it happens', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const handled: unknown[] = [];
      const spawned: ActorRef[] = [];
      const ref = system.spawn(puppet({ message: (message) => void handled.push(message) }));
      ref.lifecycle.subscribe((event) => {
        if (event.type !== 'started') return;
        ref.tell('told by an observer');
        spawned.push(system.spawn(puppet()));
        void ref.stop({ drain: true });
      });
      const life = lifeOf(ref);

      await clock.settle();

      expect(handled).to.deep.equal(['told by an observer']);
      expect(spawned[0]?.state).to.equal('running');
      expect(life).to.deep.equal([
        'starting',
        'started',
        'stopping requested',
        'stopped requested',
        'complete',
      ]);
    });

    it('who leave during a delivery do not make others miss it', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(puppet());
      const log: string[] = [];
      const a = ref.lifecycle.subscribe((event) => {
        log.push(`a ${event.type}`);
        if (event.type === 'started') {
          a.unsubscribe();
          b.unsubscribe();
        }
      });
      const b = ref.lifecycle.subscribe((event) => log.push(`b ${event.type}`));
      ref.lifecycle.subscribe((event) => log.push(`c ${event.type}`));
      log.length = 0;

      await clock.settle();

      expect(log).to.deep.equal(['a started', 'c started']);
    });

    it('are not called within spawn, tell or stop', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const log: string[] = [];
      system.events.subscribe((event) => log.push(label(event)));
      system.deadLetters.subscribe(() => log.push('letter'));

      const ref = system.spawn(puppet());
      ref.inbox.subscribe(() => log.push('message'));
      ref.tell('hey');
      const afterTell = [...log];
      await clock.settle();
      log.length = 0;
      void ref.stop();
      ref.tell('too late');
      const afterStop = [...log];
      await clock.settle();

      expect(afterTell).to.deep.equal([]);
      expect(afterStop).to.deep.equal([]);
      expect(log).to.include.members(['stopping requested', 'letter', 'stopped requested']);
    });

    it('are called outside the turn that causes the event', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const log: string[] = [];
      const gone = system.spawn(puppet());
      await gone.stop();
      const ref = system.spawn(
        puppet({
          setup: (self) => void self.childLifecycle.subscribe((event) => log.push(`child ${event.type}`)),
        }),
      );
      ref.inbox.subscribe(() => log.push('message'));
      system.deadLetters.subscribe(() => log.push('letter'));
      await clock.settle();

      ref.tell(
        act((self) => {
          log.push('turn begins');
          const child = self.spawn(puppet());
          void child.stop();
          gone.tell('letter');
          log.push('turn ends');
        }),
      );
      await clock.settle();

      const turn = log.slice(log.indexOf('turn begins'), log.indexOf('turn ends') + 1);
      expect(turn).to.deep.equal(['turn begins', 'turn ends']);
      expect(log).to.have.members([
        ...['message', 'turn begins', 'turn ends', 'letter'],
        ...['child starting', 'child stopping', 'child stopped'],
      ]);
    });

    it('behind a plain Observable of their own see the same', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(puppet());

      const wrapped = new Observable<LifecycleEvent>((subscriber) => ref.lifecycle.subscribe(subscriber));
      const life = record(wrapped, label);
      await ref.stop();
      await clock.settle();

      expect(life).to.deep.equal(['starting', 'stopping requested', 'stopped requested', 'complete']);
    });
  });
});
