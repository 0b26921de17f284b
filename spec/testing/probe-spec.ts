import { expect } from 'chai';
import { Actor, DataMessage, isActorError, type Message } from '../../lib/index.js';
import { probe, TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';
import { messageOf } from './support/failing.js';

interface Till {
  price(m: { item: string }): number;
  charge(m: { item: string; price: number; to?: { name: string } }): void;
}

/** Asks the price when it is told of an item, and says what came of it. */
class Shop extends Actor {
  readonly #till: Message['sender'];

  constructor(till: Message['sender']) {
    super();
    this.#till = till;
  }

  protected override async handleMessage(item: string) {
    if (item === 'close') return this.endMainLoop();
    if (item === 'break') throw new RangeError('broken');
    this.tell(this.#till!, item);
  }
}

describe('probe', () => {
  onBothLanes((newSystem) => {
    function start() {
      const clock = new TestClock();
      const system = newSystem({ clock });
      return { clock, system, till: probe<Till>(system, { id: 'till' }), any: probe(system, { id: 'any' }) };
    }

    describe('expectMessage', () => {
      it('gives the messages one by one, in the order in which they were told', async () => {
        const { any } = start();
        for (const message of ['a', 'b', 'c']) any.reference.tell(message);

        expect([
          await any.expectMessage(),
          await any.expectMessage('b'),
          await any.expectMessage(),
        ]).to.deep.equal(['a', 'b', 'c']);
      });

      it('takes a type, a part, a class, or a predicate, and gives the very message', async () => {
        const { any } = start();
        const charge = { type: 'charge', item: 'tea', price: 7, to: { name: 'Ada', age: 36 } };
        const data = new DataMessage({ data: 7 });

        for (const match of ['charge', { type: 'charge' }, { to: { name: 'Ada' } }, isCharge]) {
          any.reference.tell(charge);
          expect(await any.expectMessage(match)).to.equal(charge);
        }
        any.reference.tell(data);
        expect(await any.expectMessage(DataMessage)).to.equal(data);
      });

      it('waits for a message, as long as it may, and moves the clock no further than that', async () => {
        const { any, clock } = start();
        clock.schedule(40, () => any.reference.tell('late'));
        clock.schedule(41, () => any.reference.tell('too late'));

        expect(await any.expectMessage('late', 40)).to.equal('late');

        expect(clock.now()).to.equal(40);
        expect(clock.pending).to.equal(1);
        expect(await any.expectMessage()).to.equal('too late');
      });

      it('rejects when none comes, after 3 seconds of the clock, with all that did arrive', async () => {
        const { till, clock } = start();
        till.reference.tell({ type: 'price', item: 'tea' });
        await till.expectMessage('price');

        expect(await messageOf(() => till.expectMessage('charge').then())).to.equal(
          '/till expected a message `charge` within 3000 ms, and none came\n' +
            '  arrived\n' +
            '    at 0 ms  {"type":"price","item":"tea"}, taken',
        );
        expect(clock.now()).to.equal(3_000);
        expect(clock.pending).to.equal(0);
      });

      it('rejects at once when another message comes, and shows both', async () => {
        const { till, system, clock } = start();
        const shop = system.spawn(() => new Shop(till.reference), { id: 'shop' });
        till.reference.tell({ type: 'price', item: 'tea' });
        await till.expectMessage();
        clock.schedule(12, () => {
          shop.tell({ type: 'charge', item: 'tea', price: 8 });
          shop.tell({ type: 'charge', item: 'ale', price: 9 });
        });

        expect(await messageOf(() => till.expectMessage({ type: 'charge', price: 7 }).then())).to.equal(
          '/till got another message than it expected:\n' +
            '  expected  {"type":"charge","price":7}\n' +
            '  actual    {"type":"charge","item":"tea","price":8}\n' +
            '  arrived\n' +
            '    at 0 ms   {"type":"price","item":"tea"}, taken\n' +
            '  > at 12 ms  {"type":"charge","item":"tea","price":8} from /shop\n' +
            '    at 12 ms  {"type":"charge","item":"ale","price":9} from /shop',
        );
        expect(clock.now()).to.equal(12);
      });

      it('leaves a message that does not fit to the next look', async () => {
        const { any } = start();
        any.reference.tell('a');
        await messageOf(() => any.expectMessage('b').then());

        expect(await any.expectMessage('a')).to.equal('a');
      });

      it('says where nothing arrived, or more than can be read', async () => {
        const { any } = start();
        expect(await messageOf(() => any.expectMessage(isCharge, 5).then())).to.equal(
          '/any expected a message that fits `isCharge` within 5 ms, and none came\n  arrived   nothing',
        );

        for (let n = 1; n <= 30; n++) any.reference.tell(n);
        const lines = (await messageOf(() => any.expectMessage('b').then())).split('\n');
        expect(lines).to.include('    10 before these').and.to.include('    at 5 ms  30');
        expect(lines).to.not.include('    at 5 ms  10');
      });

      it('rejects with what a predicate throws, and takes nothing', async () => {
        const { any } = start();
        any.reference.tell('a');
        const error = new RangeError('broken predicate');
        const broken = () => {
          throw error;
        };

        expect(await any.expectMessage(broken).catch((thrown) => thrown)).to.equal(error);
        expect(await any.expectMessage()).to.equal('a');
      });

      it('takes by its fields, at any depth, what has a class or no prototype', async () => {
        const { any } = start();
        class Charge {
          readonly type = 'charge';
          readonly to = new DataMessage({ data: { name: 'Ada', age: 36 } });
          get price() {
            return 7;
          }
        }
        const bare = Object.assign(Object.create(null), { a: { b: 1, c: 2 } });

        for (const [message, match] of [
          [new DataMessage({ data: { a: 1 } }), { data: { a: 1 } }],
          [new Charge(), { type: 'charge' }],
          [new Charge(), { price: 7, to: { data: { name: 'Ada' } } }],
          [new Charge(), {}],
          [bare, { a: { b: 1 } }],
          [{ a: { b: 1 } }, Object.assign(Object.create(null), { a: {} })],
          [[new Charge()], [{ type: 'charge' }]],
          [new RangeError('far'), { message: 'far' }],
        ]) {
          any.reference.tell(message);
          expect(await any.expectMessage(match)).to.equal(message);
        }
      });

      it('does not take what has other fields, nor another class than one that is expected', async () => {
        const { any } = start();
        class Ping {}
        class Pong {}

        for (const [message, match] of [
          [new DataMessage({ data: 1 }), { data: 2 }],
          [new DataMessage({ data: 1 }), { date: 1 }],
          [{ a: 1 }, [1]],
          [{ data: 1 }, new DataMessage({ data: 1 })],
          ['a', {}],
          [null, {}],
        ]) {
          any.reference.tell(message);
          expect(await messageOf(() => any.expectMessage(match).then())).to.match(/got another message/);
          await any.expectMessage();
        }
        any.reference.tell(new Pong());
        expect(await messageOf(() => any.expectMessage(Ping).then())).to.include(
          'expected  an instance of Ping\n  actual    Pong {}',
        );
      });

      it('refuses a predicate that is async: its promise would fit always', async () => {
        const { any } = start();
        any.reference.tell(4);

        for (const look of [any.expectMessage, any.fishFor]) {
          const error = await look<unknown>(async (message: unknown) => message === 5).catch(
            (thrown) => thrown,
          );
          expect(error).to.be.instanceOf(TypeError);
          expect(String(error)).to.match(/Expected `match` to be a predicate that is not async/);
        }
        expect(await any.expectMessage()).to.equal(4);
      });

      it('serves those who wait first come, first served', async () => {
        const { any, clock } = start();
        const both = [any.expectMessage('a'), any.expectMessage('b')];
        clock.schedule(5, () => any.reference.tell('a'));
        clock.schedule(9, () => any.reference.tell('b'));

        expect(await Promise.all(both)).to.deep.equal(['a', 'b']);
        expect(clock.now()).to.equal(9);
      });

      it('forgets one that has waited too long', async () => {
        const { any, clock } = start();
        await messageOf(() => any.expectMessage(undefined, 5).then());
        any.reference.tell('b');

        expect(await any.expectMessage('b', 5)).to.equal('b');
        expect(clock.now()).to.equal(5);
      });

      it('says when the probe itself has stopped', async () => {
        const { any } = start();
        await any.reference.stop();

        expect(await messageOf(() => any.expectMessage('a').then())).to.match(
          /\n {2}the probe itself has stopped$/,
        );
      });

      it('rejects with what a callback on the clock throws', async () => {
        const { any, clock } = start();
        const error = new Error('broken callback');
        clock.schedule(5, () => {
          throw error;
        });

        expect(await any.expectMessage().catch((thrown) => thrown)).to.equal(error);
      });
    });

    describe('expectNoMessage', () => {
      it('resolves after 100 silent milliseconds, or as many as it is given', async () => {
        const { any, clock } = start();
        await any.expectNoMessage();
        expect(clock.now()).to.equal(100);
        await any.expectNoMessage(7);
        expect(clock.now()).to.equal(107);
      });

      it('rejects for a message that waits, and for one that comes, also at the very end', async () => {
        const { any, clock } = start();
        any.reference.tell('a');
        expect(await messageOf(() => any.expectNoMessage())).to.equal(
          '/any expected no message within 100 ms, and got one\n  arrived\n  > at 0 ms  "a"',
        );
        await any.expectMessage('a');

        const looks = messageOf(() => any.expectNoMessage(20));
        clock.schedule(20, () => any.reference.tell('b'));
        expect(await looks).to.include('> at 20 ms  "b"');
        expect(await any.expectMessage()).to.equal('b');
      });
    });

    describe('fishFor', () => {
      it('skips what does not fit', async () => {
        const { any, clock } = start();
        for (const message of ['a', 'b', 'c']) any.reference.tell(message);
        clock.schedule(10, () => any.reference.tell('d'));

        expect(await any.fishFor('b')).to.equal('b');
        expect(await any.fishFor('d')).to.equal('d');
        await any.expectNoMessage();
      });

      it('rejects with what it skipped when its time is over', async () => {
        const { any } = start();
        for (const message of ['a', 'b']) any.reference.tell(message);
        await any.expectMessage('a');

        expect(await messageOf(() => any.fishFor('c', 50).then())).to.equal(
          '/any fished for a message `c` for 50 ms, and none came\n' +
            '  arrived\n' +
            '    at 0 ms  "a", taken\n' +
            '    at 0 ms  "b", skipped',
        );
      });
    });

    describe('expectStopped', () => {
      it('gives the reason', async () => {
        const { any, system, clock } = start();
        const [one, two] = [
          system.spawn(() => new Shop(any.reference)),
          system.spawn(() => new Shop(any.reference)),
        ];
        clock.schedule(30, () => one.tell('close'));
        two.tell('break');

        expect(await any.expectStopped(one)).to.deep.equal({ kind: 'ended' });
        const { kind, error } = (await any.expectStopped(two)) as { kind: string; error: Error };
        expect([kind, error.message]).to.deep.equal(['failed', 'broken']);
        expect(clock.now()).to.equal(30);
      });

      it('rejects where it lives on', async () => {
        const { any, system } = start();
        const shop = system.spawn(() => new Shop(any.reference), { id: 'shop' });
        any.reference.tell('a');

        expect(await messageOf(() => any.expectStopped(shop, 40).then())).to.equal(
          '/any expected /shop to stop within 40 ms, and it is running\n  arrived\n    at 0 ms  "a"',
        );
      });

      it('wants a reference', async () => {
        const { any } = start();
        expect(await messageOf(() => any.expectStopped({} as never).then())).to.equal(
          'Expected `ref` to be a reference of an actor, got `Object` (Object)',
        );
      });
    });

    describe('reply', () => {
      it('answers the ask that was taken last', async () => {
        const { till } = start();
        const replies = ['tea', 'ale'].map((item) => till.reference.ask({ type: 'price', item }));
        await till.expectMessage({ item: 'tea' });
        till.reply(7);
        await till.expectMessage('price');
        till.reply(Promise.resolve(9));

        expect(await Promise.all(replies)).to.deep.equal([7, 9]);
      });

      it('answers the last to arrive where none was taken', async () => {
        const { till, clock } = start();
        const reply = till.reference.ask({ type: 'price', item: 'tea' });
        await clock.settle();
        till.reply(7);

        expect(await reply).to.equal(7);
      });

      it('fails an ask by a promise that rejects', async () => {
        const { till } = start();
        const error = new Error('sold out');
        const reply = till.reference.ask({ type: 'price', item: 'tea' }).catch((thrown) => thrown);
        await till.expectMessage();
        till.reply(Promise.reject(error));

        expect(await reply).to.equal(error);
      });

      it('tells the sender of what was told', async () => {
        const { till, any } = start();
        till.reference.tell({ type: 'price', item: 'tea' }, { sender: any.reference });
        await till.expectMessage();
        till.reply(7);

        expect(await any.expectMessage()).to.equal(7);
      });

      it('answers a message that it is given: skipped, taken earlier, or not taken yet', async () => {
        const { any } = start();
        const asks = ['a', 'b', 'c', 'c'].map((letter) => any.reference.ask({ letter }));
        const early = await any.fishFor({ letter: 'b' });
        any.reference.tell('told');
        const told = await any.fishFor('told');
        for (const ask of asks) ask.catch(() => 'the probe is gone');

        any.reply(1, early);
        expect(await asks[1]).to.equal(1);
        expect(() => any.reply(2, early)).to.throw(Error, '/any has answered {"letter":"b"} already');
        expect(() => any.reply(2, told)).to.throw(Error, '/any cannot answer "told"');
        expect(() => any.reply(2, { letter: 'a' })).to.throw(
          /^\/any cannot answer \{"letter":"a"\}: that very message has not arrived\n {2}arrived\n/,
        );
      });

      it('answers those that are alike one after the other', async () => {
        const { any } = start();
        any.reference.tell('same');
        const asks = [any.reference.ask('same'), any.reference.ask('same')];
        for (let n = 0; n < 3; n++) await any.expectMessage('same');

        any.reply(1, 'same');
        any.reply(2, 'same');

        expect(await Promise.all(asks)).to.deep.equal([1, 2]);
        expect(() => any.reply(3, 'same')).to.throw(Error, 'answered "same" already');
      });

      it('throws where there is nothing to answer, nobody, or nothing any more', async () => {
        const { till } = start();
        const reply = () => messageOf(async () => till.reply(7));
        expect(await reply()).to.equal('/till has nothing to answer: no message has arrived');

        const asked = till.reference.ask({ type: 'price', item: 'tea' });
        await till.expectMessage();
        till.reply(7);
        expect(await reply()).to.equal('/till has answered {"type":"price","item":"tea"} already');
        expect(await asked).to.equal(7);

        till.reference.tell({ type: 'price', item: 'ale' });
        await till.expectMessage();
        expect(await reply()).to.equal(
          '/till cannot answer {"type":"price","item":"ale"}: it was told, without a sender',
        );
      });
    });

    describe('autoReply', () => {
      it('answers what comes from then on, as it arrives, and lets it be expected', async () => {
        const { till } = start();
        till.autoReply((message) => (message.type === 'price' ? message.item.length : undefined));

        expect(await till.reference.ask({ type: 'price', item: 'beer' })).to.equal(4);
        expect(await till.expectMessage('price')).to.deep.equal({ type: 'price', item: 'beer' });
        expect(await messageOf(async () => till.reply(7))).to.match(/already$/);
      });

      it('leaves what it gives nothing for to reply', async () => {
        const { till } = start();
        till.autoReply(() => undefined);
        const asked = till.reference.ask({ type: 'price', item: 'tea' });
        await till.expectMessage();
        till.reply(7);

        expect(await asked).to.equal(7);
      });

      it('fails the ask with what it throws, and is not called for what is told without a sender', async () => {
        const { till, any } = start();
        const error = new Error('sold out');
        till.autoReply(() => {
          throw error;
        });
        till.reference.tell({ type: 'price', item: 'ale' });

        expect(await till.reference.ask({ type: 'price', item: 'tea' }).catch((thrown) => thrown)).to.equal(
          error,
        );
        any.autoReply((message) => `${message}, too`);
        any.reference.tell('hello', { sender: till.reference });
        expect(await till.fishFor('hello, too' as never)).to.equal('hello, too');
      });

      it('wants a function', async () => {
        const { any } = start();
        expect(await messageOf(async () => any.autoReply(7 as never))).to.equal(
          'Expected `answer` to be a function, got `7` (number)',
        );
      });
    });

    describe('reference', () => {
      it('is a sender, and can be watched and stopped like any other', async () => {
        const { any, till, system } = start();
        const watcher = system.spawn(
          () =>
            new (class extends Actor {
              protected override setup() {
                this.watchWith(till.reference, 'gone');
              }
              protected override handleMessage(message: unknown) {
                this.tell(any.reference, message);
              }
            })(),
        );
        watcher.tell('here', { sender: any.reference });
        await any.expectMessage('here');
        expect(await any.expectStopped(watcher, 5).catch(() => 'alive')).to.equal('alive');

        await till.reference.stop();

        expect(await any.expectMessage()).to.equal('gone');
      });

      it('leaves nothing behind when an ask is left unanswered', async () => {
        const { till, system } = start();
        const asked = till.reference.ask({ type: 'price', item: 'tea' }).catch((error) => error);
        await till.expectMessage();
        await system.shutdown();

        expect(isActorError(await asked, 'actor-stopped')).to.equal(true);
      });
    });

    it('takes a name, or makes one up', () => {
      const { system, till } = start();
      expect([till.reference.path, probe(system).reference.path]).to.deep.equal(['/till', '/Probe-1']);
    });

    it('refuses what is no system, no options, and no time', async () => {
      const { any, system } = start();
      const said = [
        await messageOf(async () => void probe({} as never)),
        await messageOf(async () => void probe(system, 7 as never)),
        await messageOf(() => any.expectMessage('a', 0).then()),
        await messageOf(() => any.fishFor('a', Number.POSITIVE_INFINITY).then()),
        await messageOf(() => any.expectNoMessage('soon' as never)),
        await messageOf(() => any.expectStopped(any.reference, Number.NaN).then()),
      ];

      const time = 'Expected `within` to be a finite number of milliseconds > 0, got';
      expect(said).to.deep.equal([
        'Expected `system` to be an ActorSystem, got `Object` (Object)',
        'Expected `options` to be an object, got `7` (number)',
        `${time} \`0\` (number)`,
        `${time} \`Infinity\` (number)`,
        `${time} \`soon\` (string)`,
        `${time} \`NaN\` (number)`,
      ]);
    });
  });
});

function isCharge(message: unknown): boolean {
  return (message as { type?: unknown } | null)?.type === 'charge';
}
