// A search box that searches while one types: it keeps up with the keys, and leaves no request behind that nobody needs.
import {
  Actor,
  type ActorRef,
  ActorSystem,
  type BusyPolicies,
  conflate,
  detached,
  type Handlers,
  stateOf,
  switchTo,
} from 'rxactors';
import { filter, firstValueFrom, lastValueFrom, type Observable, Subject, timer } from 'rxjs';

type Print = (line: string) => void;

// #region backend
const TITLES = ['rxactors in action', 'rxjs in action', 'reading marbles', 'rxactors, a tale'];

/** Stands for a server that takes its time, and for the `fetch` that stops when its signal aborts. */
class Backend {
  readonly asked = new Subject<string>();
  readonly #print: Print;

  constructor(print: Print) {
    this.#print = print;
  }

  find(text: string, signal: AbortSignal): Promise<string[]> {
    this.#print(`backend: looking for ${text}`);
    this.asked.next(text);
    return new Promise((resolve, reject) => {
      const latency = 2_000 / text.length ** 6; // the more there is to find, the longer it takes
      const answer = setTimeout(() => resolve(TITLES.filter((title) => title.startsWith(text))), latency);
      signal.addEventListener('abort', () => {
        clearTimeout(answer);
        this.#print(`backend: ${text} is cancelled`);
        reject(signal.reason);
      });
    });
  }
}
// #endregion

// #region requests
interface Searching {
  search(m: { text: string }): void;
}

interface Results {
  readonly text: string;
  readonly titles: readonly string[];
}

/** One request at a time, for the latest text: a new one aborts the one before. */
class Requests extends Actor<Searching> {
  readonly #backend: Backend;
  readonly #found: (results: Results) => void;

  constructor(backend: Backend, found: (results: Results) => void) {
    super();
    this.#backend = backend;
    this.#found = found;
  }

  protected override readonly busy: BusyPolicies<Searching> = { search: switchTo() };

  protected override readonly handlers: Handlers<Searching> = {
    search: async ({ text }, { signal }) => {
      const titles = await this.#backend.find(text, signal);
      this.#found({ text, titles });
    },
  };
}
// #endregion

type View = 'empty' | 'drawing' | Results;

// #region box
interface SearchBox {
  draw(m: { results: Results }): void;
  view(): Observable<View>;
}

/** Reads the keys, and draws what was found; keys that come while it draws wait, and only the latest of them counts. */
class Box extends Actor<SearchBox> {
  readonly #typed: Observable<string>;
  readonly #backend: Backend;
  readonly #view = stateOf<View>('empty');

  constructor(typed: Observable<string>, backend: Backend) {
    super();
    this.#typed = typed;
    this.#backend = backend;
  }

  protected override setup() {
    const draw = (results: Results) => this.reference.tell({ type: 'draw', results });
    const requests = this.spawn(() => new Requests(this.#backend, draw));
    this.registerInputTask(this.#typed, (text) => requests.tell({ type: 'search', text }), {
      busy: conflate(),
    });
  }

  protected override readonly handlers: Handlers<SearchBox> = {
    draw: async ({ results }) => {
      this.#view.set('drawing');
      await lastValueFrom(timer(100)); // the page is slow, too
      this.#view.set(results);
    },
    view: () => detached(this.#view.changes),
  };
}
// #endregion

/** Types, and looks at what happens. */
async function user(typed: Subject<string>, backend: Backend, box: ActorRef<SearchBox>): Promise<void> {
  const asked = (text: string) => firstValueFrom(backend.asked.pipe(filter((each) => each === text)));
  const view = box.stream({ type: 'view' });
  const seen = (match: (view: View) => boolean) => firstValueFrom(view.pipe(filter(match)));
  const shown = (text: string) => seen((now) => typeof now === 'object' && now.text === text);

  await seen((now) => now === 'empty'); // the box is there
  // #region keys
  typed.next('r');
  await asked('r');
  typed.next('rx'); // while the backend looks for `r`
  await seen((now) => now === 'drawing');
  for (const text of ['rxa', 'rxac', 'rxact']) typed.next(text); // while the box draws
  await shown('rxact');
  // #endregion
}

export async function main(print: Print = console.log): Promise<void> {
  await using system = new ActorSystem();
  system.deadLetters.subscribe(({ message, reason }) => print(`box: ${message} is skipped, ${reason}`));
  const typed = new Subject<string>();
  const backend = new Backend(print);
  const box = system.spawn(() => new Box(typed, backend));
  box.stream({ type: 'view' }).subscribe((view) => {
    if (typeof view === 'object') print(`box: ${view.text} gives ${view.titles.join('; ')}`);
  });
  await user(typed, backend, box);
}

if (require.main === module) void main();
