/** Which tables of busy policies fit which protocol. Compiled only. */
import { NEVER } from 'rxjs';
import {
  Actor,
  type ActorContext,
  type BusyPolicies,
  type BusyPolicy,
  conflate,
  defineActor,
  dropWhileBusy,
  type Handlers,
  parallel,
  serial,
  switchTo,
  type Turn,
} from '../../lib/index.js';
import { type Equal, holds } from './support/equal.js';

interface Searching {
  search(m: { text: string }): string[];
  tick(): void;
}

export class SearchBox extends Actor<Searching> {
  protected override readonly busy: BusyPolicies<Searching> = { search: switchTo(), tick: conflate() };
  protected override readonly handlers: Handlers<Searching> = {
    search: async ({ text }, turn) => {
      const found = await turn.enter(() => [text]);
      holds<Equal<typeof found, string[]>>(true);
      return found;
    },
    tick: () => undefined,
  };

  protected override setup(): void {
    this.registerInputTask(NEVER, () => undefined, { busy: dropWhileBusy() });
    this.registerInputTask(NEVER, () => undefined, { busy: undefined });
    // @ts-expect-error: a policy is made, not named
    this.registerInputTask(NEVER, () => undefined, { busy: 'conflate' });
  }
}

export class Untyped extends Actor {
  protected override readonly busy: BusyPolicies = { anything: parallel(2), more: serial(), none: undefined };
}

export function tables() {
  const none: BusyPolicies<Searching> = {};
  const some: BusyPolicies<Searching> = { tick: undefined, search: parallel(4, { ordered: true }) };
  // @ts-expect-error: there is no `serach`
  const misspelt: BusyPolicies<Searching> = { serach: switchTo() };
  // @ts-expect-error: the policy is what the function returns
  const uncalled: BusyPolicies<Searching> = { search: switchTo };
  return [none, some, misspelt, uncalled];
}

export function policies() {
  holds<Equal<ReturnType<typeof serial>, BusyPolicy>>(true);
  // @ts-expect-error: how many is not optional
  parallel();
  // @ts-expect-error: a number
  parallel('2');
  // @ts-expect-error: there is no such option
  parallel(2, { sorted: true });
}

export const defined = defineActor((_: ActorContext<Searching>) => ({
  busy: { tick: dropWhileBusy() },
  handlers: { search: ({ text }) => [text], tick: () => undefined },
}));

export async function entering(turn: Turn) {
  const number = await turn.enter(() => 1);
  holds<Equal<typeof number, number>>(true);
  const text = await turn.enter(async () => 'text');
  holds<Equal<typeof text, string>>(true);
  // @ts-expect-error: what to call
  await turn.enter(1);
}
