import { expect } from 'chai';
import { fromWebSocket, isActorError } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { FakeNetwork, type FakeSocket } from './support/fake-socket.js';

const RECONNECT = { min: 100, max: 1_000, jitter: 0 };
const MARK = 2 ** 20;

function bridged(options?: Parameters<typeof fromWebSocket>[1]) {
  const network = new FakeNetwork();
  const clock = new TestClock();
  const bridge = fromWebSocket(network.create, { clock, ...options });
  const outcomes: string[] = [];
  /** Sends, and notes what becomes of it. */
  const send = (...all: (string | Uint8Array)[]) => {
    for (const data of all) {
      bridge.send(data).then(
        () => outcomes.push(`sent ${data}`),
        ({ code, undelivered }) => outcomes.push(`${code} ${data}, undelivered ${undelivered}`),
      );
    }
  };
  return { network, clock, bridge, outcomes, send };
}

/** Like {@link bridged}, with a connection that is open. */
function opened(options?: Parameters<typeof fromWebSocket>[1]) {
  const tools = bridged(options);
  const subscription = tools.bridge.messages.subscribe({ error: () => undefined });
  return { ...tools, subscription, socket: tools.network.socket.open() };
}

const rejectionOf = (promise: Promise<void>) => promise.then(() => undefined).catch((error) => error);

