import { expect } from 'chai';
import { defer, EMPTY, NEVER, Observable, of, Subject, take, throwError } from 'rxjs';
import { Message, type Turn } from '../../lib/index.js';
import { gate, handling, lettersOf } from '../actor/support/scripts.js';
import { act } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';
import { takeUnhandled } from '../support/setup.js';
import { onBothLanesInMarbles } from '../timers/support/marbled.js';
import { Ear, library, stage } from './support/streaming.js';

describe('ref.stream', () => {
  onBothLanesInMarbles((marbled) => {
    it(
      'gives each value when it comes, and holds the turn until the Observable is through',
      marbled(({ spawn, cold, expectMessages, expectObservable }) => {
        const ref = library(spawn, { s: cold('-1--2|'), t: cold('-3-|') });

        expectObservable(ref.stream('s')).toBe('-1--2|');
        expectObservable(ref.stream('t')).toBe('------3-|');
        expectMessages(ref).toBe('              s----t');
      }),
    );

    it(
      'stands in line with messages and asks, which get the last value alone',
      marbled(({ spawn, tell, cold, expectMessages, expectReplies, expectObservable }) => {
        const ref = library(spawn, { s: cold('1-2|'), t: cold('3-4|'), u: cold('-|') });

        tell(ref, '                   u');
        expectObservable(ref.stream('s'), '^').toBe('1-2|');
        expectReplies(ref, '          t').toBe('-------4');
        expectMessages(ref).toBe('    s--ut');
      }),
    );

    it(
      'sends the message once for each subscription, and not before',
      marbled(({ spawn, cold, expectMessages, expectObservable }) => {
        const ref = library(spawn, { s: cold('1|') });
        const answers = ref.stream('s');

        expectObservable(answers, '--^').toBe('  --1|');
        expectObservable(answers, '-----^').toBe('-----1|');
        expectMessages(ref).toBe('             --s--s');
      }),
    );

    it(
      'reaches the Observable when it is left, and the next message is handled',
      marbled(({ spawn, cold, tell, expectMessages, expectObservable, expectSubscriptions }) => {
        const source = cold('-1-2-3');
        const ref = library(spawn, { s: source });

        tell(ref, '-u');
        expectObservable(ref.stream('s'), '^---!').toBe('-1-2');
        expectSubscriptions(source).toBe('^---!');
        expectMessages(ref).toBe('s---u');
      }),
    );

    it(
      'errors when the Observable does, and the actor goes on',
      marbled(({ spawn, cold, expectLifecycle, expectObservable }) => {
        const ref = library(spawn, { s: cold('-1-#'), t: cold('2|') });

        expectObservable(ref.stream('s')).toBe('-1-#');
        expectObservable(ref.stream('t')).toBe('---2|');
        expectLifecycle(ref).toBe('s');
      }),
    );
  });

  onBothLanes((newSystem) => {
    it('gives one value and completes for a plain value and for a promise', async () => {
      await using on = stage(newSystem);

      const plain = await on.hear(() => 7);
      const promised = await on.hear(async () => 8);

      expect([...plain.log, ...promised.log]).to.deep.equal([7, 'complete', 8, 'complete']);
    });

    it('completes with an empty Observable, and gives an undefined value where there is one', async () => {
      await using on = stage(newSystem);

      const empty = await on.hear(() => EMPTY);
      const nothing = await on.hear(() => of(undefined));

      expect(empty.log).to.deep.equal(['complete']);
      expect(nothing.log).to.deep.equal([undefined, 'complete']);
    });

    it('gives promises that the Observable emits as they are, and waits for none', async () => {
      await using on = stage(newSystem);
      const never = new Promise(() => undefined);

      const { log } = await on.hear(() => of(never));

      expect(log[0]).to.equal(never);
      expect(log.slice(1)).to.deep.equal(['complete']);
    });

    it('withdraws a message that waits when it is left: it is never handled', async () => {
      await using on = stage(newSystem);
      const held = gate();
      const handled: string[] = [];
      const letters = lettersOf(on.system);
      on.ref.tell(act(() => held.promise));
      const ear = await on.hear(act(() => handled.push('streamed')));

      ear.leave();
      const { size } = on.ref.mailbox;
      held.open();
      await on.ref.stop({ drain: true });

      expect(handled).to.deep.equal([]);
      expect(size).to.equal(0);
      expect(letters).to.deep.equal([]);
      expect(ear.log).to.deep.equal([]);
    });

    it('aborts the signal of the turn when it is left', async () => {
      await using on = stage(newSystem);
      const signals: AbortSignal[] = [];
      const ear = await on.hear((_: unknown, { signal }: Turn) => {
        signals.push(signal);
        return NEVER;
      });

      const before = signals[0]?.aborted;
      ear.leave();

      expect([before, signals[0]?.aborted]).to.deep.equal([false, true]);
    });

    it('does not abort the signal of a turn that is through', async () => {
      await using on = stage(newSystem);
      const signals: AbortSignal[] = [];
      const ear = await on.hear((_: unknown, { signal }: Turn) => {
        signals.push(signal);
        return of(1);
      });

      ear.leave();

      expect(signals[0]?.aborted).to.equal(false);
    });

    it('ends the turn when it is left from within a value that comes at once', async () => {
      await using on = stage(newSystem);
      const log: unknown[] = [];
      const source = new Observable((subscriber) => {
        for (const value of [1, 2, 3]) if (!subscriber.closed) subscriber.next(value);
        return () => log.push('left');
      });

      const ear = new Ear(on.ref.stream(() => source).pipe(take(1)));
      on.ref.tell(act(() => log.push('next turn')));
      await on.clock.settle();

      expect(ear.log).to.deep.equal([1, 'complete']);
      expect(log).to.deep.equal(['left', 'next turn']);
    });

    it('errors with what the handler throws, the same object', async () => {
      await using on = stage(newSystem);
      const error = new Error('no');
      const errors: unknown[] = [];

      for (const deed of [() => Promise.reject(error), () => throwError(() => error)])
        on.ref.stream(deed).subscribe({ error: (thrown) => errors.push(thrown) });
      on.ref
        .stream(() => {
          throw error;
        })
        .subscribe({ error: (thrown) => errors.push(thrown) });
      await on.clock.settle();

      expect(errors.map((thrown) => thrown === error)).to.deep.equal([true, true, true]);
      expect(on.ref.state).to.equal('running');
    });

    it('is answered by turn.reply, after what has been given so far', async () => {
      await using on = stage(newSystem);
      const source = new Subject();
      const turns: Turn[] = [];

      const plain = await on.hear((_: unknown, turn: Turn) => turn.reply('reply'));
      const ear = await on.hear((_: unknown, turn: Turn) => {
        turns.push(turn);
        return source;
      });
      source.next(1);
      turns[0]?.reply('enough');
      source.next(2);

      expect(plain.log).to.deep.equal(['reply', 'complete']);
      expect(ear.log).to.deep.equal([1, 'enough', 'complete']);
    });

    it('hears a promised reply, and not the Observable that comes after it', async () => {
      await using on = stage(newSystem);
      const reply = gate<string>();
      const ear = await on.hear((_: unknown, turn: Turn) => {
        turn.reply(reply.promise);
        return of(1, 2);
      });

      reply.open('reply');
      await on.clock.settle();

      expect(ear.log).to.deep.equal(['reply', 'complete']);
    });

    it('is answered by whom turn.forward hands it to, and reaches him when it is left', async () => {
      await using on = stage(newSystem);
      const source = new Subject();
      const other = library((create) => on.system.spawn(create), { s: source });
      const forwarder = on.system.spawn(handling((_, turn) => turn.forward(other)));
      const ear = new Ear(forwarder.stream('s'));
      await on.clock.settle();

      source.next(1);
      source.next(2);
      ear.leave();

      expect(ear.log).to.deep.equal([1, 2]);
      expect(source.observed).to.equal(false);
    });

    it('is answered by a value of whom it was forwarded to by a handler that returns an empty stream', async () => {
      await using on = stage(newSystem);
      const other = on.system.spawn(handling(() => 'value'));

      const { log } = await on.hear(
        act((_, turn) => {
          turn.forward(other);
          return EMPTY;
        }),
      );

      expect(log).to.deep.equal(['value', 'complete']);
    });

    it('hears nothing of a turn that puts the message aside, and all of the next', async () => {
      await using on = stage(newSystem);
      let times = 0;
      const ear = await on.hear(
        act((self) => {
          times += 1;
          if (times > 1) return 'value';
          self.stash();
          return of('not yet');
        }),
      );

      on.ref.tell(act((self) => self.unstashAll()));
      await on.clock.settle();

      expect(ear.log).to.deep.equal(['value', 'complete']);
    });

    it('takes a Message, which may be in flight once, and again for each subscription', async () => {
      await using on = stage(newSystem, {
        message: (message) => (message as Message).reply('hey'),
      });
      const answers = on.ref.stream(new Message());

      const first = new Ear(answers);
      const second = new Ear(answers);
      await on.clock.settle();
      const third = new Ear(answers);
      await on.clock.settle();

      expect(first.log).to.deep.equal(['hey', 'complete']);
      expect(second.log.map((entry) => String(entry).slice(0, 15))).to.deep.equal(['error TypeError']);
      expect(third.log).to.deep.equal(['hey', 'complete']);
    });

    it('is not hurt by a subscriber that throws, nor by a finalizer of his', async () => {
      await using on = stage(newSystem);
      const thrower = () => {
        throw new Error('subscriber');
      };

      on.ref.stream(() => of(1, 2)).subscribe(thrower);
      on.ref
        .stream(() => of(1))
        .subscribe()
        .add(thrower);
      const ear = await on.hear(() => defer(() => of(3)));
      await on.clock.settle();
      const unhandled = await new Promise((resolve) => setTimeout(() => resolve(takeUnhandled())));

      expect(ear.log).to.deep.equal([3, 'complete']);
      expect(String(unhandled)).to.equal('Error: subscriber,Error: subscriber');
      expect(on.events('observer-failed').length).to.equal(1);
      expect(on.ref.state).to.equal('running');
    });
  });
});
