import { filter, firstValueFrom, merge, Subject, Subscription, startWith } from 'rxjs';
import {
  type ActorError,
  type ActorSystem,
  type Backoff,
  defineActor,
  fromWebSocket,
  type SocketClose,
  type WebSocketBridge,
  type WebSocketLike,
} from '../../../lib/index.js';
import { TestClock } from '../../../lib/testing.js';

/** Text, or bytes with the kind of data that they are, as JSON can say it. */
export type Plain = string | readonly [kind: 'ArrayBuffer' | 'Uint8Array' | 'Blob', ...bytes: number[]];

/** A {@link SocketClose} as JSON can say it. */
export interface Closing {
  readonly code: number;
  readonly reason: string;
  readonly wasClean: boolean;
}

interface Logs {
  readonly messages: Plain[];
  readonly opens: string[];
  readonly closes: Closing[];
}

/** What becomes of many sends, as JSON can say it. */
export interface Traffic {
  readonly heard: string[];
  readonly opened: number;
  /** What was under way when a connection ended. */
  readonly atRisk: string[];
  readonly outcomes: [text: string, outcome: 'sent' | { code: string; undelivered: boolean }][];
}

interface Settings {
  readonly reconnect?: Backoff;
  readonly protocols?: string[];
  /** Time stands still, except for `advance`. */
  readonly still?: boolean;
}

/** A bridge, and all that comes of it as data, so that a test in Node may use one that is in a page. */
export class SocketClient {
  readonly #make: (url: string, protocols?: string | string[]) => WebSocketLike;
  readonly #logs: Logs = { messages: [], opens: [], closes: [] };
  readonly #logged = new Subject<void>();
  readonly #subscription = new Subscription();
  readonly #clock: TestClock;
  #socket!: WebSocketLike;
  #bridge!: WebSocketBridge;
  #end!: Promise<unknown>;
  #resolved = 0;

  constructor(make: (url: string, protocols?: string | string[]) => WebSocketLike, clock = new TestClock()) {
    this.#make = make;
    this.#clock = clock;
  }

  /** Subscribes all that there is. */
  async connect(url: string, { still, ...options }: Settings = {}): Promise<void> {
    const create = (protocols?: string | string[]) => {
      this.#socket = this.#make(url, protocols);
      return this.#socket;
    };
    this.#bridge = fromWebSocket(create, { ...options, ...(still && { clock: this.#clock }) });
    const { messages, opens, closes } = this.#bridge;
    this.#end = new Promise((resolve) => {
      this.#subscription.add(
        messages.subscribe({
          next: (data) => this.#log('messages', plain(data)),
          error: ({ code, message, cause }) => resolve({ code, message, cause: closing(cause) }),
          complete: () => resolve('complete'),
        }),
      );
    });
    this.#subscription.add(opens.subscribe(({ protocol }) => this.#log('opens', protocol)));
    this.#subscription.add(closes.subscribe((close) => this.#log('closes', closing(close))));
  }

  /** What has become of each. */
  send(...all: Plain[]): Promise<string[]> {
    return Promise.all(all.map((data) => this.#sent(data)));
  }

  /** The first `count` of them, as soon as there are as many. */
  async until<K extends keyof Logs>(name: K, count: number): Promise<Logs[K]> {
    const log = this.#logs[name];
    await firstValueFrom(
      this.#logged.pipe(
        startWith(undefined),
        filter(() => log.length >= count),
      ),
    );
    return log.slice(0, count) as Logs[K];
  }

  /** 'complete', or what the error says. */
  async end(): Promise<unknown> {
    return this.#end;
  }

  async leave(): Promise<void> {
    this.#subscription.unsubscribe();
  }

  async advance(milliseconds: number): Promise<void> {
    await this.#clock.advance(milliseconds);
  }

  /** After how long the next attempt is due. */
  async due(): Promise<number> {
    return (this.#clock.next ?? Number.NaN) - this.#clock.now();
  }

  /** Sends `count` chunks, whose first byte counts them, and resolves when all sends have. */
  async flood(count: number, bytes: number): Promise<void> {
    const sent = Array.from({ length: count }, async (_, n) => {
      const chunk = new Uint8Array(bytes);
      chunk[0] = n;
      await this.#bridge.send(chunk);
      this.#resolved += 1;
    });
    await Promise.all(sent);
  }

  /** Of a flood: how many sends have resolved, and what the socket holds. */
  async flooded(): Promise<{ resolved: number; held: number }> {
    return { resolved: this.#resolved, held: this.#socket.bufferedAmount };
  }

  #log<K extends keyof Logs>(name: K, value: Logs[K][number]): void {
    (this.#logs[name] as unknown[]).push(value);
    this.#logged.next();
  }

  #sent(data: Plain): Promise<string> {
    return this.#bridge.send(real(data)).then(
      () => 'sent',
      (error) => error.code ?? String(error),
    );
  }
}

/** Sends in batches of ten, each when the one before was acknowledged or lost; an actor hears what comes. */
export async function traffic(
  system: ActorSystem,
  { messages, opens, closes, send }: WebSocketBridge<string>,
  batches: number,
): Promise<Traffic> {
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
  const outcomes: Traffic['outcomes'] = [];
  const atRisk: string[] = [];
  for (let n = 0; n < batches; n++) {
    const batch = Array.from({ length: 10 }, (_, i) => String(10 * n + i));
    const last = messages.pipe(filter((text) => text === `ack ${batch[9]}`));
    const over = firstValueFrom(merge(last, closes));
    const sent = batch.map((text) =>
      send(text).then(
        () => outcomes.push([text, 'sent']),
        ({ code, undelivered }: ActorError) =>
          outcomes.push([text, { code, undelivered: undelivered !== undefined }]),
      ),
    );
    if (typeof (await over) !== 'string') atRisk.push(...batch);
    await Promise.all(sent);
  }
  await client.stop();
  return { heard, opened, atRisk, outcomes };
}

function real(data: Plain) {
  if (typeof data === 'string') return data;
  const [kind, ...bytes] = data;
  const array = new Uint8Array(bytes);
  if (kind === 'Blob') return new Blob([array]);
  return kind === 'ArrayBuffer' ? array.buffer : array;
}

function plain(data: string | ArrayBuffer): Plain {
  if (typeof data === 'string') return data;
  const kind = Object.prototype.toString.call(data).slice('[object '.length, -1) as 'ArrayBuffer';
  return [kind, ...(kind === 'ArrayBuffer' ? new Uint8Array(data) : [])];
}

/** Without what the socket has said, which differs. */
function closing({ code, reason, wasClean }: SocketClose): Closing {
  return { code, reason, wasClean };
}
