import { ActorError } from '../protocol/errors.js';
import { show } from '../protocol/expect.js';

/** What a socket can send. */
export type SocketData = string | ArrayBuffer | ArrayBufferView | Blob;

/** What {@link fromWebSocket} needs of a socket: the browser's `WebSocket` has it, and that of `ws`. */
export interface WebSocketLike {
  binaryType: string;
  /** 0: connecting, 1: open, 2: closing, 3: closed. */
  readonly readyState: number;
  /** Bytes that were given to it, and have not been handed to the network yet. */
  readonly bufferedAmount: number;
  readonly protocol: string;
  // biome-ignore lint/suspicious/noExplicitAny: the browser, `ws` and a fake have events of classes of their own
  addEventListener(type: string, listener: (event: any) => void): void;
  send(data: SocketData): void;
  close(code?: number): void;
}

/** A connection is open. */
export interface SocketOpen {
  /** What the server chose of the protocols that were offered; '' for none. */
  readonly protocol: string;
}

/** A connection has ended, or an attempt at one has failed. */
export interface SocketClose {
  /** 1000 to 4999; 1005 for a close frame without a code, 1006 when the connection was lost without one. */
  readonly code: number;
  /** The other side's words, or ''. */
  readonly reason: string;
  /** Whether both sides had said that they close. */
  readonly wasClean: boolean;
  /** What the socket said about it, such as a frame that it refused; browsers, and Node from 24 on, say nothing. */
  readonly error: unknown;
}

export const CONNECTING = 0;
export const OPEN = 1;
export const CLOSED = 3;
export const NORMAL = 1000;
const NO_CODE = 1005;
export const LOST = 1006;

const MEANINGS: Readonly<Record<number, string>> = {
  [NORMAL]: 'normal',
  1001: 'going away',
  1002: 'protocol error',
  1003: 'unsupported data',
  [NO_CODE]: 'no code',
  [LOST]: 'connection lost',
  1007: 'invalid data',
  1008: 'policy violation',
  1009: 'message too big',
  1010: 'extension missing',
  1011: 'server error',
  1012: 'server restarts',
  1013: 'try again later',
  1015: 'TLS failed',
};

/** Whether the other side has nothing more to say, as opposed to a connection that fails. */
export function isNormal({ code }: SocketClose): boolean {
  return code === NORMAL || code === NO_CODE;
}

/** Such as `The socket was closed with 1009 (message too big): at most 64 KiB`. */
export function closeText({ code, reason, error }: SocketClose): string {
  const meaning = MEANINGS[code];
  const detail = reason || (error instanceof Error ? error.message : '');
  const named = meaning === undefined ? String(code) : `${code} (${meaning})`;
  return `The socket was closed with ${named}${detail === '' ? '' : `: ${show(detail)}`}`;
}

/** An error about no actor: it has no path. */
export function socketError(
  message: string,
  init: {
    readonly code: 'socket-closed' | 'socket-full';
    readonly cause?: unknown;
    readonly undelivered?: unknown;
  },
): ActorError {
  return new ActorError(message, { ...init, path: '' });
}
