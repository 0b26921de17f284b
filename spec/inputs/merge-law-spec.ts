import { expect } from 'chai';
import * as fc from 'fast-check';
import { merge, Observable, VirtualTimeScheduler } from 'rxjs';
import { onBothLanes } from '../support/lanes.js';
import { type Listener, newScene } from './support/listener.js';

interface Plan {
  /** How many values come while it is subscribed. */
  readonly atOnce: number;
  /** Gaps between the values that come later. */
  readonly gaps: readonly number[];
  readonly completes: boolean;
}

const plan: fc.Arbitrary<Plan> = fc.record({
  atOnce: fc.nat({ max: 3 }),
  gaps: fc.array(fc.nat({ max: 3 }), { maxLength: 6 }),
  completes: fc.boolean(),
});

function source(
  name: string,
  { atOnce, gaps, completes }: Plan,
  time: VirtualTimeScheduler,
): Observable<string> {
  return new Observable((subscriber) => {
    for (let n = 0; n < atOnce; n++) subscriber.next(`${name}${n}`);
    let at = 0;
    for (const [n, gap] of gaps.entries()) {
      at += gap;
      subscriber.add(time.schedule(() => subscriber.next(`${name}${atOnce + n}`), at));
    }
    if (!completes) return;
    if (at === 0 && gaps.length === 0) subscriber.complete();
    else subscriber.add(time.schedule(() => subscriber.complete(), at));
  });
}

function sources(plans: readonly Plan[], time: VirtualTimeScheduler): Observable<string>[] {
  return plans.map((plan, index) => source(String.fromCharCode(97 + index), plan, time));
}

/** The order of `merge`. */
function merged(plans: readonly Plan[]): string[] {
  const time = new VirtualTimeScheduler();
  const values: string[] = [];
  merge(...sources(plans, time)).subscribe((value) => values.push(value));
  time.flush();
  return values;
}

const HANDLERS: Readonly<Record<string, (n: number) => unknown>> = {
  sync: () => undefined,
  async: async () => undefined,
  mixed: (n) => (n % 2 === 0 ? undefined : Promise.resolve()),
};

describe('The input tasks of an actor', () => {
  onBothLanes((newSystem) => {
    for (const [kind, handle] of Object.entries(HANDLERS)) {
      it(`have their turns in the order of merge, with ${kind} handlers`, async () => {
        const property = fc.asyncProperty(fc.array(plan, { maxLength: 5 }), async (plans) => {
          await using scene = newScene(newSystem);
          const { log } = scene;
          const time = new VirtualTimeScheduler();
          const register = (self: Listener) => {
            for (const input of sources(plans, time)) {
              self.input(input, (value) => {
                log.push(value);
                return handle(log.length);
              });
            }
          };

          const ref = await scene.start(register);
          time.flush();
          await ref.stop({ drain: true });

          expect(log).to.deep.equal(merged(plans));
        });

        await fc.assert(property, { numRuns: 100 });
      }).timeout(20_000);
    }

    it('have their turns in the order of merge, when they emit between turns', async () => {
      const property = fc.asyncProperty(fc.array(plan, { maxLength: 5 }), async (plans) => {
        await using scene = newScene(newSystem);
        const { log } = scene;
        const time = new VirtualTimeScheduler();
        await scene.start((self) => {
          for (const input of sources(plans, time)) self.input(input, (value) => log.push(value));
        });

        for (let frame = 0; frame <= 20; frame++) {
          time.maxFrames = frame;
          time.flush();
          await scene.settle();
        }

        expect(log).to.deep.equal(merged(plans));
      });

      await fc.assert(property, { numRuns: 50 });
    }).timeout(20_000);
  });
});
