import { expect } from 'chai';
import { Actor, type ActorRef, ActorSystem, ask, Inbox, Message } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';

class Worker extends Actor {
  protected override handleMessage(message: unknown) {
    return `worked on ${message}`;
  }
}

/** Hands its work to a child that its setup starts. */
class Desk extends Actor {
  #worker: ActorRef | undefined;
  protected override setup() {
    this.#worker = this.spawn(() => new Worker());
  }
  protected override handleMessage(message: unknown) {
    return this.#worker === undefined ? undefined : this.ask<string>(this.#worker, message);
  }
}

describe('A drain', () => {
  onBothLanes((newSystem) => {
    it('still runs a setup that spawns, and what waited behind it', async () => {
      await using system = newSystem();
      const desk = system.spawn(() => new Desk());
      const answer = desk.ask('this');

      const reason = await desk.stop({ drain: true });

      expect([await answer, reason]).to.deep.equal(['worked on this', { kind: 'requested' }]);
    });

    it('still runs handlers that spawn, whose children stop with the actor', async () => {
      await using system = newSystem({ clock: new TestClock() });
      const children: ActorRef[] = [];
      class Manager extends Actor {
        protected override handleMessage() {
          children.push(this.spawn(() => new Worker()));
        }
      }
      const manager = system.spawn(() => new Manager());
      for (let told = 0; told < 3; told++) manager.tell(told);

      await manager.stop({ drain: true });

      expect(children.map(({ state }) => state)).to.deep.equal(['stopped', 'stopped', 'stopped']);
    });
  });
});

describe('A lifecycle observer that acts on the greeting', () => {
  onBothLanes((newSystem) => {
    it('misses nothing of what follows (G12)', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(() => new Worker());
      await clock.settle();
      const seen: string[] = [];

      ref.lifecycle.subscribe(({ type }) => {
        seen.push(type);
        if (type === 'started') void ref.stop();
      });
      await clock.settle();

      expect(seen).to.deep.equal(['started', 'stopping', 'stopped']);
    });
  });
});

describe('The deadline of a shutdown', () => {
  onBothLanes((newSystem) => {
    it('keeps the order in which actors stop (G8)', async () => {
      const clock = new TestClock();
      const system = newSystem({ clock });
      const stopped: string[] = [];
      class Hanging extends Actor {
        protected override handleMessage() {
          return new Promise(() => {});
        }
      }
      class Parent extends Actor {
        protected override setup() {
          for (const id of ['a', 'b']) this.spawn(() => new Hanging(), { id }).tell('hang');
        }
      }
      system.events.subscribe((event) => {
        if (event.type === 'stopped') stopped.push(event.actor.path);
      });
      for (const id of ['one', 'two']) system.spawn(() => new Parent(), { id });
      await clock.settle();

      const ended = system.shutdown({ timeout: 20 });
      await clock.advance(20);
      await ended;

      expect(stopped).to.deep.equal(['/two/b', '/two/a', '/two', '/one/b', '/one/a', '/one']);
    });

    it('reaches the bottom of a tree that is deeper than the stack', async () => {
      const clock = new TestClock();
      const system = newSystem({ clock });
      let depth = 0;
      let last: ActorRef | undefined;
      class Level extends Actor {
        protected override setup() {
          depth += 1;
          last = this.reference;
          if (depth < 20_000) this.spawn(() => new Level(), { id: 'x' });
        }
      }
      system.spawn(() => new Level(), { id: 'x' });
      await clock.settle();

      const ended = system.shutdown({ timeout: 1 });
      await clock.advance(1);
      await ended;

      expect(last?.state).to.equal('stopped');
      expect(last?.path).to.have.lengthOf(40_000);
    }).timeout(20_000);
  });
});

describe('A Message that was told to an inbox', () => {
  it('is answered to whoever told it, or becomes a dead letter', async () => {
    const inbox = new Inbox<Message>();
    const me = new Inbox<string>();
    const before = ActorSystem.default.deadLetters.counts['no-sender'];

    inbox.reference.tell(new Message(), { sender: me });
    inbox.reference.tell(new Message());
    (await inbox.next()).reply('first');
    (await inbox.next()).reply('second');

    expect(await me.next()).to.equal('first');
    expect(ActorSystem.default.deadLetters.counts['no-sender'] - before).to.equal(1);
  });
});

describe('Inbox.messages', () => {
  it('shows each message to every subscriber of then, whoever else comes', async () => {
    const inbox = new Inbox<string>();
    const [first, second]: [string[], string[]] = [[], []];
    inbox.messages.subscribe((message) => first.push(message));

    inbox.reference.tell('one');
    inbox.messages.subscribe((message) => second.push(message));
    inbox.reference.tell('two');
    const taken = inbox.next();
    inbox.reference.tell('three');
    await taken;
    await new TestClock().settle();

    expect([first, second]).to.deep.equal([
      ['one', 'two', 'three'],
      ['two', 'three'],
    ]);
  });
});

describe('A promise of a class with a `then` of its own', () => {
  onBothLanes((newSystem) => {
    it('is awaited as `await` would', async () => {
      class Lazy<T> extends Promise<T> {
        static of<T>(value: T): Lazy<T> {
          const lazy = new Lazy<T>(() => {});
          // Settles only when somebody asks, as p-lazy does.
          void Object.defineProperty(lazy, 'then', {
            value: (ok: (value: T) => unknown) => Promise.resolve(value).then(ok),
          });
          return lazy;
        }
      }
      await using system = newSystem();
      const ref = system.spawn(
        () =>
          new (class extends Actor {
            protected override handleMessage() {
              return Lazy.of(42);
            }
          })(),
      );

      expect(await ask(ref, 'now')).to.equal(42);
    });
  });
});
