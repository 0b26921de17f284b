// Serves a search box that people can type into, and says what reaches the server: how a page uses actors.
import { Actor, runUntilStopped } from 'rxactors';
import { find, type Search, type Site, serve } from './server.js';

type Print = (line: string) => void;

const noted =
  (print: Print): Search =>
  (text, signal) => {
    print(`server: looking for ${text}`);
    signal.addEventListener('abort', () => print(`server: ${text} is aborted`));
    return find(text, signal);
  };

class SearchSite extends Actor {
  readonly #print: Print;
  #site: Site | undefined;

  constructor(print: Print) {
    super();
    this.#print = print;
  }

  protected override async setup() {
    this.#site = await serve(noted(this.#print));
    this.#print(`Open ${this.#site.address} in a browser. Ctrl-C ends it.`);
  }

  protected override async teardown() {
    await this.#site?.[Symbol.asyncDispose]();
  }
}

export async function main(print: Print = console.log): Promise<void> {
  await runUntilStopped(() => new SearchSite(print));
}

if (require.main === module) void main();
