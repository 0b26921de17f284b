import { expect } from 'chai';
import type { ActorContext } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { puppet } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';
import { holdsFor, settles } from './support/b-check.js';
import { type Parcel, parcel, StashModel, stashScripts } from './support/c-stash.js';

/** The actor restarts as often as it fails. */
const RESTARTED = { supervision: { decide: 'restart', limit: { max: 1_000_000, within: 1 } } } as const;

/** Does what a parcel says. What is returned for one that is put aside is no answer. */
function work(turns: string[], given: Parcel, self: ActorContext): unknown {
  const keeps = given.kept < given.keeps;
  turns.push(`${keeps ? 'keep' : 'handle'} ${given.name}`);
  if (keeps) {
    given.kept += 1;
    self.stash();
  }
  if (given.also === 'unstash') self.unstashAll();
  if (given.also === 'fail') self.fail('oops');
  return given.name;
}

describe('G17 stash', () => {
  onBothLanes((newSystem) => {
    it('loses and doubles nothing, and comes back before what waited', () =>
      holdsFor(stashScripts, async (steps) => {
        const clock = new TestClock();
        const system = newSystem({ clock });
        const letters: unknown[] = [];
        system.deadLetters.subscribe(({ message, reason }) =>
          letters.push(reason === 'actor-stopped' ? (message as Parcel).name : reason),
        );
        const turns: string[] = [];
        const outcomes: Record<string, unknown> = {};
        const askers = new Map<string, AbortController>();
        const message = (given: unknown, self: ActorContext) => {
          const todo = given as Parcel;
          return todo.async ? Promise.resolve().then(() => work(turns, todo, self)) : work(turns, todo, self);
        };
        const ref = system.spawn(puppet({ message }), RESTARTED);
        const model = new StashModel();
        const settle = async () => {
          model.settle();
          expect(await settles(clock), 'it settles').to.equal(true);
          expect(turns).to.deep.equal(model.turns);
          expect(outcomes).to.deep.equal(model.outcomes);
          expect(ref.mailbox.size).to.equal(0);
        };

        for (const [index, step] of steps.entries()) {
          if (step.step === 'settle') await settle();
          else if (step.step === 'leave') {
            await settle();
            const name = model.asksKept[step.which % model.asksKept.length];
            if (name === undefined) continue;
            model.leave(name);
            askers.get(name)?.abort('left');
          } else {
            const name = `${index}`;
            model.send(parcel(name, step.order));
            const sent = parcel(name, step.order);
            if (!step.order.asked) ref.tell(sent);
            else {
              const asker = new AbortController();
              askers.set(name, asker);
              ref.ask(sent, { signal: asker.signal, timeout: Number.POSITIVE_INFINITY }).then(
                (answer) => Object.assign(outcomes, { [name]: answer }),
                (error) => Object.assign(outcomes, { [name]: error.code ?? error }),
              );
            }
          }
        }
        await settle();
        const refused = model.stop();
        await ref.stop();
        await settles(clock);

        expect(letters, 'dead letters').to.deep.equal(refused);
        expect(outcomes).to.deep.equal(model.outcomes);
        await system.shutdown();
      }));
  });
});
