import { expect } from 'chai';
import { Actor, ActorSystem } from '../../lib/index.js';
import { explore, marbles, probe, TestClock } from '../../lib/testing.js';
import { messageOf } from './support/failing.js';

/** Tells `to` what it is told, after as many milliseconds of `clock`. */
class Later extends Actor {
  readonly #to: { readonly reference: { tell(message: unknown): void } };

  constructor(to: { readonly reference: { tell(message: unknown): void } }) {
    super();
    this.#to = to;
  }

  protected override handleMessage(ms: number) {
    this.timers.once(String(ms), ms, () => this.#to.reference.tell(ms));
  }
}

describe('probe', () => {
  it(
    'waits in marbles, whose time goes on with it',
    marbles(async ({ system, spawn, clock, tell, expectMessages }) => {
      const seen = probe(system);
      const later = spawn(() => new Later(seen));
      tell(later, '--a--b', { a: 5, b: 7 });
      clock.schedule(9, () => {});

      expect(await seen.expectMessage(5)).to.equal(5);
      expect(clock.now()).to.equal(7);
      expect(await seen.expectMessage(7)).to.equal(7);
      expect(clock.now()).to.equal(12);

      tell(later, '           -a', { a: 1 });
      expectMessages(later).toBe('-a', { a: 1 });
    }),
  );

  it(
    'waits there beyond what the diagrams name',
    marbles(async ({ system, spawn, clock, expectMessages }) => {
      const seen = probe(system);
      const later = spawn(() => new Later(seen));
      later.tell(25_000);
      expectMessages(later).toBe('a', { a: 25_000 });

      await seen.expectNoMessage(15_000);
      expect(await seen.expectMessage(25_000, 20_000)).to.equal(25_000);
      expect(clock.now()).to.equal(25_000);
    }),
  );

  it('fails a marble test', async () => {
    const test = marbles(async ({ system }) => void (await probe(system, { id: 'any' }).expectMessage('a')));

    expect(await messageOf(test)).to.match(/^\/any expected a message `a` within 3000 ms/);
  });

  it('finds under what schedule another message comes first', async () => {
    const result = await explore(
      async ({ system }) => {
        const seen = probe(system);
        for (const id of ['a', 'b'])
          system
            .spawn(
              () =>
                new (class extends Actor {
                  protected override handleMessage() {
                    this.tell(seen.reference, id);
                  }
                })(),
            )
            .tell('go');
        await seen.expectMessage('a');
        await seen.expectMessage('b');
        await seen.expectNoMessage();
      },
      { seeds: 50 },
    );

    expect(String(result.failure?.error)).to.match(/^Error: \/Probe-1 got another message.*\n.*`a`\n.*"b"/);
  });

  it('does not push the clock beyond what another moves it to', async () => {
    const clock = new TestClock();
    const system = new ActorSystem({ clock });
    const seen = probe(system);
    const waits = seen.expectMessage('a');

    await clock.advance(50);
    seen.reference.tell('a');

    expect(await waits).to.equal('a');
    await clock.settle();
    expect(clock.now()).to.equal(50);
    await system.shutdown();
  });

  it('tells the time of a real clock since it was made, and waits there for real', async () => {
    const system = new ActorSystem();
    const seen = probe(system, { id: 'seen' });
    seen.reference.tell('a');

    expect(await messageOf(() => seen.expectMessage('b').then())).to.match(/\n {2}> at \d{1,4} ms {2}"a"$/);
    await seen.expectMessage('a');
    await seen.expectNoMessage(1);
    await system.shutdown();
  });
});
