import { expect } from 'chai';
import * as fc from 'fast-check';
import { of } from 'rxjs';
import type { ActorRef, TellOptions } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { handling } from '../actor/support/scripts.js';
import { type NewSystem, onBothLanes } from '../support/lanes.js';
import { holds } from './support/a-runs.js';
import { play } from './support/a-stage.js';
import { anyValue, Box } from './support/a-values.js';
import { scripts } from './support/script.js';

/** How many calls are on the stack. */
function depth(): number {
  const { stackTraceLimit, prepareStackTrace } = Error;
  Error.stackTraceLimit = Number.POSITIVE_INFINITY;
  Error.prepareStackTrace = (_, calls) => calls.length;
  // By the hook above it is a number.
  const calls = new Error('depth').stack as unknown as number;
  Object.assign(Error, { stackTraceLimit, prepareStackTrace });
  return calls;
}

/** Remembers the depths at which it was called: of the first call, and the greatest and the number since. */
function gauge() {
  let first: number | undefined;
  return {
    most: 0,
    calls: 0,
    look() {
      this.calls += 1;
      // The first turns differ in where the run queue was begun; from the third on all are alike.
      if (this.calls > 100 && this.calls % 5_000 !== 0) return;
      const now = depth();
      first ??= now;
      this.most = Math.max(this.most, now - first);
    },
  };
}

type Gauge = ReturnType<typeof gauge>;

/** Ways in which `size` turns follow from each other. */
const SHAPES: Readonly<Record<string, (newSystem: NewSystem, size: number, seen: Gauge) => Promise<void>>> = {
  'a backlog of sync handlers': (newSystem, size, seen) => backlog(newSystem, size, () => seen.look()),
  'a backlog of Observables that are through at once': (newSystem, size, seen) =>
    backlog(newSystem, size, () => {
      seen.look();
      return of(1);
    }),
  'a backlog of both, behind a promise': (newSystem, size, seen) =>
    backlog(newSystem, size, (index) => {
      seen.look();
      return index === 0 ? Promise.resolve() : index % 2 === 0 ? of(1) : undefined;
    }),
  'an actor that tells itself': async (newSystem, size, seen) => {
    const { system, clock } = stageOf(newSystem);
    const ref: ActorRef = system.spawn(
      handling((left: number) => {
        seen.look();
        if (left > 1) ref.tell(left - 1);
      }),
    );
    ref.tell(size);
    await clock.settle();
  },
  'a ring of ten': async (newSystem, size, seen) => {
    const { system, clock } = stageOf(newSystem);
    const ring: ActorRef[] = Array.from({ length: 10 }, (_, index) =>
      system.spawn(
        handling((left: number) => {
          seen.look();
          if (left > 1) ring[(index + 1) % 10]?.tell(left - 1);
        }),
      ),
    );
    ring[0]?.tell(size);
    await clock.settle();
  },
  'a chain of forwards': async (newSystem, size, seen) => {
    const { system, clock } = stageOf(newSystem);
    let next: ActorRef | undefined;
    for (let index = 0; index < size; index++) {
      const after = next;
      next = system.spawn(
        handling((_, turn) => {
          seen.look();
          if (after !== undefined) turn.forward(after);
          return after === undefined ? 'end' : undefined;
        }),
      );
    }
    const answers: unknown[] = [];
    void next?.ask('on', { timeout: Number.POSITIVE_INFINITY }).then((answer) => answers.push(answer));
    await clock.settle();
    expect(answers).to.deep.equal(['end']);
  },
};

function stageOf(newSystem: NewSystem) {
  const clock = new TestClock();
  return { clock, system: newSystem({ clock }) };
}

async function backlog(
  newSystem: NewSystem,
  size: number,
  handle: (index: number) => unknown,
): Promise<void> {
  const { system, clock } = stageOf(newSystem);
  const ref = system.spawn(handling(handle));
  for (let index = 0; index < size; index++) ref.tell(index);
  await clock.settle();
}

describe('G4 tell is only tell', () => {
  onBothLanes((newSystem) => {
    it("neither throws nor runs anyone's code, whatever state its receiver is in", () =>
      holds(scripts(), async (script) => {
        const stage = await play(newSystem, script);
        await stage.close();
        for (const player of stage.log.players) stage.tell({ how: 'sync', ms: 0 }, player, 0);
        await stage.clock.settle();

        expect(stage.intrusions, 'what ran within tell or ask').to.deep.equal([]);
      }));

    it('takes any message', () =>
      holds(
        fc.record({ values: fc.array(anyValue, { maxLength: 20 }), stopped: fc.boolean() }),
        async ({ values, stopped }) => {
          const { system, clock } = stageOf(newSystem);
          const arrived: unknown[] = [];
          system.deadLetters.subscribe(({ message }) => arrived.push(message));
          const ref = system.spawn(handling((message) => void arrived.push(message)));
          if (stopped) void ref.stop();

          for (const { value } of values) {
            ref.tell(value);
            ref.tell(value, { sender: ref });
            ref.inbox.next(value);
          }
          await clock.settle();

          expect(arrived.length, 'messages that arrive').to.equal(3 * values.length);
          const same = arrived.every((message, index) =>
            Object.is(message, values[Math.floor(index / 3)]?.value),
          );
          expect(same, 'the same messages').to.equal(true);
        },
      ));

    for (const [shape, play] of Object.entries(SHAPES)) {
      it(`uses no more stack for more turns: ${shape}`, () =>
        holds(fc.integer({ min: 1, max: 100 }), async (size) => {
          const seen = gauge();

          await play(newSystem, size, seen);

          expect(seen.calls, 'turns').to.equal(size);
          expect(seen.most, 'calls on the stack beyond the first turn').to.be.lessThan(8);
        }));

      // Each link of a chain is an actor.
      const size = shape.startsWith('a chain') ? 20_000 : 100_000;

      it(`uses no more stack for ${size} turns: ${shape}`, async () => {
        const seen = gauge();

        await play(newSystem, size, seen);

        expect(seen.calls, 'turns').to.equal(size);
        expect(seen.most, 'calls on the stack beyond the first turn').to.be.lessThan(8);
        // It is much work, and the machine may have other work.
      }).timeout(30_000);
    }

    const badOptions = fc.oneof(
      anyValue,
      anyValue.map(({ shown, value }) => new Box(`{ sender: ${shown} }`, { sender: value })),
    );

    it('takes any options', () =>
      holds(fc.array(badOptions, { minLength: 1, maxLength: 20 }), async (options) => {
        const { system, clock } = stageOf(newSystem);
        const received: unknown[] = [];
        const ref = system.spawn(handling((message) => void received.push(message)));

        for (const [index, { value }] of options.entries()) ref.tell(index, value as TellOptions);
        await clock.settle();

        expect(received).to.deep.equal(options.map((_, index) => index));
      }));
  });
});
