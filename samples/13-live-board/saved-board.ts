// The actor that owns the board: it changes the cards, saves them, and streams them to those who follow.
import { readFile, rename, writeFile } from 'node:fs/promises';
import { Actor, detached, type Handlers, stateOf } from 'rxactors';
import type { Observable } from 'rxjs';
import { apply, type Card, type FromPage } from './board.js';

const MOST_PAGES = 1_000;

// #region board
export interface Board {
  change(m: { page: string; commands: FromPage }): Promise<void>;
  follow(): Observable<Saved>;
}

/** The cards, and for each page the number of its last command that is in them. */
export interface Saved {
  readonly cards: readonly Card[];
  readonly confirmed: ReadonlyMap<string, number>;
}

/** Owns the board. It saves each change before anyone sees it: what was seen outlives a crash. */
export class SavedBoard extends Actor<Board> {
  readonly #file: string;
  readonly #saved = stateOf<Saved>({ cards: [], confirmed: new Map() });

  constructor(file: string) {
    super();
    this.#file = file;
  }

  protected override async setup() {
    this.#saved.set(await load(this.#file));
  }

  protected override readonly handlers: Handlers<Board> = {
    change: async ({ page, commands }) => {
      const { cards, confirmed } = this.#saved.get();
      const before = confirmed.get(page) ?? 0;
      const fresh = commands.filter(({ number }) => number > before);
      const last = fresh.at(-1);
      if (last === undefined) return;
      const next = {
        cards: fresh.reduce((changed, { command }) => apply(changed, command), cards),
        confirmed: withLatest(confirmed, page, last.number),
      };
      await save(this.#file, next); // other changes wait meanwhile
      this.#saved.set(next);
    },
    follow: () => detached(this.#saved.changes),
  };
}
// #endregion

async function load(file: string): Promise<Saved> {
  try {
    const { cards, confirmed } = JSON.parse(await readFile(file, 'utf8'));
    return { cards, confirmed: new Map(confirmed) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return { cards: [], confirmed: new Map() };
  }
}

/** The old file or the new one, and never half of it. */
async function save(file: string, { cards, confirmed }: Saved): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify({ cards, confirmed: [...confirmed] }));
  await rename(`${file}.new`, file);
}

/** Pages that have not been heard of for long are forgotten. */
function withLatest(confirmed: Saved['confirmed'], page: string, number: number): Saved['confirmed'] {
  const others = [...confirmed].filter(([other]) => other !== page);
  return new Map([...others.slice(1 - MOST_PAGES), [page, number]]);
}
