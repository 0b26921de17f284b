import { expect } from 'chai';
import { NEVER, Subject } from 'rxjs';
import type { ActorContext, ActorError, LifecycleEvent, Supervision } from '../../lib/index.js';
import { gate } from '../life/support/gate.js';
import { record, rejectionOf } from '../life/support/log.js';
import { act, puppet } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';
import { Family, kid, type Plan } from './support/family.js';

const RESTART: Supervision = { decide: 'restart' };
const LATER: Supervision = { decide: 'restart', backoff: { min: 100, max: 100 } };

const only = (plan: Omit<Plan, 'id'>, supervision = RESTART) => ({
  children: [{ id: 'a', options: { supervision }, ...plan }],
});

describe('a restart', () => {
  onBothLanes((newSystem) => {
    it('drops the failing message, and keeps the others in their order', async () => {
      await using family = await Family.of(newSystem, only({}));

      await family.tell('a', 'one', new Error('boom'), 'two', 'three');

      expect(family.take()).to.deep.equal(['a0 one', 'a0 teardown failed', 'a1 setup', 'a1 two', 'a1 three']);
      expect(family.system.deadLetters.count).to.equal(0);
    });

    it('keeps what comes during the delay, asks included', async () => {
      await using family = await Family.of(newSystem, only({}, LATER));
      await family.tell('a', new Error('boom'), 'one');

      const answer = family.ref('a').ask('two');
      await family.clock.advance(100);

      expect(await answer).to.equal('1');
      expect(family.take().slice(2)).to.deep.equal(['a1 one', 'a1 two']);
    });

    it('puts what was stashed before what waits', async () => {
      await using family = await Family.of(newSystem, only({}));
      let tries = 0;
      const later = act((self) => {
        tries += 1;
        if (tries === 1) self.stash();
        else family.note('the stashed one');
      });

      await family.tell('a', later, 'one', new Error('boom'), 'two');

      expect(family.take()).to.deep.equal([
        'a0 one',
        'a0 teardown failed',
        'a1 setup',
        'the stashed one',
        'a1 two',
      ]);
    });

    it('keeps the reference, and its stopped promise open', async () => {
      await using family = await Family.of(newSystem, only({}));
      const ref = family.ref('a');

      await family.tell('a', new Error('boom'));

      expect(await ref.ask('who?')).to.equal('1');
      expect([ref.path, ref.state]).to.deep.equal(['/parent/a', 'running']);
    });

    it('announces what happens, with the incarnation', async () => {
      await using family = await Family.of(newSystem, only({}));
      const show = (event: LifecycleEvent) =>
        `${event.type} ${'incarnation' in event ? event.incarnation : '-'} ${event.actor.state}`;
      const life = record(family.ref('a').lifecycle, show);

      await family.tell('a', new Error('boom'));
      await family.tell('a', new Error('boom'));

      expect(life.map((entry) => entry.split(' ').slice(0, 2).join(' '))).to.deep.equal([
        'started 0',
        'failed 0',
        'restarting 1',
        'started 1',
        'failed 1',
        'restarting 2',
        'started 2',
      ]);
    });

    it('ends inputs and timers', async () => {
      const source = new Subject<string>();
      const setup: Plan['setup'] = (n, self) => {
        if (n > 0) return;
        self.registerInputTask(source, (value) => self.tell(self.reference, value));
        self.timers.every('tick', 10, () => self.tell(self.reference, 'tick'));
      };
      await using family = await Family.of(newSystem, only({ setup }));

      await family.tell('a', new Error('boom'));
      source.next('value');
      await family.clock.advance(100);

      expect(source.observed).to.equal(false);
      expect(family.clock.pending).to.equal(0);
      expect(family.take()).to.deep.equal(['a0 teardown failed', 'a1 setup']);
    });

    it('rejects the asks that the old instance made, and those that it owes', async () => {
      const codes: unknown[] = [];
      await using family = await Family.of(newSystem, {
        children: [kid('a', RESTART), kid('silent')],
      });
      const never = gate();
      await family.tell(
        'silent',
        act(() => never.passed),
      );
      const owed = rejectionOf(family.ref('a').ask(act(() => undefined)));

      await family.tell(
        'a',
        act((self) => {
          self.ask(family.ref('silent'), 'anyone?').catch(({ code }) => codes.push(code));
        }),
        new Error('boom'),
      );
      never.open();

      expect(codes).to.deep.equal(['actor-restarted']);
      expect(await owed).to.include({ code: 'actor-restarted', path: '/parent/a' });
    });

    it('stops the children in reverse order, before its teardown, and setup starts them again', async () => {
      const log: string[] = [];
      const setup: Plan['setup'] = (n, self) => {
        for (const id of ['x', 'y', 'z']) {
          self.spawn(puppet({ teardown: ({ kind }) => void log.push(`${id} of ${n} ${kind}`) }), { id });
        }
      };
      const teardown: Plan['teardown'] = (n) => void log.push(`teardown of ${n}`);
      await using family = await Family.of(newSystem, only({ setup, teardown }));

      await family.tell('a', new Error('boom'));
      const ids = await family.ref('a').ask(act((self) => [...self.children.keys()]));

      expect(log).to.deep.equal([
        'z of 0 parentStopped',
        'y of 0 parentStopped',
        'x of 0 parentStopped',
        'teardown of 0',
      ]);
      expect(ids).to.deep.equal(['x', 'y', 'z']);
    });

    it('stops the children also where setup itself fails, at the first start and later', async () => {
      const stopped: string[] = [];
      const setup: Plan['setup'] = (n, self) => {
        self.spawn(puppet({ teardown: () => void stopped.push(`x of ${n}`) }), { id: 'x' });
        if (n < 2) throw new Error('boom');
      };
      const late: Plan['setup'] = async (n, self) => {
        self.spawn(puppet({ teardown: () => void stopped.push(`y of ${n}`) }), { id: 'y' });
        await family.clock.settle();
        if (n < 1) throw new Error('boom');
      };
      await using family: Family = new Family(newSystem, {
        children: [
          { id: 'a', options: { supervision: LATER }, setup },
          { id: 'b', options: { supervision: LATER }, setup: late },
        ],
      });

      await family.clock.advance(500);

      expect([...stopped].sort()).to.deep.equal(['x of 0', 'x of 1', 'y of 0']);
      expect(['a', 'b'].map((id) => family.ref(id).state)).to.deep.equal(['running', 'running']);
    });

    it('lets a teardown begin nothing', async () => {
      const refused: unknown[] = [];
      const teardown: Plan['teardown'] = (n, self) => {
        if (n > 0) return;
        for (const begin of [
          () => self.spawn(puppet()),
          () => self.registerInputTask(NEVER, () => undefined),
          () => self.timers.once('late', 1, () => undefined),
        ]) {
          try {
            begin();
          } catch (error) {
            refused.push((error as ActorError).code);
          }
        }
      };
      await using family = await Family.of(newSystem, only({ teardown }));

      await family.tell('a', new Error('boom'));
      const size = await family.ref('a').ask(act((self) => self.children.size));

      expect(refused).to.deep.equal(['actor-restarted', 'actor-restarted', 'actor-restarted']);
      expect(size).to.equal(0);
    });

    it('takes the present from the instance before: its leftover callbacks begin and end nothing', async () => {
      const old: ActorContext[] = [];
      const setup: Plan['setup'] = (n, self) => {
        if (n === 0) old.push(self);
      };
      await using family = await Family.of(newSystem, only({ setup }));
      await family.tell('a', new Error('boom'));
      const [self] = old as [ActorContext];
      const code = (call: () => unknown) => {
        try {
          return call();
        } catch (error) {
          return (error as ActorError).code ?? (error as Error).message;
        }
      };

      const codes = [
        () => self.spawn(puppet()),
        () => self.registerInputTask(NEVER, () => undefined),
        () => self.timers.once('late', 1, () => undefined),
        () => self.watch(family.parent),
        () => self.stash(),
        () => self.unstashAll(),
        () => self.become({}),
        () => self.unbecome(),
        () => self.endMainLoop(),
        () => self.fail(new Error('late')),
      ].map(code);
      const asked = await rejectionOf(self.ask(family.parent, 'late'));
      await family.clock.settle();

      const restarted = Array.from({ length: 8 }, () => 'actor-restarted');
      expect(codes).to.deep.equal([...restarted, undefined, 'late']);
      expect(asked).to.include({ code: 'actor-restarted', undelivered: 'late' });
      expect(family.ref('a').state).to.equal('running');
    });

    it('waits for an asynchronous teardown', async () => {
      const torn = gate();
      await using family = await Family.of(
        newSystem,
        only({ teardown: (n) => (n === 0 ? torn.passed : undefined) }),
      );

      await family.tell('a', new Error('boom'), 'next');
      const before = family.take();
      torn.open();
      await family.clock.settle();

      expect(before).to.deep.equal(['a0 teardown failed']);
      expect(family.take()).to.deep.equal(['a1 setup', 'a1 next']);
    });

    it('goes on after a teardown that throws', async () => {
      const teardown = () => {
        throw new Error('rude');
      };
      await using family = await Family.of(newSystem, only({ teardown }));

      await family.tell('a', new Error('boom'), 'next');

      expect(family.take()).to.deep.equal(['a0 teardown failed', 'a1 setup', 'a1 next']);
    });
  });
});
