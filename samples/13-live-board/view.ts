// What the user sees and does, as functions: a state is drawn, and commands come out.
import { filter, fromEvent, map, merge, type Observable, tap } from 'rxjs';
import {
  apply,
  type Card,
  COLUMNS,
  type Column,
  type Command,
  LONGEST_TEXT,
  type Numbered,
} from './board.js';

export interface View {
  readonly connection: 'connecting' | 'online' | 'reconnecting';
  /** As the server has them. */
  readonly cards: readonly Card[];
  /** What the server has not confirmed, in order. */
  readonly pending: readonly Numbered[];
}

const element = <E extends Element>(selector: string, within: ParentNode = document) =>
  within.querySelector(selector) as E;

const items = new Map<string, HTMLElement>();

// #region draw
/** Draws the board as it will be, and marks what the server does not know yet. */
export function draw({ connection, cards, pending }: View): void {
  const focused = document.activeElement as HTMLElement;
  const all = pending.reduce((changed, { command }) => apply(changed, command), cards);
  const unsure = new Set(pending.map(({ command }) => command.id));
  for (const column of COLUMNS) {
    const own = all.filter((card) => card.column === column);
    fill(
      element(`#${column} ol`),
      own.map((card) => item(card, unsure.has(card.id))),
    );
    element(`#${column} output`).textContent = String(own.length);
  }
  for (const id of items.keys()) if (!all.some((card) => card.id === id)) items.delete(id);
  drawStatus(connection, pending.length);
  if (focused.isConnected && focused !== document.activeElement) focused.focus(); // it has moved with its card
}
// #endregion

function drawStatus(connection: View['connection'], waiting: number): void {
  const status = element<HTMLElement>('[role=status]');
  const text = { connecting: 'Connecting…', online: 'Online', reconnecting: 'Reconnecting…' }[connection];
  const changes = `${waiting} ${waiting === 1 ? 'change' : 'changes'}`;
  status.dataset.connection = connection;
  status.textContent = connection === 'online' || waiting === 0 ? text : `${text} ${changes} to send`;
}

/** Moves no more than it must, for a button that moves while it is pressed is not clicked. */
function fill(list: Element, wanted: readonly Element[]): void {
  for (const old of [...list.children]) if (!wanted.includes(old)) old.remove();
  wanted.forEach((child, index) => {
    const there = list.children[index] ?? null;
    if (there !== child) list.insertBefore(child, there);
  });
}

function item({ id, text, column }: Card, unsure: boolean): HTMLElement {
  const shown = items.get(id) ?? newItem(id, text);
  const place = COLUMNS.indexOf(column);
  aim(element('[name=back]', shown), COLUMNS[place - 1]);
  aim(element('[name=on]', shown), COLUMNS[place + 1]);
  shown.ariaBusy = String(unsure);
  return shown;
}

function newItem(id: string, text: string): HTMLElement {
  const copy = element<HTMLTemplateElement>('template').content.cloneNode(true) as DocumentFragment;
  const made = element<HTMLElement>('li', copy);
  made.dataset.id = id;
  element('p', made).textContent = text;
  element('[name=remove]', made).ariaLabel = `Remove ${text}`;
  items.set(id, made);
  return made;
}

function aim(button: HTMLButtonElement, column: Column | undefined): void {
  button.disabled = column === undefined;
  if (column === undefined) return;
  button.value = column;
  button.ariaLabel = `Move ${element('p', button.closest('li') as Element).textContent} to ${column}`;
}

// #region commands
export function commands(): Observable<Command> {
  const form = element<HTMLFormElement>('form');
  const field = element<HTMLInputElement>('input');
  field.maxLength = LONGEST_TEXT;
  const additions = fromEvent(form, 'submit').pipe(
    tap((event) => event.preventDefault()),
    map(() => field.value.trim()),
    filter((text) => text !== ''),
    tap(() => form.reset()),
    map((text): Command => ({ type: 'add', id: crypto.randomUUID(), text })),
  );
  const clicks = fromEvent(element('main'), 'click').pipe(
    map(({ target }) => (target as Element).closest<HTMLButtonElement>('li button')),
    filter((button) => button !== null),
    map(commandOf),
  );
  return merge(additions, clicks);
}
// #endregion

function commandOf({ name, value, parentElement }: HTMLButtonElement): Command {
  const id = parentElement?.dataset.id as string;
  return name === 'remove' ? { type: 'remove', id } : { type: 'move', id, column: value as Column };
}
