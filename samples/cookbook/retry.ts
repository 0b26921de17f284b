// A request with a time limit that is tried again, and whose earlier tries leave no work behind.
import { Actor, type Handlers, request, spawn } from 'rxactors';
import { firstValueFrom, retry } from 'rxjs';

interface Quoting {
  quote(m: { item: string }): Promise<string>;
}

// #region actor
/** Hangs twice. What it waits for takes the signal, so that it ends when nobody waits for it. */
class Quotes extends Actor<Quoting> {
  readonly #print: (line: string) => void;
  #tries = 0;

  constructor(print: (line: string) => void) {
    super();
    this.#print = print;
  }

  protected override readonly handlers: Handlers<Quoting> = {
    quote: async ({ item }, { signal }) => {
      this.#tries += 1;
      this.#print(`try ${this.#tries}`);
      if (this.#tries < 3) await this.#hang(signal);
      return `${item} is 7`;
    },
  };

  #hang(signal: AbortSignal): Promise<never> {
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        this.#print('given up');
        reject(signal.reason);
      });
    });
  }
}
// #endregion

export async function main(print: (line: string) => void): Promise<void> {
  await using quotes = spawn(() => new Quotes(print));
  // #region use
  const quote = request(quotes, { type: 'quote', item: 'tea' }, { timeout: 50 }).pipe(
    retry({ count: 3, delay: 5 }),
  );
  print(await firstValueFrom(quote));
  // #endregion
}
