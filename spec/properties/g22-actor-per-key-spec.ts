import { expect } from 'chai';
import { Subject } from 'rxjs';
import { core } from '../../lib/actor/actor-system.js';
import { type AnyActorRef, actorPerKey, type SystemEvent } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { type NewSystem, onBothLanes } from '../support/lanes.js';
import { holdsFor, passTime, settles } from './support/b-check.js';
import {
  Clerk,
  crowdedPlans,
  foreseen,
  foreseenInCrowd,
  freePlans,
  type KeyedPlan,
  keyedPlans,
  Ledger,
  type Sent,
} from './support/d-keyed.js';

/** A run of a plan, to its end and until nothing is left to happen. */
async function run(newSystem: NewSystem, plan: KeyedPlan) {
  const clock = new TestClock();
  const system = newSystem({ clock });
  const ledger = new Ledger();
  const census = new Census();
  system.events.subscribe((event) => census.see(event));
  const letters: number[] = [];
  system.deadLetters.subscribe(({ message, reason }) => {
    if (reason === 'actor-stopped') letters.push((message as Sent).number);
  });
  const source = new Subject<Sent>();
  const replies: unknown[] = [];
  let ended = 'not at all';
  const { idle, max, supervision } = plan;
  const create = (key: string) => new Clerk(clock, ledger, plan, key);
  const subscription = source
    .pipe(actorPerKey(({ key }) => key, create, { idle, max, supervision, system }))
    .subscribe({
      next: (reply) => replies.push(reply),
      error: () => (ended = 'error'),
      complete: () => (ended = `complete with ${census.live} alive`),
    });
  for (const [number, job] of plan.jobs.entries()) {
    if (job.gap > 0) await clock.advance(job.gap);
    source.next({ ...job, number });
  }
  if (plan.end === 'complete') source.complete();
  else if (plan.end === 'error') source.error('broken');
  else subscription.unsubscribe();
  await passTime(clock);
  expect(await settles(clock), 'it settles').to.equal(true);
  const left = { roots: system[core].roots.size, timers: clock.pending, alive: census.live };
  await system.shutdown();
  return { ledger, census, letters, replies, ended, left };
}

/** Who lives, and how many at most. */
class Census {
  most = 0;
  readonly #living = new Set<AnyActorRef>();

  get live(): number {
    return this.#living.size;
  }

  see(event: SystemEvent): void {
    if (event.type === 'starting') this.#living.add(event.actor);
    if (event.type === 'stopped') this.#living.delete(event.actor);
    this.most = Math.max(this.most, this.live);
  }
}

describe('G22 actorPerKey', () => {
  onBothLanes((newSystem) => {
    it('handles each value once, in the order of its key, whatever its actors do, and no more actors live than may', () =>
      holdsFor(keyedPlans, async (plan) => {
        const { ledger, census, letters, replies, ended, left } = await run(newSystem, plan);

        const { jobs, end, max } = plan;
        for (const key of ['a', 'b', 'c', 'd']) {
          const ofKey = (numbers: readonly number[]) => numbers.filter((number) => jobs[number]?.key === key);
          const lost = new Set(letters);
          const kept = ofKey([...jobs.keys()].filter((number) => !lost.has(number)));
          expect(ledger.handled[key] ?? [], `handled for ${key}`).to.deep.equal(kept);
          const answers = kept.filter((number) => jobs[number]?.kind === 'answer');
          const given = ofKey(replies as number[]);
          expect(given, `replies for ${key}`).to.deep.equal(
            end === 'complete' ? answers : answers.slice(0, given.length),
          );
        }
        expect(new Set(letters).size, 'each letter once').to.equal(letters.length);
        if (end === 'complete') expect(letters.length, 'lost').to.be.at.most(ledger.brokenSetups);
        expect(ledger.faults).to.deep.equal([]);
        expect(census.most).to.be.at.most(max);
        const how = { complete: 'complete with 0 alive', error: 'error', unsubscribe: 'not at all' };
        expect(ended).to.equal(how[end]);
        expect(left).to.deep.equal({ roots: 0, timers: 0, alive: 0 });
      }));

    it('handles each at the time, and by the instance, that a queue for each key foresees', () =>
      holdsFor(freePlans, async (plan) => {
        const { ledger } = await run(newSystem, plan);

        expect(ledger.lines.slice().sort()).to.deep.equal(foreseen(plan));
      }));

    it('sends away the one that has been idle longest', () =>
      holdsFor(crowdedPlans, async (plan) => {
        const { ledger } = await run(newSystem, plan);

        expect(ledger.lines).to.deep.equal(foreseenInCrowd(plan));
      }));
  });
});
