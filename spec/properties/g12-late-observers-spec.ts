import { expect } from 'chai';
import * as fc from 'fast-check';
import type { AnyActorRef, LifecycleEvent } from '../../lib/index.js';
import { act } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';
import { holdsFor } from './support/b-check.js';
import { program } from './support/b-plan.js';
import { World } from './support/b-world.js';

type Seen = LifecycleEvent | 'complete';

/** When somebody comes: after so many steps, seen from outside, from a turn, or from an observer. */
const late = fc.record({
  after: fc.nat({ max: 16 }),
  from: fc.constantFrom('outside', 'a turn', 'an observer'),
});

const STATES: Readonly<Record<string, string>> = {
  starting: 'starting',
  running: 'started',
  stopping: 'stopping',
  stopped: 'stopped',
};

interface Comer {
  readonly ref: AnyActorRef;
  /** What the greeting has to be, by the state at that time. */
  readonly greeting: string | undefined;
  /** What there was when `subscribe` returned. */
  readonly atOnce: number;
  readonly seen: readonly Seen[];
}

function observe(ref: AnyActorRef): Comer {
  const seen: Seen[] = [];
  const greeting = STATES[ref.state];
  ref.lifecycle.subscribe({ next: (event) => seen.push(event), complete: () => seen.push('complete') });
  return { ref, greeting, atOnce: seen.filter((event) => event !== 'complete').length, seen };
}

/** Events in words that differ where the events do. */
function words(seen: readonly Seen[]): string[] {
  return seen.map((event) => {
    if (event === 'complete') return event;
    const { type, actor, at, ...detail } = event;
    const error = 'reason' in detail && detail.reason.kind === 'failed' ? detail.reason.error : undefined;
    return `${actor.id} ${type} ${JSON.stringify(detail)} ${error}`;
  });
}

describe('G12 late observers', () => {
  onBothLanes((newSystem) => {
    it('each gets the present state at once, and then what a first observer gets', () =>
      holdsFor(
        fc.tuple(program, fc.array(late, { minLength: 1, maxLength: 6 })),
        async ([program, lates]) => {
          const firsts = new Map<AnyActorRef, Comer>();
          const comers: Comer[] = [];
          const come = (refs: Iterable<AnyActorRef>) => {
            for (const ref of refs) comers.push(observe(ref));
          };
          const world = new World(newSystem, { born: (ref) => firsts.set(ref, observe(ref)) });
          const arrive = (from: string) => {
            const refs = [...world.refs.values()];
            if (from === 'outside') come(refs);
            else if (from === 'a turn')
              for (const ref of refs) ref.tell(act(() => come(world.refs.values())));
            else watchOnce(refs, come);
          };

          await world.run({ ...program, steps: [] });
          for (const [index, step] of program.steps.entries()) {
            for (const { after, from } of lates) if (after === index) arrive(from);
            await world.take(step);
            // Right behind the step, before anybody has been told of it.
            for (const { after } of lates) if (after === index) arrive('outside');
          }
          arrive('outside');
          await world.end();
          arrive('outside');

          for (const { ref, greeting, atOnce, seen } of comers) {
            const all = words(firsts.get(ref)?.seen ?? []);
            const mine = words(seen);
            expect(atOnce, 'one greeting').to.equal(1);
            expect((seen[0] as LifecycleEvent).type, 'the present state').to.equal(greeting);
            expect(mine, ref.path).to.deep.equal(all.slice(all.length - mine.length));
            expect(mine.filter((event) => event === 'complete')).to.have.length(1);
            // The events themselves, and not copies, are shared.
            const shared = firsts.get(ref)?.seen.slice(all.length - mine.length + 1);
            expect(seen.slice(1).every((event, index) => event === shared?.[index])).to.equal(true);
          }
        },
      ));

    it('who comes late to what happened before sees none of it', () =>
      holdsFor(program, async (program) => {
        const world = new World(newSystem);
        await world.run(program);
        await world.end();

        for (const ref of world.refs.values()) {
          const { seen } = observe(ref);

          expect(seen.map((event) => (event === 'complete' ? event : event.type))).to.deep.equal([
            'stopped',
            'complete',
          ]);
        }
      }));
  });
});

/** Somebody who observes, and at the next event brings another. */
function watchOnce(refs: readonly AnyActorRef[], come: (refs: readonly AnyActorRef[]) => void): void {
  for (const ref of refs) {
    let greeted = false;
    const subscription = ref.lifecycle.subscribe(() => {
      if (greeted) {
        subscription.unsubscribe();
        come([ref]);
      }
      greeted = true;
    });
  }
}
