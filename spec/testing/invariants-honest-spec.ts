import { expect } from 'chai';
import * as fc from 'fast-check';
import { firstValueFrom, interval, type Subscription, timer } from 'rxjs';
import {
  Actor,
  type ActorRef,
  type BusyPolicy,
  bounded,
  conflate,
  defineActor,
  dropWhileBusy,
  EndMainLoop,
  Message,
  parallel,
  type SpawnOptions,
  switchTo,
  type Turn,
} from '../../lib/index.js';
import { invariants, probe, type StageTools } from '../../lib/testing.js';
import { Honest, type Numbered } from './support/breakers.js';

const messages = fc.record({ type: fc.constant('work' as const), n: fc.nat({ max: 9 }) });
/** A false alarm may be one in a hundred scripts, or in a thousand. */
const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
const runs = 40;

interface Work {
  work(m: Numbered): Promise<number>;
}

/** Takes its time, in RxJS's terms, under a policy. */
const busy = (policy: BusyPolicy) =>
  defineActor<Work>(() => ({
    handlers: { work: ({ n }) => firstValueFrom(timer(n)).then(() => n) },
    busy: { work: policy },
  }));

/** The same, but it cannot do everything. */
const failing = (policy: BusyPolicy) =>
  defineActor<Work>(() => ({
    handlers: {
      work: async ({ n }) => {
        if (n > 6) throw new Error('too much');
        await firstValueFrom(timer(n));
        return n;
      },
    },
    busy: { work: policy },
  }));

class Slow extends Honest {
  protected override async handleMessage({ n }: Numbered): Promise<number> {
    await firstValueFrom(timer(n));
    return n;
  }
}

class Failing extends Honest {
  protected override async handleMessage({ n }: Numbered): Promise<number> {
    if (n > 6) throw new Error('too much');
    return n;
  }
}

class Ending extends Honest {
  protected override handleMessage({ n }: Numbered): number {
    if (n > 6) throw new EndMainLoop();
    return n;
  }
}

/** Its last words come when the message that they answer is long over. */
class Later extends Honest {
  #asked = 0;

  protected override handleMessage({ n }: Numbered, turn: Turn): void {
    this.#asked += 1;
    this.timers.once(`answer ${this.#asked}`, n + 1, () => turn.reply(n));
  }
}

class Stashing extends Honest {
  #ready = false;

  protected override handleMessage(message: Numbered): number | undefined {
    if (this.#ready) return message.n;
    this.stash();
    this.timers.once('ready', 20, () => {
      this.#ready = true;
      this.unstashAll();
    });
    return undefined;
  }
}

class Listening extends Honest {
  readonly #tools: StageTools;

  constructor(tools: StageTools) {
    super();
    this.#tools = tools;
  }

  protected override setup(): void {
    this.registerInputTask(interval(5), () => undefined);
    this.registerInputTask(this.#tools.input('a', 'b', 'c'), () => this.#tools.sometime(1));
    this.timers.every('tick', 3, () => undefined);
  }
}

/** Asks one who never says anything what it does not know, and has no more patience than it says. */
class Asking extends Actor {
  readonly #silent: ActorRef;
  readonly #timeout: number | undefined;

  constructor({ system }: StageTools, timeout?: number) {
    super();
    this.#silent = probe(system).reference;
    this.#timeout = timeout;
  }

  protected override handleMessage({ n }: Numbered): unknown {
    if (n <= 6) return n;
    return this.ask(this.#silent, { n }, this.#timeout === undefined ? {} : { timeout: this.#timeout });
  }
}

/** Subscribes by hand, and ends that by hand. */
class Tidy extends Honest {
  readonly #tools: StageTools;
  readonly #listening: Subscription[] = [];

  constructor(tools: StageTools) {
    super();
    this.#tools = tools;
  }

  protected override handleMessage({ n }: Numbered): number {
    this.#listening.push(this.#tools.input(n).subscribe(), interval(5).subscribe());
    return n;
  }

  protected override teardown(): void {
    for (const subscription of this.#listening) subscription.unsubscribe();
  }
}

/** Keeps what it was told. */
class Remembering extends Honest {
  readonly told: Numbered[] = [];
  readonly byNumber = new Map<number, Word>();

  protected override handleMessage(message: Numbered): number {
    this.told.push(message);
    this.byNumber.set(message.n, new Word(message.n));
    return message.n;
  }
}

class Word extends Message {
  readonly n: number;

