import * as fc from 'fast-check';
import { parentOf } from './b-lives.js';
import { type Deed, type Plan, pace, plan } from './b-plan.js';
import type { World } from './b-world.js';

/** What happens to one actor of a tree; `at` chooses it among those that were ever started. */
export interface Blow {
  readonly at: number;
  readonly blow: 'ping' | 'throw' | 'fail' | 'end' | 'stop' | 'spawn';
  readonly pace: Deed['pace'];
  readonly plan: Plan;
}

const blow: fc.Arbitrary<Blow> = fc.record({
  at: fc.nat({ max: 30 }),
  blow: fc.constantFrom(
    'ping' as const,
    'throw' as const,
    'fail' as const,
    'end' as const,
    'stop' as const,
    'spawn' as const,
  ),
  pace,
  plan,
});

export const blows: fc.Arbitrary<readonly Blow[]> = fc.array(blow, { maxLength: 20 });

export const PING: Blow = {
  at: 0,
  blow: 'ping',
  pace: 'sync',
  plan: { setup: 'sync', teardown: 'sync', breaks: 'nowhere', survives: false, kids: [] },
};

/** Does to an actor what the model has it suffer. */
export function strike(world: World, name: string, { blow, pace, plan }: Blow): void {
  const ref = world.refs.get(name);
  if (blow === 'stop') void ref?.stop();
  else if (blow === 'spawn') ref?.tell(world.message(name, { pace, do: 'spawn', plan }));
  else if (blow === 'fail') ref?.tell(world.message(name, { pace, do: 'throw' }));
  else if (ref !== undefined) world.ask(ref, name, { pace, do: blow === 'ping' ? 'idle' : blow });
}

/** Who lives, as the rules of supervision have it. */
export class Model {
  readonly #plans = new Map<string, Plan>();
  readonly #alive = new Set<string>();
  readonly #births = new Map<string, number>();

  get names(): readonly string[] {
    return [...this.#plans.keys()].sort();
  }

  lives(name: string): boolean {
    return this.#alive.has(name);
  }

  /** Starts a tree; plans that break in their setup are not for this model. */
  grow(plan: Plan, parent = ''): void {
    const number = this.#births.get(parent) ?? 0;
    this.#births.set(parent, number + 1);
    const name = parent === '' ? `r${number}` : `${parent}_${number}`;
    this.#plans.set(name, plan);
    this.#alive.add(name);
    for (const kid of plan.kids) this.grow(kid, name);
  }

  strike(name: string, { blow, plan }: Blow): void {
    if (!this.lives(name)) return;
    if (blow === 'spawn') this.grow(plan, name);
    else if (blow === 'fail') this.#fail(name);
    else if (blow === 'end' || blow === 'stop') this.#end(name);
  }

  #end(name: string): void {
    for (const other of this.#alive)
      if (other === name || other.startsWith(`${name}_`)) this.#alive.delete(other);
  }

  /** A failure goes up until somebody survives it. */
  #fail(name: string): void {
    this.#end(name);
    const parent = parentOf(name);
    if (parent !== undefined && !this.#plans.get(parent)?.survives) this.#fail(parent);
  }
}

/** The same tree, with nobody who breaks in his setup. */
export function sound(plan: Plan): Plan {
  return {
    ...plan,
    breaks: plan.breaks === 'in setup' ? 'nowhere' : plan.breaks,
    kids: plan.kids.map(sound),
  };
}
