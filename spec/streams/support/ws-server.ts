import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ServerOptions, type WebSocket, WebSocketServer } from 'ws';

/** The server's end of a connection. */
export interface Peer {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
}

/** A server of `ws` on a free port, or on that of one that was killed. */
export class WsServer {
  /** All that came, of all connections: text as it is, of binary data the first bytes. */
  readonly received: (string | number[])[] = [];
  readonly url: string;
  readonly port: number;
  readonly #server: WebSocketServer;
  readonly #peers: Peer[] = [];
  #wake: (() => void) | undefined;

  private constructor(server: WebSocketServer, onText?: (text: string, peer: Peer) => void) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    this.url = `ws://127.0.0.1:${this.port}`;
    server.on('connection', (socket, request) => {
      const peer = { socket, request };
      // A server lives on whatever a client sends.
      socket.on('error', () => undefined);
      socket.on('message', (data: Buffer, isBinary: boolean) => {
        this.received.push(isBinary ? [...data.subarray(0, 4)] : data.toString());
        if (!isBinary) onText?.(data.toString(), peer);
        this.#wake?.();
      });
      this.#peers.push(peer);
      this.#wake?.();
    });
  }

  static async start(
    options?: ServerOptions & { onText?: (text: string, peer: Peer) => void },
  ): Promise<WsServer> {
    const { onText, ...rest } = options ?? {};
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0, ...rest });
    await once(server, 'listening');
    return new WsServer(server, onText);
  }

  /** The n-th connection, as soon as there is one. */
  async peer(n = 0): Promise<Peer> {
    await this.until(() => this.#peers.length > n);
    return this.#peers[n] as Peer;
  }

  /** When something that came has made it true. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Cuts all connections, without a close frame, and lets the port go. */
  async kill(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const client of this.#server.clients) client.terminate();
    await closed;
  }
}
