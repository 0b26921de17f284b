import { expect } from 'chai';
import { NEVER, Observable, of, Subject, switchMap } from 'rxjs';
import { Message, request } from '../../lib/index.js';
import { marbles, TestClock } from '../../lib/testing.js';
import { gate, handling, lettersOf } from '../actor/support/scripts.js';
import { onBothLanes } from '../support/lanes.js';
import { Answering, recorder, thrownBy } from './support/answering.js';

describe('request', () => {
  it(
    'gives the reply of the latest only, in switchMap, and leaves the others',
    marbles(({ spawn, clock, cold, expectMessages, expectObservable }) => {
      const slow = spawn(
        handling(
          (query) =>
            new Observable((reply) => {
              const cancel = clock.schedule(3, () => {
                reply.next(`${query}!`);
                reply.complete();
              });
              return cancel;
            }),
        ),
      );
      const source = cold('         a-b----c|').pipe(switchMap((query) => request(slow, query)));

      expectMessages(slow).toBe('   a-b----c');
      expectObservable(source).toBe('-----b----(c|)', { b: 'b!', c: 'c!' });
    }),
  );

  onBothLanes((newSystem) => {
    it('asks at each subscription, emits the reply and completes', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const asked: unknown[] = [];
      const ref = system.spawn(handling((message) => asked.push(message)));
      const { log, ...observer } = recorder();
      const asking = request(ref, 'count');

      await clock.settle();
      const before = [...asked];
      asking.subscribe(observer);
      await clock.settle();
      asking.subscribe(observer);
      await clock.settle();

      expect(before).to.deep.equal([]);
      expect(log).to.deep.equal([1, 'complete', 2, 'complete']);
    });

    it('errors with what the ask rejects with', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const actor = new Answering(system);
      const { log, ...observer } = recorder();
      request(actor.ref, 'a').subscribe(observer);
      await clock.settle();

      actor.fail('a', 'no');
      await clock.settle();

      expect(log).to.deep.equal([{ error: 'no' }]);
    });

    it('withdraws a message that still waits when it is left', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const held = gate();
      const handled: unknown[] = [];
      const letters = lettersOf(system);
      const ref = system.spawn(
        handling((message) => {
          handled.push(message);
          return held.promise;
        }),
      );
      ref.tell('before');
      const subscription = request(ref, 'question').subscribe();
      await clock.settle();

      subscription.unsubscribe();
      held.open();
      await ref.stop({ drain: true });

      expect(handled).to.deep.equal(['before']);
      expect(letters).to.deep.equal([]);
    });

    it('aborts the signal of a running turn when it is left, and unsubscribes its Observable', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const log: unknown[] = [];
      const ref = system.spawn(
        handling((_, { signal }) => {
          signal.addEventListener('abort', () => log.push(signal.reason.name));
          return new Observable(() => () => log.push('unsubscribed'));
        }),
      );
      const subscription = request(ref, 'question').subscribe();
      await clock.settle();

      subscription.unsubscribe();

      expect(log).to.deep.equal(['AbortError', 'unsubscribed']);
    });

    it('errors with the reason of its signal, and the turn hears it', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const actor = new Answering(system);
      const controller = new AbortController();
      const { log, ...observer } = recorder();
      const asking = request(actor.ref, 'a', { signal: controller.signal });
      asking.subscribe(observer);
      await clock.settle();

      controller.abort('enough');
      asking.subscribe(observer);
      await clock.settle();

      expect(log).to.deep.equal([{ error: 'enough' }, { error: 'enough' }]);
      expect(actor.aborted('a')).to.equal('enough');
      expect(actor.asked).to.deep.equal(['a']);
    });

    it('errors with ask-timeout, and with actor-stopped', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const codes: unknown[] = [];
      const error = ({ code }: { code: string }) => codes.push(code);
      const ref = system.spawn(handling(() => NEVER));
      request(ref, 'question', { timeout: 50 }).subscribe({ error });

      await clock.advance(50);
      await ref.stop();
      request(ref, 'question').subscribe({ error });
      await clock.settle();

      expect(codes).to.deep.equal(['ask-timeout', 'actor-stopped']);
    });

    it('asks with a Message, again when the ask before has settled', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(handling((message: Message) => message.reply('hey')));
      const { log, ...observer } = recorder();
      const asking = request(ref, new Message());

      for (let time = 0; time < 2; time++) {
        asking.subscribe(observer);
        await clock.settle();
      }
      asking.subscribe(observer);
      asking.subscribe({ error: (error) => log.push(error instanceof TypeError) });
      await clock.settle();

      expect(log).to.deep.equal(['hey', 'complete', 'hey', 'complete', true, 'hey', 'complete']);
    });

    it('throws for bad arguments, and names them', async () => {
      await using system = newSystem();
      const { ref } = new Answering(system);
      const ask = request as (...args: unknown[]) => unknown;

      const thrown = [
        thrownBy(() => ask(undefined, 'a')),
        thrownBy(() => ask(of(1), 'a')),
        thrownBy(() => ask(ref, 'a', 7)),
        thrownBy(() => ask(ref, 'a', { timeout: -1 })),
        thrownBy(() => ask(ref, 'a', { signal: new Subject() })),
      ];

      expect(
        thrown.map((text) => text.match(/^\w+|`(?:ref|options|timeout|signal)`/g)?.join(' ')),
      ).to.deep.equal([
        'TypeError `ref`',
        'TypeError `ref`',
        'TypeError `options`',
        'RangeError `timeout`',
        'TypeError `signal`',
      ]);
    });
  });
});
