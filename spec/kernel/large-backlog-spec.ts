import { queryObjects } from 'node:v8';
import { expect } from 'chai';
import { type Observable, of, Subject } from 'rxjs';
import { Actor } from '../../lib/index.js';
import { TestClock } from '../../lib/testing.js';
import { onBothLanes } from '../support/lanes.js';
import { talkToOneself } from './support/ping-pong.js';

const MANY = 100_000;

type Handle = (message: number) => unknown;

const HANDLERS: Readonly<Record<string, Handle>> = {
  sync: () => undefined,
  async: async () => undefined,
  Observable: (message): Observable<number> => of(message),
  mixed: (message) => [undefined, Promise.resolve(), of(message)][message % 3],
};

/** Handles its first message when the gate opens, and all others by `handle`. */
class Slow extends Actor {
  readonly #gate: Promise<void>;
  readonly #handle: Handle;
  readonly #log: number[];

  constructor(gate: Promise<void>, handle: Handle, log: number[]) {
    super();
    this.#gate = gate;
    this.#handle = handle;
    this.#log = log;
  }

  protected override handleMessage(message: number): unknown {
    this.#log.push(message);
    return message === 0 ? this.#gate : this.#handle(message);
  }
}

class Counter extends Actor {
  #count = 0;

  protected override handleMessage(message: unknown): unknown {
    if (message === 'count') return this.#count;
    this.#count += 1;
    return undefined;
  }
}

class Letter {}

describe('A large backlog', () => {
  onBothLanes((newSystem) => {
    for (const [name, handle] of Object.entries(HANDLERS)) {
      it(`of ${MANY} messages behind one slow turn is handled in order by ${name} handlers`, async () => {
        const gate = new Subject<void>();
        const open = new Promise<void>((resolve) => gate.subscribe({ complete: resolve }));
        const log: number[] = [];
        await using system = newSystem();
        const ref = system.spawn(() => new Slow(open, handle, log));

        for (let message = 0; message < MANY; message++) ref.tell(message);
        gate.complete();
        const reason = await ref.stop({ drain: true });

        expect(reason).to.deep.equal({ kind: 'requested' });
        expect(log.length).to.equal(MANY);
        expect(log.findIndex((message, index) => message !== index)).to.equal(-1);
        expect(system.deadLetters.count).to.equal(0);
      }).timeout(20_000);
    }

    it('of 1e6 messages to oneself, one after the other, is handled', async () => {
      await using system = newSystem();

      const handled = await talkToOneself(system, 'sync', 1_000_000);

      expect(handled).to.equal(1_000_000);
    }).timeout(20_000);

    it('of 1e6 messages told at once is handled', async () => {
      await using system = newSystem();
      const ref = system.spawn(() => new Counter());

      for (let told = 0; told < 1_000_000; told++) ref.tell('one');

      expect(await ref.ask('count', { timeout: Infinity })).to.equal(1_000_000);
    }).timeout(20_000);

    it('of 1e5 messages is refused whole when the actor stops, each as a dead letter', async () => {
      await using system = newSystem();
      const ref = system.spawn(() => new Counter());
      for (let told = 0; told < MANY; told++) ref.tell('one');

      await ref.stop();

      expect(system.deadLetters.counts['actor-stopped']).to.equal(MANY);
    }).timeout(20_000);

    it('of 1e6 messages to a stopped actor is counted, shown to a limit, and not kept', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      let shown = 0;
      system.deadLetters.subscribe(() => {
        shown += 1;
      });
      const ref = system.spawn(() => new Counter());
      await ref.stop();

      for (let told = 0; told < 1_000_000; told++) ref.tell(new Letter());
      const waiting = queryObjects(Letter, { format: 'count' });
      await clock.settle();

      expect(system.deadLetters.counts['actor-stopped']).to.equal(1_000_000);
      expect(waiting).to.be.at.most(100_001);
      expect(shown).to.equal(waiting);
      expect(queryObjects(Letter, { format: 'count' })).to.equal(0);
    }).timeout(20_000);

    it('of 1e6 messages to a stopped actor is not kept while nobody observes', async () => {
      const clock = new TestClock();
      await using system = newSystem({ clock });
      const ref = system.spawn(() => new Counter());
      await ref.stop();

      for (let told = 0; told < 1_000_000; told++) ref.tell(new Letter());
      await clock.settle();

      expect(system.deadLetters.count).to.equal(1_000_000);
      expect(queryObjects(Letter, { format: 'count' })).to.be.at.most(1);
    }).timeout(20_000);
  });
});
