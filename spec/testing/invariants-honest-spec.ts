import { expect } from 'chai';
import * as fc from 'fast-check';
import { firstValueFrom, interval, timer } from 'rxjs';
import {
  Actor,
  type ActorRef,
  type BusyPolicy,
  bounded,
  conflate,
  defineActor,
  dropWhileBusy,
  EndMainLoop,
  parallel,
  type SpawnOptions,
  switchTo,
  type Turn,
} from '../../lib/index.js';
import { invariants, type StageTools } from '../../lib/testing.js';
import { Honest, type Numbered } from './support/breakers.js';

const messages = fc.record({ type: fc.constant('work' as const), n: fc.nat({ max: 9 }) });
const seed = 1;

interface Work {
  work(m: Numbered): Promise<number>;
}

/** Takes its time, in RxJS's terms, under a policy. */
const busy = (policy: BusyPolicy) =>
  defineActor<Work>(() => ({
    handlers: { work: ({ n }) => firstValueFrom(timer(n)).then(() => n) },
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

/** Hands everything on. */
class Chief extends Actor {
  #worker: ActorRef | undefined;

  protected override handleMessage(_message: Numbered, turn: Turn): void {
    this.#worker ??= this.spawn(() => new Slow());
    turn.forward(this.#worker);
  }
}

const honest: Readonly<
  Record<string, readonly [(tools: StageTools) => Actor | ReturnType<ReturnType<typeof busy>>, SpawnOptions?]>
> = {
  'answers at once': [() => new Honest()],
  'takes its time': [() => new Slow()],
  fails: [() => new Failing()],
  'fails, and is restarted': [() => new Failing(), { supervision: { decide: 'restart' } }],
  ends: [() => new Ending()],
  'answers later': [() => new Later()],
  'stashes, and unstashes': [() => new Stashing()],
  'has inputs and timers': [(tools) => new Listening(tools)],
  'hands on to a child': [() => new Chief()],
  'has a bounded mailbox': [() => new Slow(), { mailbox: bounded(2, { overflow: 'dropOldest' }) }],
  'has a bounded mailbox that rejects': [() => new Slow(), { mailbox: bounded(2, { overflow: 'reject' }) }],
  'is busy: parallel': [busy(parallel(2))],
  'is busy: switchTo': [busy(switchTo())],
  'is busy: conflate': [busy(conflate())],
  'is busy: dropWhileBusy': [busy(dropWhileBusy())],
};

describe('invariants, for an honest actor that', () => {
  for (const [what, [create, spawn]] of Object.entries(honest))
    it(`${what}: hold`, async () => {
      await invariants.check(create as () => Honest, { messages, seed, ...(spawn && { spawn }) });
    }).timeout(20_000);

  it('has messages without an answer: hold, for those are not asked', async () => {
    const asked: number[] = [];
    class Quiet extends Honest {
      protected override handleMessage({ n }: Numbered, turn: Turn): number | undefined {
        if (turn.sender?.id === 'ask') asked.push(n);
        return n > 4 ? undefined : n;
      }
    }
    await invariants.check(() => new Quiet(), { messages, seed, answers: ({ n }: Numbered) => n <= 4 });

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
      { messages, seed },
    ));
});
