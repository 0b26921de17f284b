import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect } from 'chai';
import type { JSHandle } from 'playwright-core';
import { expectAllSent, MortalServer } from '../streams/support/mortal-server.js';
import type { SocketClient } from '../streams/support/socket-client.js';
import { socketTable } from '../streams/support/socket-table.js';
import { type Peer, WsServer } from '../streams/support/ws-server.js';
import { script } from './bundle.js';
import { open, type Stage } from './chromium.js';

declare const sockets: typeof import('./page/sockets.js');

const CODE = "import * as sockets from './page/sockets.js'; Object.assign(globalThis, { sockets });";

type Method = keyof SocketClient;

describe('fromWebSocket with the WebSocket of Chromium', function () {
  this.timeout(30_000);

  let stage: Stage;

  before(async () => {
    stage = await open(await script(CODE));
  });

  after(() => (stage as Stage | undefined)?.[Symbol.asyncDispose]());

  /** One that is in the page. */
  async function newClient(): Promise<Pick<SocketClient, Method>> {
    await stage.page.evaluate(() => sockets.begin());
    return theClient();
  }

  function theClient(): Pick<SocketClient, Method> {
    const call = (call: [Method, unknown[]]) =>
      stage.page.evaluate(
        ([method, args]) => (sockets.client[method] as (...a: unknown[]) => unknown)(...args),
        call,
      );
    // A promise takes what has a `then` for another promise.
    const get = (_: object, name: string) =>
      name === 'then' ? undefined : (...args: unknown[]) => call([name as Method, args]);
    return new Proxy({}, { get }) as Pick<SocketClient, Method>;
  }

  describe('and a server', () => socketTable(newClient));

  describe('and a URL', () => {
    it('makes the WebSocket of the page', async () => {
      const server = await WsServer.start({ handleProtocols: () => 'chat' });
      const answer = stage.page.evaluate((url) => sockets.echoed(url, 'chat'), server.url);
      const { socket } = await server.peer();
      await server.until(() => server.received.length === 1);
      socket.send(Buffer.from([3, 4]));
      const protocol = socket.protocol;
      const heard = await answer;
      await server.kill();

      expect(server.received).to.deep.equal([[1, 2]]);
      expect([protocol, heard]).to.deep.equal(['chat', [true, 3, 4]]);
    });

    for (const [url, protocols] of [
      ['ws://', []],
      ['ws://127.0.0.1/', ['a', 'a']],
    ] as const) {
      it(`errors with what that throws, and does not try again: ${url} ${protocols}`, async () => {
        const error = await stage.page.evaluate(([url, protocols]) => sockets.refused(url, [...protocols]), [
          url,
          protocols,
        ] as const);

        expect(error).to.match(/^SyntaxError: Failed to construct 'WebSocket'/);
      });
    }
  });

  describe('and the heartbeat of the samples', () => {
    const BEAT = 1_000;
    const RECONNECT = { min: 100, max: 100, jitter: 0 };
    let client: ReturnType<typeof theClient>;
    let restore: JSHandle<() => void>;

    beforeEach(async () => {
      restore = await stage.page.evaluateHandle((beat) => sockets.beginBeating(beat), BEAT);
      client = theClient();
    });

    afterEach(async () => {
      await client.leave();
      await restore.evaluate((restore) => restore());
    });

    it('keeps a connection whose other side answers, and ends one whose does not', async () => {
      let answers = true;
      const onText = (text: string, { socket }: Peer) => answers && socket.send(`${text} pong`);
      const server = await WsServer.start({ onText });
      await client.connect(server.url, { reconnect: RECONNECT, still: true });
      await client.until('opens', 1);
      for (const n of [1, 2, 3]) {
        await client.advance(BEAT);
        await client.until('messages', n);
      }
      answers = false;
      await client.advance(BEAT);
      await server.until(() => server.received.length === 4);
      await client.advance(BEAT - 1);
      const due = await client.due();
      await client.advance(1);
      const closes = await client.until('closes', 1);
      await client.advance(RECONNECT.min);
      await client.until('opens', 2);
      await server.peer(1);
      await server.kill();

      expect(server.received).to.deep.equal(Array(4).fill('ping'));
      expect(due).to.equal(1);
      expect(closes).to.deep.equal([{ code: 1006, reason: 'no answer', wasClean: false }]);
    });

    it('gives an attempt up that nobody answers', async () => {
      const silent = createServer().listen(0, '127.0.0.1');
      await once(silent, 'listening');
      const { port } = silent.address() as AddressInfo;
      const accepted = once(silent, 'connection');
      await client.connect(`ws://127.0.0.1:${port}`, { reconnect: RECONNECT, still: true });
      const [first] = (await accepted) as [Socket];
      const again = once(silent, 'connection');
      await client.advance(BEAT);
      const closes = await client.until('closes', 1);
      await client.advance(RECONNECT.min);
      const [second] = (await again) as [Socket];
      await client.leave();
      for (const socket of [first, second]) socket.destroy();
      silent.close();

      expect(closes).to.deep.equal([{ code: 1006, reason: 'no answer', wasClean: false }]);
    });
  });

  describe('under traffic', () => {
    it('sends or rejects everything, in order and once, while the server is killed and comes back', async () => {
      const server = new MortalServer([105, 251, 398]);
      await server.start();
      const outcome = await stage.page.evaluate(
        (url) => sockets.busy(url, { min: 1, max: 20 }, 60),
        server.url,
      );
      await server.stop();

      expect(server.deaths).to.equal(3);
      expectAllSent(outcome, server, 600);
    });
  });

  // In a suite of its own, for the tests of a suite come before those of its suites.
  describe('all of them', () => {
    it('leave no error to the page', () => {
      expect(stage.errors).to.deep.equal([]);
    });
  });
});
