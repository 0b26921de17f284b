import { Observable } from 'rxjs';
import { hostClock } from '../kernel/host.js';
import { checkBackoff } from '../kernel/retrying.js';
import { expected, expectFunction, expectInteger, expectOptions } from '../protocol/expect.js';
import type { Backoff } from '../protocol/supervision.js';
import type { Clock } from '../protocol/time.js';
import { Outbox } from './outbox.js';
import { SocketSession, type SocketSettings } from './socket-session.js';
import type { SocketClose, SocketData, SocketOpen, WebSocketLike } from './socket-words.js';

/** How {@link fromWebSocket} connects. */
export interface FromWebSocketOptions {
  /** When to connect again after a failure; without it a failure ends `messages`. */
  readonly reconnect?: Backoff | undefined;
  /** What the server may choose from, as for a `WebSocket`. A factory gets them as its argument. */
  readonly protocols?: string | string[] | undefined;
  /** How many calls of `send` may wait: an integer >= 0. @defaultValue 1_000 */
  readonly buffer?: number | undefined;
  /** Whose time counts. @defaultValue the host's */
  readonly clock?: Clock | undefined;
}

/** A socket as streams: what {@link fromWebSocket} gives; for `D` see there. */
export interface WebSocketBridge<D = string | ArrayBuffer> {
  /** What comes, as the socket gives it: text as a string, binary data as an ArrayBuffer. */
  readonly messages: Observable<D>;
  /** Each connection as it opens, the first one too. What an observer sends at once goes before all that waits. */
  readonly opens: Observable<SocketOpen>;
  /** Each connection that ends, and each attempt that fails. */
  readonly closes: Observable<SocketClose>;
  /** Sends in the order of the calls; see {@link fromWebSocket}. It is bound. */
  readonly send: (data: SocketData) => Promise<void>;
}

const MOST_WAITING = 1_000;

/**
 * A WebSocket as streams that connect, and with `reconnect` connect again: the browser's own, Node's (22 and later),
 * or one that a factory makes, such as `() => new WebSocket(url)` with the package `ws`.
 *
 * The first subscriber of `messages`, `opens` or `closes` connects, the others share the connection, and the last one
 * that leaves closes it with 1000. Nothing is kept for those who come late. Whoever subscribes after an end connects
 * anew. A factory may also return a socket that is open, as a server accepts them.
 *
 * A close by the other side with 1000 is normal: all three complete, with `reconnect` too. So they do after one with no
 * code (1005), but not with `reconnect`: servers that shut down often give none. Any other is a failure: 1001 (going
 * away), a connection that was cut, and one that could not be made. With `reconnect` the next attempt follows, for ever;
 * the delays begin anew when a connection has been open for `resetAfter`, and their jitter is not seeded. Without it
 * `messages` errors with `socket-closed`, whose text has the URL up to its path where the socket says it, and whose
 * `cause` is the {@link SocketClose}, and the other two complete. What the factory throws errors all three, and is not
 * tried again; so do the lack of a global `WebSocket`, what is no socket, and a socket that was given before, with a
 * `TypeError`.
 *
 * `send` waits before the first subscriber, while the socket connects, between connections, and while the socket
 * holds 1 MiB or more that has not left yet. It resolves when the socket has the data, and holds less than that; one
 * that holds more is looked at every 5 ms. This does not say that the data arrives: only an answer of the other side
 * does, for what a socket holds is lost with its connection, which `closes` tells. A rejection has `undelivered` where
 * the data certainly was not sent. `send` rejects
 * - with `socket-full` when `buffer` calls wait already;
 * - with `socket-closed` when the connection ends for good, or the last subscriber leaves, and from then on at once,
 *   until someone subscribes anew; also when the connection is lost while the socket holds too much: then the data may
 *   have arrived;
 * - with what the socket throws, and with a `TypeError` for what is neither text nor binary.
 *
 * Frames that the socket refuses (too big for the `maxPayload` of `ws`, or malformed) are failures: `error` of the
 * SocketClose is what the socket has said.
 *
 * Throws a `TypeError` or `RangeError` for a bad argument.
 *
 * @typeParam D - what the server sends, by your word: nothing checks it. Say `string` only where it sends text frames. A
 *   server of `ws` that sends a Buffer, such as one that says back what it got, sends a binary frame: an ArrayBuffer here
 * @param urlOrFactory - where to connect to, or what makes the socket, each time anew
 * @param options.reconnect - `{ min, max, factor, jitter, resetAfter }`; default: a failure is the end
 * @param options.protocols - for the URL, or the factory's argument
 * @param options.buffer - calls of `send` that may wait; default 1_000
 * @param options.clock - default: the host's
 * @example
 * ```ts
 * // Stands for the WebSocket of a browser, or of `ws`, and says everything back.
 * class Echo extends EventTarget {
 *   binaryType = '';
 *   readyState = 0;
 *   bufferedAmount = 0;
 *   protocol = '';
 *   constructor() {
 *     super();
 *     setTimeout(() => {
 *       this.readyState = 1;
 *       this.dispatchEvent(new Event('open'));
 *     });
 *   }
 *   send(data: unknown) {
 *     this.dispatchEvent(new MessageEvent('message', { data }));
 *   }
 *   close() {
 *     this.readyState = 3;
 *   }
 * }
 * const { messages, send } = fromWebSocket<string>(() => new Echo(), { reconnect: { min: 100, max: 10_000 } });
 * const heard = firstValueFrom(messages);
 * await send('hello') // => undefined
 * await heard // => 'hello'
 * ```
 */
