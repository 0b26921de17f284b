import { expect } from 'chai';
import { filter, type Observable, retry, Subject, Subscription, take, takeUntil } from 'rxjs';
import { fromWebSocket, isActorError, type SocketClose, type WebSocketBridge } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { recorder, thrownBy } from './support/answering.js';
import { FakeNetwork, FakeSocket } from './support/fake-socket.js';

const RECONNECT = { min: 100, max: 1_000, jitter: 0 };

function bridged(options?: Parameters<typeof fromWebSocket>[1]) {
  const network = new FakeNetwork();
  const clock = new TestClock();
  return { network, clock, bridge: fromWebSocket(network.create, { clock, ...options }) };
}

/** Subscribes all three, in that order. */
function recorded({ messages, opens, closes }: WebSocketBridge) {
  const logs = { messages: recorder(), opens: recorder(), closes: recorder() };
  const all = new Subscription();
  all.add(messages.subscribe(logs.messages));
  all.add(opens.subscribe(logs.opens));
  all.add(closes.subscribe(logs.closes));
  return {
    messages: logs.messages.log,
    opens: logs.opens.log,
    closes: logs.closes.log,
    leave: () => all.unsubscribe(),
  };
}

const failureIn = (log: unknown[]) =>
  (log.at(-1) as { error: Error & { code: string; cause: unknown } }).error;
const codes = (log: unknown[]) => log.map((close) => (close as SocketClose).code ?? close);

