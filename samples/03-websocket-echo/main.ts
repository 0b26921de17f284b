// An echo server with an actor for each connection, whose input tasks are its socket's events: actorio's third program.
import { Actor, EndMainLoop, spawn } from 'rxactors';
import { firstValueFrom, fromEvent } from 'rxjs';
import { WebSocket, WebSocketServer } from 'ws';

// #region connection
class Connection extends Actor {
  constructor(readonly socket: WebSocket) {
    super();
  }

  protected override setup() {
    this.registerInputTask(fromEvent<MessageEvent>(this.socket, 'message'), ({ data }) => this.#echo(data));
    this.registerInputTask(fromEvent(this.socket, 'close'), () => this.endMainLoop());
    this.socket.resume();
  }

  protected override teardown() {
    this.socket.close();
  }

  #echo(data: unknown) {
    if (typeof data !== 'string') throw new EndMainLoop();
    this.socket.send(data);
  }
}
// #endregion

// #region server
class EchoServer extends Actor {
  constructor(readonly server: WebSocketServer) {
    super();
  }

  protected override setup() {
    this.registerInputTask(fromEvent(this.server, 'connection', accept), (socket) => {
      this.spawn(() => new Connection(socket));
    });
  }

  /** The connections have stopped by now: children stop before their parent. */
  protected override teardown() {
    return new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}

/** Nothing is read before the actor listens; an error closes the socket, and the actor hears of that. */
function accept(socket: WebSocket): WebSocket {
  socket.on('error', console.warn);
  socket.pause();
  return socket;
}
// #endregion

export async function main(print: (line: string) => void = console.log): Promise<void> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await using _echo = spawn(() => new EchoServer(server));
  await firstValueFrom(fromEvent(server, 'listening'));

  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as { port: number }).port}`);
  const closed = firstValueFrom(fromEvent(client, 'close'));
  await firstValueFrom(fromEvent(client, 'open'));
  for (const text of ['hello', 'is anyone there?']) {
    const echo = firstValueFrom(fromEvent<MessageEvent>(client, 'message'));
    client.send(text);
    print(`${text} -> ${(await echo).data}`);
  }
  client.send(new Uint8Array([1, 2, 3]));
  await closed;
  print('bytes -> closed');
}

if (require.main === module) void main();
