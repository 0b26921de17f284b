import { expect } from 'chai';
import { finalize, map, type Observable, take } from 'rxjs';
import type { ActorRef, ActorSystem, SystemEvent } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';
import { label, lifeOf, record } from './support/log.js';
import { act, puppet } from './support/puppet.js';

function failuresOf(system: ActorSystem): SystemEvent[] {
  const failures: SystemEvent[] = [];
  system.events.subscribe((event) => {
    if (event.type === 'observer-failed') failures.push(event);
  });
  return failures;
}

describe('an observer that throws', () => {
  onBothLanes((newSystem) => {
    const boom = new Error('boom');
    const fail = () => {
      throw boom;
    };

    it('is an `observer-failed` event, with the very error and the actor', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const failures = failuresOf(system);
      const ref = system.spawn(puppet());
      await clock.advance(3);

      ref.lifecycle.pipe(take(1)).subscribe(fail);
      await clock.settle();

      expect(failures).to.have.lengthOf(1);
      expect(failures[0]).to.include({ error: boom, actor: ref, at: 3 });
    });

    it('hurts neither the others nor the actor, and is called again', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const failures = failuresOf(system);
      const ref = system.spawn(puppet());
      ref.lifecycle.subscribe(fail);
      const life = lifeOf(ref);

      const answer = await ref.ask(act(() => 'fine'));
      const reason = await ref.stop();
      await clock.settle();

      expect(answer).to.equal('fine');
      expect(reason).to.deep.equal({ kind: 'requested' });
      expect(life).to.deep.equal([
        'starting',
        'started',
        'stopping requested',
        'stopped requested',
        'complete',
      ]);
      expect(failures).to.have.lengthOf(4);
    });

    it('behind an operator is an `observer-failed` event too', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const failures = failuresOf(system);
      const ref = system.spawn(puppet());
      const life = lifeOf(ref);

      ref.lifecycle.pipe(map(fail)).subscribe();
      ref.lifecycle.pipe(map(label)).subscribe(fail);
      await clock.settle();

      expect(failures.map((event) => 'error' in event && event.error)).to.deep.equal([boom, boom, boom]);
      expect(life).to.deep.equal(['starting', 'started']);
    });

    it('at the end of what it observes hurts nobody', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const failures = failuresOf(system);
      const ref = system.spawn(puppet());
      ref.lifecycle.subscribe({ complete: fail });
      const life = lifeOf(ref);

      await ref.stop();
      await clock.settle();

      expect(life.at(-1)).to.equal('complete');
      expect(failures).to.have.lengthOf(1);
      expect(failures[0]).to.include({ error: boom });
    });

    it('in its finalizer is an `observer-failed` event, and hurts nobody', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const failures = failuresOf(system);
      const ref = system.spawn(puppet());
      ref.lifecycle.pipe(finalize(fail)).subscribe();
      ref.lifecycle.subscribe().add(fail);
      const life = lifeOf(ref);

      await ref.stop();
      await clock.settle();

      expect(life.at(-1)).to.equal('complete');
      expect(failures).to.have.lengthOf(2);
      for (const failure of failures) expect(failure).to.have.property('error').that.match(/boom/);
    });

    const looks: [string, (system: ActorSystem, ref: ActorRef) => Observable<unknown>][] = [
      ['system.events', (system) => system.events],
      ['system.deadLetters', (system) => system.deadLetters],
      ['ref.inbox', (_, ref) => ref.inbox],
    ];
    for (const [what, source] of looks) {
      it(`at ${what} costs nobody a turn`, async () => {
        const clock = new TestClock();
        await using system = newSystem({ clock });
        const failures = failuresOf(system);
        const gone = system.spawn(puppet());
        await gone.stop();
        const ref = system.spawn(puppet());
        source(system, ref).pipe(take(1)).subscribe(fail);
        const seen = record(source(system, ref).pipe(take(1)), () => 'seen');

        gone.tell('letter');
        const answer = await ref.ask(act(() => 'fine'));
        await clock.settle();

        expect(answer).to.equal('fine');
        expect(seen).to.deep.equal(['seen', 'complete']);
        expect(failures).to.have.lengthOf(1);
      });
    }

    it('at childLifecycle does not fail the parent', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const failures = failuresOf(system);
      const parent = system.spawn(
        puppet({
          setup: (self) => {
            self.childLifecycle.subscribe(fail);
            self.spawn(puppet());
          },
        }),
      );

      await clock.settle();

      expect(parent.state).to.equal('running');
      expect(failures).to.have.lengthOf(2);
      expect(failures[0]).to.include({ actor: parent });
    });

    it('at the events is not called for its own failures without end', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      let calls = 0;
      system.events.subscribe(() => {
        calls += 1;
        // A bound, for a broken library would call it for ever.
        if (calls < 1_000) throw boom;
      });

      system.spawn(puppet());
      await clock.settle();

      expect(calls).to.be.below(100);
    });

    it('is logged, so that it is not lost where nobody observes', async () => {
      const clock = new TestClock();
      const errors: unknown[][] = [];
      const nothing = () => undefined;
      const logger = {
        debug: nothing,
        info: nothing,
        warn: nothing,
        error: (...args: unknown[]) => void errors.push(args),
      };
      await using system = newSystem({ clock, logger });
      const ref = system.spawn(puppet());

      ref.lifecycle.pipe(take(1)).subscribe(fail);
      await clock.settle();

      expect(errors).to.have.lengthOf(1);
      expect(errors[0]).to.include(boom);
    });
  });
});
