import { expect } from 'chai';
import type { ActorContext, ActorRef } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';
import { gate } from './support/gate.js';
import { act, puppet, raise } from './support/puppet.js';

describe('handleChildStopped', () => {
  onBothLanes((newSystem) => {
    const boom = new Error('boom');
    const ends: [string, object, (self: ActorContext) => void][] = [
      ['ends its main loop', { kind: 'ended' }, (self) => self.endMainLoop()],
      ['is stopped', { kind: 'requested' }, (self) => void self.reference.stop()],
      ['fails', { kind: 'failed', error: boom }, (self) => self.fail(boom)],
    ];
    for (const [what, reason, end] of ends) {
      it(`is called once for a child that ${what}, with its reference and its reason`, async () => {
        const clock = new TestClock();
        await using system = newSystem({ clock });
        const notices: unknown[] = [];
        const children: ActorRef[] = [];
        const parent = system.spawn(
          puppet({
            setup: (self) => void children.push(self.spawn(puppet())),
            childStopped: (child, why) => void notices.push([child, why]),
          }),
        );
        await clock.settle();

        children[0]?.tell(act(end));
        await clock.settle();

        expect(notices).to.deep.equal([[children[0], reason]]);
        expect(parent.state).to.equal('running');
      });
    }

    it('gets the thrown object of a child that fails in its setup', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const notices: unknown[] = [];
      system.spawn(
        puppet({
          setup: (self) => void self.spawn(puppet({ setup: () => Promise.reject(boom) })),
          childStopped: (_, reason) => void notices.push('error' in reason && reason.error),
        }),
      );

      await clock.settle();

      expect(notices).to.deep.equal([boom]);
    });

    it('meets a child that has stopped and has left `children`, all of its own before it', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const grandchildren: ActorRef[] = [];
      const seen: unknown[] = [];
      const child = puppet({ setup: (self) => void grandchildren.push(self.spawn(puppet())) });
      system.spawn(
        puppet({
          setup: (self) => self.spawn(child).tell(act((it) => it.endMainLoop())),
          childStopped: ({ id, state }, _, self) =>
            void seen.push(state, grandchildren[0]?.state, self.children.has(id)),
        }),
      );

      await clock.settle();

      expect(seen).to.deep.equal(['stopped', 'stopped', false]);
    });

    it("comes after the child's last words, those of its teardown included", async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const log: unknown[] = [];
      const turn = gate();
      const parent = system.spawn(
        puppet({
          message: (message) => void log.push(message),
          childStopped: ({ id }) => void log.push(`${id} has stopped`),
        }),
      );
      parent.tell(
        act((self) => {
          const child = self.spawn(puppet({ teardown: () => parent.tell('torn down') }), { id: 'child' });
          child.tell(
            act((it) => {
              parent.tell('last words');
              it.endMainLoop();
            }),
          );
          return turn.passed;
        }),
      );
      await clock.settle();

      parent.tell('afterwards');
      turn.open();
      await clock.settle();

      expect(log).to.deep.equal(['last words', 'torn down', 'child has stopped', 'afterwards']);
    });

    it('is a turn: others wait until it has settled', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const log: unknown[] = [];
      const noticed = gate();
      const children: ActorRef[] = [];
      const parent = system.spawn(
        puppet({
          setup: (self) => {
            for (const id of ['a', 'b']) children.push(self.spawn(puppet(), { id }));
          },
          message: (message) => void log.push(message),
          childStopped: async ({ id }) => {
            log.push(`${id} begins`);
            await noticed.passed;
            log.push(`${id} ends`);
          },
        }),
      );
      await clock.settle();

      await children[0]?.stop();
      await children[1]?.stop();
      parent.tell('message');
      await clock.settle();
      const during = [...log];
      noticed.open();
      await clock.settle();

      expect(during).to.deep.equal(['a begins']);
      expect(log).to.deep.equal(['a begins', 'a ends', 'b begins', 'b ends', 'message']);
    });

    it('that throws fails the parent with its error', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const mine = new Error('mine');
      const parent = system.spawn(
        puppet({
          setup: (self) => void self.spawn(puppet({ setup: raise(boom) as () => never })),
          childStopped: raise(mine) as () => never,
        }),
      );

      await clock.settle();

      expect(await parent.stopped).to.include({ kind: 'failed', error: mine });
    });

    it('by default lets the parent live when a child ends or is stopped', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const parent = system.spawn(puppet());

      parent.tell(
        act((self) => {
          self.spawn(puppet({ setup: (it) => it.endMainLoop() }));
          void self.spawn(puppet()).stop();
        }),
      );
      await clock.settle();

      expect(parent.state).to.equal('running');
    });

    for (const length of [1, 2, 9, 10]) {
      it(`by default fails a chain of ${length} with the same error object, from the last to the first`, async () => {
        const clock = new TestClock();
        await using system = newSystem({ clock });
        const chain: ActorRef[] = [];
        const failed: string[] = [];
        system.events.subscribe((event) => {
          if (event.type === 'failed') failed.push(event.actor.id);
        });
        const link = (n: number) =>
          puppet({
            setup: (self) => {
              chain.push(self.reference);
              if (n < length) self.spawn(link(n + 1), { id: `link-${n + 1}` });
            },
          });
        system.spawn(link(1), { id: 'link-1' });
        await clock.settle();

        chain.at(-1)?.tell(raise(boom));
        const reasons = await Promise.all(chain.map(({ stopped }) => stopped));
        await clock.settle();

        expect(chain).to.have.lengthOf(length);
        expect(reasons.every((reason) => reason.kind === 'failed' && reason.error === boom)).to.equal(true);
        expect(failed).to.deep.equal(chain.map(({ id }) => id).reverse());
      });
    }

    it('by default spares the ancestors of a parent that handles the failure', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const refs: ActorRef[] = [];
      const child = puppet({ setup: raise(boom) as () => never });
      const parent = puppet({
        setup: (self) => {
          refs.push(self.reference);
          self.spawn(child);
        },
        childStopped: () => undefined,
      });
      refs.push(system.spawn(puppet({ setup: (self) => void self.spawn(parent) })));

      await clock.settle();

      expect(refs.map(({ state }) => state)).to.deep.equal(['running', 'running']);
    });
  });
});
