import { expect } from 'chai';
import { Subject } from 'rxjs';
import { type ActorContext, type AnyActorRef, defineActor, type StopReason } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';
import { gate, handling, rejectionOf } from './support/scripts.js';

interface Counting {
  next(m: { by: number }): number;
}

const counter = defineActor((_self: ActorContext<Counting>, from: number, factor: number) => {
  let count = from;
  return {
    handlers: {
      next: ({ by }) => {
        count += by * factor;
        return count;
      },
    },
  };
});

describe('defineActor', () => {
  onBothLanes((newSystem) => {
    it('makes actors with a state of their own out of its arguments', async () => {
      await using system = newSystem();
      const one = system.spawn(() => counter(40, 1));
      const other = system.spawn(() => counter(0, 10));

      const replies = [
        await one.ask({ type: 'next', by: 1 }),
        await other.ask({ type: 'next', by: 1 }),
        await one.ask({ type: 'next', by: 1 }),
      ];

      expect(replies).to.deep.equal([41, 10, 42]);
    });

    it('runs the body as setup, not in the factory', async () => {
      const clock = new TestClock();
      const log: string[] = [];
      await using system = newSystem({ clock });

      const ref = system.spawn(
        defineActor((self) => {
          log.push(self.reference.state);
          return { handlers: {} };
        }),
      );
      const before = [...log];
      await clock.settle();

      expect(before).to.deep.equal([]);
      expect(log).to.deep.equal(['starting']);
      expect(ref.state).to.equal('running');
    });

    it('lets messages wait for an asynchronous body', async () => {
      const clock = new TestClock();
      const loaded = gate<number>();
      await using system = newSystem({ clock });
      const ref = system.spawn(
        defineActor(async () => {
          const start = await loaded.promise;
          return { handlers: { start: () => start } };
        }),
      );
      const asked = ref.ask({ type: 'start' });

      await clock.settle();
      const stateMeanwhile = ref.state;
      loaded.open(7);

      expect(stateMeanwhile).to.equal('starting');
      expect(await asked).to.equal(7);
    });

    it('runs the teardown that the body gave, with the reason', async () => {
      const reasons: StopReason[] = [];
      await using system = newSystem();
      const ref = system.spawn(
        defineActor(() => ({ handlers: {}, teardown: (reason) => void reasons.push(reason) })),
      );

      await ref.stop({ drain: true });

      expect(reasons).to.deep.equal([{ kind: 'requested' }]);
    });

    it('awaits an asynchronous teardown', async () => {
      const clock = new TestClock();
      const held = gate();
      await using system = newSystem({ clock });
      const ref = system.spawn(defineActor(() => ({ handlers: {}, teardown: () => held.promise })));

      const stopped = ref.stop({ drain: true });
      await clock.settle();
      const stateMeanwhile = ref.state;
      held.open();
      await stopped;

      expect(stateMeanwhile).to.equal('stopping');
    });

    it('hears of a stopped child by childStopped, and does not fail with it', async () => {
      const failure = new Error('broken');
      const heard = gate<[AnyActorRef, StopReason]>();
      const children: AnyActorRef[] = [];
      await using system = newSystem();
      const ref = system.spawn(
        defineActor((self) => {
          const failing = handling(() => {
            throw failure;
          });
          children.push(self.spawn(failing));
          return {
            handlers: { poke: () => children[0]?.tell('fail') },
            childStopped: (child, reason) => heard.open([child, reason]),
          };
        }),
      );

      ref.tell({ type: 'poke' });
      const [child, reason] = await heard.promise;

      expect(child).to.equal(children[0]);
      expect(reason).to.deep.equal({ kind: 'failed', error: failure });
      expect(ref.state).to.equal('running');
    });

    it('fails with a failed child when there is no childStopped', async () => {
      const failure = new Error('broken');
      await using system = newSystem();
      const ref = system.spawn(
        defineActor((self) => {
          self
            .spawn(
              handling(() => {
                throw failure;
              }),
            )
            .tell('fail');
          return { handlers: {} };
        }),
      );

      expect(await ref.stopped).to.deep.equal({ kind: 'failed', error: failure });
    });

    it('gives the body what a subclass has', async () => {
      const told: unknown[] = [];
      const source = new Subject<string>();
      await using system = newSystem();
      const other = system.spawn(handling((message, turn) => [message, turn.sender?.id]));
      const ref = system.spawn(
        defineActor((self) => {
          self.registerInputTask(source, (value) => void told.push(value));
          const child = self.spawn(
            handling((message, turn) => void told.push([message, turn.sender?.id])),
            {
              id: 'child',
            },
          );
          self.tell(child, 'hey');
          return {
            handlers: {
              look: async () => [
                [...self.children.keys()],
                await self.ask(other, 'question'),
                typeof self.logger.warn,
                typeof self.childLifecycle.subscribe,
              ],
              end: () => self.endMainLoop(),
            },
          };
        }),
        { id: 'me' },
      );

      const look = await ref.ask({ type: 'look' });
      source.next('value');
      await ref.ask({ type: 'end' });
      const reason = await ref.stopped;

      expect(look).to.deep.equal([['child'], ['question', 'ask'], 'function', 'function']);
      expect(told).to.deep.equal([['hey', 'me'], 'value']);
      expect(reason).to.deep.equal({ kind: 'ended' });
    });

    it('opens fail to the body', async () => {
      const failure = new Error('broken');
      await using system = newSystem();
      const ref = system.spawn(defineActor((self) => ({ handlers: { fail: () => self.fail(failure) } })));

      expect(await rejectionOf(ref.ask({ type: 'fail' }))).to.equal(failure);
      expect(await ref.stopped).to.deep.equal({ kind: 'failed', error: failure });
    });
  });
});
