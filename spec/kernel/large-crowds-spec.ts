import { expect } from 'chai';
import { Actor, type ActorRef, type ActorSystem } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';

const MANY = 100_000;

type Kind = 'sync' | 'async';

/** Hands a number on to the next, one higher; the last, or the one who counts to the end, resolves. */
class Link extends Actor {
  readonly #next: () => ActorRef | undefined;
  readonly #end: (count: number) => void;

  constructor(next: () => ActorRef | undefined, end: (count: number) => void) {
    super();
    this.#next = next;
    this.#end = end;
  }

  protected override handleMessage({ count, last }: { count: number; last: number }): void {
    const next = this.#next();
    if (next === undefined || count === last) this.#end(count);
    else next.tell({ count: count + 1, last });
  }
}

class AsyncLink extends Link {
  protected override async handleMessage(message: { count: number; last: number }): Promise<void> {
    super.handleMessage(message);
  }
}

/** Actors that each know the one before; returns the last. */
function chain(system: ActorSystem, kind: Kind, length: number, end: (count: number) => void): ActorRef[] {
  const Class = kind === 'sync' ? Link : AsyncLink;
  const refs: ActorRef[] = [];
  for (let link = 0; link < length; link++) {
    const next = refs.at(-1);
    refs.push(system.spawn(() => new Class(() => next ?? refs.at(-1), end)));
  }
  return refs;
}

class Parent extends Actor {
  readonly stoppedChildren: string[];

  constructor(stoppedChildren: string[]) {
    super();
    this.stoppedChildren = stoppedChildren;
  }

  protected override setup(): void {
    const { stoppedChildren } = this;
    class Child extends Actor {
      protected override teardown(): void {
        stoppedChildren.push(this.reference.id);
      }
    }
    for (let child = 0; child < MANY; child++) this.spawn(() => new Child(), { id: `${child}` });
  }
}

describe('A large crowd', () => {
  onBothLanes((newSystem) => {
    for (const kind of ['sync', 'async'] as const) {
      it(`of ${MANY} actors in a chain hands a message on to its end, with ${kind} handlers`, async () => {
        await using system = newSystem();

        const count = await new Promise<number>((resolve) => {
          const refs = chain(system, kind, MANY, resolve);
          refs.at(-1)?.tell({ count: 1, last: MANY });
        });

        expect(count).to.equal(MANY);
      }).timeout(20_000);

      it(`of ${MANY} actors in a ring hands a message on three times around, with ${kind} handlers`, async () => {
        await using system = newSystem();

        const count = await new Promise<number>((resolve) => {
          const refs = chain(system, kind, MANY, resolve);
          refs[0]?.tell({ count: 1, last: 3 * MANY });
        });

        expect(count).to.equal(3 * MANY);
      }).timeout(20_000);
    }

    it(`of ${MANY} children stops before its parent, the last first`, async () => {
      const stopped: string[] = [];
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const parent = system.spawn(() => new Parent(stopped));
      await clock.settle();

      const reason = await parent.stop();

      expect(reason).to.deep.equal({ kind: 'requested' });
      expect(stopped.length).to.equal(MANY);
      expect(stopped.findIndex((id, index) => id !== `${MANY - 1 - index}`)).to.equal(-1);
    }).timeout(20_000);

    it(`of ${MANY} children that each stop for themselves costs the parent nothing but notices`, async () => {
      let gone = 0;
      await using system = newSystem();
      class Notified extends Actor {
        protected override setup(): void {
          for (let child = 0; child < MANY; child++) {
            this.spawn(() => new Ending());
          }
        }

        protected override handleChildStopped(): void {
          gone += 1;
          if (this.children.size === 0 && gone === MANY) this.endMainLoop();
        }
      }
      class Ending extends Actor {
        protected override setup(): void {
          this.endMainLoop();
        }
      }

      const reason = await system.spawn(() => new Notified()).stopped;

      expect(reason).to.deep.equal({ kind: 'ended' });
      expect(gone).to.equal(MANY);
    }).timeout(20_000);
  });
});
