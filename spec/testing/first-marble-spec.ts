import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { concatMap, debounceTime, firstValueFrom, type Observable, timer } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { Actor, ActorSystem } from '../../lib/index.js';
import { marbles, TestClock } from '../../lib/testing.js';
import { messageOf } from './support/failing.js';

/*
 * What docs/testing.md quotes. Read it there.
 */

const scheduler = new TestScheduler((actual, expected) => {
  expect(actual).to.deep.equal(expected);
});

// #region printer
class Printer extends Actor {
  protected override async handleMessage(job: string) {
    if (job === '') throw new RangeError('nothing to print');
    if (job === 'off') return this.endMainLoop();
    await firstValueFrom(timer(3)); // a page takes 3 milliseconds
    return `${job}, on paper`;
  }
}
// #endregion

// #region search
class Search extends Actor {
  readonly #typed: Observable<string>;
  readonly #found: (text: string) => void;

  constructor(typed: Observable<string>, found: (text: string) => void) {
    super();
    this.#typed = typed;
    this.#found = found;
  }

  protected override setup() {
    this.registerInputTask(this.#typed.pipe(debounceTime(3)), (text) => this.#found(text));
  }
}
// #endregion

describe('The first marble test', () => {
  it("is not possible with RxJS's own kit", () => {
    // #region still
    scheduler.run(({ hot, expectObservable }) => {
      const printed = hot('-a-b').pipe(concatMap(async (page) => page));
      expectObservable(printed).toBe(''); // nothing, although two pages went in
    });
    // #endregion
  });

  // #region first
  it(
    'prints one page after the other',
    marbles(({ spawn, tell, expectMessages }) => {
      const printer = spawn(() => new Printer());
      tell(printer, '           -ab----c');
      expectMessages(printer).toBe('-a--b--c');
    }),
  );
  // #endregion

  it('says what differs', async () => {
    // #region wrong
    const wrong = marbles(({ spawn, tell, expectMessages }) => {
      const printer = spawn(() => new Printer(), { id: 'printer' });
      tell(printer, '           -ab----c');
      expectMessages(printer).toBe('-a-b---c');
    });
    // #endregion

    const text = readFileSync(join(__dirname, 'first-marble-failure.txt'), 'utf8');
    expect(`${await messageOf(wrong)}\n`).to.equal(text);
  });

  // #region asks
  it(
    'answers when the page is out, and refuses one with nothing on it',
    marbles(({ spawn, expectReplies }) => {
      const printer = spawn(() => new Printer());
      const pages = { a: 'a letter', b: 'a list', n: '' };
      const papers = { x: 'a letter, on paper', y: 'a list, on paper' };
      const refusal = new RangeError('nothing to print');
      expectReplies(printer, 'ab------n', pages).toBe('---x--y-#', papers, refusal);
    }),
  );
  // #endregion

  // #region life
  it(
    'is switched off, or breaks',
    marbles(({ spawn, tell, expectLifecycle }) => {
      const [one, other] = [spawn(() => new Printer()), spawn(() => new Printer())];
      tell(one, '             -a--o', { a: 'a letter', o: 'off' });
      tell(other, '           -n', { n: '' });
      expectLifecycle(one).toBe('  s---x');
      expectLifecycle(other).toBe('s(fx)');
    }),
  );
  // #endregion

  // #region timeout
  it(
    'answers too late for one who does not wait long enough',
    marbles(({ spawn, expectReplies }) => {
      const printer = spawn(() => new Printer());
      expectReplies(printer, 'a', {}, { timeout: 2 }).toBe('--#');
      expectReplies(printer, '5ms b').toBe('8ms x', { x: 'b, on paper' });
    }),
  );
  // #endregion

  // #region clock
  it('gives up an ask after five seconds', async () => {
    const clock = new TestClock();
    const system = new ActorSystem({ clock });
    const silent = system.spawn(
      () =>
        new (class extends Actor {
          protected override handleMessage() {}
        })(),
    );
    const outcome = silent.ask('anyone there?').catch((error) => error.code);

    await clock.advance(5_000);

    expect(await outcome).to.equal('ask-timeout');
    await system.shutdown();
  });
  // #endregion

  // #region input
  it(
    'searches when nobody types for a moment, and lets go of the keyboard at its end',
    marbles(({ spawn, hot, expectMessages, expectSubscriptions, clock }) => {
      const found = spawn(() => new Printer());
      const typed = hot('                  -a-b-----c');
      const search = spawn(() => new Search(typed, found.tell));
      clock.schedule(20, () => void search.stop());
      expectMessages(found).toBe('         ------b-----c');
      expectSubscriptions(typed).toBe('    ^ 19ms !');
    }),
  );
  // #endregion

  // #region async
  it(
    'prints what was asked for',
    marbles(async ({ spawn, clock, tell, expectMessages }) => {
      const printer = spawn(() => new Printer());
      expect(await printer.ask('a')).to.equal('a, on paper');
      expect(clock.now()).to.equal(3);

      tell(printer, '           -bc'); // begins here, at 3 ms, and so does what is expected
      expectMessages(printer).toBe('-b--c');
    }),
  );
  // #endregion
});