describe('fromWebSocket and send', () => {
  it('hands text and binary data over as they are, in order', async () => {
    const { socket, bridge } = opened();
    const data = [
      'a',
      new Uint8Array([1]),
      new ArrayBuffer(1),
      new Blob(['b']),
      new DataView(new ArrayBuffer(1)),
    ];

    const resolved = await Promise.all(data.map((each) => bridge.send(each)));

    expect(resolved).to.deep.equal(Array(5).fill(undefined));
    expect(socket.sent.every((each, i) => each === data[i])).to.equal(true);
    expect(socket.sent.length).to.equal(5);
  });

  for (const data of [{ type: 'hello' }, 7, null, undefined, ['a'], new Map()]) {
    it(`rejects with a TypeError what is neither text nor binary: ${typeof data} ${data}`, async () => {
      const { socket, bridge } = opened();

      const error = await rejectionOf(bridge.send(data as never));

      expect(String(error)).to.match(/^TypeError: Expected `data` to be a string or binary data, got/);
      expect(socket.sent).to.deep.equal([]);
    });
  }

  it('does not need its object', async () => {
    const { socket, bridge } = opened();
    const { send } = bridge;
    await send('a');

    expect(socket.sent).to.deep.equal(['a']);
  });

  it('rejects with what the socket throws, and goes on', async () => {
    const { network, clock, bridge, outcomes, send } = bridged();
    const boom = new Error('boom');
    const failed = rejectionOf(bridge.send('a'));
    send('b');
    bridge.messages.subscribe();
    const give = network.socket.send.bind(network.socket);
    network.socket.send = (data) => {
      if (data === 'a') throw boom;
      give(data);
    };
    network.socket.open();
    await clock.settle();

    expect(await failed).to.equal(boom);
    expect(outcomes).to.deep.equal(['sent b']);
    expect(network.socket.sent).to.deep.equal(['b']);
  });

  describe('while the socket is not open', () => {
    it('waits before the first subscriber, and connects for none', async () => {
      const { network, clock, bridge, outcomes, send } = bridged();
      send('a', 'b');
      await clock.advance(10_000);
      const before = [network.sockets.length, ...outcomes];

      bridge.messages.subscribe();
      network.socket.open();
      await clock.settle();

      expect(before).to.deep.equal([0]);
      expect(outcomes).to.deep.equal(['sent a', 'sent b']);
      expect(network.socket.sent).to.deep.equal(['a', 'b']);
    });

    it('waits while it connects', async () => {
      const { network, clock, bridge, outcomes, send } = bridged();
      bridge.messages.subscribe();
      send('a');
      await clock.settle();
      const before = [...outcomes, ...network.socket.sent];
      network.socket.open();
      await clock.settle();

      expect([before, outcomes]).to.deep.equal([[], ['sent a']]);
    });

    it('waits between connections, over attempts that fail too', async () => {
      const { network, clock, outcomes, send, socket } = opened({ reconnect: RECONNECT });
      send('a');
      socket.drop();
      send('b');
      await clock.advance(100);
      network.socket.drop();
      send('c');
      await clock.advance(200);
      const before = [...outcomes];
      network.socket.open();
      send('d');
      await clock.settle();

      expect(before).to.deep.equal(['sent a']);
      expect(outcomes).to.deep.equal(['sent a', 'sent b', 'sent c', 'sent d']);
      expect(network.sockets.map(({ sent }) => sent)).to.deep.equal([['a'], [], ['b', 'c', 'd']]);
    });

    it('gives nothing to a socket that closes, which would drop it', async () => {
      const { network, clock, outcomes, send, socket } = opened({ reconnect: RECONNECT });
      socket.readyState = 2;
      send('a');
      await clock.advance(1_000);
      const before = [...outcomes, ...socket.sent, clock.pending];
      socket.drop();
      await clock.advance(100);
      network.socket.open();
      await clock.settle();

      expect(before).to.deep.equal([0]);
      expect(outcomes).to.deep.equal(['sent a']);
      expect(network.socket.sent).to.deep.equal(['a']);
    });

    it('rejects with socket-full beyond `buffer`', async () => {
      const { network, clock, bridge, outcomes, send } = bridged({ buffer: 2 });
      send('a', 'b', 'c');
      const error = await rejectionOf(bridge.send('d'));
      const before = [...outcomes];
      bridge.messages.subscribe();
      network.socket.open();
      send('e');
      await clock.settle();

      expect(before).to.deep.equal(['socket-full c, undelivered c']);
      expect(error.message).to.equal('2 wait to be sent: there is room for no more');
      expect(network.socket.sent).to.deep.equal(['a', 'b', 'e']);
    });

    it('lets 1_000 wait', async () => {
      const { clock, outcomes, send } = bridged();
      send(...Array.from({ length: 1_001 }, (_, n) => `${n}`));
      await clock.settle();

      expect(outcomes).to.deep.equal(['socket-full 1000, undelivered 1000']);
    });

    it('lets nothing wait with a buffer of 0', async () => {
      const { network, clock, bridge, outcomes, send } = bridged({ buffer: 0 });
      send('a');
      bridge.messages.subscribe();
      network.socket.open();
      send('b');
      await clock.settle();

      expect(outcomes).to.have.members(['socket-full a, undelivered a', 'sent b']);
      expect(network.socket.sent).to.deep.equal(['b']);
    });

    it('has room again for as many as a connection has taken', async () => {
      const { network, clock, bridge, outcomes, send } = bridged({ buffer: 2, reconnect: RECONNECT });
      bridge.messages.subscribe();
      for (const pair of ['ab', 'cd', 'ef']) {
        send(...pair);
        network.socket.open();
        network.socket.drop();
        await clock.advance(1_000);
      }

      expect(outcomes.map((outcome) => outcome.slice(0, 4))).to.deep.equal(Array(6).fill('sent'));
    });
  });

  describe('within an observer of opens', () => {
    it('goes before what waits', async () => {
      const { network, clock, bridge, send } = bridged({ reconnect: RECONNECT });
      send('a', 'b');
      bridge.opens.subscribe(() => send('login'));
      network.socket.open();
      send('c');
      network.socket.drop();
      send('d');
      await clock.advance(100);
      network.socket.open();

      expect(network.sockets.map(({ sent }) => sent)).to.deep.equal([
        ['login', 'a', 'b', 'c'],
        ['login', 'd'],
      ]);
    });

    it('goes first where the socket holds too much at once, and counts with what waits', async () => {
      const { network, clock, bridge, outcomes, send } = bridged({ buffer: 2 });
      send('a');
      bridge.opens.subscribe(() => send('1', '2', '3'));
      const { socket } = network;
      const give = socket.send.bind(socket);
      socket.send = (data) => {
        give(data);
        socket.bufferedAmount = MARK;
      };
      socket.open();
      await clock.settle();
      expect(outcomes).to.deep.equal(['socket-full 3, undelivered 3']);
      for (let n = 0; n < 3; n++) {
        socket.bufferedAmount = 0;
        await clock.advance(5);
      }

      expect(socket.sent).to.deep.equal(['1', '2', 'a']);
    });

    it('rejects what waits when it leaves', async () => {
      const { network, clock, bridge, outcomes, send } = bridged();
      send('a');
      const subscription = bridge.opens.subscribe(() => {
        send('b');
        subscription.unsubscribe();
      });
      network.socket.open();
      await clock.settle();

      expect(outcomes).to.have.members(['sent b', 'socket-closed a, undelivered a']);
      expect(network.socket.sent).to.deep.equal(['b']);
    });
  });

  describe('while the socket holds too much', () => {
    /** The socket holds so many bytes after each send. */
    function holding(socket: FakeSocket, bytes: number): void {
      const give = socket.send.bind(socket);
      socket.send = (data) => {
        give(data);
        socket.bufferedAmount = bytes;
      };
    }

    it('resolves at once below 1 MiB, and not at it', async () => {
      const { clock, outcomes, send, socket } = opened();
      holding(socket, MARK - 1);
      send('a');
      await clock.settle();
      holding(socket, MARK);
      send('b');
      await clock.advance(1_000);

      expect(outcomes).to.deep.equal(['sent a']);
      expect(socket.sent).to.deep.equal(['a', 'b']);
    });

    it('resolves within 5 ms of when it holds less', async () => {
      const { clock, outcomes, send, socket } = opened();
      holding(socket, MARK);
      send('a');
      await clock.advance(14);
      socket.bufferedAmount = MARK - 1;
      const before = [...outcomes];
      await clock.advance(1);

      expect([before, outcomes]).to.deep.equal([[], ['sent a']]);
      expect(clock.pending).to.equal(0);
    });

    it('gives it no more, and goes on in order', async () => {
      const { clock, outcomes, send, socket } = opened();
      holding(socket, MARK);
      send('a', 'b', 'c');
      const first = [...socket.sent];
      socket.bufferedAmount = 0;
      await clock.advance(5);
      const second = [...socket.sent];
      holding(socket, 0);
      socket.bufferedAmount = 0;
      await clock.advance(5);
      send('d');
      await clock.settle();

      expect([first, second]).to.deep.equal([['a'], ['a', 'b']]);
      expect(socket.sent).to.deep.equal(['a', 'b', 'c', 'd']);
      expect(outcomes).to.deep.equal(['sent a', 'sent b', 'sent c', 'sent d']);
      expect(clock.pending).to.equal(0);
    });

    it('settles and keeps the order of what is sent before it is looked at again', async () => {
      const { clock, outcomes, send, socket } = opened();
      holding(socket, MARK);
      send('a');
      socket.bufferedAmount = 0;
      send('b');
      await clock.advance(5);
      socket.bufferedAmount = 0;
      await clock.advance(5);

      expect(socket.sent).to.deep.equal(['a', 'b']);
      expect(outcomes).to.deep.equal(['sent a', 'sent b']);
    });

    it('lets nothing overtake what waits', async () => {
      const { clock, outcomes, send, socket } = opened();
      socket.bufferedAmount = MARK;
      send('a');
      socket.bufferedAmount = 0;
      send('b');
      await clock.advance(5);

      expect(socket.sent).to.deep.equal(['a', 'b']);
      expect(outcomes).to.deep.equal(['sent a', 'sent b']);
    });

    it('looks at it for what has waited for the connection, too', async () => {
      const { network, bridge, clock, send } = bridged();
      send('a');
      bridge.messages.subscribe();
      network.socket.bufferedAmount = MARK;
      network.socket.open();
      await clock.advance(100);
      const before = [...network.socket.sent];
      network.socket.bufferedAmount = 0;
      await clock.advance(5);

      expect([before, network.socket.sent]).to.deep.equal([[], ['a']]);
    });

    it('lets `buffer` wait for it', async () => {
      const { clock, outcomes, send, socket } = opened({ buffer: 1 });
      holding(socket, MARK);
      send('a', 'b', 'c');
      await clock.settle();

      expect(outcomes).to.deep.equal(['socket-full c, undelivered c']);
    });

    it('waits for what others have sent through the socket, too', async () => {
      const { clock, outcomes, send, socket } = opened();
      socket.bufferedAmount = 2 * MARK;
      send('a');
      await clock.advance(100);
      const before = [...socket.sent];
      socket.bufferedAmount = 0;
      await clock.advance(5);

      expect(before).to.deep.equal([]);
      expect(outcomes).to.deep.equal(['sent a']);
    });

    it('rejects when the connection is lost, and keeps what it was not given for the next', async () => {
      const { network, clock, bridge, outcomes, send, socket } = opened({ reconnect: RECONNECT });
      holding(socket, MARK);
      const lost = rejectionOf(bridge.send('a'));
      send('b');
      socket.drop();
      await clock.advance(100);
      network.socket.open();
      await clock.settle();

      const error = await lost;
      expect(error.message).to.equal(
        'The connection ended before the data had left: it may or may not have arrived',
      );
      expect(error).to.include({ code: 'socket-closed', undelivered: undefined });
      expect(error.cause).to.include({ code: 1006 });
      expect(outcomes).to.deep.equal(['sent b']);
      expect(network.socket.sent).to.deep.equal(['b']);
      expect(clock.pending).to.equal(0);
    });

    it('resolves when a socket that closes has less, and gives it no more', async () => {
      const { clock, outcomes, send, socket } = opened();
      holding(socket, MARK);
      send('a', 'b');
      socket.readyState = 2;
      await clock.advance(5);
      socket.bufferedAmount = 0;
      await clock.advance(5);

      expect(outcomes).to.deep.equal(['sent a']);
      expect(socket.sent).to.deep.equal(['a']);
      expect(clock.pending).to.equal(0);
    });
  });

  describe('when it is over', () => {
    for (const code of [1000, 1006]) {
      it(`rejects what waits after ${code}, and what comes later`, async () => {
        const { network, clock, bridge, outcomes, send } = bridged();
        bridge.messages.subscribe({ error: () => undefined });
        send('a', 'b');
        network.socket.drop(code);
        send('c');
        const error = await rejectionOf(bridge.send('d'));
        await clock.settle();

        expect(outcomes).to.deep.equal(
          ['a', 'b', 'c'].map((data) => `socket-closed ${data}, undelivered ${data}`),
        );
        expect(isActorError(error, 'socket-closed')).to.equal(true);
        expect(error.message).to.match(new RegExp(`^The socket was closed with ${code} `));
        expect(error.cause).to.include({ code });
        expect(network.socket.sent).to.deep.equal([]);
      });
    }

    it('rejects when the last subscriber has left', async () => {
      const { network, bridge, clock, outcomes, send } = bridged({ reconnect: RECONNECT });
      const subscription = bridge.messages.subscribe();
      send('a');
      subscription.unsubscribe();
      const error = await rejectionOf(bridge.send('b'));
      await clock.settle();

      expect(outcomes).to.deep.equal(['socket-closed a, undelivered a']);
      expect(error.message).to.equal('The last subscriber of the socket has left');
      expect(network.socket.sent).to.deep.equal([]);
    });

    it('sends again for who subscribes anew', async () => {
      const { network, bridge, outcomes, send, socket, clock } = opened();
      socket.drop();
      bridge.messages.subscribe();
      send('a');
      network.socket.open();
      await clock.settle();

      expect(outcomes).to.deep.equal(['sent a']);
      expect(network.socket.sent).to.deep.equal(['a']);
    });

    it('knows it before the observers do', async () => {
      const { bridge, outcomes, send, socket, clock } = opened({ buffer: 0 });
      bridge.closes.subscribe(() => send('a'));
      bridge.messages.subscribe({ error: () => send('b') });
      socket.drop();
      await clock.settle();

      expect(outcomes).to.deep.equal(['socket-closed a, undelivered a', 'socket-closed b, undelivered b']);
    });
  });

  it('lets 100_000 wait and go in order', async () => {
    const { network, bridge, clock } = bridged({ buffer: 100_000 });
    const all = Array.from({ length: 100_000 }, (_, n) => `${n}`);
    const sent = Promise.all(all.map((data) => bridge.send(data)));
    bridge.messages.subscribe();
    network.socket.open();
    await clock.settle();
    await sent;

    expect(network.socket.sent).to.deep.equal(all);
  });
});
