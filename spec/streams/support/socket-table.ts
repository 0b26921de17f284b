import { once } from 'node:events';
import { expect } from 'chai';
import type { SocketClient } from './socket-client.js';
import { WsServer } from './ws-server.js';

const RECONNECT = { min: 1, max: 20 };
/** An operation that there is not. */
export const BAD_FRAME = Buffer.from([0x0f, 0x00]);
const MARK = 2 ** 20;

type Client = Pick<SocketClient, keyof SocketClient>;

/** What holds with every WebSocket, each test with a client of its own. */
export function socketTable(newClient: () => Client | Promise<Client>): void {
  let server: WsServer;
  let client: Client;
  const target = () => `The socket to ${server.url}/ was closed with`;
  const peer = async (n = 0) => (await server.peer(n)).socket;

  beforeEach(async () => {
    server = await WsServer.start({ maxPayload: 200_000, handleProtocols: () => 'chat' });
    client = await newClient();
  });
  afterEach(async () => {
    await client.leave();
    await server.kill();
  });

  it('sends text and binary data', async () => {
    await client.connect(server.url);
    const all = ['text ✓', '', ['ArrayBuffer', 1, 255], ['Uint8Array', 2], ['Blob', 3, 0, 4]] as const;
    const outcomes = await client.send(...all);
    await server.until(() => server.received.length === 5);

    expect(outcomes).to.deep.equal(Array(5).fill('sent'));
    expect(server.received).to.deep.equal(['text ✓', '', [1, 255], [2], [3, 0, 4]]);
  });

  it('receives text as strings and binary data as ArrayBuffers', async () => {
    await client.connect(server.url);
    const socket = await peer();
    socket.send('täxt');
    socket.send(Buffer.from([4, 255]));
    socket.send('');

    expect(await client.until('messages', 3)).to.deep.equal(['täxt', ['ArrayBuffer', 4, 255], '']);
  });

  it('agrees on a protocol', async () => {
    await client.connect(server.url, { protocols: ['echo', 'chat'] });

    expect(await client.until('opens', 1)).to.deep.equal(['chat']);
  });

  it('closes with 1000 when the last subscriber leaves, after what it was given', async () => {
    await client.connect(server.url);
    await client.send('first', 'last');
    const closed = once(await peer(), 'close');
    await client.leave();

    expect((await closed)[0]).to.equal(1000);
    expect(server.received).to.deep.equal(['first', 'last']);
  });

  for (const code of [1000, 1005]) {
    it(`completes when the server closes with ${code}`, async () => {
      await client.connect(server.url);
      const socket = await peer();
      socket.send('a');
      socket.close(code === 1005 ? undefined : code);

      expect(await client.end()).to.equal('complete');
      expect(await client.until('messages', 1)).to.deep.equal(['a']);
      expect(await client.until('closes', 1)).to.deep.equal([{ code, reason: '', wasClean: true }]);
    });
  }

  for (const [code, reason, text] of [
    [1001, 'maintenance', '1001 (going away): maintenance'],
    [1007, '', '1007 (invalid data)'],
    [1008, 'log in', '1008 (policy violation): log in'],
    [1011, '', '1011 (server error)'],
    [1012, '', '1012 (server restarts)'],
    [4_321, 'über', '4321: über'],
  ] as const) {
    it(`errors when the server closes with ${code}`, async () => {
      await client.connect(server.url);
      (await peer()).close(code, reason);

      expect(await client.end()).to.deep.equal({
        code: 'socket-closed',
        message: `${target()} ${text}`,
        cause: { code, reason, wasClean: true },
      });
    });
  }

  it('errors when the connection is cut', async () => {
    await client.connect(server.url);
    await client.until('opens', 1);
    (await peer()).terminate();

    expect(await client.end()).to.deep.include({ cause: { code: 1006, reason: '', wasClean: false } });
  });

  it('errors with 1009 for data that is too big for the server', async () => {
    await client.connect(server.url);
    await client.send('x'.repeat(200_001));

    expect(await client.end()).to.include({ message: `${target()} 1009 (message too big)` });
  });

  it('errors for a bad frame', async () => {
    await client.connect(server.url);
    await client.until('opens', 1);
    (await server.peer()).request.socket.write(BAD_FRAME);
    const { message } = (await client.end()) as Error;

    expect(message.startsWith(`${target()} 1006 (connection lost)`), message).to.equal(true);
  });

  it('errors when nobody listens there', async () => {
    const gone = await WsServer.start();
    await gone.kill();
    await client.connect(gone.url);
    const { message } = (await client.end()) as Error;

    expect(message).to.contain(`to ${gone.url}/ was closed with 1006 (connection lost)`);
  });

  for (const status of [401, 503]) {
    it(`errors when the server refuses the handshake with ${status}, and with reconnect goes on`, async () => {
      let refusals = 3;
      const verifyClient = (_: unknown, done: (accepted: boolean, status?: number) => void) => {
        refusals -= 1;
        done(refusals < 0, status);
      };
      const strict = await WsServer.start({ verifyClient });
      await client.connect(strict.url, { reconnect: RECONNECT });
      const sent = await client.send('patient');
      const closes = await client.until('closes', 3);
      await client.leave();
      const other = await newClient();
      refusals = 1;
      await other.connect(strict.url);
      const end = await other.end();
      await strict.kill();

      expect(closes.map(({ code }) => code)).to.deep.equal([1006, 1006, 1006]);
      expect([sent, strict.received]).to.deep.equal([['sent'], ['patient']]);
      expect(end).to.deep.include({ cause: { code: 1006, reason: '', wasClean: false } });
    });
  }

  it('connects again after every end but 1000, and says so in opens', async () => {
    await client.connect(server.url, { reconnect: RECONNECT, protocols: ['chat'] });
    const codes = [1001, 1005, 1006, 1008, 1011, 1012, 4_321];
    for (const [n, code] of codes.entries()) {
      await client.until('opens', n + 1);
      const socket = await peer(n);
      socket.send(`${code}`);
      await client.until('messages', n + 1);
      if (code === 1006) socket.terminate();
      else socket.close(code === 1005 ? undefined : code);
    }
    await client.until('opens', codes.length + 1);
    (await peer(codes.length)).close(1000);

    expect(await client.end()).to.equal('complete');
    expect(await client.until('messages', codes.length)).to.deep.equal(codes.map(String));
    expect(await client.until('opens', codes.length + 1)).to.deep.equal(Array(codes.length + 1).fill('chat'));
    const closes = await client.until('closes', codes.length + 1);
    expect(closes.map(({ code }) => code)).to.deep.equal([...codes, 1000]);
  });

  it('waits longer each time, and begins anew when a connection has held', async () => {
    const reconnect = { min: 100, max: 1_000, jitter: 0, resetAfter: 50 };
    await client.connect(server.url, { reconnect, still: true });
    const delays: number[] = [];
    for (const [n, healthy] of [0, 49, 0, 50, 0].entries()) {
      await client.until('opens', n + 1);
      await client.advance(healthy);
      (await peer(n)).close(1012);
      await client.until('closes', n + 1);
      delays.push(await client.due());
      await client.advance(delays.at(-1) as number);
    }

    expect(delays).to.deep.equal([100, 200, 400, 100, 200]);
  });

  it('sends what has waited between connections in order', async () => {
    await client.connect(server.url, { reconnect: RECONNECT });
    await client.send('a');
    const { port } = server;
    await server.until(() => server.received.length === 1);
    await server.kill();
    await client.until('closes', 1);
    const texts = Array.from({ length: 100 }, (_, n) => `${n}`);
    const sent = client.send(...texts);
    await client.until('closes', 3);
    server = await WsServer.start({ port });
    const outcomes = await sent;
    await server.until(() => server.received.length === 100);

    expect(outcomes).to.deep.equal(Array(100).fill('sent'));
    expect(server.received).to.deep.equal(texts);
  });

  it('holds back what a server that does not read cannot take', async () => {
    const chunk = 128 * 1024;
    await client.connect(server.url);
    const socket = await peer();
    socket.pause();
    const sent = client.flood(200, chunk);
    const before = await client.flooded();
    const read = server.received.length;
    socket.resume();
    await sent;
    await server.until(() => server.received.length === 200);
    const after = await client.flooded();

    expect(read).to.equal(0);
    expect(before.resolved).to.be.below(200);
    expect(before.held).to.be.at.most(MARK + 2 * chunk);
    expect(after.resolved).to.equal(200);
    expect(server.received.map(([first]) => first)).to.deep.equal(Array.from({ length: 200 }, (_, n) => n));
  });
}