describe('fromWebSocket', () => {
  it('connects for the first subscriber, and not before', () => {
    const { network, bridge } = bridged();
    const before = network.sockets.length;

    bridge.messages.subscribe();

    expect([before, network.sockets.length]).to.deep.equal([0, 1]);
  });

  for (const name of ['messages', 'opens', 'closes'] as const) {
    it(`connects for a subscriber of ${name} alone, and closes when it leaves`, () => {
      const { network, bridge } = bridged();
      const source: Observable<unknown> = bridge[name];
      const subscription = source.subscribe();
      const { socket } = network;
      socket.open();

      subscription.unsubscribe();

      expect([network.sockets.length, socket.closedWith]).to.deep.equal([1, 1000]);
    });
  }

  it('shares one connection, and closes it when the last subscriber leaves', () => {
    const { network, bridge } = bridged();
    const log: unknown[] = [];
    const first = bridge.messages.subscribe((data) => log.push(`1 ${data}`));
    const second = bridge.messages.subscribe((data) => log.push(`2 ${data}`));
    const third = bridge.closes.subscribe();
    network.socket.open().receive('a');
    first.unsubscribe();
    network.socket.receive('b');
    second.unsubscribe();
    const before = network.socket.closedWith;
    third.unsubscribe();

    expect(log).to.deep.equal(['1 a', '2 a', '2 b']);
    expect([network.sockets.length, before, network.socket.closedWith]).to.deep.equal([1, undefined, 1000]);
  });

  it('connects anew for who subscribes after the last has left, and hears the old one no more', () => {
    const { network, bridge } = bridged();
    const log: unknown[] = [];
    bridge.messages.subscribe().unsubscribe();
    bridge.messages.subscribe((data) => log.push(data));

    const [old, present] = network.sockets as [FakeSocket, FakeSocket];
    old.open().receive('old');
    present.open().receive('new');
    old.drop();
    present.receive('still');

    expect(network.sockets.length).to.equal(2);
    expect(log).to.deep.equal(['new', 'still']);
  });

  it('closes a socket that is still connecting', () => {
    const { network, bridge } = bridged();

    bridge.messages.subscribe().unsubscribe();

    expect(network.socket.closedWith).to.equal(1000);
  });

  it('closes for a subscriber that leaves as it gets a value', () => {
    const { network, bridge } = bridged();
    const { log, ...observer } = recorder();
    bridge.messages.pipe(take(1)).subscribe(observer);

    network.socket.open().receive('a', 'b');

    expect(log).to.deep.equal(['a', 'complete']);
    expect(network.socket.closedWith).to.equal(1000);
  });

  it('asks for ArrayBuffers, and gives data as the socket does', () => {
    const { network, bridge } = bridged();
    const { messages } = recorded(bridge);
    const binary = new ArrayBuffer(2);

    network.socket.open().receive('text', binary);

    expect(network.socket.binaryType).to.equal('arraybuffer');
    expect(messages[0]).to.equal('text');
    expect(messages[1]).to.equal(binary);
  });

  it('says in `opens` which protocol the server has chosen', () => {
    const { network, bridge } = bridged();
    const { opens } = recorded(bridge);

    network.socket.open('chat');

    expect(opens).to.deep.equal([{ protocol: 'chat' }]);
  });

  it('hands the protocols to the factory', () => {
    const protocols: unknown[] = [];
    const create = (given?: string | string[]) => {
      protocols.push(given);
      return new FakeSocket();
    };
    fromWebSocket(create, { protocols: ['chat', 'echo'] })
      .messages.subscribe()
      .unsubscribe();

    expect(protocols).to.deep.equal([['chat', 'echo']]);
  });

  describe('when the connection ends', () => {
    for (const [code, reconnect] of [
      [1000, undefined],
      [1000, RECONNECT],
      [1005, undefined],
    ] as const) {
      it(`completes after ${code}, ${reconnect ? 'with' : 'without'} reconnect`, async () => {
        const { network, bridge, clock } = bridged({ reconnect });
        const { messages, opens, closes } = recorded(bridge);
        network.socket.open().receive('a');

        network.socket.drop(code, 'bye');
        await clock.advance(10_000);

        expect(messages).to.deep.equal(['a', 'complete']);
        expect(opens).to.deep.equal([{ protocol: '' }, 'complete']);
        expect(closes).to.deep.equal([{ code, reason: 'bye', wasClean: true, error: undefined }, 'complete']);
        expect(network.sockets.length).to.equal(1);
      });
    }

    it('takes a close without a code for a loss, with reconnect', async () => {
      const { network, bridge, clock } = bridged({ reconnect: RECONNECT });
      const { messages, opens, closes } = recorded(bridge);
      network.socket.open().drop(1005);
      await clock.advance(100);

      network.socket.open().receive('a');

      expect([messages, opens.length, codes(closes)]).to.deep.equal([['a'], 2, [1005]]);
    });

    for (const [code, reason, text] of [
      [1001, '', '1001 (going away)'],
      [1006, '', '1006 (connection lost)'],
      [1007, 'no UTF-8', '1007 (invalid data): no UTF-8'],
      [1009, 'at most 64 KiB', '1009 (message too big): at most 64 KiB'],
      [4001, 'log in first', '4001: log in first'],
      [4002, 'a\u001b[2J\nb', '4002: a?[2J?b'],
    ] as const) {
      it(`errors messages after ${code}, and completes the others`, () => {
        const { network, bridge } = bridged();
        const { messages, opens, closes } = recorded(bridge);
        network.socket.open().receive('a');

        network.socket.drop(code, reason);

        const error = failureIn(messages);
        expect(isActorError(error, 'socket-closed')).to.equal(true);
        expect(error.message).to.equal(`The socket was closed with ${text}`);
        expect(error.cause).to.deep.equal({ code, reason, wasClean: code !== 1006, error: undefined });
        expect(messages.length).to.equal(2);
        expect(opens.at(-1)).to.equal('complete');
        expect(closes).to.deep.equal([error.cause, 'complete']);
      });
    }

    for (const [url, target] of [
      ['ws://127.0.0.1:8080/', ' to ws://127.0.0.1:8080/'],
      ['wss://ann:secret@host/board?token=secret#x', ' to wss://host/board'],
      [`ws://host/${'a'.repeat(100)}`, ` to ws://host/${'a'.repeat(67)}...`],
      ['', ''],
      [null as never, ''],
    ] as const) {
      it(`says where the connection was, without what may be a secret: ${url?.slice(0, 45)}`, () => {
        const { network, bridge } = bridged();
        const { messages } = recorded(bridge);
        network.socket.url = url;

        network.socket.drop();

        expect(failureIn(messages).message).to.equal(
          `The socket${target} was closed with 1006 (connection lost)`,
        );
      });
    }

    it('says what the socket has said', () => {
      const { network, bridge } = bridged();
      const { messages, closes } = recorded(bridge);
      const refused = new RangeError('Max payload size exceeded');

      network.socket.open().fail(refused);
      network.socket.drop();

      expect(failureIn(messages).message).to.equal(
        'The socket was closed with 1006 (connection lost): Max payload size exceeded',
      );
      expect((closes[0] as SocketClose).error).to.equal(refused);
    });

    it('errors for a connection that could not be made', () => {
      const { network, bridge } = bridged();
      const { messages, opens } = recorded(bridge);

      network.socket.drop();

      expect(isActorError(failureIn(messages), 'socket-closed')).to.equal(true);
      expect(opens).to.deep.equal(['complete']);
    });

    it('does not wait for the close that Node leaves out for a refused connection', async () => {
      const { network, bridge, clock } = bridged({ reconnect: RECONNECT });
      const { closes } = recorded(bridge);
      const refused = new Error('refused');

      network.socket.fail(refused);
      await clock.advance(99);
      const before = network.sockets.length;
      await clock.advance(1);

      expect(closes).to.deep.equal([{ code: 1006, reason: '', wasClean: false, error: refused }]);
      expect([before, network.sockets.length]).to.deep.equal([1, 2]);
    });

    it('hears a connection that it has given up no more', async () => {
      const { network, bridge, clock } = bridged({ reconnect: RECONNECT });
      const { messages, opens, closes } = recorded(bridge);
      const { socket } = network;
      socket.fail(new Error('refused'));
      await clock.advance(100);

      socket.open().receive('a');
      socket.drop();

      expect([messages, opens, codes(closes)]).to.deep.equal([[], [], [1006]]);
    });

    it('takes it once where the close comes after all', async () => {
      const { network, bridge, clock } = bridged({ reconnect: RECONNECT });
      const { closes } = recorded(bridge);

      network.socket.fail(new Error('refused'));
      network.socket.drop();
      await clock.advance(50);

      expect(codes(closes)).to.deep.equal([1006]);
    });

    it('connects anew for who subscribes then, within the error too', () => {
      const { network, bridge } = bridged();
      const { log, ...observer } = recorder();
      bridge.messages.pipe(retry(1)).subscribe(observer);

      network.socket.open().receive('a');
      network.socket.drop();
      network.socket.open().receive('b');
      network.socket.drop(1000);

      expect(log).to.deep.equal(['a', 'b', 'complete']);
      expect(network.sockets.length).to.equal(2);
    });
  });

  describe('and reconnect', () => {
    it('connects again after delays that grow to the longest', async () => {
      const { network, bridge, clock } = bridged({ reconnect: RECONNECT });
      const { messages, closes } = recorded(bridge);
      const times: number[] = [];
      for (let n = 1; n <= 6; n++) {
        network.socket.drop();
        while (network.sockets.length === n) await clock.advance(1);
        times.push(clock.now());
      }

      // Delays of 100, 200, 400, 800, 1_000 and 1_000.
      expect(times).to.deep.equal([100, 300, 700, 1_500, 2_500, 3_500]);
      expect(codes(closes)).to.deep.equal(Array(6).fill(1006));
      expect(messages).to.deep.equal([]);
    });

    it('emits each open, and the messages of each connection', async () => {
      const { network, bridge, clock } = bridged({ reconnect: RECONNECT });
      const { messages, opens, closes } = recorded(bridge);
      network.socket.open('1').receive('a');
      network.socket.drop(1001);
      await clock.advance(100);
      network.socket.open('2').receive('b');
      network.socket.drop(1012);
      await clock.advance(200);
      network.socket.open('3').receive('c');

      expect(messages).to.deep.equal(['a', 'b', 'c']);
      expect(opens).to.deep.equal([{ protocol: '1' }, { protocol: '2' }, { protocol: '3' }]);
      expect(codes(closes)).to.deep.equal([1001, 1012]);
    });

    it('begins anew with the shortest delay when a connection was open for resetAfter, and not before', async () => {
      const { network, bridge, clock } = bridged({ reconnect: { ...RECONNECT, resetAfter: 50 } });
      bridge.messages.subscribe();
      const delays: number[] = [];
      for (const open of [49, 49, 50, 49]) {
        network.socket.open();
        await clock.advance(open);
        network.socket.drop();
        delays.push((clock.next as number) - clock.now());
        await clock.advance(delays.at(-1) as number);
      }

      expect(delays).to.deep.equal([100, 200, 100, 200]);
    });

    it('takes an attempt that hangs for no health', async () => {
      const { network, bridge, clock } = bridged({ reconnect: { ...RECONNECT, resetAfter: 50 } });
      bridge.messages.subscribe();
      network.socket.open().drop();
      await clock.advance(100);

      await clock.advance(5_000);
      network.socket.drop();

      expect((clock.next as number) - clock.now()).to.equal(200);
    });

    it('takes the attempt that is due back when the last subscriber leaves', async () => {
      const { network, bridge, clock } = bridged({ reconnect: RECONNECT });
      const { leave } = recorded(bridge);
      network.socket.drop();
      const pending = clock.pending;

      leave();
      await clock.advance(10_000);

      expect([pending, clock.pending, network.sockets.length]).to.deep.equal([1, 0, 1]);
    });

    it('ends for who leaves at a close', async () => {
      const { network, bridge, clock } = bridged({ reconnect: RECONNECT });
      const { log, ...observer } = recorder();
      const refused = bridge.closes.pipe(filter(({ code }) => code === 1008));
      bridge.messages.pipe(takeUntil(refused)).subscribe(observer);
      network.socket.open().drop(1011);
      await clock.advance(100);

      network.socket.open().drop(1008);
      await clock.advance(10_000);

      expect(log).to.deep.equal(['complete']);
      expect([network.sockets.length, clock.pending]).to.deep.equal([2, 0]);
    });

    it('goes on after what the socket has refused', async () => {
      const { network, bridge, clock } = bridged({ reconnect: RECONNECT });
      const { messages, closes } = recorded(bridge);
      network.socket.open().fail(new RangeError('too big'));
      network.socket.drop();
      await clock.advance(100);
      network.socket.open().receive('b');
      network.socket.drop();

      expect(messages).to.deep.equal(['b']);
      // What the one has said is not said of the next.
      expect(closes.map((close) => String((close as SocketClose).error))).to.deep.equal([
        'RangeError: too big',
        'undefined',
      ]);
    });
  });

  describe('and a socket that is open already', () => {
    it('says so in opens, and sends', async () => {
      const socket = new FakeSocket();
      socket.readyState = 1;
      const clock = new TestClock();
      const bridge = fromWebSocket(() => socket, { clock });
      const { opens } = recorded(bridge);

      await bridge.send('hello');

      expect(opens).to.deep.equal([{ protocol: '' }]);
      expect(socket.sent).to.deep.equal(['hello']);
    });

    it('errors where it was closed meanwhile', async () => {
      const socket = new FakeSocket();
      socket.readyState = 3;
      const clock = new TestClock();
      const { messages } = recorded(fromWebSocket(() => socket, { clock }));
      await clock.settle();

      expect(failureIn(messages).message).to.equal(
        'The socket was closed with 1006 (connection lost): it was closed when it was made',
      );
    });

    it('waits for the end of one that closes', async () => {
      const socket = new FakeSocket();
      socket.readyState = 2;
      const clock = new TestClock();
      const { messages } = recorded(fromWebSocket(() => socket, { clock }));
      await clock.settle();
      const before = [...messages];
      socket.drop(1000);

      expect([before, messages]).to.deep.equal([[], ['complete']]);
    });
  });

  describe('and mistakes', () => {
    it('errors all three with what the factory throws, and does not try again', async () => {
      const clock = new TestClock();
      let calls = 0;
      const boom = new Error('boom');
      const bridge = fromWebSocket(
        () => {
          calls += 1;
          if (calls === 1) return network.create();
          throw boom;
        },
        { clock, reconnect: RECONNECT },
      );
      const network = new FakeNetwork();
      const { messages, opens, closes } = recorded(bridge);
      const waiting = bridge.send('x').catch((error) => error);
      network.socket.drop();
      await clock.advance(10_000);

      expect(calls).to.equal(2);
      expect([messages, opens]).to.deep.equal([[{ error: boom }], [{ error: boom }]]);
      expect(closes.at(-1)).to.deep.equal({ error: boom });
      expect(await waiting).to.include({ code: 'socket-closed', undelivered: 'x', cause: boom });
    });

    it('errors when the factory makes no socket', () => {
      const bridge = fromWebSocket((async () => new FakeSocket()) as never);
      const { log, ...observer } = recorder();
      bridge.messages.subscribe(observer);

      expect(String(failureIn(log))).to.equal(
        'TypeError: Expected `urlOrFactory()` to be a WebSocket, got `Promise` (Promise)',
      );
    });

    for (const name of ['addEventListener', 'send', 'close'] as const) {
      it(`errors when what the factory makes has no \`${name}\`, and touches nothing`, () => {
        const socket: Partial<FakeSocket> = Object.assign(new FakeSocket(), { [name]: undefined });
        const { messages, leave } = recorded(fromWebSocket(() => socket as FakeSocket));
        leave();

        expect(String(failureIn(messages))).to.equal(
          name === 'addEventListener'
            ? 'TypeError: Expected `urlOrFactory()` to be a WebSocket, got `FakeSocket` (FakeSocket)'
            : `TypeError: Expected \`urlOrFactory().${name}\` to be a function, got \`undefined\` (undefined)`,
        );
        expect(socket.binaryType).to.equal('');
      });
    }

    for (const readyState of [1, 2, 3]) {
      it(`errors when the factory gives a socket again, ready state ${readyState}`, async () => {
        const clock = new TestClock();
        const socket = new FakeSocket();
        const { messages, opens } = recorded(fromWebSocket(() => socket, { clock, reconnect: RECONNECT }));
        socket.open().drop();
        socket.readyState = readyState;
        await clock.advance(10_000);

        expect(String(failureIn(messages))).to.equal(
          'TypeError: Expected `urlOrFactory()` to be a new WebSocket for each connection, ' +
            'got `FakeSocket` (FakeSocket)',
        );
        expect(opens.length).to.equal(2);
        expect(clock.pending).to.equal(0);
      });
    }

    it('closes what a factory makes while its only subscriber leaves', () => {
      const socket = new FakeSocket();
      const left = new Subject<void>();
      const bridge = fromWebSocket(() => {
        left.next();
        return socket;
      });

      bridge.messages.pipe(takeUntil(left)).subscribe();

      expect(socket.closedWith).to.equal(1000);
    });

    for (const [make, message] of [
      [() => fromWebSocket(8080 as never), /`urlOrFactory` to be a URL or a function, got `8080`/],
      [() => fromWebSocket('ws://a', null as never), /`options` to be an object/],
      [() => fromWebSocket('ws://a', [] as never), /`options` to be an object, got `array`/],
      [
        () => fromWebSocket('ws://a', { protocols: 5 as never }),
        /TypeError.*`protocols` to be a string or an/,
      ],
      [() => fromWebSocket('ws://a', { protocols: [5 as never] }), /TypeError.*`protocols`.*got `array`/],
      [
        () => fromWebSocket('ws://a', { protocols: [['a']] as never }),
        /TypeError.*`protocols` to be a string/,
      ],
      [() => fromWebSocket('ws://a', { protocols: null as never }), /TypeError.*`protocols`.*got `null`/],
      [() => fromWebSocket('ws://a', { reconnect: [] as never }), /TypeError.*`reconnect` to be an object/],
      [() => fromWebSocket('ws://a', { reconnect: { min: 0, max: 1 } }), /RangeError.*`reconnect.min`/],
      [() => fromWebSocket('ws://a', { reconnect: 5 as never }), /`reconnect` to be an object/],
      [() => fromWebSocket('ws://a', { buffer: -1 }), /RangeError.*`buffer` to be an integer >= 0/],
      [() => fromWebSocket('ws://a', { buffer: '9' as never }), /TypeError.*`buffer`/],
      [() => fromWebSocket('ws://a', { clock: {} as never }), /`clock.now` to be a function/],
      [() => fromWebSocket('ws://a', { clock: { now: () => 0 } as never }), /`clock.schedule`/],
    ] as const) {
      it(`throws at the call: ${message.source}`, () => {
        expect(thrownBy(make)).to.match(message);
      });
    }
  });

  describe('and a URL', () => {
    const holder = globalThis as { WebSocket?: unknown };
    const had = Object.getOwnPropertyDescriptor(globalThis, 'WebSocket');
    const put = (WebSocket: unknown) =>
      Object.defineProperty(holder, 'WebSocket', { value: WebSocket, configurable: true, writable: true });
    afterEach(() => {
      if (had === undefined) delete holder.WebSocket;
      else Object.defineProperty(holder, 'WebSocket', had);
    });

    it('makes the WebSocket of the platform, with the protocols', () => {
      const made: unknown[][] = [];
      put(
        class extends FakeSocket {
          constructor(...args: unknown[]) {
            super();
            made.push(args);
          }
        },
      );
      const url = new URL('ws://127.0.0.1/a');
      fromWebSocket(url, { protocols: 'chat' }).messages.subscribe().unsubscribe();
      fromWebSocket('ws://127.0.0.1/b').messages.subscribe().unsubscribe();

      expect(made).to.deep.equal([
        [url, 'chat'],
        ['ws://127.0.0.1/b', undefined],
      ]);
    });

    it('errors with the way out where the platform has none, when it is subscribed', () => {
      put(undefined);
      const bridge = fromWebSocket('ws://127.0.0.1/');
      const { messages, opens, closes } = recorded(bridge);

      expect(String(failureIn(messages))).to.match(
        /^TypeError: There is no global WebSocket .*`\(\) => new WebSocket\(url\)` with the package `ws`$/,
      );
      expect([opens.length, closes.length]).to.deep.equal([1, 1]);
    });
  });
});
