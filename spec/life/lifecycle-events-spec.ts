import { expect } from 'chai';
import type { LifecycleEvent } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';
import { gate } from './support/gate.js';
import { label, lifeOf } from './support/log.js';
import { act, puppet, raise } from './support/puppet.js';

describe('LifecycleEvent', () => {
  onBothLanes((newSystem) => {
    it('tells of a start and of a stop', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(puppet());
      const life = lifeOf(ref);

      await ref.ask(act(() => 'here'));
      await ref.stop();
      await clock.settle();

      expect(life).to.deep.equal([
        'starting',
        'started',
        'stopping requested',
        'stopped requested',
        'complete',
      ]);
    });

    it('tells of a failure before the end that it causes', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(puppet());
      const life = lifeOf(ref);

      ref.tell(raise(new Error('boom')));
      await clock.settle();

      expect(life).to.deep.equal([
        'starting',
        'started',
        'failed boom',
        'stopping failed',
        'stopped failed',
        'complete',
      ]);
    });

    it('has no `started` where the setup throws', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(
        puppet({
          setup: () => {
            throw new Error('boom');
          },
        }),
      );
      const life = lifeOf(ref);

      await clock.settle();

      expect(life).to.deep.equal([
        'starting',
        'failed boom',
        'stopping failed',
        'stopped failed',
        'complete',
      ]);
    });

    it('has no `started` where an asynchronous setup rejects', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const loaded = gate();
      const ref = system.spawn(puppet({ setup: () => loaded.passed }));
      const life = lifeOf(ref);

      await clock.settle();
      const before = [...life];
      loaded.fail(new Error('boom'));
      await clock.settle();

      expect(before).to.deep.equal(['starting']);
      expect(life.slice(1)).to.deep.equal(['failed boom', 'stopping failed', 'stopped failed', 'complete']);
    });

    it('has neither setup nor teardown nor `started` where the stop comes before the setup', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const log: string[] = [];
      const ref = system.spawn(
        puppet({ setup: () => void log.push('setup'), teardown: () => void log.push('teardown') }),
      );
      const life = lifeOf(ref);

      await ref.stop();
      await clock.settle();

      expect(life).to.deep.equal(['starting', 'stopping requested', 'stopped requested', 'complete']);
      expect(log).to.deep.equal([]);
    });

    it('lets an asynchronous setup end that is stopped meanwhile, and tears down', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const loaded = gate();
      const log: string[] = [];
      const ref = system.spawn(
        puppet({
          setup: async () => {
            await loaded.passed;
            log.push('set up');
          },
          teardown: ({ kind }) => void log.push(`teardown ${kind}`),
        }),
      );
      const life = lifeOf(ref);
      await clock.settle();

      const stopped = ref.stop();
      await clock.settle();
      const during = [...life];
      loaded.open();
      await stopped;
      await clock.settle();

      expect(during).to.deep.equal(['starting', 'stopping requested']);
      expect(life.slice(2)).to.deep.equal(['stopped requested', 'complete']);
      expect(log).to.deep.equal(['set up', 'teardown requested']);
    });

    it('names the actor, the time, the reason and the incarnation', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      await clock.advance(5);
      const ref = system.spawn(puppet());
      const events: LifecycleEvent[] = [];
      ref.lifecycle.subscribe((event) => events.push(event));
      await clock.advance(7);
      const error = new Error('boom');

      ref.tell(raise(error));
      await clock.settle();

      expect(events).to.have.lengthOf(5);
      expect(events.every(({ actor }) => actor === ref)).to.equal(true);
      expect(events.map(({ type, at }) => `${type} ${at}`)).to.deep.equal([
        'starting 5',
        'started 5',
        'failed 12',
        'stopping 12',
        'stopped 12',
      ]);
      const [, started, failed, stopping, stopped] = events as [LifecycleEvent, ...LifecycleEvent[]];
      expect(started).to.include({ incarnation: 0 });
      expect(failed).to.include({ incarnation: 0, error });
      expect(stopping).to.have.property('reason').that.includes({ kind: 'failed', error });
      expect(stopped).to.have.property('reason').that.includes({ kind: 'failed', error });
    });

    it('carries whatever was thrown, `undefined` included', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(puppet());
      const events: LifecycleEvent[] = [];
      ref.lifecycle.subscribe((event) => events.push(event));

      ref.tell(raise(undefined));
      await clock.settle();

      expect(events[2]).to.have.property('type', 'failed');
      expect(events[2]).to.have.property('error', undefined);
      expect(await ref.stopped).to.deep.equal({ kind: 'failed', error: undefined });
    });

    it('has the state of its type when it is seen', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(puppet());
      const seen: string[] = [];
      ref.lifecycle.subscribe((event) => seen.push(`${label(event)}: ${event.actor.state}`));

      await clock.settle();
      const release = gate();
      ref.tell(act(() => release.passed));
      await clock.settle();
      void ref.stop();
      await clock.settle();
      release.open();
      await clock.settle();

      expect(seen).to.deep.equal([
        'starting: starting',
        'started: running',
        'stopping requested: stopping',
        'stopped requested: stopped',
      ]);
    });
  });
});
