import { expect } from 'chai';
import { Subject } from 'rxjs';
import type { StopReason, SystemEvent } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';
import { gate } from './support/gate.js';
import { lifeOf } from './support/log.js';
import { act, puppet, raise } from './support/puppet.js';

describe('teardown', () => {
  onBothLanes((newSystem) => {
    const boom = new Error('boom');

    it('runs once, last, with the reason', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const log: unknown[] = [];
      const reasons: StopReason[] = [];
      const source = new Subject<number>();
      const ref = system.spawn(
        puppet({
          setup: (self) => {
            self.registerInputTask(source, () => undefined).add(() => log.push('input left'));
            self.spawn(puppet({ teardown: () => void log.push('child torn down') }));
          },
          message: (message) => void log.push(message),
          teardown: (reason) => {
            log.push('torn down');
            reasons.push(reason);
          },
        }),
      );
      await clock.settle();

      ref.tell('message');
      await ref.stop({ drain: true });
      await clock.settle();

      expect(log).to.deep.equal(['message', 'input left', 'child torn down', 'torn down']);
      expect(reasons).to.deep.equal([{ kind: 'requested' }]);
    });

    it('gets the failure, with the very error', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const reasons: StopReason[] = [];
      const ref = system.spawn(puppet({ teardown: (reason) => void reasons.push(reason) }));

      ref.tell(raise(boom));
      await clock.settle();

      expect(reasons).to.have.lengthOf(1);
      expect(reasons[0]).to.include({ kind: 'failed', error: boom });
    });

    it('runs where the setup failed', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const reasons: StopReason[] = [];
      system.spawn(
        puppet({ setup: raise(boom) as () => never, teardown: (reason) => void reasons.push(reason) }),
      );

      await clock.settle();

      expect(reasons).to.have.lengthOf(1);
      expect(reasons[0]).to.include({ kind: 'failed', error: boom });
    });

    it('holds the end until it has settled', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const saved = gate();
      const ref = system.spawn(puppet({ teardown: () => saved.passed }));
      const life = lifeOf(ref);
      await clock.settle();

      const stopped = ref.stop();
      await clock.settle();
      const during = [...life];
      saved.open();
      await stopped;
      await clock.settle();

      expect(during.slice(2)).to.deep.equal(['stopping requested']);
      expect(life.slice(3)).to.deep.equal(['stopped requested', 'complete']);
    });

    it('holds the end until its Observable has completed', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const saving = new Subject<void>();
      const ref = system.spawn(puppet({ teardown: () => saving }));
      await clock.settle();

      void ref.stop();
      await clock.settle();
      const during = ref.state;
      saving.complete();
      await clock.settle();

      expect([during, ref.state]).to.deep.equal(['stopping', 'stopped']);
    });

    const failures: [string, () => Promise<never>][] = [
      ['throws', raise(boom) as () => never],
      ['rejects', () => Promise.reject(boom)],
    ];
    for (const [what, teardown] of failures) {
      it(`that ${what} is the event \`teardown-failed\`, and changes no reason`, async () => {
        const clock = new TestClock();
        await using system = newSystem({ clock });
        const failed: SystemEvent[] = [];
        system.events.subscribe((event) => {
          if (event.type === 'teardown-failed') failed.push(event);
        });
        const ref = system.spawn(puppet({ teardown }));
        const life = lifeOf(ref);
        await clock.advance(4);

        const reason = await ref.stop();
        await clock.settle();

        expect(reason).to.deep.equal({ kind: 'requested' });
        expect(life.slice(2)).to.deep.equal(['stopping requested', 'stopped requested', 'complete']);
        expect(failed).to.deep.equal([{ type: 'teardown-failed', actor: ref, error: boom, at: 4 }]);
      });
    }

    it('that throws does not fail the parent', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const kinds: string[] = [];
      const parent = system.spawn(
        puppet({
          setup: (self) => {
            const child = self.spawn(puppet({ teardown: raise(boom) as () => never }));
            child.tell(act((it) => it.endMainLoop()));
          },
          childStopped: (_, reason) => void kinds.push(reason.kind),
        }),
      );

      await clock.settle();

      expect(kinds).to.deep.equal(['ended']);
      expect(parent.state).to.equal('running');
    });

    it('may ask and tell others', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const log: unknown[] = [];
      const other = system.spawn(puppet({ message: (message) => log.push(message) }));
      const ref = system.spawn(
        puppet({
          teardown: async (_, self) => {
            self.tell(other, 'told');
            log.push(await self.ask(other, 'asked'));
          },
        }),
      );
      await clock.settle();

      await ref.stop();

      expect(log).to.deep.equal(['told', 'asked', 2]);
    });
  });
});
