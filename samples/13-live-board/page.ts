// The page: an actor whose inputs are what the server sends and what the user does, and whose state is drawn.
import { Actor, type Backoff, conflate, fromWebSocket, spawn, stateOf, type WebSocketBridge } from 'rxactors';
import type { Command, FromServer } from './board.js';
import { commands, draw, type View } from './view.js';

// #region page
class Page extends Actor {
  readonly #socket: WebSocketBridge<string>;
  readonly #view = stateOf<View>({ connection: 'connecting', cards: [], pending: [] });
  #count = 0;

  constructor(url: string, reconnect: Backoff) {
    super();
    this.#socket = fromWebSocket(url, { reconnect });
  }

  protected override setup() {
    const { opens, closes, messages } = this.#socket;
    this.registerInputTask(opens, () => this.#opened());
    this.registerInputTask(closes, () => this.#show({ connection: 'reconnecting' }));
    this.registerInputTask(messages, (text) => this.#heard(JSON.parse(text)));
    this.registerInputTask(commands(), (command) => this.#wanted(command));
    this.registerInputTask(this.#view.changes, draw, { busy: conflate() });
  }

  #opened() {
    this.#show({ connection: 'online' });
    this.#send();
  }

  #heard({ cards, confirmed }: FromServer) {
    const pending = this.#view.get().pending.filter(({ number }) => number > confirmed);
    this.#show({ cards, pending });
  }

  /** Is shown at once, and sent again with each new connection until the server confirms it. */
  #wanted(command: Command) {
    this.#count += 1;
    this.#show({ pending: [...this.#view.get().pending, { number: this.#count, command }] });
    this.#send();
  }

  #show(change: Partial<View>) {
    this.#view.update((view) => ({ ...view, ...change }));
  }

  /** What gets lost is still pending, and what arrives twice the server knows by its number. */
  #send() {
    const { connection, pending } = this.#view.get();
    if (connection === 'online' && pending.length > 0)
      this.#socket.send(JSON.stringify(pending)).catch(() => undefined);
  }
}
// #endregion

const patience = Number(new URLSearchParams(location.search).get('patience') ?? 5_000);
const name = crypto.randomUUID();
spawn(() => new Page(`ws://${location.host}/${name}`, { min: Math.min(100, patience), max: patience }));
