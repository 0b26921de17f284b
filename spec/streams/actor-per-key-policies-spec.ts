import { map, type Observable, timer } from 'rxjs';
import { Actor, actorPerKey, type BusyPolicies, detached, switchTo, type Turn } from '../../lib/index.js';
import { onBothLanesInMarbles, sleep } from '../timers/support/marbled.js';
import { keyOf } from './support/keyed.js';

interface Searching {
  search(m: { text: string }): Promise<string>;
}

interface Watching {
  watch(m: { text: string; lasts: number }): Observable<string>;
}

describe('actorPerKey, with what its actors can do', () => {
  onBothLanesInMarbles((marbled) => {
    it(
      'lets a value supersede the one before it, of its own key only',
      marbled(({ system, clock, cold, expectObservable }) => {
        class Search extends Actor<Searching> {
          protected override readonly busy: BusyPolicies<Searching> = { search: switchTo() };
          protected override readonly handlers = {
            search: async ({ text }: { readonly text: string }, { signal }: Turn) => {
              await sleep(clock, 3);
              signal.throwIfAborted();
              return text;
            },
          };
        }
        const source = cold<string>('pqr|', { p: 'a1', q: 'b1', r: 'a2' });
        const toMessage = (text: string) => ({ type: 'search', text }) as const;

        const found = source.pipe(actorPerKey(keyOf, () => new Search(), { system, toMessage }));

        expectObservable(found).toBe('----q-(r|)', { q: 'b1', r: 'a2' });
      }),
    );

    it(
      'waits for a detached stream, which answers beside later turns',
      marbled(({ system, cold, expectObservable }) => {
        class Watcher extends Actor<Watching> {
          protected override readonly handlers = {
            watch: ({ text, lasts }: { readonly text: string; readonly lasts: number }) =>
              detached(timer(lasts).pipe(map(() => text))),
          };
        }
        const source = cold<string>('pq---', { p: 'a4', q: 'a1' });
        const toMessage = (text: string) => ({ type: 'watch', text, lasts: Number(text.slice(1)) }) as const;

        const seen = source.pipe(actorPerKey(keyOf, () => new Watcher(), { system, toMessage }));

        expectObservable(seen).toBe('--q-p', { p: 'a4', q: 'a1' });
      }),
    );
  });
});
