import { expect } from 'chai';
import type { Traffic } from './socket-client.js';
import { type Peer, WsServer } from './ws-server.js';

/** A server that acknowledges, and is killed and started anew on its port each time it has got so many more. */
export class MortalServer {
  readonly received: string[] = [];
  deaths = 0;
  #server!: WsServer;
  #reborn: Promise<void> = Promise.resolve();

  constructor(private readonly deadly: readonly number[]) {}

  get url() {
    return this.#server.url;
  }

  async start(port = 0): Promise<void> {
    const onText = (text: string, { socket }: Peer) => {
      // The dead do not read what they have got.
      if (socket.readyState !== socket.OPEN) return;
      this.received.push(text);
      socket.send(`ack ${text}`);
      if (this.received.length === this.deadly[this.deaths]) this.#reborn = this.#die();
    };
    this.#server = await WsServer.start({ port, onText });
  }

  async stop(): Promise<void> {
    await this.#reborn;
    await this.#server.kill();
  }

  async #die(): Promise<void> {
    this.deaths += 1;
    await this.#server.kill();
    await this.start(this.#server.port);
  }
}

/** That `count` texts were sent or rejected, in order and once, to a server that died. */
export function expectAllSent(
  { heard, opened, atRisk, outcomes }: Traffic,
  server: MortalServer,
  count: number,
) {
  const { received, deaths } = server;
  const lost = outcomes.map(([text]) => text).filter((text) => !received.includes(text));
  const refused = outcomes.filter(([, outcome]) => outcome !== 'sent');
  expect(outcomes.length).to.equal(count);
  expect(opened).to.equal(deaths + 1);
  expect(received).to.deep.equal([...received].sort((a, b) => Number(a) - Number(b)));
  expect(new Set(received).size).to.equal(received.length);
  // Whatever did not arrive was under way when a close was emitted, or was rejected.
  expect(lost.filter((text) => !atRisk.includes(text))).to.deep.equal([]);
  const errors = refused.map(([text, outcome]) => ({ text, ...(outcome as { code: string }) }));
  expect(errors.filter(({ code }) => code !== 'socket-closed')).to.deep.equal([]);
  const unsent = outcomes.filter(([, outcome]) => outcome !== 'sent' && outcome.undelivered);
  expect(unsent.filter(([text]) => received.includes(text))).to.deep.equal([]);
  expect(heard).to.deep.equal(heard.filter((text) => received.includes(text.slice(4))));
  expect(heard.at(-1)).to.equal(`ack ${count - 1}`);
}
