import { expect } from 'chai';
import { concat, EMPTY, NEVER, Observable, of, retry, Subject, take, throwError } from 'rxjs';
import { detached } from '../../lib/index.js';
import { gate, handling, rejectionOf } from '../actor/support/scripts.js';
import { act } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';
import { onBothLanesInMarbles } from '../timers/support/marbled.js';
import { Ear, library, stage } from './support/streaming.js';

const RESTART = { supervision: { decide: 'restart' } } as const;

describe('detached', () => {
  onBothLanesInMarbles((marbled) => {
    it(
      'ends the turn at once, and lives beside those that follow',
      marbled(({ spawn, cold, tell, expectMessages, expectObservable }) => {
        const ref = library(spawn, { s: detached(cold('-1--2-|')), t: cold('-3|') });

        tell(ref, '                       --u');
        expectObservable(ref.stream('s'), '^').toBe('      -1--2-|');
        expectObservable(ref.stream('t'), '-^').toBe('     --3|');
        expectMessages(ref).toBe('        st-u');
      }),
    );

    it(
      'reaches the source when it is left, and each listener has one of his own',
      marbled(({ spawn, cold, expectObservable, expectSubscriptions }) => {
        const source = cold('-1-2-3');
        const ref = library(spawn, { s: detached(source) });

        expectObservable(ref.stream('s'), '^---!').toBe('-1-2');
        expectObservable(ref.stream('s'), '--^-!').toBe('---1');
        expectSubscriptions(source).toBe('^---!', '--^-!');
      }),
    );

    it(
      'errors when the source does, and the actor goes on',
      marbled(({ spawn, cold, expectLifecycle, expectObservable }) => {
        const ref = library(spawn, { s: detached(cold('-1-#')) });

        expectObservable(ref.stream('s')).toBe('-1-#');
        expectLifecycle(ref).toBe('s');
      }),
    );

    it(
      'answers an ask with its last value',
      marbled(({ spawn, cold, expectReplies }) => {
        const ref = library(spawn, { s: detached(cold('-1--2-|')), e: detached(cold('-#')) });

        expectReplies(ref, '  se').toBe('--#---2');
      }),
    );
  });

  onBothLanes((newSystem) => {
    it('is left when its ask times out', async () => {
      await using on = stage(newSystem);
      const source = new Subject();
      const asking = rejectionOf<{ code: string }>(on.ref.ask(() => detached(source), { timeout: 5 }));
      await on.clock.settle();
      const before = source.observed;

      await on.clock.advance(5);

      expect([before, source.observed]).to.deep.equal([true, false]);
      expect((await asking).code).to.equal('ask-timeout');
    });

    it('ends at a value that comes at once, for who takes no more', async () => {
      await using on = stage(newSystem);
      let left = 0;
      const source = new Observable((subscriber) => {
        subscriber.next(1);
        subscriber.next(2);
        return () => {
          left += 1;
        };
      });

      const ear = new Ear(on.ref.stream(() => detached(source)).pipe(take(1)));
      await on.clock.settle();

      expect(ear.log).to.deep.equal([1, 'complete']);
      expect(left).to.equal(1);
    });

    it('completes at once with what completes at once, and errors so', async () => {
      await using on = stage(newSystem);

      const values = await on.hear(() => detached(of(1, 2)));
      const none = await on.hear(() => detached(EMPTY));
      const error = await on.hear(() => detached(throwError(() => 'no')));
      const asked = await on.ref.ask(() => detached(EMPTY));

      expect(values.log).to.deep.equal([1, 2, 'complete']);
      expect(none.log).to.deep.equal(['complete']);
      expect(error.log).to.deep.equal(['error no']);
      expect(asked).to.equal(undefined);
    });

    it('is not subscribed where nobody listens', async () => {
      await using on = stage(newSystem);
      let subscribed = 0;
      const source = new Observable(() => {
        subscribed += 1;
      });
      const held = gate();
      const late = async () => {
        await held.promise;
        return detached(source);
      };
      on.ref.tell(() => detached(source));
      const ear = await on.hear(late);
      on.ref.stream(act((_, turn) => [turn.reply('reply'), detached(source)][1])).subscribe();

      ear.leave();
      held.open();
      await on.clock.settle();

      expect(subscribed).to.equal(0);
    });

    const ends = {
      'a stop': (on: ReturnType<typeof stage>) => on.ref.stop(),
      'a drain': (on: ReturnType<typeof stage>) => on.ref.stop({ drain: true }),
      'a kill': (on: ReturnType<typeof stage>) => on.ref.kill(),
      endMainLoop: (on: ReturnType<typeof stage>) => on.ref.tell(act((self) => self.endMainLoop())),
      'a shutdown': (on: ReturnType<typeof stage>) => on.system.shutdown(),
    };
    for (const [title, end] of Object.entries(ends)) {
      it(`completes at ${title}, and an ask has the last value`, async () => {
        await using on = stage(newSystem);
        const source = new Subject();
        const ear = await on.hear(() => detached(source));
        const asked = on.ref.ask(() => detached(source));
        await on.clock.settle();
        source.next(1);
        source.next(2);

        await end(on);
        await on.clock.settle();

        expect(ear.log).to.deep.equal([1, 2, 'complete']);
        expect(await asked).to.equal(2);
        expect(source.observed).to.equal(false);
      });
    }

    it("completes when the actor's parent stops, or fails", async () => {
      const logs: unknown[] = [];
      for (const end of ['stop', 'fail']) {
        await using on = stage(newSystem);
        const source = new Subject();
        const child = await on.ref.ask<typeof on.ref>(
          act((self) => self.spawn(handling(() => detached(source) as never))),
        );
        const ear = new Ear(child.stream('s'));
        await on.clock.settle();

        if (end === 'stop') void on.ref.stop();
        else
          on.ref.tell(() => {
            throw new Error(end);
          });
        await on.clock.settle();
        logs.push(ear.log);
      }

      expect(logs).to.deep.equal([['complete'], ['complete']]);
    });

    it('errors with actor-stopped when the actor has failed for good', async () => {
      await using on = stage(newSystem);
      const source = new Subject();
      const ear = await on.hear(() => detached(source));

      on.ref.tell(() => {
        throw new Error('bad');
      });
      await on.clock.settle();

      expect(ear.log).to.deep.equal(['error actor-stopped']);
      expect(source.observed).to.equal(false);
    });

    it('errors with actor-restarted at a restart, and retry follows the new incarnation', async () => {
      await using on = stage(newSystem, {}, RESTART);
      const sources: Subject<unknown>[] = [];
      const deed = () => {
        const source = new Subject();
        sources.push(source);
        return detached(concat(of(`incarnation ${sources.length}`), source));
      };
      const ear = await on.hear(deed);
      const following = new Ear(on.ref.stream(deed).pipe(retry()));
      await on.clock.settle();

      on.ref.tell(() => {
        throw new Error('bad');
      });
      await on.clock.settle();
      sources[2]?.next('goes on');

      expect(ear.log).to.deep.equal(['incarnation 1', 'error actor-restarted']);
      expect(following.log).to.deep.equal(['incarnation 2', 'incarnation 3', 'goes on']);
      expect(sources.map(({ observed }) => observed)).to.deep.equal([false, false, true]);
    });

    it('is seen in the resources of the actor as long as it lives, and not afterwards', async () => {
      await using on = stage(newSystem);
      const streams = () => on.ref.resources().filter(({ kind }) => kind === 'stream').length;
      const source = new Subject();
      const counts: number[] = [];
      const ears = [await on.hear(() => detached(source)), await on.hear(() => detached(NEVER))];
      counts.push(streams());

      ears[1]?.leave();
      counts.push(streams());
      source.complete();
      counts.push(streams());

      expect(counts).to.deep.equal([2, 1, 0]);
    });

    it('holds no stop, and is opened no more by one who answers while he stops', async () => {
      await using on = stage(newSystem);
      const held = gate();
      const source = new Subject();
      const ear = await on.hear(async () => {
        await held.promise;
        return detached(concat(of('last word'), source));
      });

      const stopped = on.ref.stop();
      held.open();
      await stopped;

      expect(ear.log).to.deep.equal(['last word', 'complete']);
      expect(source.observed).to.equal(false);
    });

    it('throws a TypeError for what is no Observable', () => {
      const make = detached as (value?: unknown) => unknown;

      for (const value of [undefined, null, 7, 'text', {}, Promise.resolve(1), [1]])
        expect(() => make(value)).to.throw(TypeError, '`observable`');
    });
  });
});
