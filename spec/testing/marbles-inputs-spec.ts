import {
  debounceTime,
  delay,
  firstValueFrom,
  interval,
  lastValueFrom,
  map,
  of,
  take,
  timeout,
  timer,
} from 'rxjs';
import { Actor, type InputSource } from '../../lib/index.js';
import { marbles } from '../../lib/testing.js';
import { handling } from '../actor/support/scripts.js';
import { onEachLane } from './support/lanes.js';
import { sleep } from './support/sleeper.js';

/** Tells `to` what comes of a source, each in a turn of its own. */
class Listener extends Actor {
  readonly #source: InputSource<unknown>;
  readonly #handle: (value: unknown) => unknown;

  constructor(source: InputSource<unknown>, handle: (value: unknown) => unknown) {
    super();
    this.#source = source;
    this.#handle = handle;
  }

  protected override setup() {
    this.registerInputTask(this.#source, (value) => this.#handle(value) as Promise<void>);
  }

  protected override handleMessage() {
    this.endMainLoop();
  }
}

describe('marbles, and streams in actors', () => {
  onEachLane((options) => {
    it(
      'show the values of a timed input as turns',
      marbles(({ spawn, hot, expectMessages }) => {
        const log = spawn(handling(() => undefined));
        const typed = hot('                ab-c------d').pipe(debounceTime(3));
        spawn(() => new Listener(typed, log.tell));
        expectMessages(log).toBe('------c------d');
      }, options),
    );

    it(
      'let the values of an input wait for a turn that sleeps',
      marbles(({ spawn, cold, expectMessages, clock }) => {
        const log = spawn(handling(() => undefined));
        const handle = async (value: unknown) => {
          log.tell(value);
          await sleep(clock, 4);
        };
        spawn(() => new Listener(cold('abc'), handle));
        expectMessages(log).toBe('     a---b---c');
      }, options),
    );

    it(
      'let messages and inputs come in one order',
      marbles(({ spawn, hot, tell, expectObservable, clock }) => {
        const log: string[] = [];
        class Both extends Actor {
          protected override setup() {
            this.registerInputTask(hot<string>('-a-b'), (value) => this.#work(value));
          }
          protected override handleMessage = (message: string) => this.#work(message);
          async #work(what: string) {
            await sleep(clock, 3);
            log.push(what);
          }
        }
        tell(
          spawn(() => new Both()),
          '--x',
        );
        const seen = timer(12).pipe(map(() => log));
        expectObservable(seen).toBe('12ms (l|)', { l: ['a', 'x', 'b'] });
      }, options),
    );

    it(
      'see when an actor subscribes its input, and when it lets go',
      marbles(({ spawn, hot, tell, expectSubscriptions, expectLifecycle }) => {
        const source = hot('-a-b-c');
        const ref = spawn(() => new Listener(source, () => undefined));
        tell(ref, '                    ----m');
        expectSubscriptions(source).toBe('^---!');
        expectLifecycle(ref).toBe('       s---x');
      }, options),
    );

    it(
      'let an interval of an actor tick until it stops',
      marbles(({ spawn, tell, expectMessages }) => {
        const log = spawn(handling(() => undefined));
        const ref = spawn(() => new Listener(interval(2), log.tell));
        tell(ref, '            -------m');
        expectMessages(log).toBe('--0-1-2', { 0: 0, 1: 1, 2: 2 });
      }, options),
    );

    const handlers: readonly [string, string, (message: string) => unknown][] = [
      ['an Observable with a delay', '---a--b', (message) => of(message).pipe(delay(3))],
      [
        'an Observable of many values',
        '---a--b',
        (message) =>
          interval(1).pipe(
            take(3),
            map(() => message),
          ),
      ],
      ['a promise for a timer', '---a--b', (message) => lastValueFrom(timer(3).pipe(map(() => message)))],
      [
        'a promise behind two timers',
        '----a---b',
        async (message) => {
          await firstValueFrom(timer(2));
          await firstValueFrom(timer(2));
          return message;
        },
      ],
    ];
    for (const [what, replies, handle] of handlers) {
      it(
        `let a handler answer with ${what}`,
        marbles(({ spawn, expectReplies }) => {
          expectReplies(spawn(handling(handle)), 'ab').toBe(replies);
        }, options),
      );
    }

    it(
      'let a handler give up after a timeout of RxJS',
      marbles(({ spawn, cold, expectReplies }) => {
        const ref = spawn(
          handling(() => cold('-----a|').pipe(timeout({ first: 3, with: () => of('none') }))),
        );
        expectReplies(ref, 'a--------a').toBe('---n--------n', { n: 'none' });
      }, options),
    );
  });
});
