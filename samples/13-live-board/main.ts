// A board that several people share: open it in two windows, move cards, and kill this program in between.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runUntilStopped } from 'rxactors';
import { BoardServer } from './server.js';

// Where the board is saved; and a port, for pages to find it again: any that is free, unless you say which.
const { BOARD = join(tmpdir(), 'rxactors-live-board.json'), PORT = '0' } = process.env;

export async function main(print: (line: string) => void = console.log): Promise<void> {
  await runUntilStopped(() => new BoardServer({ file: BOARD, port: Number(PORT), print }));
}

if (require.main === module) void main();
