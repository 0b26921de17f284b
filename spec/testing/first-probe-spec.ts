import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { Actor, type ActorRef, ActorSystem, type Handlers } from '../../lib/index.js';
import { probe, runTurn, TestClock } from '../../lib/testing.js';
import { messageOf } from './support/failing.js';

/*
 * What docs/testing.md quotes. Read it there.
 */

// #region shop
interface Till {
  price(m: { item: string }): number;
  charge(m: { price: number }): void;
}
interface Selling {
  sell(m: { item: string }): string;
}

class Shop extends Actor<Selling> {
  readonly #till: ActorRef<Till>;

  constructor(till: ActorRef<Till>) {
    super();
    this.#till = till;
  }

  protected override readonly handlers: Handlers<Selling> = {
    sell: async ({ item }) => {
      const price = await this.ask(this.#till, { type: 'price', item });
      this.tell(this.#till, { type: 'charge', price });
      return `${item} for ${price}`;
    },
  };
}
// #endregion

describe('A test kit, probe and runTurn', () => {
  // #region probe
  it('charges what the till says', async () => {
    const system = new ActorSystem({ clock: new TestClock() });
    const till = probe<Till>(system);
    const shop = system.spawn(() => new Shop(till.reference));

    const sold = shop.ask({ type: 'sell', item: 'tea' });
    await till.expectMessage({ type: 'price', item: 'tea' });
    till.reply(7);
    const charge = await till.expectMessage('charge');

    expect(charge.price).to.equal(7);
    expect(await sold).to.equal('tea for 7');
    await till.expectNoMessage(1_000);
    await system.shutdown();
  });
  // #endregion

  // #region automatic
  it('asks for each item', async () => {
    const system = new ActorSystem({ clock: new TestClock() });
    const till = probe<Till>(system);
    till.autoReply((message) => (message.type === 'price' ? message.item.length : undefined));
    const shop = system.spawn(() => new Shop(till.reference));

    for (const item of ['tea', 'coffee']) shop.tell({ type: 'sell', item });

    await till.fishFor({ type: 'charge', price: 3 });
    await till.fishFor({ type: 'charge', price: 6 });
    await system.shutdown();
  });
  // #endregion

  it('says what is wrong', async () => {
    const system = new ActorSystem({ clock: new TestClock() });
    const till = probe<Till>(system, { id: 'till' });
    const shop = system.spawn(() => new Shop(till.reference), { id: 'shop' });
    shop.tell({ type: 'sell', item: 'tea' });
    // #region wrong
    await till.expectMessage('price');
    till.reply(8);
    const failure = till.expectMessage({ type: 'charge', price: 7 });
    // #endregion

    const text = readFileSync(join(__dirname, 'first-probe-failure.txt'), 'utf8');
    expect(`${await messageOf(() => failure.then())}\n`).to.equal(text);
    await system.shutdown();
  });

  // #region turn
  it('sells', async () => {
    const till = runTurn.reference<Till>('till');

    const turn = await runTurn(() => new Shop(till), { type: 'sell', item: 'tea' }, { answer: () => 7 });

    expect(turn).to.deep.equal({
      reply: 'tea for 7',
      asked: [{ to: '/till', message: { type: 'price', item: 'tea' } }],
      told: [{ to: '/till', message: { type: 'charge', price: 7 } }],
      spawned: [],
      watched: [],
      timers: [],
      error: undefined,
    });
  });
  // #endregion

  // #region silent
  it('charges nothing when the till is silent', async () => {
    const till = runTurn.reference<Till>('till');

    const { told, error } = await runTurn(() => new Shop(till), { type: 'sell', item: 'tea' });

    expect(told).to.deep.equal([]);
    expect(error).to.have.property('code', 'ask-timeout'); // after 5 virtual seconds
  });
  // #endregion
});
