import { firstValueFrom } from 'rxjs';
import { ActorSystem, type Backoff, fromWebSocket } from '../../../lib/index.js';
import { virtualTime } from '../../../lib/testing/virtual-time.js';
import { expectNoLeaks, TestClock } from '../../../lib/testing.js';
import { beating } from '../../../samples/browser/heartbeat.js';
import { SocketClient, type Traffic, traffic } from '../../streams/support/socket-client.js';

/** That of the test. */
export let client: SocketClient;

export function begin(): void {
  client = new SocketClient((url, protocols) => new WebSocket(url, protocols));
}

/** With a heartbeat, whose time is the test's until the returned function is called. */
export function beginBeating(beat: number): () => void {
  const clock = new TestClock();
  client = new SocketClient((url) => beating(new WebSocket(url), beat), clock);
  return virtualTime(clock);
}

/** What a server says back through the WebSocket that the bridge makes itself. */
export async function echoed(url: string, protocols: string): Promise<unknown> {
  const { messages, send } = fromWebSocket<ArrayBuffer>(url, { protocols });
  const answer = firstValueFrom(messages);
  await send(new Uint8Array([1, 2]));
  const data = await answer;
  return [data instanceof ArrayBuffer, ...new Uint8Array(data)];
}

export async function busy(url: string, reconnect: Backoff, batches: number): Promise<Traffic> {
  await using system = new ActorSystem();
  const outcome = await traffic(system, fromWebSocket<string>(url, { reconnect }), batches);
  expectNoLeaks(system);
  return outcome;
}

/** How it ends where there is no attempt: with what the WebSocket throws. */
export const refused = (url: string, protocols?: string[]): Promise<string> =>
  firstValueFrom(fromWebSocket(url, { protocols, reconnect: { min: 1, max: 1 } }).messages).then(
    String,
    String,
  );
