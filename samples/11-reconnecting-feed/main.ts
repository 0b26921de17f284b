// A feed whose connection breaks is connected again, later each time, and the one who reads it sees only values.
import { isActorError, type SuperviseOptions, supervise } from 'rxactors';
import { lastValueFrom, Observable, tap } from 'rxjs';

// #region failures
class ConnectionLost extends Error {}
class MarketClosed extends Error {}
// #endregion

type Print = (line: string) => void;

/** Stands for a server: what each connection to it gives, and why it breaks. */
class Exchange {
  readonly #print: Print;
  readonly #connections: (readonly [prices: readonly number[], failure: Error])[];

  constructor(print: Print, ...connections: (readonly [readonly number[], Error])[]) {
    this.#print = print;
    this.#connections = connections;
  }

  // #region feed
  /** Connects when it is subscribed, and anew with each further subscription. */
  readonly prices = new Observable<number>((subscriber) => {
    this.#print('connecting');
    const [prices, failure] = this.#connections.shift() ?? [[], new ConnectionLost('nobody answers')];
    const timer = setTimeout(() => {
      for (const price of prices) subscriber.next(price);
      subscriber.error(failure);
    });
    return () => clearTimeout(timer);
  });
  // #endregion
}

// #region policy
/** What to do about a feed that fails; the same words as for the children of an actor. */
const policy = (print: Print): SuperviseOptions => ({
  decide: (error) => {
    if (error instanceof ConnectionLost) return 'restart'; // connect again
    if (error instanceof MarketClosed) return 'stop'; // no failure: the feed is complete
    return 'escalate'; // nobody here knows what that is
  },
  backoff: { min: 5, max: 1_000 }, // after about 5, 10, 20, … ms; anew with 5 when one has held for a second
  limit: { max: 3, within: 60_000 }, // the 4th failure in a minute is the reader's business
  onRestart: (error, attempt) => print(`attempt ${attempt}, for ${(error as Error).message}`),
});
// #endregion

/** Reads a feed to its end, or until it is given up. */
async function read(exchange: Exchange, print: Print): Promise<void> {
  // #region read
  const prices = exchange.prices.pipe(
    supervise(policy(print)),
    tap((price) => print(`the price is ${price}`)),
  );
  try {
    const last = await lastValueFrom(prices);
    print(`closed at ${last}`);
  } catch (error) {
    if (!isActorError(error, 'restart-limit')) throw error;
    print(`given up: ${(error.cause as Error).message}`);
  }
  // #endregion
}

export async function main(print: Print = console.log): Promise<void> {
  const shaky = new Exchange(
    print,
    [[101, 102], new ConnectionLost('the line broke')],
    [[], new ConnectionLost('nobody answers')],
    [[103], new MarketClosed()],
  );
  await read(shaky, print);
  await read(new Exchange(print), print); // is down, and stays so
}

if (require.main === module) void main();
