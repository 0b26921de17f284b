// The server: an actor for each page that is connected, and one above them and the board.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import { Actor, type ActorRef, type AnyActorRef, conflate, type StopReason } from 'rxactors';
import { fromEvent } from 'rxjs';
import { type WebSocket, WebSocketServer } from 'ws';
import { type FromServer, parseCommands } from './board.js';
import { type Board, type Saved, SavedBoard } from './saved-board.js';

const MOST_BYTES = 2 ** 20;

// #region connection
/** Takes the commands of a page to the board, and the board's states to the page. */
class Connection extends Actor {
  readonly #socket: WebSocket;
  readonly #page: string;
  readonly #board: ActorRef<Board>;

  constructor(socket: WebSocket, page: string, board: ActorRef<Board>) {
    super();
    this.#socket = socket;
    this.#page = page;
    this.#board = board;
  }

  protected override setup() {
    this.registerInputTask(fromEvent<MessageEvent>(this.#socket, 'message'), ({ data }) =>
      this.ask(this.#board, { type: 'change', page: this.#page, commands: parseCommands(data) }),
    );
    this.registerInputTask(this.#board.stream({ type: 'follow' }), (saved) => this.#send(saved), {
      busy: conflate(), // a page that is slow gets fewer states, and the latest each time
    });
    this.registerInputTask(fromEvent(this.#socket, 'close'), () => this.endMainLoop());
    this.#socket.resume();
  }

  /** Cut and not closed: a page takes that for a failure, and connects again. */
  protected override teardown() {
    this.#socket.terminate();
  }

  /** Resolves when the data has left. A socket that cannot send says so by its end. */
  #send({ cards, confirmed }: Saved): Promise<void> {
    const state: FromServer = { cards, confirmed: confirmed.get(this.#page) ?? 0 };
    return new Promise((resolve) => this.#socket.send(JSON.stringify(state), () => resolve()));
  }
}
// #endregion

// #region server
export interface ServerOptions {
  /** Where the board is saved. */
  readonly file: string;
  /** 0 is any that is free. */
  readonly port: number;
  readonly print: (line: string) => void;
}

/** Serves the page, and has an actor for each that connects. */
export class BoardServer extends Actor {
  readonly #http = createServer();
  readonly #options: ServerOptions;
  #board!: ActorRef<Board>;
  #sockets: WebSocketServer | undefined;

  constructor(options: ServerOptions) {
    super();
    this.#options = options;
  }

  protected override async setup() {
    const { file, port, print } = this.#options;
    this.#board = this.spawn(() => new SavedBoard(file), { id: 'board' });
    const files = await pageFiles();
    this.#http.on('request', ({ url = '' }, response) => {
      const [type, content] = files[url.replace(/\?.*/, '')] ?? [];
      response.writeHead(content === undefined ? 404 : 200, { 'content-type': type ?? 'text/plain' });
      response.end(content);
    });
    this.#http.listen(port, '127.0.0.1');
    await once(this.#http, 'listening');
    const rules = { maxPayload: MOST_BYTES, verifyClient: isOurs };
    this.#sockets = new WebSocketServer({ server: this.#http, ...rules });
    this.registerInputTask(fromEvent(this.#sockets, 'connection', accept), ({ socket, page }) => {
      this.spawn(() => new Connection(socket, page, this.#board));
    });
    const { port: taken } = this.#http.address() as AddressInfo;
    print(`Open http://127.0.0.1:${taken}/ in two windows. Ctrl-C ends it.`);
  }

  /** A connection that fails is gone, and its page connects again; but what were a server without its board? */
  protected override handleChildStopped(child: AnyActorRef, reason: StopReason) {
    if (child === this.#board) super.handleChildStopped(child, reason);
    else if (reason.kind === 'failed') this.logger.warn(`${child.path} failed:`, reason.error);
  }

  /** The connections have stopped by now; what has come since then has no actor. */
  protected override teardown() {
    return new Promise<void>((resolve) => {
      this.#http.close(() => resolve());
      this.#http.closeAllConnections();
      for (const socket of this.#sockets?.clients ?? []) socket.terminate();
    });
  }
}

/** Nothing is read before an actor listens. A page's name is the path that it connects to. */
function accept(socket: WebSocket, { url = '' }: IncomingMessage): { socket: WebSocket; page: string } {
  socket.on('error', console.warn); // the socket closes then, and the actor hears of that
  socket.pause();
  return { socket, page: url };
}

/** Any site may connect to 127.0.0.1, but its pages say whose they are. */
function isOurs({ origin, req }: { origin: string; req: IncomingMessage }): boolean {
  return origin === `http://${req.headers.host}`;
}
// #endregion

async function pageFiles(): Promise<Record<string, readonly [type: string, content: string]>> {
  const html = await readFile(join(__dirname, 'index.html'), 'utf8');
  const entryPoints = [join(__dirname, 'page.ts')];
  const { outputFiles } = await build({
    entryPoints,
    bundle: true,
    write: false,
    keepNames: true,
    tsconfigRaw: {},
  });
  return {
    '/': ['text/html; charset=utf-8', html],
    '/page.js': ['text/javascript; charset=utf-8', outputFiles.map(({ text }) => text).join('')],
  };
}
