// A cache whose entries expire one by one, and that loads a key once however many ask for it.
import { Actor, type BusyPolicies, type Handlers, parallel, spawn } from 'rxactors';
import { lastValueFrom, timer } from 'rxjs';

// #region actor
interface Caching {
  get(m: { key: string }): Promise<string>;
}

const LIFETIME = 100; // milliseconds

class Cache extends Actor<Caching> {
  readonly #load: (key: string) => Promise<string>;
  readonly #entries = new Map<string, Promise<string>>();

  constructor(load: (key: string) => Promise<string>) {
    super();
    this.#load = load;
  }

  /** A key that is slow to load holds up no other. */
  protected override readonly busy: BusyPolicies<Caching> = { get: parallel(100) };

  protected override readonly handlers: Handlers<Caching> = {
    get: async ({ key }, turn) => {
      // Several may run at once, so the state is touched in a turn: inside of `enter`.
      const { entry } = await turn.enter(() => ({ entry: this.#entries.get(key) ?? this.#enter(key) }));
      return entry;
    },
  };

  #enter(key: string): Promise<string> {
    const entry = this.#load(key);
    this.#entries.set(key, entry);
    this.timers.once(key, LIFETIME, () => this.#entries.delete(key));
    return entry;
  }
}
// #endregion

export async function main(print: (line: string) => void): Promise<void> {
  let loads = 0;
  const load = async (key: string) => {
    loads += 1;
    await lastValueFrom(timer(5));
    return `${key}, loaded as number ${loads}`;
  };
  // #region use
  await using cache = spawn(() => new Cache(load));
  const get = (key: string) => cache.ask({ type: 'get', key });
  print((await Promise.all([get('tea'), get('tea')])).join(' | ')); // loaded once
  await lastValueFrom(timer(2 * LIFETIME));
  print(await get('tea')); // has expired meanwhile
  // #endregion
}
