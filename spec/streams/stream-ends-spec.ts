import { expect } from 'chai';
import { NEVER, Subject } from 'rxjs';
import { bounded } from '../../lib/index.js';
import { gate } from '../actor/support/scripts.js';
import { act } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';
import { onBothLanesInMarbles } from '../timers/support/marbled.js';
import { Ear, library, stage } from './support/streaming.js';

describe('ref.stream and the end of the actor', () => {
  onBothLanesInMarbles((marbled) => {
    it(
      'is waited for by a stop, which refuses those that wait',
      marbled(({ spawn, clock, cold, expectObservable, expectLifecycle }) => {
        const ref = library(spawn, { s: cold('-1--2-|') });
        const refused = { code: 'actor-stopped' };
        const codes = new Subject<unknown>();

        clock.schedule(2, () => void ref.stop());
        expectObservable(ref.stream('s')).toBe('-1--2-|');
        ref.stream('s').subscribe({ error: ({ code }) => codes.next({ code }) });
        expectObservable(codes).toBe('          --r', { r: refused });
        expectLifecycle(ref).toBe('             s-----x');
      }),
    );

    it(
      'errors with actor-stopped at a kill, which leaves the Observable',
      marbled(({ spawn, clock, cold, expectObservable, expectSubscriptions, expectLifecycle }) => {
        const source = cold('-1--2-|');
        const ref = library(spawn, { s: source });
        const codes = new Subject<unknown>();

        clock.schedule(3, () => void ref.kill());
        ref.stream('s').subscribe({ next: (n) => codes.next(n), error: ({ code }) => codes.next(code) });
        expectObservable(codes).toBe('-1-k', { 1: '1', k: 'actor-stopped' });
        expectSubscriptions(source).toBe('^--!');
        expectLifecycle(ref).toBe('s--x');
      }),
    );
  });

  onBothLanes((newSystem) => {
    it('errors with actor-stopped when the actor had stopped, at each subscription', async () => {
      await using on = stage(newSystem);
      const answers = on.ref.stream(() => 1);
      await on.ref.stop();

      const ears = [new Ear(answers), new Ear(answers)];

      expect(ears.map(({ log }) => log)).to.deep.equal([['error actor-stopped'], ['error actor-stopped']]);
    });

    it('errors with actor-stopped while it waits, and is handled in a drain', async () => {
      const logs: unknown[] = [];
      for (const drain of [false, true]) {
        await using on = stage(newSystem);
        const held = gate();
        on.ref.tell(act(() => held.promise));
        const ear = await on.hear(() => 1);

        const stopped = on.ref.stop({ drain });
        held.open();
        await stopped;
        logs.push(ear.log);
      }

      expect(logs).to.deep.equal([['error actor-stopped'], [1, 'complete']]);
    });

    it('errors with actor-stopped when its handler ends the actor', async () => {
      await using on = stage(newSystem);

      const { log } = await on.hear(act((self) => self.endMainLoop()));

      expect(log).to.deep.equal(['error actor-stopped']);
    });

    it('errors with mailbox-full where there is no room', async () => {
      await using on = stage(newSystem, {}, { mailbox: bounded(1) });
      const held = gate();
      await on.hear(() => held.promise);
      const waiting = new Ear(on.ref.stream(() => 1));

      const { log } = new Ear(on.ref.stream(() => 2));
      waiting.leave();
      const next = new Ear(on.ref.stream(() => 3));
      held.open();
      await on.clock.settle();

      expect(log).to.deep.equal(['error mailbox-full']);
      expect(next.log).to.deep.equal([3, 'complete']);
    });

    it('errors with setup-failed', async () => {
      const setup = () => Promise.reject(new Error('bad'));
      await using on = stage(newSystem, { setup });

      const { log } = await on.hear(() => 1);

      expect(log).to.deep.equal(['error setup-failed']);
    });

    it('is kept over a restart while it waits, and the next incarnation answers', async () => {
      let incarnation = 0;
      const setup = () => {
        incarnation += 1;
      };
      await using on = stage(newSystem, { setup }, { supervision: { decide: 'restart' } });
      const held = gate();
      on.ref.tell(act(() => held.promise));
      const ear = await on.hear(() => incarnation);

      held.fail(new Error('bad'));
      await on.clock.settle();

      expect(ear.log).to.deep.equal([2, 'complete']);
    });

    it('errors with actor-restarted when nothing was answered before a restart', async () => {
      await using on = stage(newSystem, {}, { supervision: { decide: 'restart' } });
      const ear = await on.hear(() => undefined);

      on.ref.tell(() => {
        throw new Error('bad');
      });
      await on.clock.settle();

      expect(ear.log).to.deep.equal(['error actor-restarted']);
    });

    it('has no time limit', async () => {
      await using on = stage(newSystem);
      const ear = await on.hear(() => NEVER);

      await on.clock.advance(1e9);

      expect(ear.log).to.deep.equal([]);
      expect(on.events('overdue').length).to.equal(1);
    });

    it('lets its subscriber ask for more when it ends', async () => {
      await using on = stage(newSystem);
      const log: unknown[] = [];
      on.ref
        .stream(() => NEVER)
        .subscribe({
          error: () => on.ref.stream(() => 1).subscribe({ error: ({ code }) => log.push(code) }),
        });
      await on.clock.settle();

      await on.ref.kill();

      expect(log).to.deep.equal(['actor-stopped']);
    });
  });
});
