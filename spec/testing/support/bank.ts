import { Actor, type ActorRef, defineActor, type Handlers } from '../../../lib/index.js';
import type { ExploreTools } from '../../../lib/testing.js';

interface Banking {
  balance(): number;
  set(m: { balance: number }): void;
  add(m: { amount: number }): void;
}

interface Filing {
  papers(): string;
}

interface Serving {
  deposit(m: { amount: number }): void;
}

const account = defineActor<Banking>(() => {
  let balance = 0;
  return {
    handlers: {
      balance: () => balance,
      set: (message) => {
        balance = message.balance;
      },
      add: ({ amount }) => {
        balance += amount;
      },
    },
  };
});

const archive = defineActor<Filing>(() => ({ handlers: { papers: () => 'in order' } }));

/** What a teller works with. */
interface Place {
  readonly account: ActorRef<Banking>;
  readonly archive: ActorRef<Filing>;
  /** How often it looks at the papers before it touches the account. */
  readonly looks: number;
}

abstract class Teller extends Actor<Serving> {
  readonly #place: Place;

  constructor(place: Place) {
    super();
    this.#place = place;
  }

  protected override readonly handlers: Handlers<Serving> = {
    deposit: async ({ amount }) => {
      const { account, archive, looks } = this.#place;
      for (let look = 0; look < looks; look += 1) await this.ask(archive, { type: 'papers' });
      await this.deposit(account, amount);
    },
  };

  protected abstract deposit(account: ActorRef<Banking>, amount: number): Promise<void>;
}

/** Reads the balance and then sets it, as if nobody could come between. */
class CarelessTeller extends Teller {
  protected override async deposit(account: ActorRef<Banking>, amount: number): Promise<void> {
    const balance = await this.ask(account, { type: 'balance' });
    await this.ask(account, { type: 'set', balance: balance + amount });
  }
}

/** Leaves the sum to the account. */
class CarefulTeller extends Teller {
  protected override async deposit(account: ActorRef<Banking>, amount: number): Promise<void> {
    await this.ask(account, { type: 'add', amount });
  }
}

/** Two deposits on one account. First come, first served, the one is made while the other still looks at papers. */
const bank =
  (newTeller: (place: Place) => Teller) =>
  async ({ system }: Pick<ExploreTools, 'system'>): Promise<void> => {
    const place = {
      account: system.spawn(account, { id: 'account' }),
      archive: system.spawn(archive, { id: 'archive' }),
    };
    const quick = system.spawn(() => newTeller({ ...place, looks: 0 }), { id: 'quick' });
    const thorough = system.spawn(() => newTeller({ ...place, looks: 4 }), { id: 'thorough' });
    await Promise.all([
      quick.ask({ type: 'deposit', amount: 10 }),
      thorough.ask({ type: 'deposit', amount: 5 }),
    ]);
    const balance = await place.account.ask({ type: 'balance' });
    if (balance !== 15) throw new Error(`10 and 5 make ${balance}`);
  };

/** With the race: check, then act. */
export const carelessBank = bank((place) => new CarelessTeller(place));

/** Without it. */
export const carefulBank = bank((place) => new CarefulTeller(place));
