import { Actor, type AnyActorRef, DataMessage, EndMainLoop, Message } from '../../lib/index.js';
import { marbles } from '../../lib/testing.js';
import { handling } from '../actor/support/scripts.js';
import { onEachLane } from './support/lanes.js';
import { sleep, sleeper } from './support/sleeper.js';

const echo = handling((message) => message);

describe('marbles', () => {
  onEachLane((options) => {
    describe('tell', () => {
      it(
        'tells the values of a diagram, each at its time',
        marbles(({ spawn, tell, expectMessages }) => {
          const ref = spawn(echo);
          const add = { type: 'add', amount: 1 };
          tell(ref, '           -a-(ba) 10ms c', { a: add, b: { type: 'sum' } });
          expectMessages(ref).toBe('-x-(yx) 10ms c', { x: { type: 'add', amount: 1 }, y: { type: 'sum' } });
        }, options),
      );

      it(
        'tells several actors, and one actor from several diagrams, in the order of the calls',
        marbles(({ spawn, tell, expectMessages }) => {
          const [one, two] = [spawn(echo), spawn(echo)];
          tell(one, '           a----b');
          tell(two, '           --c');
          tell(one, '           d----e');
          expectMessages(one).toBe('(ad)-(be)');
          expectMessages(two).toBe('--c');
        }, options),
      );
    });

    describe('expectMessages', () => {
      it(
        'sees a message when its turn begins, and not when it is told',
        marbles(({ spawn, tell, expectMessages, clock }) => {
          const ref = spawn(sleeper(clock, 4));
          tell(ref, '            ab-c');
          expectMessages(ref).toBe(' a---b---c');
        }, options),
      );

      it(
        'sees told and asked messages alike, and no input values',
        marbles(({ spawn, tell, hot, expectMessages, expectReplies }) => {
          class Busy extends Actor {
            protected override setup() {
              this.registerInputTask(hot('---i'), () => undefined);
            }
            protected override handleMessage = (message: string) => message.toUpperCase();
          }
          const ref = spawn(() => new Busy());
          tell(ref, '                t');
          expectReplies(ref, '        -a').toBe('-A');
          expectMessages(ref).toBe('     ta');
        }, options),
      );

      it(
        'compares instances by class and fields',
        marbles(({ spawn, tell, expectMessages }) => {
          const ref = spawn(handling(() => undefined));
          const plain = new Message();
          tell(ref, '           dm', { d: new DataMessage({ data: [1] }), m: plain });
          expectMessages(ref).toBe('dm', { d: new DataMessage({ data: [1] }), m: plain });
        }, options),
      );

      it(
        'sees those of a span only',
        marbles(({ spawn, tell, expectMessages }) => {
          const ref = spawn(echo);
          tell(ref, '                    abcdef');
          expectMessages(ref, '--^-!').toBe('--cd');
        }, options),
      );

      it(
        'shows the end of the actor where the diagram does',
        marbles(({ spawn, tell, expectMessages, expectLifecycle }) => {
          const ref = spawn(
            handling(() => {
              throw new EndMainLoop();
            }),
          );
          tell(ref, '            -a--b');
          expectMessages(ref).toBe(' -a');
          expectMessages(ref).toBe(' -(a|)');
          expectLifecycle(ref).toBe('sx');
        }, options),
      );
    });

    describe('expectReplies', () => {
      it(
        'asks each message at its time, and sees the replies as they come',
        marbles(({ spawn, expectReplies, clock }) => {
          const ref = spawn(sleeper(clock, 3));
          expectReplies(ref, 'ab-----c', { a: 1, b: 2, c: 3 }).toBe('---x--y---z', { x: 1, y: 2, z: 3 });
        }, options),
      );

      it(
        'sees each rejection as `#`, and compares the error',
        marbles(({ spawn, expectReplies }) => {
          const ref = spawn(
            handling((message) => {
              if (message === 'b') throw new RangeError('not b');
              return message;
            }),
          );
          expectReplies(ref, 'abcb').toBe('a#c#');
          expectReplies(ref, 'abcb').toBe('a#c#', {}, new RangeError('not b'));
        }, options),
      );

      it(
        'hands its options on to each ask',
        marbles(({ spawn, expectReplies }) => {
          const mute = spawn(handling(() => undefined));
          const told = new AbortController();
          expectReplies(mute, 'a', {}, { timeout: 20 }).toBe('20ms #');
          expectReplies(mute, 'a').toBe('5s #');
          expectReplies(mute, 'a', {}, { signal: told.signal }).toBe('#', {}, 'enough');
          told.abort('enough');
        }, options),
      );

      it(
        'sees the answers of actors that answer later, or by another',
        marbles(({ spawn, expectReplies, clock }) => {
          const worker = spawn(sleeper(clock, 2));
          const boss = spawn(handling((_, turn) => turn.forward(worker)));
          const late = spawn(
            handling((message, turn) => {
              turn.reply(message);
              return sleep(clock, 5);
            }),
          );
          expectReplies(boss, 'ab').toBe('--a-b');
          expectReplies(late, 'ab').toBe('a----b');
        }, options),
      );
    });

    describe('expectLifecycle', () => {
      class Short extends Actor {
        protected override handleMessage(message: string) {
          if (message === 'fail') throw new Error('broken');
          if (message === 'end') this.endMainLoop();
        }
      }

      it(
        'has letters of its own: started, failed, stopped',
        marbles(({ spawn, tell, expectLifecycle }) => {
          const [well, ill] = [spawn(() => new Short()), spawn(() => new Short())];
          tell(well, '            --e', { e: 'end' });
          tell(ill, '             --f', { f: 'fail' });
          expectLifecycle(well).toBe('s-x');
          expectLifecycle(ill).toBe(' s-(fx)');
        }, options),
      );

      it(
        'takes other letters for types, and leaves out the types that have none',
        marbles(({ spawn, tell, expectLifecycle }) => {
          const ref = spawn(() => new Short());
          tell(ref, '            -----e', { e: 'end' });
          expectLifecycle(ref).toBe('(au)-s', { a: 'starting', u: 'started', s: 'stopping' });
          expectLifecycle(ref).toBe('-----x', { x: 'stopped' });
        }, options),
      );

      it(
        'takes letters for events of which fields are left out',
        marbles(({ spawn, tell, expectLifecycle }) => {
          const ref: AnyActorRef = spawn(() => new Short());
          tell(ref, '            --f', { f: 'fail' });
          expectLifecycle(ref).toBe('u-(fx)', {
            u: { type: 'started', incarnation: 0, actor: ref },
            f: { type: 'failed', error: new Error('broken'), at: 2 },
            x: { type: 'stopped', reason: { kind: 'failed' } },
          });
        }, options),
      );

      it(
        'shows one who comes late the present state first',
        marbles(({ spawn, tell, expectLifecycle }) => {
          const ref = spawn(() => new Short());
          tell(ref, '                      ----e', { e: 'end' });
          expectLifecycle(ref, '--^').toBe('--s-x');
          expectLifecycle(ref, '------^').toBe('------x');
          expectLifecycle(ref, '^--!').toBe('s');
        }, options),
      );
    });
  });
});