  constructor(n: number) {
    super();
    this.n = n;
  }
}

/** Hands everything on. */
class Chief extends Actor {
  #worker: ActorRef | undefined;

  protected override handleMessage(_message: Numbered, turn: Turn): void {
    this.#worker ??= this.spawn(() => new Slow());
    turn.forward(this.#worker);
  }
}

type Create = (tools: StageTools) => Actor | ReturnType<ReturnType<typeof busy>>;
const restart: SpawnOptions = { supervision: { decide: 'restart', limit: { max: 100, within: 1 } } };
const resume: SpawnOptions = { supervision: { decide: 'resume' } };

const honest: Readonly<Record<string, readonly [Create, SpawnOptions?]>> = {
  'answers at once': [() => new Honest()],
  'takes its time': [() => new Slow()],
  'takes its time, and is restarted': [() => new Slow(), restart],
  fails: [() => new Failing()],
  'fails, and is restarted': [() => new Failing(), restart],
  'fails, and is restarted in a while': [
    () => new Failing(),
    { supervision: { ...restart.supervision, backoff: { min: 10, max: 50 } } },
  ],
  'fails, and goes on': [() => new Failing(), resume],
  ends: [() => new Ending()],
  'answers later': [() => new Later()],
  'answers later, and goes on': [() => new Later(), resume],
  'stashes, and unstashes': [() => new Stashing()],
  'stashes, unstashes, and is restarted': [() => new Stashing(), restart],
  'has inputs and timers': [(tools) => new Listening(tools)],
  'has inputs and timers, and is restarted': [(tools) => new Listening(tools), restart],
  'subscribes by hand, and ends it': [(tools) => new Tidy(tools)],
  'asks a silent partner': [(tools) => new Asking(tools)],
  'asks a silent partner, and does not wait long': [(tools) => new Asking(tools, 3)],
  'asks a silent partner, and goes on': [(tools) => new Asking(tools, 3), resume],
  'hands on to a child': [() => new Chief()],
  'has a bounded mailbox': [() => new Slow(), { mailbox: bounded(2, { overflow: 'dropOldest' }) }],
  'has a bounded mailbox that rejects': [() => new Slow(), { mailbox: bounded(2, { overflow: 'reject' }) }],
  'is busy: parallel': [busy(parallel(2))],
  'is busy: switchTo': [busy(switchTo())],
  'is busy: conflate': [busy(conflate())],
  'is busy: dropWhileBusy': [busy(dropWhileBusy())],
  'is busy, and fails: parallel': [failing(parallel(3))],
  'is busy, fails, and is restarted: parallel': [failing(parallel(3)), restart],
  'is busy, fails, and goes on: parallel': [failing(parallel(3)), resume],
  'is busy, fails, and is restarted: switchTo': [failing(switchTo()), restart],
};

describe('invariants, for an honest actor that', () => {
  for (const [what, [create, spawn]] of Object.entries(honest))
    it(`${what}: hold`, async () => {
      for (const seed of seeds)
        await invariants.check(create as () => Honest, { messages, seed, runs, ...(spawn && { spawn }) });
    }).timeout(20_000);

  it('keeps messages and instances of classes in its state: hold', async () => {
    for (const seed of seeds)
      await invariants.check(() => new Remembering(), {
        messages,
        seed,
        runs,
        state: ({ told, byNumber }) => ({ told, byNumber, first: new Word(1) }),
      });
  }).timeout(20_000);

  it('has messages without an answer: hold, for those are not asked', async () => {
    const asked: number[] = [];
    class Quiet extends Honest {
      protected override handleMessage({ n }: Numbered, turn: Turn): number | undefined {
        if (turn.sender?.id === 'ask') asked.push(n);
        return n > 4 ? undefined : n;
      }
    }
    await invariants.check(() => new Quiet(), { messages, seed: 1, answers: ({ n }: Numbered) => n <= 4 });

    expect(Math.max(...asked)).to.equal(4);
  });

  it('works with another that create spawns: hold', () =>
    invariants.check(
      ({ system }) => {
        const other = system.spawn(() => new Slow());
        return new (class extends Honest {
          protected override handleMessage({ n }: Numbered): unknown {
            return this.ask(other, { n });
          }
        })();
      },
      { messages, seed: 1 },
    ));
});
