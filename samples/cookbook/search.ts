// A search that waits until nobody types, and takes its request back when somebody types again.
import { Actor, type Handlers, request, spawn } from 'rxactors';
import { debounceTime, finalize, firstValueFrom, map, NEVER, Subject, switchMap, timer } from 'rxjs';

interface Index {
  search(m: { text: string }): string;
}

// #region index
class SlowIndex extends Actor<Index> {
  constructor(
    readonly searching: Subject<string>,
    readonly print: (line: string) => void,
  ) {
    super();
  }

  protected override readonly handlers: Handlers<Index> = {
    // An Observable that answers is unsubscribed when nobody waits for it; a promise has `turn.signal` for that.
    search: ({ text }) => {
      this.print(`searching ${text}`);
      this.searching.next(text);
      return slow(text).pipe(
        map(() => `found ${text}`),
        finalize(() => this.print(`done with ${text}`)),
      );
    },
  };
}
// #endregion

/** The first search would take for ever. */
const slow = (text: string) => (text === 'te' ? NEVER : timer(5));

export async function main(print: (line: string) => void): Promise<void> {
  const typed = new Subject<string>();
  const searching = new Subject<string>();
  await using index = spawn(() => new SlowIndex(searching, print));
  // #region search
  const found = typed.pipe(
    debounceTime(10),
    switchMap((text) => request(index, { type: 'search', text })),
  );
  // #endregion
  const first = firstValueFrom(found);
  const begun = firstValueFrom(searching);
  for (const text of ['t', 'te']) typed.next(text);
  await begun;
  typed.next('tea');
  print(await first);
}
