import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { firstValueFrom, lastValueFrom, Subject, take, toArray } from 'rxjs';
import { WebSocket as Ws } from 'ws';
import {
  defineActor,
  fromWebSocket,
  isActorError,
  type SocketClose,
  type WebSocketLike,
} from '../../lib/index.js';
import { onBothLanes } from '../support/lanes.js';
import { expectAllSent, MortalServer } from './support/mortal-server.js';
import { SocketClient, traffic } from './support/socket-client.js';
import { BAD_FRAME, socketTable } from './support/socket-table.js';
import { WsServer } from './support/ws-server.js';

const RECONNECT = { min: 1, max: 20 };
type Make = (url: string, protocols?: string | string[]) => WebSocketLike;
const makers: Record<string, Make> = { ws: (url, protocols) => new Ws(url, protocols) };
// Node has one of its own from 22 on.
if (typeof WebSocket === 'function') makers.Node = (url, protocols) => new WebSocket(url, protocols);

const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error) => error,
  );

for (const [name, make] of Object.entries(makers)) {
  describe(`fromWebSocket with the WebSocket of ${name}`, () => {
    socketTable(() => new SocketClient(make));

    it('gives a connection up before it is open, and raises nothing', async () => {
      const server = await WsServer.start();
      const { messages } = fromWebSocket(() => make(server.url));
      messages.subscribe().unsubscribe();
      const other = fromWebSocket(() => make(server.url));
      const opened = await firstValueFrom(other.opens);
      await server.kill();

      expect(opened).to.deep.equal({ protocol: '' });
    });
  });
}

describe('fromWebSocket with `ws`', () => {
  let server: WsServer;
  beforeEach(async () => {
    server = await WsServer.start();
  });
  afterEach(() => server.kill());

  it('says what is wrong with a frame', async () => {
    const { messages, send } = fromWebSocket(() => new Ws(server.url));
    const failure = failureOf(lastValueFrom(messages));
    await send('hello');
    (await server.peer()).request.socket.write(BAD_FRAME);
    const error = await failure;

    expect(error.message).to.match(
      /^The socket to ws:\S+ was closed with 1006 \(connection lost\): .*opcode/,
    );
    expect((error.cause as SocketClose).error).to.be.an.instanceOf(Error);
  });

  it('says why no connection could be made', async () => {
    const gone = await WsServer.start();
    await gone.kill();
    const { messages } = fromWebSocket(() => new Ws(gone.url));
    const error = await failureOf(lastValueFrom(messages));

    expect(error.message).to.match(
      /^The socket to ws:\S+ was closed with 1006 \(connection lost\): .*ECONNREFUSED/,
    );
  });

  it('errors for a frame beyond `maxPayload`', async () => {
    const { messages, send } = fromWebSocket(() => new Ws(server.url, { maxPayload: 1_000 }));
    const failure = failureOf(lastValueFrom(messages));
    await send('hello');
    (await server.peer()).socket.send('x'.repeat(1_001));
    const error = await failure;

    expect(error.message).to.equal(
      `The socket to ${server.url}/ was closed with 1006 (connection lost): Max payload size exceeded`,
    );
    expect(error.cause.error).to.include({ code: 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' });
  });

  it('errors for text that is no UTF-8, and with reconnect goes on', async () => {
    const { messages, closes, opens, send } = fromWebSocket(() => new Ws(server.url), {
      reconnect: RECONNECT,
    });
    const closed = firstValueFrom(closes);
    const opened = lastValueFrom(opens.pipe(take(2), toArray()));
    const heard = firstValueFrom(messages);
    await send('hello');
    (await server.peer(0)).request.socket.write(Buffer.from([0x81, 0x01, 0xff]));
    const { error } = await closed;
    await opened;
    (await server.peer(1)).socket.send('back');

    expect(String(error)).to.match(/invalid UTF-8/);
    expect(await heard).to.equal('back');
  });

  it('errors when the server refuses the handshake, and says how', async () => {
    const http: Server = createServer((_, response) => response.writeHead(401).end());
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    const { port } = http.address() as AddressInfo;
    const { messages } = fromWebSocket(() => new Ws(`ws://127.0.0.1:${port}`));
    const error = await failureOf(lastValueFrom(messages));
    http.close();

    expect(error.message).to.equal(
      `The socket to ws://127.0.0.1:${port}/ was closed with 1006 (connection lost): Unexpected server response: 401`,
    );
  });

  it('takes a connection that a server has accepted', async () => {
    const client = new Ws(server.url);
    const { socket } = await server.peer();
    const { messages, opens, send } = fromWebSocket<string>(() => socket);
    const opened = firstValueFrom(opens);
    const heard = firstValueFrom(messages);
    const [first] = await Promise.all([once(client, 'message'), send('welcome')]);
    client.send('thanks');

    expect(await opened).to.deep.equal({ protocol: '' });
    expect(String(first[0])).to.equal('welcome');
    expect(await heard).to.equal('thanks');
  });
});

describe('fromWebSocket under traffic', () => {
  const BATCHES = 60;
  const DEADLY = [105, 251, 398];
  let server: MortalServer;
  beforeEach(async () => {
    server = new MortalServer(DEADLY);
    await server.start();
  });
  afterEach(() => server.stop());

  onBothLanes((newSystem) => {
    it('sends or rejects everything, in order and once, while the server is killed and comes back', async () => {
      const system = newSystem();
      const bridge = fromWebSocket<string>(() => new Ws(server.url), { reconnect: RECONNECT });
      const outcome = await traffic(system, bridge, BATCHES);
      await system.shutdown();

      expect(server.deaths).to.equal(DEADLY.length);
      expectAllSent(outcome, server, 10 * BATCHES);
    });

    it('lets an actor see to it that everything arrives: it sends again what was not acknowledged', async () => {
      const system = newSystem();
      const { messages, opens, send } = fromWebSocket<string>(() => new Ws(server.url), {
        reconnect: RECONNECT,
      });
      const failures: unknown[] = [];
      const pending = new Set<string>();
      const done = new Subject<void>();
      const post = (text: string) => void send(text).catch((error) => failures.push(error));
      const client = system.spawn(
        defineActor<{ post(m: { text: string }): void }>((self) => {
          self.registerInputTask(messages, (text) => {
            pending.delete(text.slice(4));
            if (pending.size === 0) done.next();
          });
          self.registerInputTask(opens, () => pending.forEach(post));
          return {
            handlers: {
              post: ({ text }) => {
                pending.add(text);
                post(text);
              },
            },
          };
        }),
      );
      const all = Array.from({ length: 500 }, (_, n) => String(n));
      const finished = firstValueFrom(done);
      for (const text of all) client.tell({ type: 'post', text });
      await finished;
      await client.stop();
      await system.shutdown();

      expect(server.deaths).to.equal(DEADLY.length);
      expect([...new Set(server.received)].map(Number).sort((a, b) => a - b)).to.deep.equal(all.map(Number));
      expect(failures.filter((error) => !isActorError(error, 'socket-closed'))).to.deep.equal([]);
    });
  });
});
