// What the pages and the server have in common: the cards, the commands that change them, and what is sent.

export const COLUMNS = ['todo', 'doing', 'done'] as const;
export const LONGEST_TEXT = 80;
const LONGEST_ID = 36;

export type Column = (typeof COLUMNS)[number];

export interface Card {
  readonly id: string;
  readonly text: string;
  readonly column: Column;
}

// #region words
export type Command =
  | { readonly type: 'add'; readonly id: string; readonly text: string }
  | { readonly type: 'move'; readonly id: string; readonly column: Column }
  | { readonly type: 'remove'; readonly id: string };

/** A page counts its commands, from 1 on: so the server knows those that it has already. */
export interface Numbered {
  readonly number: number;
  readonly command: Command;
}

/** A page sends all that is not confirmed, in order; the server sends the cards, and up to where it confirms. */
export type FromPage = readonly Numbered[];
export type FromServer = { readonly cards: readonly Card[]; readonly confirmed: number };
// #endregion

/** The server has the last word on it, and a page need not wait for that. */
export function apply(cards: readonly Card[], command: Command): readonly Card[] {
  const card = cards.find(({ id }) => id === command.id);
  const others = cards.filter((other) => other !== card);
  switch (command.type) {
    case 'add':
      return [...others, { id: command.id, text: command.text, column: 'todo' }];
    case 'move': // where somebody else has removed it, it stays so
      return card === undefined ? cards : [...others, { ...card, column: command.column }];
    case 'remove':
      return others;
  }
}

/** What a page has sent. Throws for what no page of ours sends: that fails its connection, and nothing else. */
export function parseCommands(text: unknown): FromPage {
  const commands = JSON.parse(String(text)) as FromPage;
  if (!commands.every(({ number, command }) => Number.isSafeInteger(number) && isCommand(command)))
    throw new TypeError(`No commands: ${text}`);
  return commands;
}

function isCommand(command: Command): boolean {
  if (typeof command.id !== 'string' || command.id.length > LONGEST_ID) return false;
  switch (command.type) {
    case 'add':
      return typeof command.text === 'string' && command.text.length <= LONGEST_TEXT;
    case 'move':
      return COLUMNS.includes(command.column);
    default:
      return command.type === 'remove';
  }
}
