import { expect } from 'chai';
import { from, type Observable, type OperatorFunction, Subject, take } from 'rxjs';
import { type AnyActorRef, actorPerKey, type SystemEvent } from '../../lib/index.js';
import { type MarbleTools, TestClock } from '../../lib/testing.js';
import { label, record, thrownBy } from '../life/support/log.js';
import { puppet } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';
import { onBothLanesInMarbles } from '../timers/support/marbled.js';
import { keyOf, Worker, type WorkerOptions } from './support/keyed.js';

/** An actor for each letter, on the system and the clock of a marble test. */
function workers({ system, clock }: MarbleTools, options?: WorkerOptions): OperatorFunction<string, unknown> {
  return actorPerKey(keyOf, () => new Worker(clock, options), { system });
}

describe('actorPerKey', () => {
  onBothLanesInMarbles((marbled) => {
    it(
      'handles the values of one key one after the other, and keys side by side',
      marbled((tools) => {
        const source = tools.cold<string>('-(pqr)|', { p: 'a3', q: 'b1', r: 'a2' });

        const replies = source.pipe(workers(tools));

        tools.expectObservable(replies).toBe('--q-p-(r|)', { p: 'a3:1', q: 'b1:1', r: 'a2:2' });
      }),
    );

    it(
      'answers at once where a handler does, and completes with the source',
      marbled((tools) => {
        const source = tools.cold<string>('-p-q-|', { p: 'a0', q: 'a0' });

        tools.expectObservable(source.pipe(workers(tools))).toBe('-p-q-|', { p: 'a0:1', q: 'a0:2' });
        tools.expectSubscriptions(source).toBe('^----!');
      }),
    );

    it(
      'completes when the last reply has come and all actors have stopped',
      marbled((tools) => {
        const source = tools.cold<string>('pq|', { p: 'a0', q: 'b4' });

        const replies = source.pipe(workers(tools, { teardown: 2 }));

        tools.expectObservable(replies).toBe('p----q-|', { p: 'a0:1', q: 'b4:1' });
        tools.expectSubscriptions(source).toBe('^-!');
      }),
    );

    it(
      'completes with an empty source, and never with one that goes on',
      marbled((tools) => {
        tools.expectObservable(tools.cold<string>('--|').pipe(workers(tools))).toBe('--|');
        tools.expectObservable(tools.cold<string>('---').pipe(workers(tools))).toBe('---');
      }),
    );

    it(
      'errors with the source, at once, and what has been begun answers no more',
      marbled((tools) => {
        const source = tools.cold<string>('pq-#', { p: 'a5', q: 'b0' }, 'broken');

        tools.expectObservable(source.pipe(workers(tools))).toBe('-q-#', { q: 'b0:1' }, 'broken');
      }),
    );

    it(
      'errors with what `keyOf` or `toMessage` throws, and leaves the source',
      marbled((tools) => {
        const { system, clock } = tools;
        const fails = (word: string): string => {
          if (word === 'x') throw 'oops';
          return word;
        };
        const values = { p: 'a0', x: 'x' };
        const byKey = tools.cold<string>('p-x-p', values);
        const byMessage = tools.cold<string>('p-x-p', values);
        const create = () => new Worker(clock);

        const first = byKey.pipe(actorPerKey(fails, create, { system }));
        const second = byMessage.pipe(actorPerKey(keyOf, create, { system, toMessage: fails }));

        for (const replies of [first, second])
          tools.expectObservable(replies).toBe('p-#', { p: 'a0:1' }, 'oops');
        for (const source of [byKey, byMessage]) tools.expectSubscriptions(source).toBe('^-!');
      }),
    );

    it(
      'begins anew for each subscriber',
      marbled((tools) => {
        const source = tools.cold<string>('p-p|', { p: 'a0' });
        const replies = source.pipe(workers(tools));

        tools.expectObservable(replies).toBe(' p-q|', { p: 'a0:1', q: 'a0:2' });
        tools.expectObservable(replies, '-^').toBe('-p-q|', { p: 'a0:1', q: 'a0:2' });
      }),
    );

    it(
      'leaves the source when it is unsubscribed, also from within a reply',
      marbled((tools) => {
        const source = tools.hot<string>('p-p-p-p', { p: 'a0' });

        tools.expectObservable(source.pipe(workers(tools)), '^--!').toBe('p-q', { p: 'a0:1', q: 'a0:2' });
        tools.expectObservable(source.pipe(workers(tools), take(1))).toBe('(p|)', { p: 'a0:1' });
        tools.expectSubscriptions(source).toBe('^--!', '(^!)');
      }),
    );

    it(
      'waits for a slow key longer than the asks of the system wait',
      marbled((tools) => {
        const source = tools.cold<string>('(pq)', { p: 'a1', q: 'a7000' });
        const replies = source.pipe(workers(tools));

        tools.expectObservable(replies).toBe('-p 6999ms q', { p: 'a1:1', q: 'a7000:2' });
      }),
    );
  });

  onBothLanes((newSystem) => {
    /** What it emits, and what happens in its system. */
    function scene(source: Observable<string>, strings: Parameters<typeof puppet>[0]) {
      const clock = new TestClock();
      const system = newSystem({ clock });
      const letters = record(system.deadLetters, ({ message, reason }) => `${message} ${reason}`);
      const refs: AnyActorRef[] = [];
      const events = record(system.events, (event: SystemEvent) => {
        if (event.type === 'starting') refs.push(event.actor);
        return label(event);
      });
      const replies: unknown[] = [];
      const subscription = source
        .pipe(actorPerKey(keyOf, puppet(strings), { system }))
        .subscribe({ next: (reply) => replies.push(reply), complete: () => replies.push('complete') });
      return { clock, system, letters, refs, events, replies, subscription };
    }

    it('stops all actors without a drain when it is unsubscribed, and aborts what runs', async () => {
      const source = new Subject<string>();
      const signals: boolean[] = [];
      const { clock, refs, letters, subscription, system } = scene(source, {
        message: (word) => word,
      });
      const held = actorPerKey(
        keyOf,
        () =>
          new (class extends Worker {
            protected override handleMessage(_: string, turn?: { readonly signal: AbortSignal }) {
              return new Promise<string>((resolve) => {
                turn?.signal.addEventListener('abort', () => {
                  signals.push(turn.signal.aborted);
                  resolve('late');
                });
              });
            }
          })(clock),
        { system },
      );
      const other = source.pipe(held).subscribe();

      for (const word of ['a1', 'a2', 'b1']) source.next(word);
      await clock.settle();
      other.unsubscribe();
      subscription.unsubscribe();
      await clock.settle();

      expect(refs.map(({ state }) => state)).to.deep.equal(Array(4).fill('stopped'));
      expect(signals).to.deep.equal([true, true]);
      expect(letters).to.deep.equal(['a2 actor-stopped', 'late late-reply', 'late late-reply']);
      await system.shutdown();
    });

    it('drains all it was given when the source completes in the call that subscribes', async () => {
      const words = ['a1', 'b1', 'a2', 'b2', 'a3'];
      const { clock, replies, refs, letters, system } = scene(from(words), { message: (word) => word });

      await clock.settle();

      expect(replies.slice().sort()).to.deep.equal([...words, 'complete'].sort());
      expect(replies.at(-1)).to.equal('complete');
      expect(refs.map(({ state }) => state)).to.deep.equal(['stopped', 'stopped']);
      expect(letters).to.deep.equal([]);
      await system.shutdown();
    });

    it('emits nothing for a handler that gives no answer, and holds no ask for it', async () => {
      const { clock, replies, letters, system } = scene(from(['a1', 'a2']), { message: () => undefined });

      await clock.settle();

      expect(replies).to.deep.equal(['complete']);
      expect(letters).to.deep.equal([]);
      await system.shutdown();
    });

    it('gives values to dead letters once the system has shut down', async () => {
      const source = new Subject<string>();
      const { clock, replies, letters, system } = scene(source, { message: (word) => word });
      source.next('a1');
      await clock.settle();
      await system.shutdown();

      source.next('a2');
      source.next('b1');
      await clock.settle();
      source.complete();
      await clock.settle();

      expect(letters).to.deep.equal(['a2 actor-stopped', 'b1 actor-stopped']);
      expect(replies).to.deep.equal(['a1', 'complete']);
    });
  });

  it('refuses bad arguments at the call', () => {
    const create = puppet();
    const bad: readonly (readonly [readonly unknown[], RegExp, typeof TypeError | typeof RangeError])[] = [
      [[undefined, create], /`keyOf` to be a function/, TypeError],
      [[keyOf, {}], /`create` to be a function/, TypeError],
      [[keyOf, create, 7], /`options` to be an object/, TypeError],
      [[keyOf, create, { toMessage: 'word' }], /`toMessage` to be a function/, TypeError],
      [[keyOf, create, { idle: 0 }], /`idle`/, RangeError],
      [[keyOf, create, { idle: '1' }], /`idle`/, TypeError],
      [[keyOf, create, { max: 0 }], /`max` to be an integer >= 1/, RangeError],
      [[keyOf, create, { max: 1.5 }], /`max` to be an integer >= 1/, RangeError],
      [[keyOf, create, { supervision: { decide: 'retry' } }], /`supervision.decide`/, TypeError],
      [[keyOf, create, { system: {} }], /`system` to be an ActorSystem/, TypeError],
    ];

    for (const [given, complaint, type] of bad) {
      const error = thrownBy(() => (actorPerKey as (...all: readonly unknown[]) => unknown)(...given));
      expect(error).to.be.instanceOf(type);
      expect((error as Error).message).to.match(complaint);
    }
  });
});
