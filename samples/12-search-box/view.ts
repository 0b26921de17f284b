// What the search box shows: the one place that writes to the page.

export interface Results {
  readonly text: string;
  readonly names: readonly string[];
}

const HINT = 'Try “map”, or “fail” for an error.';

const element = <E extends HTMLElement>(id: string) => document.getElementById(id) as E;

/** `name` with the part that is `text` marked. Texts become nodes of text, so that no answer is taken for markup. */
function marked(name: string, text: string): readonly (string | HTMLElement)[] {
  const at = name.toLowerCase().indexOf(text.toLowerCase());
  if (at < 0) return [name];
  const mark = document.createElement('mark');
  mark.textContent = name.slice(at, at + text.length);
  return [name.slice(0, at), mark, name.slice(at + text.length)];
}

function item(name: string, text: string): HTMLLIElement {
  const line = document.createElement('li');
  line.append(...marked(name, text));
  return line;
}

const counted = ({ names, text }: Results) =>
  `${names.length === 1 ? 'One name has' : `${names.length || 'No'} names have`} “${text}”`;

export class View {
  readonly form = element<HTMLFormElement>('form');
  readonly field = element<HTMLInputElement>('field');
  readonly #status = element('status');
  readonly #error = element('error');
  readonly #names = element('names');

  /** What was found before stays until there is something else to show. */
  searching(text: string): void {
    this.#names.ariaBusy = 'true';
    this.#say(`Looking for “${text}” …`);
  }

  results(results: Results): void {
    this.#list(results);
    this.#say(results.text === '' ? HINT : counted(results));
  }

  failure(error: unknown): void {
    this.#list({ text: '', names: [] });
    const what = error instanceof Error ? error.message : error;
    this.#say('', `That did not work: ${what}. Press Enter to try again.`);
  }

  #list({ text, names }: Results): void {
    this.#names.replaceChildren(...names.map((name) => item(name, text)));
    this.#names.ariaBusy = 'false';
  }

  #say(status: string, error = ''): void {
    this.#status.textContent = status;
    this.#error.textContent = error;
  }
}
