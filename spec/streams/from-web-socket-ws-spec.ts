import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { filter, firstValueFrom, lastValueFrom, merge, Subject, take, toArray } from 'rxjs';
import { WebSocket as Ws } from 'ws';
import {
  type ActorError,
  defineActor,
  fromWebSocket,
  isActorError,
  type SocketClose,
  type WebSocketLike,
} from '../../lib/index.js';
import { onBothLanes } from '../support/lanes.js';
import { type Peer, WsServer } from './support/ws-server.js';

const RECONNECT = { min: 1, max: 20 };
/** An operation that there is not. */
const BAD_FRAME = Buffer.from([0x0f, 0x00]);

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
    let server: WsServer;
    beforeEach(async () => {
      server = await WsServer.start({ maxPayload: 1_000, handleProtocols: () => 'chat' });
    });
    afterEach(() => server.kill());

    it('sends and receives text and binary data', async () => {
      const { messages, send } = fromWebSocket(() => make(server.url));
      const heard = lastValueFrom(messages.pipe(take(2), toArray()));
      await Promise.all([send('text ✓'), send(new Uint8Array([1, 2])), send(new Uint8Array([3]).buffer)]);
      await server.until(() => server.received.length === 3);
      const { socket } = await server.peer();
      socket.send('täxt');
      socket.send(Buffer.from([4, 5]));
      const [text, binary] = await heard;

      expect(server.received).to.deep.equal(['text ✓', [1, 2], [3]]);
      expect(text).to.equal('täxt');
      expect(binary).to.be.an.instanceOf(ArrayBuffer);
      expect([...new Uint8Array(binary as ArrayBuffer)]).to.deep.equal([4, 5]);
    });

    it('agrees on a protocol', async () => {
      const { opens } = fromWebSocket((protocols) => make(server.url, protocols), {
        protocols: ['echo', 'chat'],
      });

      expect(await firstValueFrom(opens)).to.deep.equal({ protocol: 'chat' });
    });

    it('closes with 1000 when the last subscriber leaves, after what it was given', async () => {
      const { messages, send } = fromWebSocket(() => make(server.url));
      const subscription = messages.subscribe();
      await send('first');
      const last = send('last');
      subscription.unsubscribe();
      const { socket } = await server.peer();
      const [code] = await once(socket, 'close');
      await last;

      expect(code).to.equal(1000);
      expect(server.received).to.deep.equal(['first', 'last']);
    });

    it('gives a connection up before it is open, and raises nothing', async () => {
      const { messages } = fromWebSocket(() => make(server.url));
      messages.subscribe().unsubscribe();
      const other = fromWebSocket(() => make(server.url));

      expect(await firstValueFrom(other.opens)).to.deep.equal({ protocol: '' });
    });

    for (const [code, reason] of [
      [1000, 'bye'],
      [undefined, ''],
    ] as const) {
      it(`completes when the server closes with ${code ?? 'no code'}`, async () => {
        const { messages, closes, send } = fromWebSocket<string>(() => make(server.url));
        const ended = lastValueFrom(messages.pipe(toArray()));
        const closed = firstValueFrom(closes);
        await send('hello');
        const { socket } = await server.peer();
        socket.send('a');
        socket.close(code, reason);

        expect(await ended).to.deep.equal(['a']);
        expect(await closed).to.deep.equal({ code: code ?? 1005, reason, wasClean: true, error: undefined });
      });
    }

    for (const [code, reason, text] of [
      [1001, 'maintenance', '1001 (going away): maintenance'],
      [1007, '', '1007 (invalid data)'],
      [4_321, 'über', '4321: über'],
    ] as const) {
      it(`errors when the server closes with ${code}`, async () => {
        const { messages, send } = fromWebSocket(() => make(server.url));
        const failure = failureOf(lastValueFrom(messages));
        await send('hello');
        (await server.peer()).socket.close(code, reason);
        const error = await failure;

        expect(isActorError(error, 'socket-closed')).to.equal(true);
        expect(error.message).to.equal(`The socket to ${server.url}/ was closed with ${text}`);
        expect(error.cause).to.deep.equal({ code, reason, wasClean: true, error: undefined });
      });
    }

    it('errors when the connection is cut', async () => {
      const { messages, send } = fromWebSocket(() => make(server.url));
      const failure = failureOf(lastValueFrom(messages));
      await send('hello');
      (await server.peer()).socket.terminate();
      const { cause } = await failure;

      expect(cause).to.include({ code: 1006, reason: '', wasClean: false });
    });

    it('errors with 1009 for data that is too big for the server', async () => {
      const { messages, send } = fromWebSocket(() => make(server.url));
      const failure = failureOf(lastValueFrom(messages));
      await send('x'.repeat(1_001));

      expect((await failure).message).to.equal(
        `The socket to ${server.url}/ was closed with 1009 (message too big)`,
      );
    });

    it('errors for a bad frame', async () => {
      const { messages, send } = fromWebSocket(() => make(server.url));
      const failure = failureOf(lastValueFrom(messages));
      await send('hello');
      const { request } = await server.peer();
      request.socket.write(BAD_FRAME);

      expect((await failure).message).to.match(
        /^The socket to ws:\S+ was closed with 1006 \(connection lost\)/,
      );
    });

    it('errors when nobody listens there', async () => {
      const gone = await WsServer.start();
      await gone.kill();
      const { messages } = fromWebSocket(() => make(gone.url));
      const error = await failureOf(lastValueFrom(messages));

      expect(error.message).to.match(/^The socket to ws:\S+ was closed with 1006 \(connection lost\)/);
    });

    it('connects as soon as there is a server, and sends what has waited', async () => {
      const gone = await WsServer.start();
      const { port } = gone;
      await gone.kill();
      const { opens, closes, send } = fromWebSocket(() => make(`ws://127.0.0.1:${port}`), {
        reconnect: RECONNECT,
      });
      const subscription = opens.subscribe();
      const sent = send('patient');
      const failed = await lastValueFrom(closes.pipe(take(3), toArray()));
      const back = await WsServer.start({ port });
      await sent;
      await back.until(() => back.received.length === 1);
      subscription.unsubscribe();
      await back.kill();

      expect(failed.map(({ code }) => code)).to.deep.equal([1006, 1006, 1006]);
      expect(back.received).to.deep.equal(['patient']);
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

  it('holds back what a server that does not read cannot take', async () => {
    const sockets: Ws[] = [];
    const make = () => {
      const socket = new Ws(server.url);
      sockets.push(socket);
      return socket;
    };
    const { messages, send } = fromWebSocket(make);
    const subscription = messages.subscribe();
    await send(new Uint8Array(1));
    const peer = await server.peer();
    await server.until(() => server.received.length === 1);
    peer.socket.pause();
    let resolved = 0;
    const chunk = new Uint8Array(128 * 1024);
    const sent = Array.from({ length: 400 }, async (_, n) => {
      chunk[0] = n;
      await send(chunk.slice());
      resolved += 1;
    });
    const [socket] = sockets as [Ws];
    await new Promise(setImmediate);
    const held = socket.bufferedAmount;
    const before = resolved;
    peer.socket.resume();
    await Promise.all(sent);
    await server.until(() => server.received.length === 401);
    subscription.unsubscribe();

    expect(held).to.be.within(2 ** 20, 2 ** 20 + 2 * chunk.length);
    expect(before).to.be.below(400);
    expect(server.received.slice(1).map(([first]) => first)).to.deep.equal(
      Array.from({ length: 400 }, (_, n) => n % 256),
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
  /** A server that acknowledges, and is killed and started anew on its port each time it has got so many more. */
  class Mortal {
    readonly received: string[] = [];
    deaths = 0;
    #server!: WsServer;
    #reborn: Promise<void> = Promise.resolve();

    constructor(private readonly deadly: readonly number[]) {}

    get url() {
      return this.#server.url;
    }

    async start(port = 0): Promise<void> {
      const onText = (text: string, { socket }: Peer) => {
        // The dead do not read what they have got.
        if (socket.readyState !== socket.OPEN) return;
        this.received.push(text);
        socket.send(`ack ${text}`);
        if (this.received.length === this.deadly[this.deaths]) this.#reborn = this.#die();
      };
      this.#server = await WsServer.start({ port, onText });
    }

    async stop(): Promise<void> {
      await this.#reborn;
      await this.#server.kill();
    }

    async #die(): Promise<void> {
      this.deaths += 1;
      await this.#server.kill();
      await this.start(this.#server.port);
    }
  }

  const BATCHES = 60;
  const DEADLY = [105, 251, 398];
  let server: Mortal;
  beforeEach(async () => {
    server = new Mortal(DEADLY);
    await server.start();
  });
  afterEach(() => server.stop());

  onBothLanes((newSystem) => {
    it('sends or rejects everything, in order and once, while the server is killed and comes back', async () => {
      const system = newSystem();
      const bridge = fromWebSocket<string>(() => new Ws(server.url), { reconnect: RECONNECT });
      const { messages, opens, closes, send } = bridge;
      const heard: string[] = [];
      let opened = 0;
      const client = system.spawn(
        defineActor((self) => {
          self.registerInputTask(messages, (text) => {
            heard.push(text);
          });
          self.registerInputTask(opens, () => {
            opened += 1;
          });
          return { handlers: {} };
        }),
      );
      const outcomes = new Map<string, unknown>();
      const atRisk = new Set<string>();
      for (let n = 0; n < BATCHES; n++) {
        const batch = Array.from({ length: 10 }, (_, i) => String(10 * n + i));
        const last = messages.pipe(filter((text) => text === `ack ${batch[9]}`));
        const over = firstValueFrom(merge(last, closes));
        const sent = batch.map((text) =>
          send(text).then(
            () => outcomes.set(text, 'sent'),
            (error) => outcomes.set(text, error),
          ),
        );
        if (typeof (await over) !== 'string') for (const text of batch) atRisk.add(text);
        await Promise.all(sent);
      }
      await client.stop();
      await system.shutdown();

      const { received } = server;
      const lost = [...outcomes.keys()].filter((text) => !received.includes(text));
      const refused = [...outcomes].filter(([, outcome]) => outcome !== 'sent');
      expect(outcomes.size).to.equal(10 * BATCHES);
      expect([server.deaths, opened]).to.deep.equal([DEADLY.length, DEADLY.length + 1]);
      expect(received).to.deep.equal([...received].sort((a, b) => Number(a) - Number(b)));
      expect(new Set(received).size).to.equal(received.length);
      // Whatever did not arrive was under way when a close was emitted, or was rejected.
      expect(lost.filter((text) => !atRisk.has(text))).to.deep.equal([]);
      expect(refused.filter(([, error]) => !isActorError(error, 'socket-closed'))).to.deep.equal([]);
      expect(
        refused.filter(([text, error]) => undeliveredIn(error) && received.includes(text)),
      ).to.deep.equal([]);
      expect(heard).to.deep.equal(heard.filter((text) => received.includes(text.slice(4))));
      expect(heard.at(-1)).to.equal(`ack ${10 * BATCHES - 1}`);
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

const undeliveredIn = (error: unknown) => (error as ActorError).undelivered !== undefined;
