import { expect } from 'chai';
import { Actor, type ActorRef, type AnyActorRef, type Handlers } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { gate } from '../life/support/gate.js';
import { act, puppet, raise } from '../life/support/puppet.js';
import { type NewSystem, onBothLanes } from '../support/lanes.js';
import { witness } from './support/witness.js';

/** A witness that watches `other`. */
async function start(newSystem: NewSystem, create = puppet()) {
  const clock = new TestClock();
  const system = newSystem({ clock });
  const log: string[] = [];
  const watcher = system.spawn(witness(log), { id: 'watcher' });
  const other = system.spawn(create, { id: 'other', supervision: { decide: 'restart' } });
  watcher.tell(act((self) => self.watch(other)));
  await clock.settle();
  return { clock, system, log, watcher, other };
}

describe('The notice to a watcher', () => {
  onBothLanes((newSystem) => {
    it('comes when the teardown has ended, and all below are gone', async () => {
      const torn = gate();
      const states: string[] = [];
      const family: AnyActorRef[] = [];
      const child = puppet({ teardown: () => torn.passed });
      const parent = puppet({ setup: (self) => void family.push(self.spawn(child, { id: 'child' })) });
      const { clock, system, log, watcher, other } = await start(newSystem, parent);
      watcher.tell(act((self) => self.watch(family[0] as AnyActorRef)));
      other.lifecycle.subscribe(({ type }) => states.push(type));
      await clock.settle();

      void other.stop();
      await clock.settle();
      const before = [...log];
      torn.open();
      await clock.settle();

      expect(before).to.deep.equal([]);
      expect(log).to.deep.equal(['child parentStopped', 'other requested']);
      await system.shutdown();
    });

    it('comes behind the last words of the watched actor', async () => {
      let listener: ActorRef | undefined;
      const teardown = (_: unknown, self: { tell(ref: ActorRef, message: unknown): void }) =>
        self.tell(listener as ActorRef, 'farewell');
      const { clock, system, log, watcher, other } = await start(newSystem, puppet({ teardown }));
      listener = watcher;

      await other.stop();
      await clock.settle();

      expect(log).to.deep.equal(['message farewell', 'other requested']);
      await system.shutdown();
    });

    it('is a turn: it waits for the one that runs', async () => {
      const { clock, system, log, watcher, other } = await start(newSystem);
      const turn = gate();
      watcher.tell(act(() => turn.passed.then(() => void log.push('turn over'))));
      await other.stop();
      await clock.settle();
      const before = [...log];

      turn.open();
      await clock.settle();

      expect(before).to.deep.equal([]);
      expect(log).to.deep.equal(['turn over', 'other requested']);
      await system.shutdown();
    });

    it('does not come after unwatch', async () => {
      const { clock, system, log, watcher, other } = await start(newSystem);
      watcher.tell(act((self) => self.unwatch(other)));
      await clock.settle();

      await other.stop();
      await clock.settle();

      expect(log).to.deep.equal([]);
      await system.shutdown();
    });

    for (const [what, watch] of [
      ['notice', (self, ref) => self.watch(ref)],
      ['message', (self, ref) => self.watchWith(ref, 'gone')],
    ] as readonly [string, Parameters<typeof watching>[0]][]) {
      it(`does not come after unwatch although it was queued, as a ${what}`, async () => {
        const { clock, system, log, watcher, other } = await start(newSystem);
        const turn = gate();
        watcher.tell(act((self) => self.unwatch(other)));
        watcher.tell(watching(watch, other));
        watcher.tell(act(() => turn.passed));
        watcher.tell(act((self) => self.unwatch(other)));
        watcher.tell('next');
        await other.stop();
        await clock.settle();

        turn.open();
        await clock.settle();

        expect(log).to.deep.equal(['message next']);
        await system.shutdown();
      });
    }

    it('comes once to one who watches again after unwatch', async () => {
      const { clock, system, log, watcher, other } = await start(newSystem);
      const turn = gate();
      watcher.tell(act(() => turn.passed));
      watcher.tell(act((self) => self.unwatch(other)));
      watcher.tell(act((self) => self.watch(other)));
      await other.stop();
      turn.open();

      await clock.settle();

      expect(log).to.deep.equal(['other requested']);
      await system.shutdown();
    });

    it('does not come when the watched actor restarts, but when it stops after that', async () => {
      const { clock, system, log, other } = await start(newSystem);
      other.tell(raise(new Error('broken')));
      await clock.settle();
      const after = [other.state, ...log];

      await other.stop();
      await clock.settle();

      expect(after).to.deep.equal(['running']);
      expect(log).to.deep.equal(['other requested']);
      await system.shutdown();
    });

    it('concerns the actor that was watched, and no later one of the same name', async () => {
      const { clock, system, log, watcher, other } = await start(newSystem);
      watcher.tell(act((self) => self.unwatch(other)));
      await clock.settle();
      await other.stop();

      const namesake = system.spawn(puppet(), { id: 'other' });
      watcher.tell(act((self) => self.watch(other)));
      await clock.settle();
      const first = [...log];
      await namesake.stop();
      await clock.settle();

      expect(first).to.deep.equal(['other requested']);
      expect(log).to.deep.equal(['other requested']);
      await system.shutdown();
    });

    it('of watchWith is the message itself, and goes to its handler', async () => {
      interface Protocol {
        watch(m: { ref: AnyActorRef }): void;
        gone(m: { who: string }): void;
      }
      const log: string[] = [];
      class Guard extends Actor<Protocol> {
        protected override readonly handlers: Handlers<Protocol> = {
          watch: ({ ref }) => this.watchWith(ref, { type: 'gone', who: ref.id }),
          gone: ({ who }) => void log.push(`${who} is gone`),
        };

        protected override handleWatchedStopped(): void {
          log.push('called as well');
        }
      }
      const { clock, system, other } = await start(newSystem);
      const guard = system.spawn(() => new Guard());
      guard.tell({ type: 'watch', ref: other });
      await clock.settle();

      await other.stop();
      await clock.settle();

      expect(log).to.deep.equal(['other is gone']);
      await system.shutdown();
    });
  });
});

function watching(
  watch: (
    self: { watch(ref: AnyActorRef): void; watchWith(ref: AnyActorRef, message: unknown): void },
    ref: AnyActorRef,
  ) => void,
  ref: AnyActorRef,
) {
  return act((self) => watch(self, ref));
}
