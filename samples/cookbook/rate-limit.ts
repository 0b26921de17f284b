// Calls of an API that allows so many per second: who calls waits in line, and too many are refused.
import { Actor, bounded, type Handlers, spawn } from 'rxactors';
import { lastValueFrom, timer } from 'rxjs';

// #region actor
interface Weather {
  report(m: { city: string }): Promise<string>;
}

const INTERVAL = 20; // milliseconds from one call to the next

class LimitedApi extends Actor<Weather> {
  readonly #fetch: (city: string) => Promise<string>;
  #pause: Promise<unknown> = Promise.resolve();

  constructor(fetch: (city: string) => Promise<string>) {
    super();
    this.#fetch = fetch;
  }

  protected override readonly handlers: Handlers<Weather> = {
    report: async ({ city }) => {
      await this.#pause; // of the call before; those who ask meanwhile stand in line
      const report = this.#fetch(city);
      this.#pause = lastValueFrom(timer(INTERVAL));
      return report;
    },
  };
}
// #endregion

export async function main(print: (line: string) => void): Promise<void> {
  const calls: number[] = [];
  const fetch = async (city: string) => {
    calls.push(performance.now());
    return `sunny in ${city}`;
  };
  // #region use
  // Three may wait. More are refused at once, with `mailbox-full`.
  const api = spawn(() => new LimitedApi(fetch), { mailbox: bounded(3) });
  const report = (city: string) => api.ask({ type: 'report', city }).catch((error) => error.code);
  const reports = await Promise.all(['Ulm', 'Bonn', 'Köln', 'Jena', 'Kiel'].map(report));
  // #endregion
  for (const line of reports) print(line);
  // Timers of the host may be a millisecond early.
  const tooEarly = calls.filter((at, index) => index > 0 && at - (calls[index - 1] as number) < INTERVAL - 2);
  print(`${calls.length} calls, ${tooEarly.length} too early`);
  await api.stop();
}
