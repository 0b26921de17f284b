import { expect } from 'chai';
import { defer, NEVER, Observable, of, Subject } from 'rxjs';
import { type AnyActorRef, detached, type Resource } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { act, puppet } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';

/** What it owns, a line each. */
function owned(ref: AnyActorRef): string[] {
  return ref.resources().map(({ kind, label, since }) => `${kind} ${label} ${since}`);
}

describe('ref.resources', () => {
  onBothLanes((newSystem) => {
    /** A system whose time is 5, and an actor in it. */
    async function start() {
      const clock = new TestClock();
      const system = newSystem({ clock });
      await clock.advance(3);
      const ref = system.spawn(puppet({ childStopped: () => {} }), { id: 'owner' });
      await clock.advance(2);
      return { clock, system, ref, [Symbol.asyncDispose]: () => system.shutdown() };
    }

    it('of an actor that owns nothing is empty', async () => {
      await using on = await start();

      expect(owned(on.ref)).to.deep.equal([]);
    });

    it('lists an input until it has ended', async () => {
      await using on = await start();
      const source = new Subject<unknown>();
      await on.ref.ask(act((self) => self.registerInputTask(source, () => {}).closed));
      await on.clock.advance(2);
      const before = owned(on.ref);

      source.complete();

      expect(before).to.deep.equal(['input Observable Subject 5']);
      expect(owned(on.ref)).to.deep.equal([]);
    });

    it('names an input by its source', async () => {
      await using on = await start();
      class Feed {
        // biome-ignore lint/suspicious/noThenProperty: a promise of another library
        then() {
          return new Promise(() => {});
        }
      }
      const interop = { [Symbol.observable ?? '@@observable']: () => NEVER };
      const throwing = Object.defineProperty(new Observable(), 'constructor', {
        get() {
          throw new Error('look away');
        },
      });
      async function* endless() {
        await new Promise(() => {});
        yield 1;
      }
      const sources = {
        observable: NEVER,
        deferred: defer(() => NEVER),
        interop,
        promise: new Promise(() => {}),
        feed: new Feed(),
        generator: endless(),
        iterable: { [Symbol.asyncIterator]: endless },
        stream: new ReadableStream(),
        pull: () => new Promise(() => {}),
        anonymous: (
          () => () =>
            new Promise(() => {})
        )(),
        throwing,
      };
      const labels: Record<string, string | undefined> = {};
      for (const [name, source] of Object.entries(sources)) {
        const take = act((self) => {
          const subscription = self.registerInputTask(source as Subject<unknown>, () => {});
          labels[name] = self.reference.resources()[0]?.label;
          subscription.unsubscribe();
          return 'done';
        });
        await on.ref.ask(take);
      }

      expect(labels).to.deep.equal({
        observable: 'Observable',
        deferred: 'Observable',
        interop: 'Observable',
        promise: 'promise',
        feed: 'promise Feed',
        generator: 'async iterable',
        iterable: 'async iterable',
        stream: 'ReadableStream',
        pull: 'function pull',
        anonymous: 'function',
        throwing: 'source',
      });
    });

    it('lists a timer until it has called, each by its key and kind', async () => {
      await using on = await start();
      const set = act((self) => {
        self.timers.once('tea', 4, () => {});
        self.timers.every('poll', 3, () => {});
        self.timers.fixedRate('beat', 2, () => {});
        self.timers.receiveTimeout(100, () => {});
        return 'set';
      });
      await on.ref.ask(set);
      await on.clock.advance(3);
      const before = owned(on.ref);

      await on.clock.advance(1);

      const later = ['timer every `poll` 5', 'timer fixedRate `beat` 5', 'timer receiveTimeout 5'];
      expect(before).to.deep.equal(['timer once `tea` 5', ...later]);
      expect(owned(on.ref)).to.deep.equal(later);
    });

    for (const timeout of [100, Number.POSITIVE_INFINITY]) {
      it(`lists an ask with a timeout of ${timeout} until it has settled`, async () => {
        await using on = await start();
        let answer: (value: unknown) => void = () => {};
        const silent = on.system.spawn(
          puppet({
            message: () =>
              new Promise((resolve) => {
                answer = resolve;
              }),
          }),
          { id: 'silent' },
        );
        on.ref.tell(act((self) => self.ask(silent, { type: 'question' }, { timeout })));
        await on.clock.advance(7);
        const before = owned(on.ref);

        answer('answer');
        await on.clock.settle();

        expect(before).to.deep.equal(['ask question to /silent 5']);
        expect(owned(on.ref)).to.deep.equal([]);
      });
    }

    it('lists an ask of this moment as of now', async () => {
      await using on = await start();
      const silent = on.system.spawn(puppet(), { id: 'silent' });
      const lists: string[][] = [];

      on.ref.tell(
        act((self) => {
          self.ask(silent, { type: 'question' }, { timeout: 100 }).catch(() => {});
          lists.push(owned(self.reference));
        }),
      );
      await on.clock.settle();

      expect(lists).to.deep.equal([['ask question to /silent 5']]);
    });

    it('lists a child until it has stopped, by its path', async () => {
      await using on = await start();
      const child: AnyActorRef = await on.ref.ask(act((self) => self.spawn(puppet(), { id: 'child' })));
      await on.clock.advance(2);
      const before = owned(on.ref);

      await child.stop();

      expect(before).to.deep.equal(['child /owner/child 5']);
      expect(owned(on.ref)).to.deep.equal([]);
    });

    it('lists a detached stream until nobody listens, by the message that it answers', async () => {
      await using on = await start();
      const source = on.system.spawn(puppet({ message: () => detached(NEVER) }));
      const watching = source.stream({ type: 'watch' }).subscribe();
      await on.clock.advance(2);
      const before = owned(source);

      watching.unsubscribe();

      expect(before).to.deep.equal(['stream watch 5']);
      expect(owned(source)).to.deep.equal([]);
    });

    it('lists kinds in one order, and what is of one kind as it came', async () => {
      await using on = await start();
      const silent = on.system.spawn(puppet(), { id: 'silent' });
      const take = act((self) => {
        self.spawn(puppet(), { id: 'z' });
        self.spawn(puppet(), { id: 'a' });
        self.ask(silent, { type: 'question' }).catch(() => {});
        self.timers.once('tea', 9, () => {});
        self.registerInputTask(NEVER, () => {});
        return detached(NEVER);
      });
      on.ref.stream(take).subscribe();
      await on.clock.settle();

      expect(on.ref.resources().map(({ kind, label }) => `${kind} ${label}`)).to.deep.equal([
        'input Observable',
        'timer once `tea`',
        'ask question to /silent',
        'child /owner/z',
        'child /owner/a',
        'stream function',
      ]);
    });

    it('is a snapshot', async () => {
      await using on = await start();
      const child: AnyActorRef = await on.ref.ask(act((self) => self.spawn(puppet(), { id: 'child' })));
      const before: Resource[] = on.ref.resources();

      await child.stop();
      on.ref.resources().push({ kind: 'timer', label: 'mine', since: 0 });

      expect(before).to.deep.equal([{ kind: 'child', label: '/owner/child', since: 5 }]);
      expect(on.ref.resources()).to.deep.equal([]);
    });

    it('of an actor that has stopped is empty', async () => {
      await using on = await start();
      const silent = on.system.spawn(puppet());
      const take = act((self) => {
        self.spawn(puppet());
        self.ask(silent, 'anyone there?').catch(() => {});
        self.timers.every('poll', 9, () => {});
        self.registerInputTask(of(NEVER), () => {});
        self.registerInputTask(NEVER, () => {});
        return detached(NEVER);
      });
      on.ref.stream(take).subscribe();
      await on.clock.settle();
      const before = on.ref.resources().length;

      await on.ref.stop();

      expect(before).to.equal(5);
      expect(on.ref.resources()).to.deep.equal([]);
    });
  });
});
