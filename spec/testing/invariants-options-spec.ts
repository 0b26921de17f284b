import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import * as fc from 'fast-check';
import type { Turn } from '../../lib/index.js';
import { arbitraries, invariants, type Script } from '../../lib/testing.js';
import { root } from '../support/files.js';
import { Honest, type Numbered } from './support/breakers.js';
import { errorOf, messageOf } from './support/failing.js';

const messages = fc.record({ n: fc.nat({ max: 9 }) });
const create = () => new Honest();
const script: Script<Numbered> = { steps: [{ step: 'ask', sender: 1, message: { n: 6 } }], schedule: [] };

/** What both builds say that find no fast-check. */
const whatIsSaid = `
  const messages = { generate() {} };
  const check = (kit) => kit.invariants.check(() => undefined, { messages }).catch((error) => error.message);
  (async () => {
    console.log(await check(require('rxactors/testing')));
    console.log(await check(await import('rxactors/testing')));
  })();`;

describe('invariants, and what they are given', () => {
  const bad: readonly (readonly [string, unknown, unknown, typeof TypeError | typeof RangeError, RegExp])[] =
    [
      ['no factory', undefined, { messages }, TypeError, /`create`/],
      ['no options', create, undefined, TypeError, /`messages`/],
      ['no messages', create, {}, TypeError, /`messages`/],
      [
        'messages that are a list',
        create,
        { messages: [] },
        TypeError,
        /`messages`.*an arbitrary of fast-check/,
      ],
      ['0 runs', create, { messages, runs: 0 }, RangeError, /`runs`/],
      ['half a seed', create, { messages, seed: 0.5 }, RangeError, /`seed`/],
      ['a state that is no function', create, { messages, state: 1 }, TypeError, /`state`/],
      ['answers that are no function', create, { messages, answers: true }, TypeError, /`answers`/],
      [
        'an invariant that is none',
        create,
        { messages, only: ['no leak', 'no leaks'] },
        TypeError,
        /`only\[1\]` to be one of: `one at a time`.*`no leak`, got `no leaks` \(string\)/,
      ],
      ['an invariant outside of a list', create, { messages, only: 'no leak' }, TypeError, /`only`.*a list/],
      ['no patience', create, { messages, patience: 0 }, RangeError, /`patience`/],
      ['patience in words', create, { messages, patience: '1 s' }, TypeError, /`patience`/],
      ['no invariant at all', create, { messages, only: [] }, TypeError, /`only`/],
    ];
  for (const [what, factory, options, type, text] of bad) {
    it(`reject with a ${type.name} for ${what}`, async () => {
      const error = await errorOf(() =>
        invariants.check(factory as typeof create, options as { messages: typeof messages }),
      );

      expect(error).to.be.instanceOf(type).with.property('message').that.matches(text);
    });
  }

  it('reject with what `create` throws', async () => {
    const error = new Error('not today');
    const failing = (): Honest => {
      throw error;
    };

    expect(await errorOf(() => invariants.check(failing, { messages }))).to.equal(error);
    expect(await errorOf(() => invariants.run(failing, script))).to.equal(error);
  });

  it('say so when an actor does not always do the same', async () => {
    let forgot = false;
    class Moody extends Honest {
      protected override handleMessage({ n }: Numbered, turn: Turn): unknown {
        const forgets = !forgot && turn.sender?.id === 'ask';
        forgot ||= forgets;
        return forgets ? undefined : n;
      }
    }
    const options = { messages, only: ['ask settles once' as const], seed: 4 };

    expect(await messageOf(() => invariants.check(() => new Moody(), options))).to.match(
      /^ask settles once was broken once, and holds when the script is played again/,
    );
  });

  it('take fast-check from those who cannot import it', async () => {
    let used = 0;
    const own = {
      ...fc,
      check: (...args: Parameters<typeof fc.check>) => {
        used += 1;
        return fc.check(...args);
      },
    } as unknown as typeof fc;

    await invariants.check(create, { messages, fc: own, runs: 1 });

    expect(used).to.equal(1);
  });

  it('say what to install where fast-check is missing, and only then', () => {
    const elsewhere = realpathSync(mkdtempSync(join(tmpdir(), 'without-fast-check-')));
    for (const part of ['package.json', 'dist'])
      cpSync(join(root, part), join(elsewhere, 'node_modules/rxactors', part), { recursive: true });
    symlinkSync(join(root, 'node_modules/rxjs'), join(elsewhere, 'node_modules/rxjs'));
    const said = execFileSync(process.execPath, ['-e', whatIsSaid], { cwd: elsewhere, encoding: 'utf8' });
    rmSync(elsewhere, { recursive: true });

    const line =
      '`invariants` needs the package fast-check, which is not installed with rxactors: npm install --save-dev fast-check\n';
    expect(said).to.equal(line + line);
  }).timeout(20_000);

  it('say to pass fast-check where it is there, and cannot be loaded', () => {
    const elsewhere = realpathSync(mkdtempSync(join(tmpdir(), 'with-a-broken-fast-check-')));
    for (const part of ['package.json', 'dist'])
      cpSync(join(root, part), join(elsewhere, 'node_modules/rxactors', part), { recursive: true });
    symlinkSync(join(root, 'node_modules/rxjs'), join(elsewhere, 'node_modules/rxjs'));
    mkdirSync(join(elsewhere, 'node_modules/fast-check'));
    writeFileSync(join(elsewhere, 'node_modules/fast-check/index.js'), 'throw new SyntaxError("not today")');

    const said = execFileSync(process.execPath, ['-e', whatIsSaid], { cwd: elsewhere, encoding: 'utf8' });
    rmSync(elsewhere, { recursive: true });

    const line =
      '`invariants` needs the package fast-check, which cannot be loaded from here: pass it, as `fc`\n';
    expect(said).to.equal(line + line);
  }).timeout(20_000);
});

