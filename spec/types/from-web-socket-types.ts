/** What fromWebSocket takes and gives. Compiled only. */
import type { Observable } from 'rxjs';
import { WebSocket as Ws } from 'ws';
import {
  Actor,
  type FromWebSocketOptions,
  fromWebSocket,
  type SocketClose,
  type SocketOpen,
  type WebSocketBridge,
} from '../../lib/index.js';

import { type Equal, holds } from './support/equal.js';

export function sources(url: string) {
  const socket = fromWebSocket(url);
  holds<Equal<typeof socket, WebSocketBridge<string | ArrayBuffer>>>(true);
  holds<Equal<typeof socket.messages, Observable<string | ArrayBuffer>>>(true);
  holds<Equal<typeof socket.opens, Observable<SocketOpen>>>(true);
  holds<Equal<typeof socket.closes, Observable<SocketClose>>>(true);
  const texts = fromWebSocket<string>(new URL(url), { protocols: 'chat' });
  holds<Equal<typeof texts.messages, Observable<string>>>(true);
  // The browser's, that of ws with and without the protocols, and one that the server has accepted.
  fromWebSocket(() => new WebSocket(url));
  fromWebSocket(() => new Ws(url, { maxPayload: 64 * 1024 }));
  fromWebSocket((protocols) => new Ws(url, protocols), { protocols: ['chat', 'echo'] });
  // @ts-expect-error: a number is no URL
  fromWebSocket(8080);
  // @ts-expect-error: a factory does not return a promise
  fromWebSocket(async () => new WebSocket(url));
  // @ts-expect-error: an EventTarget cannot send
  fromWebSocket(() => new EventTarget());
  // @ts-expect-error: sockets give text and ArrayBuffers
  fromWebSocket<number>(url);
}

export function options(url: string) {
  const all: FromWebSocketOptions = {
    reconnect: { min: 100, max: 10_000, factor: 2, jitter: 0.2, resetAfter: 5_000 },
    protocols: ['chat'],
    buffer: 10,
    clock: { now: () => 0, schedule: () => () => undefined },
  };
  fromWebSocket(url, all);
  fromWebSocket(url, { reconnect: undefined, protocols: undefined, buffer: undefined, clock: undefined });
  // @ts-expect-error: `reconnect` is a back-off
  fromWebSocket(url, { reconnect: true });
  // @ts-expect-error: `max` is missing
  fromWebSocket(url, { reconnect: { min: 100 } });
  // @ts-expect-error: there is no such option
  fromWebSocket(url, { retry: 3 });
}

export async function sending({ send }: WebSocketBridge, blob: Blob) {
  const sent = send('text');
  holds<Equal<typeof sent, Promise<void>>>(true);
  await send(new Uint8Array(8));
  await send(new ArrayBuffer(8));
  await send(blob);
  // @ts-expect-error: an object has to be made a text
  await send({ type: 'hello' });
  // @ts-expect-error: a number too
  await send(1);
}

export class Client extends Actor {
  readonly socket = fromWebSocket<string>('ws://127.0.0.1');

  protected override setup() {
    this.registerInputTask(this.socket.messages, (text) => holds<Equal<typeof text, string>>(true));
    this.registerInputTask(this.socket.opens, ({ protocol }) => this.socket.send(protocol));
    this.registerInputTask(this.socket.closes, ({ code, reason }) =>
      this.logger.info(code.toFixed(), reason.length),
    );
  }
}
