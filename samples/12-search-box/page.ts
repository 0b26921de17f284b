// A search box as an actor: it keeps up with the keys, leaves no request behind, survives errors, and ends with its page.
import {
  Actor,
  type ActorRef,
  ActorSystem,
  type BusyPolicies,
  conflate,
  type Handlers,
  type Supervision,
  switchTo,
} from 'rxactors';
import { animationFrames, filter, fromEvent, map, merge, startWith, take, tap } from 'rxjs';
import { type Results, View } from './view.js';

// #region requests
interface Searching {
  search(m: { text: string }): void;
}

/** One request at a time, for the latest text: a new one aborts the one before. */
class Requests extends Actor<Searching> {
  readonly #box: ActorRef<Finding>;

  constructor(box: ActorRef<Finding>) {
    super();
    this.#box = box;
  }

  protected override readonly busy: BusyPolicies<Searching> = { search: switchTo() };

  protected override readonly handlers: Handlers<Searching> = {
    search: async ({ text }, { signal }) => {
      const names = text === '' ? [] : await this.#fetch(text, signal);
      this.#box.tell({ type: 'found', text, names });
    },
  };

  async #fetch(text: string, signal: AbortSignal): Promise<string[]> {
    const response = await fetch(`/search?q=${encodeURIComponent(text)}`, { signal });
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    return response.json();
  }
}
// #endregion

// #region box
interface Finding {
  found(m: Results): void;
}

/** Ends with the next frame that is drawn. */
const nextFrame = animationFrames().pipe(take(1));

/** Reads the keys, and shows what became of them. */
class SearchBox extends Actor<Finding> {
  readonly #view = new View();

  /** A request that fails takes nothing along: neither the box nor the requests to come. */
  protected override readonly supervision: Supervision = { decide: 'resume' };

  protected override setup() {
    const { form, field } = this.#view;
    const requests = this.spawn(() => new Requests(this.reference));

    // A turn comes after the event, too late to keep the browser from sending the form.
    const submitted = fromEvent(form, 'submit').pipe(tap((event) => event.preventDefault()));
    const texts = merge(fromEvent(field, 'input'), submitted).pipe(
      startWith('what the browser filled in'),
      map(() => field.value.trim()),
    );
    const search = (text: string) => {
      requests.tell({ type: 'search', text });
      this.#view.searching(text);
      return nextFrame; // holds the turn: of the texts that come before it, only the latest counts
    };
    this.registerInputTask(texts, search, { busy: conflate() });

    const failures = this.childLifecycle.pipe(filter((event) => event.type === 'failed'));
    this.registerInputTask(failures, ({ error }) => this.#view.failure(error));
  }

  protected override readonly handlers: Handlers<Finding> = {
    found: (results) => this.#view.results(results),
  };
}
// #endregion

// #region life
// Not only once: a page that was left may be kept, and shown again.
fromEvent(window, 'pageshow').subscribe(() => {
  const system = new ActorSystem();
  const box = system.spawn(() => new SearchBox());
  fromEvent(window, 'pagehide')
    .pipe(take(1))
    .subscribe(() => {
      void box.kill(); // a stop would wait for the request that runs
      void system.shutdown();
    });
  Object.assign(globalThis, { system }); // for the console: `system.deadLetters.counts`
});
// #endregion
