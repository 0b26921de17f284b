import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { root } from '../support/files.js';

/** How long it may take until it serves: less than the tests have, so that it is seen, and ended. */
const LONGEST_START = 20_000;

/** The program of samples/13-live-board, as a user starts it. */
export class BoardProcess {
  readonly url: string;
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess, url: string) {
    this.#process = process;
    this.url = url;
  }

  /** Resolves when it serves: on the port of `url`, where one is given. One that does not is ended. */
  static async start(file: string, url?: string, longest = LONGEST_START): Promise<BoardProcess> {
    const port = url === undefined ? '0' : new URL(url).port;
    const program = spawn(process.execPath, ['-r', 'ts-node/register', 'samples/13-live-board/main.ts'], {
      cwd: root,
      env: { ...process.env, BOARD: file, PORT: port },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const signal = AbortSignal.timeout(longest);
    for await (const line of createInterface({ input: program.stdout, signal })) {
      const found = /http\S+/.exec(line)?.[0];
      if (found !== undefined) return new BoardProcess(program, found);
    }
    await new BoardProcess(program, '').kill();
    const why = signal.aborted ? `did not serve within ${longest} ms` : 'has ended before it served';
    throw new Error(`the board ${why}`);
  }

  /** It has no chance to say goodbye. Where it is dead already, nothing happens. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  /** As Ctrl-C does. */
  interrupt(): Promise<void> {
    return this.#end('SIGINT');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill(signal);
    await ended;
  }
}
