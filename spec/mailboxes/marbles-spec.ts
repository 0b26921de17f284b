import { map, Subject } from 'rxjs';
import { bounded } from '../../lib/index.js';
import { marbles } from '../../lib/testing.js';
import { puppet } from '../life/support/puppet.js';

for (const lane of ['serialMap', 'concatMap'] as const) {
  describe(`A bounded mailbox in time, on the lane ${lane}`, () => {
    it(
      'refuses the newest by default',
      marbles(
        ({ system, spawn, tell, clock, expectMessages, expectObservable }) => {
          const message = () => new Promise<void>((wake) => void clock.schedule(4, wake));
          const slow = spawn(puppet({ message }), { mailbox: bounded(1) });

          tell(slow, '                                                       -abcd-e---f');
          expectMessages(slow).toBe('                                        -a---b---e---f');
          expectObservable(system.deadLetters.pipe(map((letter) => letter.message))).toBe('---cd');
        },
        { lane },
      ),
    );

    it(
      'drops the oldest with `dropOldest`',
      marbles(
        ({ system, spawn, tell, clock, expectMessages, expectObservable }) => {
          const message = () => new Promise<void>((wake) => void clock.schedule(4, wake));
          const slow = spawn(puppet({ message }), { mailbox: bounded(1, { overflow: 'dropOldest' }) });

          tell(slow, '                                                       -abcd-e---f');
          expectMessages(slow).toBe('                                        -a---d---e---f');
          expectObservable(system.deadLetters.pipe(map((letter) => letter.message))).toBe('---bc');
        },
        { lane },
      ),
    );

    it(
      'lets offers in as it has room',
      marbles(
        ({ spawn, clock, expectMessages, expectObservable }) => {
          const message = () => new Promise<void>((wake) => void clock.schedule(5, wake));
          const slow = spawn(puppet({ message }), { mailbox: bounded(1) });
          const accepted = new Subject<string>();

          for (const letter of 'abcd') void slow.offer(letter).then(() => accepted.next(letter));
          expectMessages(slow).toBe('a----b----c----d');
          expectObservable(accepted).toBe('(ab)-c----d');
        },
        { lane },
      ),
    );

    it(
      'reads a source that can wait as fast as it is handled',
      marbles(
        ({ spawn, clock, expectObservable }) => {
          const read = new Subject<string>();
          const sleep = (ms: number) => new Promise<void>((wake) => void clock.schedule(ms, wake));
          async function* letters() {
            for (const letter of 'abcde') {
              await sleep(1);
              read.next(letter);
              yield letter;
            }
          }
          const handled = new Subject<string>();
          expectObservable(read).toBe('   -ab--c--d--e');
          expectObservable(handled).toBe('-a--b--c--d--e');
          spawn(
            puppet({
              setup: (self) =>
                void self.registerInputTask(letters(), async (letter) => {
                  handled.next(letter);
                  await sleep(3);
                }),
            }),
            { mailbox: bounded(1) },
          );
        },
        { lane },
      ),
    );
  });
}
