import type { WebSocketLike } from '../../../lib/index.js';

/** A socket whose other side is the test. */
export class FakeSocket implements WebSocketLike {
  binaryType = '';
  readyState = 0;
  bufferedAmount = 0;
  protocol = '';
  url: string | undefined;
  readonly sent: unknown[] = [];
  /** With which code it was asked to close. */
  closedWith: number | undefined;
  readonly #listeners: { readonly type: string; readonly listener: (event: unknown) => void }[] = [];

  addEventListener(type: string, listener: (event: unknown) => void): void {
    this.#listeners.push({ type, listener });
  }

  send(data: unknown): void {
    this.sent.push(data);
  }

  close(code?: number): void {
    this.closedWith = code;
    this.readyState = 2;
  }

  /** The connection is there. */
  open(protocol = ''): this {
    this.protocol = protocol;
    this.readyState = 1;
    this.#emit('open', {});
    return this;
  }

  receive(...all: unknown[]): void {
    for (const data of all) this.#emit('message', { data });
  }

  fail(error: unknown): void {
    this.#emit('error', { error });
  }

  /** The connection is gone: lost, unless there is a code. */
  drop(code = 1006, reason = ''): void {
    this.readyState = 3;
    this.#emit('close', { code, reason, wasClean: code !== 1006 });
  }

  #emit(type: string, event: unknown): void {
    for (const { listener } of this.#listeners.filter((each) => each.type === type)) listener(event);
  }
}

/** A factory of fakes, and those that it has made. */
export class FakeNetwork {
  readonly sockets: FakeSocket[] = [];
  readonly create = (): FakeSocket => {
    const socket = new FakeSocket();
    this.sockets.push(socket);
    return socket;
  };

  /** The one made last. */
  get socket(): FakeSocket {
    return this.sockets.at(-1) as FakeSocket;
  }
}