describe('arbitraries', () => {
  it('throws a TypeError for what is not fast-check', () => {
    for (const wrong of [undefined, {}, messages])
      expect(() => arbitraries(wrong as typeof fc)).to.throw(TypeError, /`fc`/);
  });

  it('make scripts of their steps, for a property of one’s own', async () => {
    const { tell, ask, failure, stop, wait, script } = arbitraries(fc);
    const steps = fc.oneof(tell(messages), ask(messages), failure(messages), stop(), wait());

    const seen = new Set(
      fc.sample(script(steps), { seed: 1, numRuns: 50 }).flatMap((one) => one.steps.map(({ step }) => step)),
    );
    expect([...seen].sort()).to.deep.equal(['ask', 'stop', 'tell', 'wait']);
    await fc.assert(
      fc.asyncProperty(script(steps), (one) => invariants.run(create, one)),
      { seed: 1, numRuns: 20 },
    );
  });

  it('shrink to a single step, first come, first served', () => {
    const { tell, script } = arbitraries(fc);

    const { counterexample } = fc.check(
      fc.property(script(tell(messages)), () => false),
      { seed: 1 },
    );

    expect(counterexample).to.deep.equal([
      { steps: [{ step: 'tell', sender: 1, message: { n: 0 }, atOnce: false }], schedule: [] },
    ]);
  });

  it('fail in place of a handler where the script says so', async () => {
    const handled: number[] = [];
    class Noted extends Honest {
      protected override handleMessage({ n }: Numbered): number {
        handled.push(n);
        return n;
      }
    }
    const sent = (n: number, fails: boolean) => ({ step: 'ask', sender: 1, message: { n }, fails }) as const;

    await invariants.run(() => new Noted(), {
      steps: [sent(1, false), sent(2, true), sent(3, false)],
      schedule: [],
    });

    expect(handled).to.deep.equal([1, 3]);
  });
});
