import { expect } from 'chai';
import { concat, Observable, of, Subject, throwError } from 'rxjs';
import { bounded, EndMainLoop, parallel, type Supervision, type Turn } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { puppet } from '../life/support/puppet.js';
import { onBothLanes } from '../support/lanes.js';
import { type Named, named, Stage } from './support/stage.js';

const busy = { thumb: parallel(2), row: parallel(2, { ordered: true }) };
const restarts: Supervision = { decide: 'restart' };

describe('parallel', () => {
  onBothLanes((newSystem) => {
    it('handles so many at once beside the line, and others meanwhile', async () => {
      await using stage: Stage = new Stage(newSystem, busy);
      stage.ask('thumb', 'a');
      stage.tell('thumb', 'b', 'c');
      stage.tell('plain', 'p');

      expect(await stage.news()).to.deep.equal(['begins a', 'begins b', 'begins p']);
      expect(stage.ref.mailbox.size, 'waits aside').to.equal(1);
      await stage.end('a');
      expect(await stage.news()).to.deep.equal(['begins c', 'a answered a']);
      expect(stage.ref.mailbox.size).to.equal(0);
    });

    for (const order of ['abc', 'acb', 'bac', 'bca', 'cab', 'cba']) {
      it(`answers as they are ready, or in order, when they end as ${order}`, async () => {
        await using stage: Stage = new Stage(newSystem, {
          thumb: parallel(3),
          row: parallel(3, { ordered: true }),
        });
        for (const name of 'abc') stage.ask('thumb', name);
        await stage.settle();
        for (const name of order) await stage.end(name);
        const answers = (await stage.news()).filter((line) => line.includes('answered'));
        expect(answers).to.deep.equal([...order].map((name) => `${name} answered ${name}`));

        for (const name of 'abc') stage.ask('row', name);
        await stage.settle();
        for (const name of order) await stage.end(name);
        const inOrder = (await stage.news()).filter((line) => line.includes('answered'));
        expect(inOrder).to.deep.equal(['a answered a', 'b answered b', 'c answered c']);
      });
    }

    it('in order keeps the place of an outcome that is early, failures too', async () => {
      await using stage: Stage = new Stage(newSystem, busy);
      for (const name of 'abc') stage.ask('row', name);
      await stage.settle();
      await stage.end('b', new Error('own'));
      expect(await stage.news(), 'c has no place yet').to.deep.equal(['begins a', 'begins b']);

      await stage.end('a');
      expect(await stage.news()).to.deep.equal(['begins c', 'a answered a', 'b rejected own']);
    });

    it('takes what returns at once, throws at once, and a stream', async () => {
      await using stage: Stage = new Stage(newSystem, busy, {
        handle: ({ name }: Named) => {
          if (name === 'throws') throw new Error('own');
          return name === 'streams' ? of(1, 2) : name;
        },
      });
      for (const name of ['throws', 'streams', 'returns']) stage.ask('thumb', name);
      expect(await stage.news()).to.have.members([
        'throws rejected own',
        'streams answered 2',
        'returns answered returns',
      ]);
      expect(stage.ref.state).to.equal('running');
    });

    it('goes through a long line of handlers that return at once without growing the stack', async () => {
      const handled: string[] = [];
      const handle = ({ name }: Named) => void handled.push(name);
      await using stage: Stage = new Stage(newSystem, { thumb: parallel(1) }, { handle });
      for (let n = 0; n < 20_000; n++) stage.tell('thumb', `${n}`);
      await stage.settle();
      expect(handled).to.have.length(20_000);
    });

    describe('turn.enter', () => {
      it('calls in a turn: never while another runs', async () => {
        await using stage: Stage = new Stage(newSystem, busy, {
          handle: async (message: Named, turn: Turn): Promise<unknown> => {
            if (message.type === 'plain') return stage.hold(message, turn);
            const value = await turn.enter(async () => {
              stage.log.push(`enters ${message.name}`);
              await Promise.resolve();
              stage.log.push(`leaves ${message.name}`);
              return message.name.toUpperCase();
            });
            return stage.log.push(`has ${value}`);
          },
        });
        stage.tell('thumb', 'a', 'b');
        stage.tell('plain', 'p');
        expect(await stage.news()).to.deep.equal(['begins p']);

        await stage.end('p');
        const news = await stage.news();
        expect(news.filter((line) => !line.startsWith('has'))).to.deep.equal([
          'enters a',
          'leaves a',
          'enters b',
          'leaves b',
        ]);
        expect(news.filter((line) => line.startsWith('has'))).to.deep.equal(['has A', 'has B']);
      });

      it('rejects with what the callback throws, which is the handler’s to deal with', async () => {
        await using stage: Stage = new Stage(newSystem, busy, {
          handle: async ({ name }: Named, turn: Turn) => {
            await turn
              .enter(() => {
                throw new Error('inner');
              })
              .catch((error: Error) => stage.log.push(`${name} catches ${error.message}`));
            return turn.enter('no function' as never).catch(String);
          },
        });
        stage.ask('thumb', 'a');

        expect(await stage.news()).to.deep.equal([
          'a catches inner',
          'a answered TypeError: Expected `call` to be a function, got `no function` (string)',
        ]);
      });

      it('calls at once in a turn of any other kind', async () => {
        await using stage: Stage = new Stage(newSystem, busy, {
          handle: async ({ name }: Named, turn: Turn) => {
            const entered = turn.enter(() => stage.log.push(`enters ${name}`));
            stage.log.push('goes on');
            await entered;
            await turn.enter(() => Promise.reject(new Error('own'))).catch(() => stage.log.push('catches'));
          },
        });
        stage.tell('plain', 'a');

        expect(await stage.news()).to.deep.equal(['enters a', 'goes on', 'catches']);
      });

      it('is still a turn while a stop waits for the handler, and rejects afterwards', async () => {
        const turns: Turn[] = [];
        await using stage: Stage = new Stage(newSystem, busy, {
          handle: async (message, turn) => {
            turns.push(turn);
            await stage.hold(message, turn);
            await turn.enter(() => stage.log.push('enters'));
          },
        });
        stage.tell('thumb', 'a');
        await stage.settle();
        void stage.ref.stop();
        await stage.end('a');

        expect(await stage.news()).to.deep.equal(['begins a', 'enters']);
        expect(stage.ref.state).to.equal('stopped');
        const late = await (turns[0] as Turn).enter(() => 1).catch((error) => error.code);
        expect(late).to.equal('actor-stopped');
      });

      it('is a turn also for a handler that did not wait for it before it ended', async () => {
        await using stage: Stage = new Stage(newSystem, busy, {
          handle: async (message, turn) => {
            await stage.hold(message, turn);
            void turn.enter(() => stage.log.push('enters'));
          },
        });
        stage.tell('thumb', 'a');
        await stage.settle();
        void stage.ref.stop();
        await stage.end('a');

        expect(await stage.news()).to.deep.equal(['begins a', 'enters']);
      });

      it('rejects when the actor restarts, waiting or late', async () => {
        const turns: Turn[] = [];
        await using stage: Stage = new Stage(newSystem, busy, {
          supervision: restarts,
          handle: (message, turn): unknown => {
            turns.push(turn);
            return stage.hold(message, turn);
          },
        });
        stage.tell('thumb', 'a');
        stage.tell('plain', 'p');
        await stage.settle();
        const waiting = (turns[0] as Turn).enter(() => stage.log.push('enters')).catch((error) => error.code);
        await stage.end('p', new Error('own'));

        expect(await waiting).to.equal('actor-restarted');
        expect(await (turns[0] as Turn).enter(() => 1).catch((error) => error.code)).to.equal(
          'actor-restarted',
        );
        expect(await stage.news()).to.deep.equal(['begins a', 'begins p', 'aborts a']);
      });
    });

    describe('at the end of its actor', () => {
      it('is waited for by a stop, which refuses those aside', async () => {
        await using stage: Stage = new Stage(newSystem, busy);
        for (const name of 'abcd') stage.ask('thumb', name);
        await stage.settle();
        const stopped = stage.ref.stop();
        expect(await stage.news()).to.deep.equal([
          'begins a',
          'begins b',
          'c rejected actor-stopped',
          'd rejected actor-stopped',
        ]);
        await stage.end('a');
        expect(stage.ref.state).to.equal('stopping');
        await stage.end('b');
        await stopped;
        expect(await stage.news()).to.deep.equal(['a answered a', 'b answered b']);
      });

      it('is handled to the last by a drain', async () => {
        await using stage: Stage = new Stage(newSystem, busy);
        stage.tell('thumb', ...'abcd');
        await stage.settle();
        const stopped = stage.ref.stop({ drain: true });
        for (const name of 'abcd') await stage.end(name);
        await stopped;
        expect(await stage.news()).to.deep.equal(['begins a', 'begins b', 'begins c', 'begins d']);
      });

      it('is let go of by a kill: signals abort, asks reject, outcomes are dead letters', async () => {
        await using stage: Stage = new Stage(newSystem, busy);
        for (const name of 'abc') stage.ask('thumb', name);
        await stage.settle();
        await stage.ref.kill();
        expect(await stage.news()).to.have.members([
          'begins a',
          'begins b',
          'aborts a',
          'aborts b',
          'a rejected actor-stopped',
          'b rejected actor-stopped',
          'c rejected actor-stopped',
        ]);
        await stage.end('a');
        await stage.end('b', 'own');
        expect(await stage.news()).to.deep.equal(['a late-reply', 'own late-reply']);
      });

      it('unsubscribes returned Observables at a kill', async () => {
        await using stage: Stage = new Stage(newSystem, busy, {
          handle: ({ name }: Named) => new Observable(() => () => stage.log.push(`left ${name}`)),
        });
        stage.ask('thumb', 'a');
        await stage.settle();
        await stage.ref.kill();
        expect(await stage.news()).to.include.members(['left a', 'a rejected actor-stopped']);
      });

      for (const type of ['thumb', 'row']) {
        it(`restarts: ${type} lets go of those that run, and keeps those aside`, async () => {
          await using stage: Stage = new Stage(newSystem, busy, { supervision: restarts });
          for (const name of 'abcd') stage.ask(type, name);
          await stage.settle();
          stage.ref.tell(named('plain', 'p'));
          await stage.settle();
          stage.ask(type, 'e');
          await stage.end('p', new Error('own'));

          expect(await stage.news()).to.have.members([
            'begins a',
            'begins b',
            'begins p',
            'aborts a',
            'aborts b',
            'a rejected actor-restarted',
            'b rejected actor-restarted',
            'begins c',
            'begins d',
          ]);
          await stage.end('a');
          expect(await stage.news(), 'the limit holds for both instances’ messages').to.deep.equal([
            'a late-reply',
          ]);
          for (const name of 'cde') await stage.end(name);
          expect(await stage.news()).to.have.members([
            'begins e',
            'c answered c',
            'd answered d',
            'e answered e',
          ]);
        });
      }

      it('keeps those of several kinds in the order of their line over a restart', async () => {
        const one = { left: parallel(1), right: parallel(1) };
        await using stage: Stage = new Stage(newSystem, one, { supervision: restarts });
        stage.tell('left', 'a');
        stage.tell('right', 'b');
        stage.tell('left', 'c');
        stage.tell('right', 'd');
        stage.tell('left', 'e');
        await stage.settle();
        void stage.ref.stop();
        expect(await stage.news()).to.deep.equal([
          'begins a',
          'begins b',
          'c actor-stopped',
          'd actor-stopped',
          'e actor-stopped',
        ]);
      });

      it('answers at a restart what was early and had to wait', async () => {
        await using stage: Stage = new Stage(newSystem, busy, { supervision: restarts });
        for (const name of 'ab') stage.ask('row', name);
        stage.tell('plain', 'p');
        await stage.settle();
        await stage.end('b');
        await stage.end('p', new Error('own'));
        expect(await stage.news()).to.include.members(['a rejected actor-restarted', 'b answered b']);
      });

      it('begins none in an instance that is on its way down', async () => {
        await using stage: Stage = new Stage(newSystem, { thumb: parallel(1) }, { supervision: restarts });
        stage.ask('thumb', 'a');
        stage.tell('thumb', 'b');
        stage.tell('plain', 'p');
        await stage.settle();
        stage.gates.get('p')?.fail(new Error('own'));
        stage.gates.get('a')?.open('a');
        const news = await stage.news();
        expect(news.filter((line) => line === 'begins b')).to.have.length(1);
        expect(news).to.not.include('aborts b');
      });

      it('refuses values of inputs that wait aside, at a stop and at a restart', async () => {
        for (const end of ['stop', 'restart']) {
          await using stage: Stage = new Stage(newSystem, undefined, { supervision: restarts });
          const source = new Subject<Named>();
          stage.box.registerInputTask(source, stage.hold, { busy: parallel(1) });
          for (const name of 'abc') source.next(named('x', name));
          await stage.settle();
          expect(stage.ref.mailbox.size).to.equal(2);
          if (end === 'stop') void stage.ref.stop();
          else {
            stage.tell('plain', 'p');
            await stage.settle();
            await stage.end('p', new Error('own'));
          }
          const news = await stage.news();
          expect(news, end).to.include.members(['begins a', 'b actor-stopped', 'c actor-stopped']);
          expect(stage.ref.mailbox.size, end).to.equal(0);
        }
      });
    });

    describe('in failures', () => {
      it('fails the actor by a message that was told, and the asker by one that was asked', async () => {
        await using stage: Stage = new Stage(newSystem, busy);
        stage.ask('thumb', 'a');
        stage.tell('thumb', 'b');
        await stage.settle();
        await stage.end('a', new Error('own'));
        expect(stage.ref.state).to.equal('running');
        await stage.end('b', new Error('own'));
        expect(stage.life.slice(2)).to.deep.equal([
          'failed own',
          'stopping failed',
          'stopped failed',
          'complete',
        ]);
        expect(await stage.news()).to.deep.equal(['begins a', 'begins b', 'a rejected own']);
      });

      it('lets go of the others when one of them fails the actor', async () => {
        await using stage: Stage = new Stage(newSystem, busy);
        stage.ask('thumb', 'a');
        stage.tell('thumb', 'b');
        await stage.settle();
        await stage.end('b', new Error('own'));
        expect(stage.ref.state).to.equal('stopped');
        expect(await stage.news()).to.have.members([
          'begins a',
          'begins b',
          'aborts a',
          'a rejected actor-stopped',
        ]);
      });

      it('calls for the end of an input after the last of its values, and loses none to an error', async () => {
        for (const fails of [false, true]) {
          const log: string[] = [];
          const clock = new TestClock();
          await using system = newSystem({ clock });
          const values = of('a', 'b', 'c');
          const source = fails
            ? concat(
                values,
                throwError(() => new Error('own')),
              )
            : values;
          system.spawn(
            puppet({
              setup: (self) =>
                void self.registerInputTask(
                  source,
                  {
                    next: async (value) => {
                      await Promise.resolve();
                      log.push(value);
                    },
                    error: () => void log.push('error'),
                    complete: () => void log.push('complete'),
                  },
                  { busy: parallel(2) },
                ),
            }),
          );
          await clock.settle();

          expect(log).to.deep.equal(['a', 'b', 'c', fails ? 'error' : 'complete']);
        }
      });

      it('in order holds nothing back for an asker who has left', async () => {
        await using stage: Stage = new Stage(newSystem, busy);
        const leaving = new AbortController();
        stage.ask('row', 'a', leaving.signal);
        stage.ask('row', 'b');
        await stage.settle();
        await stage.end('b');
        leaving.abort();
        expect(await stage.news()).to.include.members(['b answered b']);
      });

      for (const where of ['at once', 'later', 'in turn.enter'] as const) {
        for (const kind of ['told', 'asked'] as const) {
          it(`fails the actor once by this.fail ${where} in what was ${kind}`, async () => {
            await using stage: Stage = new Stage(newSystem, busy, {
              supervision: restarts,
              handle: async (_: Named, turn, self) => {
                if (where === 'later') await Promise.resolve();
                if (where === 'in turn.enter') await turn.enter(() => self.fail(new Error('own')));
                else self.fail(new Error('own'));
              },
            });
            if (kind === 'told') stage.tell('thumb', 'a');
            else stage.ask('thumb', 'a');
            const news = await stage.news();
            expect(stage.life.filter((line) => line.startsWith('failed'))).to.deep.equal(['failed own']);
            expect(stage.life.at(-1)).to.equal('started');
            if (kind === 'asked') expect(news[0]).to.match(/a rejected (own|actor-restarted)/);
          });
        }
      }

      it('fails by this.fail though the handler catches it', async () => {
        await using stage: Stage = new Stage(newSystem, busy, {
          handle: async (_: Named, __, self) => {
            try {
              self.fail(new Error('own'));
            } catch {
              return 'caught';
            }
          },
        });
        stage.ask('thumb', 'a');
        expect(await stage.news()).to.deep.equal(['a rejected own']);
        expect(stage.life).to.include('stopped failed');
      });

      it('ends the actor by EndMainLoop, which waits for the others', async () => {
        await using stage: Stage = new Stage(newSystem, busy);
        for (const name of 'ab') stage.ask('thumb', name);
        await stage.settle();
        await stage.end('a', new EndMainLoop());
        expect(stage.ref.state).to.equal('stopping');
        await stage.end('b');
        expect(stage.ref.state).to.equal('stopped');
        expect(await stage.news()).to.have.members([
          'begins a',
          'begins b',
          'a rejected actor-stopped',
          'b answered b',
        ]);
        expect(stage.life).to.include('stopped ended');
      });

      it('puts nothing aside: it is no turn', async () => {
        await using stage: Stage = new Stage(
          newSystem,
          { thumb: parallel(1) },
          {
            handle: (message, turn, self): unknown => {
              if (message.name === 'b') self.stash();
              return stage.hold(message, turn);
            },
          },
        );
        stage.tell('thumb', 'a');
        stage.ask('thumb', 'b');
        stage.tell('plain', 'p');
        await stage.settle();
        await stage.end('a');
        await stage.end('p');
        expect(await stage.news()).to.deep.equal([
          'begins a',
          'begins p',
          'b rejected There is no message to put aside: under `parallel` a handler is no turn',
        ]);
      });
    });

    describe('for askers that leave', () => {
      it('gives the room of those that wait aside back, and handles them no more', async () => {
        await using stage: Stage = new Stage(newSystem, { thumb: parallel(1) }, { mailbox: bounded(1) });
        const asker = new AbortController();
        stage.tell('thumb', 'a');
        await stage.settle();
        stage.ask('thumb', 'b', asker.signal);
        await stage.settle();
        const offer = stage.ref.offer(named('plain', 'p'));
        expect(stage.ref.mailbox.size).to.equal(1);
        asker.abort('left');
        expect(await stage.news()).to.deep.equal(['begins a', 'b rejected left', 'begins p']);
        await offer;
        await stage.end('a');
        expect(stage.ref.mailbox.size).to.equal(0);
        expect(await stage.news()).to.deep.equal([]);
      });

      it('lets those know that run, and makes room when they have settled', async () => {
        await using stage: Stage = new Stage(newSystem, { thumb: parallel(1) });
        const asker = new AbortController();
        stage.ask('thumb', 'a', asker.signal);
        stage.ask('thumb', 'b');
        await stage.settle();
        asker.abort('left');
        expect(await stage.news()).to.deep.equal(['begins a', 'aborts a', 'a rejected left']);
        await stage.end('a');
        expect(await stage.news()).to.deep.equal(['begins b', 'a late-reply']);
      });

      it('gives the room back of those that a restart put back into the line', async () => {
        await using stage: Stage = new Stage(newSystem, { thumb: parallel(1) }, { supervision: restarts });
        const asker = new AbortController();
        stage.tell('thumb', 'a');
        stage.ask('thumb', 'b', asker.signal);
        stage.tell('plain', 'p');
        await stage.settle();
        stage.tell('thumb', 'c');
        await stage.end('p', new Error('own'));
        expect(stage.ref.mailbox.size).to.equal(1);
        asker.abort('left');
        expect(await stage.news()).to.deep.equal([
          'begins a',
          'begins p',
          'aborts a',
          'begins b',
          'aborts b',
          'b rejected left',
        ]);
        await stage.end('b');
        expect(await stage.news()).to.deep.equal(['begins c', 'b late-reply']);
        expect(stage.ref.mailbox.size).to.equal(0);
      });
    });
  });
});
