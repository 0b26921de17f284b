import { expect } from 'chai';
import { expectAllSent, MortalServer } from '../streams/support/mortal-server.js';
import type { SocketClient } from '../streams/support/socket-client.js';
import { socketTable } from '../streams/support/socket-table.js';
import { WsServer } from '../streams/support/ws-server.js';
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
