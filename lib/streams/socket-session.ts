import { Subject } from 'rxjs';
import { Retrying } from '../kernel/retrying.js';
import { expected, expectFunction } from '../protocol/expect.js';
import type { Backoff } from '../protocol/supervision.js';
import type { Cancel, Clock } from '../protocol/time.js';
import type { Outbox } from './outbox.js';
import {
  CLOSED,
  CONNECTING,
  closeText,
  isNormal,
  LOST,
  NORMAL,
  OPEN,
  type SocketClose,
  type SocketOpen,
  socketError,
  type WebSocketLike,
} from './socket-words.js';

export interface SocketSettings {
  readonly create: () => WebSocketLike;
  readonly reconnect: Backoff | undefined;
  readonly clock: Clock;
}

const lost = { code: LOST, reason: '', wasClean: false };

/** From the first subscriber to the last, or to the end: one connection, or several of which each follows another. */
export class SocketSession<D> {
  readonly messages = new Subject<D>();
  readonly opens = new Subject<SocketOpen>();
  readonly closes = new Subject<SocketClose>();
  readonly #settings: SocketSettings;
  readonly #outbox: Outbox;
  readonly #onEnd: () => void;
  readonly #retrying = new Retrying();
  /** All that were made: each is for one connection. */
  readonly #made = new WeakSet<WebSocketLike>();
  /** The present one, until it is closed; the events of others are not heard. */
  #socket: WebSocketLike | undefined;
  /** What the present one has said before it closes. */
  #error: unknown;
  /** Takes back the attempt that is due, if one is. */
  #cancel: Cancel | undefined;
  #over = false;

  constructor(settings: SocketSettings, outbox: Outbox, onEnd: () => void) {
    this.#settings = settings;
    this.#outbox = outbox;
    this.#onEnd = onEnd;
  }

  connect(): void {
    this.#error = undefined;
    this.#retrying.runningSince = undefined;
    try {
      const socket = this.#settings.create();
      this.#check(socket);
      this.#listen(socket);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** The last subscriber has left. */
  leave(): void {
    const socket = this.#socket;
    if (this.#finish({ text: 'The last subscriber of the socket has left', cause: undefined }))
      socket?.close(NORMAL);
  }

  #check(socket: WebSocketLike): void {
    if (typeof socket?.addEventListener !== 'function')
      throw new TypeError(expected('urlOrFactory()', 'a WebSocket', socket));
    expectFunction('urlOrFactory().send', socket.send);
    expectFunction('urlOrFactory().close', socket.close);
    if (this.#made.has(socket))
      throw new TypeError(expected('urlOrFactory()', 'a new WebSocket for each connection', socket));
    this.#made.add(socket);
  }

  #listen(socket: WebSocketLike): void {
    // Never removed: an 'error' that nobody listens to ends a Node process.
    socket.addEventListener('error', ({ error }) => this.#failing(socket, error));
    if (this.#over) {
      socket.close(NORMAL);
      return;
    }
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('open', () => this.#opened(socket));
    socket.addEventListener('message', ({ data }) => {
      if (socket === this.#socket) this.messages.next(data);
    });
    socket.addEventListener('close', (event) => this.#closed(socket, event));
    if (socket.readyState >= OPEN) void Promise.resolve().then(() => this.#found(socket));
  }

  /** It was open when it was made, as those are that a server accepts, or it even was closed. */
  #found(socket: WebSocketLike): void {
    if (socket !== this.#socket) return;
    if (socket.readyState === OPEN) this.#opened(socket);
    if (socket.readyState !== CLOSED) return;
    this.#error = new Error('it was closed when it was made');
    this.#closed(socket, lost);
  }

  #failing(socket: WebSocketLike, error: unknown): void {
    if (socket !== this.#socket) return;
    this.#error = error;
    // For a refused connection the WebSocket of Node has no 'close' (seen in 22), and is left as if it connected.
    if (socket.readyState === CONNECTING) this.#settings.clock.schedule(0, () => this.#closed(socket, lost));
  }

  #opened(socket: WebSocketLike): void {
    if (socket !== this.#socket) return;
    this.#retrying.runningSince = this.#settings.clock.now();
    this.#outbox.opened(socket, () => this.opens.next({ protocol: socket.protocol }));
  }

  #closed(socket: WebSocketLike, { code, reason, wasClean }: Omit<SocketClose, 'error'>): void {
    if (socket !== this.#socket) return;
    this.#socket = undefined;
    const close = { code, reason, wasClean, error: this.#error };
    this.#outbox.cut(close);
    const { reconnect } = this.#settings;
    const text = closeText(close, socket.url);
    const normal = isNormal(close, reconnect !== undefined);
    if (reconnect !== undefined && !normal) {
      this.#retry(reconnect);
      this.closes.next(close);
      return;
    }
    this.#finish({ text, cause: close });
    this.closes.next(close);
    if (normal) this.messages.complete();
    else this.messages.error(socketError(text, { code: 'socket-closed', cause: close }));
    this.opens.complete();
    this.closes.complete();
  }

  #retry(reconnect: Backoff): void {
    const { clock } = this.#settings;
    const delay = this.#retrying.nextDelay(reconnect, clock.now());
    this.#cancel = clock.schedule(delay, () => this.connect());
  }

  /** No connection can be made: a mistake, which no further attempt mends. */
  #fail(error: unknown): void {
    if (!this.#finish({ text: 'The socket could not be made', cause: error })) return;
    this.messages.error(error);
    this.opens.error(error);
    this.closes.error(error);
  }

  /** Whether it is over only now. Whoever subscribes from here on begins a new session. */
  #finish(gone: { readonly text: string; readonly cause: unknown }): boolean {
    if (this.#over) return false;
    this.#over = true;
    this.#socket = undefined;
    this.#cancel?.();
    this.#onEnd();
    this.#outbox.end(gone);
    return true;
  }
}
