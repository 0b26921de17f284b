import { expect } from 'chai';
import { firstValueFrom, timer } from 'rxjs';
import { Actor, defineActor, parallel, type Turn } from '../../lib/index.js';
import { invariants, probe, type ScriptStep, type StageTools } from '../../lib/testing.js';
import { Honest, type Numbered, Silent } from './support/breakers.js';
import { errorOf, messageOf } from './support/failing.js';

const script = <M>(...steps: readonly ScriptStep<M>[]) => ({ steps, schedule: [] });
const ask = { step: 'ask', sender: 1, message: { n: 6 } } as const;

describe('invariants.run, given a script', () => {
  const wrong: readonly (readonly [string, unknown, typeof TypeError | typeof RangeError, RegExp])[] = [
    ['nothing', undefined, TypeError, /`script` to be an object with `steps` and `schedule`/],
    ['no steps', {}, TypeError, /`script`/],
    ['no schedule', { steps: [] }, TypeError, /`script`/],
    [
      'a step that is none',
      script({ ...ask, step: 'tel' } as never),
      TypeError,
      /`script\.steps\[0\]\.step` to be `tell`, `ask`, `stop` or `wait`, got `tel`/,
    ],
    ['a hole in the steps', script(ask, undefined as never), TypeError, /`script\.steps\[1\]\.step`/],
    [
      'nobody who asks',
      script({ step: 'ask', message: 1 } as never),
      TypeError,
      /`script\.steps\[0\]\.sender`/,
    ],
    ['a sender before the first', script({ ...ask, sender: 0 }), RangeError, /sender/],
    ['an asker without patience', script({ ...ask, patience: 0 }), RangeError, /patience/],
    ['a wait without an end', script({ step: 'wait', ms: Number.POSITIVE_INFINITY }), RangeError, /ms/],
    ['a choice before the first', { steps: [ask], schedule: [-1] }, RangeError, /`script\.schedule\[0\]`/],
  ];
  for (const [what, given, type, text] of wrong)
    it(`rejects with a ${type.name} for ${what}`, async () => {
      const error = await errorOf(() => invariants.run(() => new Honest(), given as never));

      expect(error).to.be.instanceOf(type).with.property('message').that.matches(text);
    });
});

describe('invariants.run, and time', () => {
  it('is no actor’s fault whose own ask runs out of time', async () => {
    const asking =
      (timeout?: number) =>
      ({ system }: StageTools) => {
        const { reference } = probe(system);
        return new (class extends Actor {
          protected override handleMessage(): Promise<unknown> {
            return this.ask(reference, 'anyone there?', timeout === undefined ? {} : { timeout });
          }
        })();
      };

    await invariants.run(asking(3), script(ask));
    await invariants.run(asking(), script(ask));
    await invariants.run(asking(3), script({ ...ask, patience: 5 }));
  });

  it('is no actor’s fault who has many that take their time in line', () =>
    invariants.run(
      () =>
        new (class extends Actor {
          protected override async handleMessage(): Promise<string> {
            await firstValueFrom(timer(20_000));
            return 'at last';
          }
        })(),
      script(...Array.from({ length: 5 }, (_, n) => ({ ...ask, message: { n } }))),
    ));

  it('is no actor’s fault who hands on to a partner that is silent, but to a child that is', async () => {
    const toPartner = ({ system }: StageTools) => {
      const { reference } = probe(system);
      return new (class extends Actor {
        protected override handleMessage(_: Numbered, turn: Turn): void {
          turn.forward(reference);
        }
      })();
    };
    const toChild = () =>
      new (class extends Actor {
        protected override handleMessage(_: Numbered, turn: Turn): void {
          turn.forward(this.spawn(() => new Silent()));
        }
      })();

    await invariants.run(toPartner, script(ask));
    expect(await messageOf(() => invariants.run(toChild, script(ask)))).to.match(
      /^ask settles once.*no answer after 60000 ms/,
    );
  });

  it('gives an actor as much of it as `patience` says', async () => {
    class Slow extends Honest {
      protected override async handleMessage({ n }: Numbered): Promise<number> {
        await firstValueFrom(timer(100));
        return n;
      }
    }
    const run = (patience: number) => invariants.run(() => new Slow(), script(ask), { patience });

    await run(101);
    expect(await messageOf(() => run(99))).to.match(/^ask settles once.*no answer after 99 ms/);
  });
});

describe('invariants.run, and handlers that run at the same time', () => {
  interface Work {
    work(m: Numbered): Promise<number>;
  }
  const busy = defineActor<Work>(() => ({
    handlers: {
      work: async ({ n }) => {
        if (n > 6) throw new Error('too much');
        await firstValueFrom(timer(n));
        return n;
      },
    },
    busy: { work: parallel(3) },
  }));
  const tell = (n: number) => ({ step: 'tell', sender: 1, message: { type: 'work', n } }) as const;

  it('finds no answer too many in what comes of one when another has failed', () =>
    invariants.run(() => busy(), script(tell(0), tell(7))));

  it('finds nothing wrong in a life where two fail one after the other', () =>
    invariants.run(() => busy(), script(tell(0), tell(0), tell(0), tell(7), tell(7)), {
      spawn: { supervision: { decide: 'restart' } },
    }));
});

describe('invariants.run, and an actor’s state', () => {
  it('is compared as what it is cloned to', () => {
    class Kept {
      readonly n: number;

      constructor(n: number) {
        this.n = n;
      }
    }
    return invariants.run(() => new Honest(), script(ask, ask), { state: () => new Kept(1) });
  });

  it('rejects where it cannot be looked at', async () => {
    const cause = new Error('not yet');
    const throwing = await errorOf(() =>
      invariants.run(() => new Honest(), script(ask), {
        state: () => {
          throw cause;
        },
      }),
    );
    const uncloneable = await errorOf(() =>
      invariants.run(() => new Honest(), script(ask), { state: () => [() => 1] }),
    );

    expect(throwing).to.be.an('error').with.property('message', '`state` throws: Error: not yet');
    expect(throwing).to.have.property('cause', cause);
    expect(uncloneable)
      .to.be.an('error')
      .with.property('message')
      .that.matches(/^`state` gives what `structuredClone` cannot clone: DataCloneError: /);
  });

  it('is not looked at before `setup`, nor after `teardown`', () => {
    class Opening extends Honest {
      open: { n: number } | undefined;

      protected override setup(): void {
        this.open = { n: 1 };
      }

      protected override teardown(): void {
        this.open = undefined;
      }
    }
    return invariants.run(() => new Opening(), script(ask, { step: 'stop', drain: true }, ask), {
      state: ({ open }) => (open as { n: number }).n,
    });
  });
});
