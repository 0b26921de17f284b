/** Which messages and options fit which actor. Compiled only. */
import * as fc from 'fast-check';
import { Actor, defineActor, type Handlers } from '../../lib/index.js';
import { arbitraries, type Counterexample, explore, invariants, type Script } from '../../lib/testing.js';
import { type Equal, holds } from './support/equal.js';

interface Counting {
  add(m: { n: number }): number;
}

class Counter extends Actor<Counting> {
  count = 0;
  protected override readonly handlers: Handlers<Counting> = { add: ({ n }) => (this.count += n) };
}

class Untyped extends Actor {}

const adding = fc.record({ type: fc.constant('add' as const), n: fc.nat() });

export async function checks(error: Error) {
  await invariants.check(() => new Counter(), {
    messages: adding,
    state: (actor) => actor.count,
    answers: ({ n }) => n > 1,
    only: ['no leak'],
  });
  await invariants.check(
    defineActor<Counting>(() => ({ handlers: { add: ({ n }) => n } })),
    { messages: adding },
  );
  await invariants.check(() => new Untyped(), { messages: fc.nat(), answers: (n) => n > 1 });
  await invariants.check(
    ({ system }) => {
      system.spawn(() => new Untyped());
      return new Counter();
    },
    { messages: adding },
  );
  // @ts-expect-error: the counter cannot take that
  await invariants.check(() => new Counter(), { messages: fc.nat() });
  // @ts-expect-error: there is no such invariant
  await invariants.check(() => new Counter(), { messages: adding, only: ['order'] });
  // @ts-expect-error: messages are not optional
  await invariants.check(() => new Counter(), {});
  await invariants.run(() => new Counter(), (error.cause as Counterexample).script);
}

export function scripts() {
  const { tell, stop, script } = arbitraries(fc);
  const made = script(fc.oneof(tell(adding), stop()));
  holds<Equal<typeof made, fc.Arbitrary<Script<{ type: 'add'; n: number }>>>>(true);
  return made;
}

export async function races() {
  const { failure } = await explore(
    async ({ sometime, input }) => {
      const text = await sometime(Promise.resolve('a'));
      holds<Equal<typeof text, string>>(true);
      input(1, 2).subscribe((value) => holds<Equal<typeof value, number>>(true));
    },
    { seeds: 1 },
  );
  return failure?.steps satisfies readonly string[] | undefined;
}