export function fromWebSocket<D extends string | ArrayBuffer = string | ArrayBuffer>(
  urlOrFactory: string | URL | ((protocols?: string | string[]) => WebSocketLike),
  options?: FromWebSocketOptions,
): WebSocketBridge<D> {
  const { reconnect, protocols, buffer = MOST_WAITING, clock = hostClock } = checked(urlOrFactory, options);
  const create = () =>
    typeof urlOrFactory === 'function' ? urlOrFactory(protocols) : connection(urlOrFactory, protocols);
  const outbox = new Outbox(buffer, clock);
  const shared = new Shared<D>({ create, reconnect, clock }, outbox);
  return {
    messages: shared.watched((session) => session.messages),
    opens: shared.watched((session) => session.opens),
    closes: shared.watched((session) => session.closes),
    send: (data) => outbox.send(data),
  };
}

function checked(urlOrFactory: unknown, options: FromWebSocketOptions | undefined): FromWebSocketOptions {
  if (
    typeof urlOrFactory !== 'string' &&
    typeof urlOrFactory !== 'function' &&
    !(urlOrFactory instanceof URL)
  )
    throw new TypeError(expected('urlOrFactory', 'a URL or a function', urlOrFactory));
  expectOptions('options', options);
  const { reconnect, protocols, buffer, clock } = options ?? {};
  checkBackoff('reconnect', reconnect);
  if (protocols !== undefined && ![protocols].flat().every((each) => typeof each === 'string'))
    throw new TypeError(expected('protocols', 'a string or an array of strings', protocols));
  if (buffer !== undefined) expectInteger('buffer', buffer, 0);
  expectOptions('clock', clock);
  if (clock !== undefined) {
    expectFunction('clock.now', clock.now);
    expectFunction('clock.schedule', clock.schedule);
  }
  return { ...options };
}

function connection(url: string | URL, protocols: string | string[] | undefined): WebSocketLike {
  const { WebSocket } = globalThis;
  if (typeof WebSocket !== 'function') {
    throw new TypeError(
      'There is no global WebSocket (Node has it since 22): give `fromWebSocket` a function that makes a socket, ' +
        'such as `() => new WebSocket(url)` with the package `ws`',
    );
  }
  return new WebSocket(url, protocols);
}

interface Shares<D> {
  readonly of: SocketSession<D>;
  subscribers: number;
}

/** The sessions of one bridge, one after the other: each from its first subscriber to its last. */
class Shared<D> {
  readonly #settings: SocketSettings;
  readonly #outbox: Outbox;
  #session: Shares<D> | undefined;

  constructor(settings: SocketSettings, outbox: Outbox) {
    this.#settings = settings;
    this.#outbox = outbox;
  }

  watched<T>(pick: (session: SocketSession<D>) => Observable<T>): Observable<T> {
    return new Observable((subscriber) => {
      const first = this.#session === undefined;
      const session = this.#session ?? this.#begin();
      session.subscribers += 1;
      subscriber.add(() => {
        session.subscribers -= 1;
        if (session.subscribers === 0) session.of.leave();
      });
      pick(session.of).subscribe(subscriber);
      if (first) session.of.connect();
    });
  }

  #begin(): Shares<D> {
    this.#outbox.begin();
    const ended = () => {
      this.#session = undefined;
    };
    this.#session = { of: new SocketSession<D>(this.#settings, this.#outbox, ended), subscribers: 0 };
    return this.#session;
  }
}
