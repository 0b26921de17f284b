import * as fc from 'fast-check';
import { Actor, type ActorRef, defineActor, type Handlers, type Turn } from '../../lib/index.js';
import { INVARIANTS, type InvariantName } from '../../lib/testing/judge.js';
import { invariants, type StageTools } from '../../lib/testing.js';

/*
 * Actors that keep them all, so that what is broken here is the kernel. `npm run mutants` runs each of these on
 * kernels that break it.
 */

interface Helping {
  now(m: { n: number }): number;
}

interface Working extends Helping {
  slowly(m: { n: number }): Promise<number>;
  sometime(m: { n: number }): Promise<number>;
  later(m: { n: number }): number;
  hire(m: { n: number }): Promise<number>;
}

const helper = defineActor<Helping>(() => ({ handlers: { now: ({ n }) => n } }));

/** Uses what an actor has: promises, the clock, timers, the stash, and a child. */
class Worker extends Actor<Working> {
  count = 0;
  #open = false;
  #child: ActorRef<Helping> | undefined;
  readonly #tools: StageTools;

  constructor(tools: StageTools) {
    super();
    this.#tools = tools;
  }

  protected override readonly handlers: Handlers<Working> = {
    now: ({ n }) => {
      this.count += n;
      return n;
    },
    slowly: ({ n }) => new Promise<number>((wake) => void this.#tools.clock.schedule(n, () => wake(n))),
    sometime: ({ n }) => this.#tools.sometime(n),
    later: ({ n }) => {
      if (!this.#open) this.#putOff();
      this.#open = false;
      return n;
    },
    hire: ({ n }) => {
      this.#child ??= this.spawn(helper);
      return this.ask(this.#child, { type: 'now', n });
    },
  };

  #putOff(): void {
    this.stash();
    this.timers.once('open', 5, () => {
      this.count += 1;
      this.#open = true;
      this.unstashAll();
    });
  }
}

/** Answers when the turn is over. */
class Postman extends Actor {
  #posted = 0;

  protected override handleMessage({ n }: { readonly n: number }, turn: Turn): void {
    this.#posted += 1;
    this.timers.once(`letter ${this.#posted}`, n + 1, () => turn.reply(n));
  }
}

const n = fc.nat({ max: 30 });
const type = fc.constantFrom(
  'now' as const,
  'slowly' as const,
  'sometime' as const,
  'later' as const,
  'hire' as const,
);
const state = ({ count }: Worker) => count;

describe('invariants, on the kernel as it is', () => {
  for (const name of Object.keys(INVARIANTS) as InvariantName[])
    it(`hold: ${name}`, async () => {
      const options = { only: [name], runs: 60, seed: 1, fc };
      const messages = fc.record({ type, n });
      await invariants.check((tools) => new Worker(tools), { ...options, messages, state });
    }).timeout(20_000);

  it('hold for one who answers later: ask settles once', () =>
    invariants.check(() => new Postman(), {
      messages: fc.record({ n }),
      only: ['ask settles once'],
      runs: 60,
      seed: 1,
      fc,
    })).timeout(20_000);
});
