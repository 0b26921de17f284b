import { expect } from 'chai';
import { NEVER, Observable, Subject } from 'rxjs';
import {
  Actor,
  type ActorContext,
  bounded,
  conflate,
  defineActor,
  dropWhileBusy,
  serial,
  switchTo,
  type Turn,
} from '../../lib/index.js';
import { onBothLanes } from '../support/lanes.js';
import { type Named, named, Stage } from './support/stage.js';

const busy = { find: switchTo(), tick: conflate(), click: dropWhileBusy(), plain: serial() };

describe('Busy policies that keep to the line', () => {
  onBothLanes((newSystem) => {
    describe('switchTo', () => {
      it('aborts the one that runs, rejects its ask, and begins when it has settled', async () => {
        await using stage: Stage = new Stage(newSystem, busy);
        stage.ask('find', 'a');
        await stage.settle();
        stage.ask('find', 'b');

        expect(await stage.news()).to.deep.equal(['begins a', 'aborts a', 'a rejected superseded']);
        await stage.end('a');
        expect(await stage.news()).to.deep.equal(['a late-reply', 'begins b']);
        await stage.end('b');
        expect(await stage.news()).to.deep.equal(['b answered b']);
      });

      it('takes the place of one that waits, at its own place', async () => {
        await using stage: Stage = new Stage(newSystem, busy);
        stage.tell('plain', 'first');
        await stage.settle();
        stage.ask('find', 'a');
        stage.tell('plain', 'between');
        stage.tell('find', 'b');
        stage.tell('find', 'c');

        expect(await stage.news()).to.deep.equal(['begins first', 'a rejected superseded', 'b superseded']);
        await stage.end('first');
        await stage.end('between');
        expect(await stage.news()).to.deep.equal(['begins between', 'begins c']);
      });

      for (const [what, error] of [
        ['the reason of its abort', (turn: { signal: AbortSignal }) => turn.signal.reason],
        ['an AbortError', () => new DOMException('told to', 'AbortError')],
      ] as const) {
        it(`is no failure of a superseded handler that rejects with ${what}`, async () => {
          await using stage: Stage = new Stage(newSystem, busy, {
            handle: ({ name }: Named, turn) =>
              new Promise((_, reject) => {
                stage.log.push(`begins ${name}`);
                turn.signal.addEventListener('abort', () => reject(error(turn)));
              }),
          });
          stage.tell('find', 'a');
          await stage.settle();
          stage.tell('find', 'b');

          expect(await stage.news()).to.deep.equal(['begins a', 'begins b']);
          expect(stage.ref.state).to.equal('running');
          await stage.ref.kill();
        });
      }

      it('is a failure of a superseded handler that rejects with anything else', async () => {
        await using stage: Stage = new Stage(newSystem, busy);
        stage.tell('find', 'a');
        await stage.settle();
        stage.tell('find', 'b');
        await stage.settle();
        await stage.end('a', new Error('own'));

        expect(await stage.news()).to.deep.equal(['begins a', 'aborts a', 'b actor-stopped']);
        expect(stage.life).to.deep.equal([
          'starting',
          'started',
          'failed own',
          'stopping failed',
          'stopped failed',
          'complete',
        ]);
      });

      it('is a late reply of a superseded handler that was asked, and rejects with anything else', async () => {
        await using stage: Stage = new Stage(newSystem, busy);
        stage.ask('find', 'a');
        await stage.settle();
        stage.tell('find', 'b');
        await stage.settle();
        await stage.end('a', 'own');

        expect(await stage.news()).to.deep.equal([
          'begins a',
          'aborts a',
          'a rejected superseded',
          'own late-reply',
          'begins b',
        ]);
      });

      it('unsubscribes the Observable that was returned, and goes on at once', async () => {
        await using stage: Stage = new Stage(newSystem, busy, {
          handle: ({ name }: Named) =>
            new Observable(() => {
              stage.log.push(`begins ${name}`);
              return () => stage.log.push(`left ${name}`);
            }),
        });
        stage.ask('find', 'a');
        await stage.settle();
        stage.tell('find', 'b');

        expect(await stage.news()).to.deep.equal(['begins a', 'left a', 'begins b', 'a rejected superseded']);
        await stage.ref.kill();
      });

      it('runs no code of the handler on the stack of who tells', async () => {
        await using stage: Stage = new Stage(newSystem, busy);
        stage.tell('find', 'a');
        expect(await stage.news()).to.deep.equal(['begins a']);

        stage.tell('find', 'b');
        expect(stage.log).to.deep.equal([]);
        expect(await stage.news()).to.deep.equal(['aborts a']);
      });

      it('spares a handler that has settled by then, and one that follows it', async () => {
        await using stage: Stage = new Stage(newSystem, busy);
        stage.ask('find', 'a');
        await stage.settle();
        stage.tell('find', 'b');
        stage.tell('find', 'c');
        await stage.end('a');
        await stage.end('c');

        expect(await stage.news()).to.deep.equal([
          'begins a',
          'b superseded',
          'aborts a',
          'a rejected superseded',
          'a late-reply',
          'begins c',
        ]);
      });

      it('errors a stream that lost its place, and one that is superseded', async () => {
        await using stage: Stage = new Stage(newSystem, busy, {
          handle: ({ type, name }, turn) => {
            if (type === 'plain') return stage.hold({ type, name }, turn);
            return NEVER;
          },
        });
        const streams = (name: string) =>
          stage.ref.stream(named('find', name)).subscribe({
            error: (error) => stage.log.push(`${name} errors ${error.code}`),
          });
        stage.tell('plain', 'first');
        await stage.settle();
        streams('a');
        streams('b');
        await stage.end('first');
        streams('c');
        await stage.settle();
        expect(await stage.news()).to.deep.equal([
          'begins first',
          'a errors superseded',
          'b errors superseded',
        ]);
        await stage.ref.kill();
      });

      it('aborts a handler that sends the next of its kind itself', async () => {
        await using stage: Stage = new Stage(newSystem, busy, {
          handle: (message, turn, self) => {
            if (message.name === 'a') self.reference.tell(named('find', 'b'));
            return stage.hold(message, turn);
          },
        });
        stage.tell('find', 'a');
        expect(await stage.news()).to.deep.equal(['begins a', 'aborts a']);
        await stage.end('a');
        expect(await stage.news()).to.deep.equal(['begins b']);
      });

      it('spares what runs of another kind, and holds under handlers put on by become', async () => {
        const log: string[] = [];
        const create = defineActor((self: ActorContext) => ({
          busy: { find: switchTo() },
          handlers: {
            swap: () =>
              self.become({
                find: (_: unknown, { signal }: Turn) => {
                  signal.addEventListener('abort', () => log.push('aborts'));
                  return NEVER;
                },
              }),
          },
        }));
        await using stage: Stage = new Stage(newSystem, undefined);
        const ref = stage.system.spawn(create);
        await stage.settle();
        for (const type of ['swap', 'find']) ref.tell({ type });
        await stage.settle();
        ref.tell({ type: 'other' });
        await stage.settle();
        expect(log).to.deep.equal([]);
        ref.tell({ type: 'find' });
        await stage.settle();
        expect(log).to.deep.equal(['aborts']);
        await ref.kill();
      });

      it('aborts also what was stashed, and is handled again', async () => {
        let stashed = false;
        await using stage: Stage = new Stage(newSystem, busy, {
          handle: (message, turn, self): unknown => {
            if (message.type === 'plain') {
              stashed = true;
              self.unstashAll();
              return undefined;
            }
            if (stashed) return stage.hold(message, turn);
            self.stash();
            return undefined;
          },
        });
        stage.tell('find', 'a');
        stage.tell('plain', 'go');
        await stage.settle();
        stage.tell('find', 'b');

        expect(await stage.news()).to.deep.equal(['begins a', 'aborts a']);
        await stage.end('a');
        expect(await stage.news()).to.deep.equal(['begins b']);
      });

      it('goes on after a restart with the one that waited', async () => {
        await using stage: Stage = new Stage(newSystem, busy, { supervision: { decide: 'restart' } });
        stage.tell('find', 'a');
        await stage.settle();
        stage.tell('find', 'b');
        await stage.settle();
        await stage.end('a', new Error('own'));
        stage.tell('find', 'c');
        stage.tell('find', 'd');

        expect(await stage.news()).to.deep.equal([
          'begins a',
          'aborts a',
          'begins b',
          'c superseded',
          'aborts b',
        ]);
      });
    });

    describe('conflate', () => {
      it('handles the latest of those that wait, and lets the one that runs go on', async () => {
        await using stage: Stage = new Stage(newSystem, busy);
        stage.ask('tick', 'a');
        await stage.settle();
        stage.tell('tick', 'b');
        stage.ask('tick', 'c');
        stage.tell('tick', 'd');

        expect(await stage.news()).to.deep.equal(['begins a', 'b superseded', 'c rejected superseded']);
        await stage.end('a');
        await stage.end('d');
        expect(await stage.news()).to.deep.equal(['begins d', 'a answered a']);
      });

      it('keeps no more than a few of those that lost their places, however many come', async () => {
        await using stage: Stage = new Stage(newSystem, busy);
        let letters = 0;
        stage.system.deadLetters.subscribe(() => letters++);
        stage.tell('plain', 'first');
        await stage.settle();
        for (let n = 0; n < 10_000; n++) stage.tell('tick', `${n}`);
        expect(stage.ref.mailbox).to.deep.include({ size: 1 });
        await stage.settle();
        expect(letters).to.equal(9_999);
        const late = stage.ref.ask(named('plain', 'late'), { timeout: 1 }).catch(({ message }) => message);
        await stage.clock.advance(1);
        const [, waiting] = /\((\d+) waiting\)/.exec(String(await late)) ?? [];
        expect(Number(waiting)).to.be.at.most(200);
        await stage.end('first');
        expect((await stage.news()).at(-1)).to.equal('begins 9999');
      });

      it('passes over one whose asker has left, and drops nothing for it', async () => {
        await using stage: Stage = new Stage(newSystem, busy);
        const asker = new AbortController();
        stage.tell('plain', 'first');
        await stage.settle();
        stage.ask('tick', 'a', asker.signal);
        asker.abort('left');
        stage.tell('tick', 'b');
        await stage.end('first');

        expect(await stage.news()).to.deep.equal(['begins first', 'a rejected left', 'begins b']);
      });
    });

    describe('dropWhileBusy', () => {
      it('drops what comes while one waits or runs, and takes the next when it is over', async () => {
        await using stage: Stage = new Stage(newSystem, busy);
        stage.tell('click', 'a', 'b');
        await stage.settle();
        stage.ask('click', 'c');
        expect(await stage.news()).to.deep.equal(['b superseded', 'begins a', 'c rejected superseded']);

        await stage.end('a');
        stage.tell('click', 'd');
        expect(await stage.news()).to.deep.equal(['begins d']);
      });

      it('accepts an offer that it drops', async () => {
        await using stage: Stage = new Stage(newSystem, busy, { mailbox: bounded(1) });
        stage.tell('click', 'a');
        await stage.settle();
        await stage.ref.offer(named('click', 'b'));

        expect(await stage.news()).to.deep.equal(['begins a', 'b superseded']);
      });

      it('takes the next when the one that waited had to go for want of room', async () => {
        await using stage: Stage = new Stage(newSystem, busy, {
          mailbox: bounded(1, { overflow: 'dropOldest' }),
        });
        stage.tell('plain', 'first');
        await stage.settle();
        stage.tell('click', 'a');
        stage.tell('plain', 'second');
        stage.tell('click', 'b');
        expect(await stage.news()).to.deep.equal(['begins first', 'a mailbox-full', 'second mailbox-full']);

        await stage.end('first');
        expect(await stage.news()).to.deep.equal(['begins b']);
      });

      it('drops what an actor tells itself from the handler', async () => {
        await using stage: Stage = new Stage(newSystem, busy, {
          handle: ({ name }, _, self) => {
            stage.log.push(`begins ${name}`);
            if (name === 'a') self.reference.tell(named('click', 'b'));
          },
        });
        stage.tell('click', 'a');

        expect(await stage.news()).to.deep.equal(['begins a', 'b superseded']);
      });
    });

    describe('at a bounded mailbox', () => {
      for (const type of ['find', 'tick']) {
        it(`${type}: one that replaces another needs no room, told, asked or offered`, async () => {
          await using stage: Stage = new Stage(newSystem, busy, { mailbox: bounded(1) });
          stage.tell('plain', 'first');
          await stage.settle();
          stage.tell(type, 'a', 'b');
          stage.ask(type, 'c');
          await stage.ref.offer(named(type, 'd'));
          stage.tell('plain', 'other');

          expect(stage.ref.mailbox.size).to.equal(1);
          expect(stage.ref.mailbox.highWater).to.equal(1);
          expect(await stage.news()).to.deep.equal(
            [
              'begins first',
              'a superseded',
              'b superseded',
              'other mailbox-full',
              'c rejected superseded',
            ].sort((a, b) => Number(a.startsWith('other')) - Number(b.startsWith('other')) || 0),
          );
          await stage.end('first');
          expect(await stage.news()).to.deep.equal(['begins d']);
        });
      }

      it('lets offers in as there is room, each subject to its policy', async () => {
        await using stage: Stage = new Stage(newSystem, busy, { mailbox: bounded(1) });
        stage.tell('plain', 'first');
        await stage.settle();
        stage.tell('plain', 'second');
        const offers = ['a', 'b'].map((name) => stage.ref.offer(named('tick', name)));
        await stage.end('first');
        expect(await stage.news()).to.deep.equal(['begins first', 'begins second']);
        stage.tell('tick', 'c');
        await stage.end('second');

        await Promise.all(offers);

        expect(await stage.news()).to.deep.equal(['a superseded', 'begins c']);
        expect(stage.ref.mailbox.size).to.equal(1);
        await stage.end('c');
        expect(await stage.news()).to.deep.equal(['begins b']);
      });
    });

    describe('of inputs', () => {
      it('drop values as dead letters, beside other inputs and messages', async () => {
        await using stage: Stage = new Stage(newSystem, undefined);
        const [hot, other] = [new Subject<Named>(), new Subject<Named>()];
        stage.box.registerInputTask(hot, stage.hold, { busy: conflate() });
        stage.box.registerInputTask(other, stage.hold, { busy: dropWhileBusy() });
        for (const name of ['a', 'b', 'c']) hot.next(named('x', name));
        for (const name of ['d', 'e']) other.next(named('x', name));

        expect(await stage.news()).to.deep.equal([
          'a superseded',
          'b superseded',
          'e superseded',
          'begins c',
        ]);
        await stage.end('c');
        expect(await stage.news()).to.deep.equal(['begins d']);
      });

      it('abort the running one of an input under switchTo', async () => {
        await using stage: Stage = new Stage(newSystem, undefined);
        const hot = new Subject<Named>();
        stage.box.registerInputTask(hot, stage.hold, { busy: switchTo() });
        hot.next(named('x', 'a'));
        await stage.settle();
        hot.next(named('x', 'b'));

        expect(await stage.news()).to.deep.equal(['begins a', 'aborts a']);
        await stage.end('a');
        expect(await stage.news()).to.deep.equal(['begins b']);
      });

      it('read a source that can wait to its end', async () => {
        await using stage: Stage = new Stage(newSystem, undefined, { mailbox: bounded(1) });
        const source = async function* () {
          for (const name of ['a', 'b', 'c', 'd']) yield named('x', name);
        };
        stage.box.registerInputTask(
          source(),
          {
            next: ({ name }) => void stage.log.push(`begins ${name}`),
            complete: () => void stage.log.push('end'),
          },
          { busy: conflate() },
        );

        const news = await stage.news();
        expect(news.at(-1)).to.equal('end');
        const names = news.slice(0, -1).map((line) => line.replace(/begins | superseded/, ''));
        expect(names.sort()).to.deep.equal(['a', 'b', 'c', 'd']);
      });

      it('refuse a policy that is none', async () => {
        await using stage: Stage = new Stage(newSystem, undefined);
        await stage.settle();
        const register = (busy: unknown) => () =>
          stage.box.registerInputTask(NEVER, () => undefined, { busy: busy as never });

        expect(register('switchTo')).to.throw(TypeError, 'Expected `busy` to be a busy policy');
        expect(register({ kind: 'parallel', limit: 2 })).to.throw(TypeError, 'such as `switchTo()`');
      });
    });

    it('are refused by spawn where a policy stands in the place of the table', async () => {
      await using system = newSystem();
      class Wrong extends Actor {
        protected override readonly busy = switchTo() as never;
      }

      expect(() => system.spawn(() => new Wrong())).to.throw(TypeError, 'Expected `busy` to be an object');
    });

    describe('of hostile messages', () => {
      it('never let a tell throw, and take such messages as any other', async () => {
        await using stage: Stage = new Stage(newSystem, busy, {
          handle: () => void stage.log.push('handled'),
        });
        const throwing = {
          get type(): string {
            throw new Error('type');
          },
        };
        const proxy = new Proxy(
          {},
          {
            get() {
              throw new Error('get');
            },
          },
        );
        const hostile = [throwing, proxy, null, undefined, 1, Symbol('x'), { type: 1 }, Object.create(null)];
        for (const message of hostile) stage.ref.tell(message);
        for (const type of ['constructor', '__proto__', 'toString', 'hasOwnProperty'])
          stage.tell(type, 'a', 'b');

        expect(await stage.news()).to.deep.equal(new Array(hostile.length + 8).fill('handled'));
      });

      it('hold for kinds of such names where they are declared', async () => {
        const names = ['constructor', '__proto__', 'toString'];
        const table = Object.fromEntries(names.map((name) => [name, conflate()]));
        await using stage: Stage = new Stage(newSystem, table, {
          handle: ({ name }) => void stage.log.push(`begins ${name}`),
        });
        for (const type of names) stage.tell(type, 'a', 'b');

        expect(await stage.news()).to.deep.equal([
          ...names.map(() => 'a superseded'),
          ...names.map(() => 'begins b'),
        ]);
      });
    });
  });
});
