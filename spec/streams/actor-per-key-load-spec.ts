import { expect } from 'chai';
import { type OperatorFunction, range } from 'rxjs';
import { core } from '../../lib/actor/actor-system.js';
import { Actor, type ActorPerKeyOptions, ActorSystem, actorPerKey } from '../../lib/index.js';

const MANY = 100_000;

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Adds up what it is given. */
class Sum extends Actor {
  #sum = 0;

  protected override handleMessage(value: number): number {
    this.#sum += value;
    return this.#sum;
  }
}

/** Handles one message only. */
class Once extends Actor {
  protected override handleMessage(value: number): number {
    this.endMainLoop();
    return value;
  }
}

class Broken extends Actor {
  protected override setup(): void {
    throw new Error('no setup');
  }
}

describe('actorPerKey, with many values', function () {
  this.timeout(30_000);

  /** Runs `0, 1, 2, …` through it, and gives what has come out of it and is left. */
  async function run(
    keyOf: (value: number) => number,
    create: () => Actor,
    options: ActorPerKeyOptions = {},
  ) {
    const system = new ActorSystem({ logger: silent, overdueAfter: Number.POSITIVE_INFINITY });
    let replies = 0;
    const operator = actorPerKey(keyOf, create, { ...options, system }) as OperatorFunction<number, unknown>;
    await new Promise<void>((complete) =>
      range(MANY)
        .pipe(operator)
        .subscribe({ next: () => (replies += 1), complete }),
    );
    const left = system[core].roots.size + system[core].deadlines.size;
    await system.shutdown();
    return { replies, left, letters: system.deadLetters.count };
  }

  const cases: Readonly<Record<string, readonly [Parameters<typeof run>, replies: number, letters: number]>> =
    {
      'of one key': [[() => 0, () => new Sum()], MANY, 0],
      'of as many keys': [[(value) => value, () => new Sum()], MANY, 0],
      'of as many keys, with few actors': [[(value) => value, () => new Sum(), { max: 10 }], MANY, 0],
      'of some keys, with fewer actors': [[(value) => value % 100, () => new Sum(), { max: 10 }], MANY, 0],
      'for actors that handle one': [[() => 0, () => new Once()], MANY, 0],
      'for actors that cannot begin': [[() => 0, () => new Broken()], 0, MANY],
    };

  for (const [name, [given, replies, letters]] of Object.entries(cases)) {
    it(`handles a synchronous source ${name}, and leaves nothing behind`, async () => {
      expect(await run(...given)).to.deep.equal({ replies, left: 0, letters });
    });
  }
});
